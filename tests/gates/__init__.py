"""Floors of accuracy: slow, marked ``gate``."""
