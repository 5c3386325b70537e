"""What the models see: numbers for each token of a sentence and for each target in it."""
