"""Frozen word vectors of news Russian (navec, which the package natasha carries), read without its package."""

from __future__ import annotations

import gzip
import importlib.metadata
import tarfile
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

NAVEC = "natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar"


class Vectors:
    """Product-quantised vectors: each word is a row of parts, each part the number of one of 256 codes."""

    def __init__(self, path: str) -> None:
        with tarfile.open(path) as tar:
            packed = tar.extractfile("vocab.bin")
            assert packed is not None
            vocabulary = gzip.decompress(packed.read())
            at = tar.getmember("pq.bin").offset_data
        count = int(np.frombuffer(vocabulary, np.uint32, 1)[0])
        names = vocabulary[4 + 4 * count :].decode("utf-8").splitlines()
        self.numbers = dict(zip(names, range(len(names)), strict=True))
        words, size, parts, centroids = (int(n) for n in np.fromfile(path, np.uint32, 4, offset=at))
        self.indexes = np.memmap(path, np.uint8, "r", at + 16, (words, parts))
        self.rows = self.indexes.view(np.ndarray)
        codes = np.fromfile(path, np.float32, size * centroids, offset=at + 16 + words * parts)
        self.codes = codes.reshape(parts * centroids, size // parts)
        self.first = np.arange(parts, dtype=np.intp) * centroids

    def __call__(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of lower-cased word forms, [n, 300], each of length 1; zero for words that the vocabulary lacks."""
        found = [self.numbers.get(form, -1) for form in forms]
        known = np.array([n >= 0 for n in found], bool)
        rows = np.array([max(n, 0) for n in found], np.intp)
        vectors = self.codes.take((self.indexes[rows] + self.first).ravel(), axis=0).reshape(len(rows), -1)
        vectors = np.where(known[:, None], vectors, np.float32(0))
        out: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-6))
        return out

    def one(self, form: str) -> NDArray[np.float32] | None:
        """The vector of one lower-cased word form, [300], of length 1; None for a word that the vocabulary lacks."""
        number = self.numbers.get(form, -1)
        if number < 0:
            return None
        places = self.rows[number] + self.first
        vector: NDArray[np.float32] = self.codes.take(places, axis=0, mode="clip").ravel()  # all are there: none is looked at
        vector /= max(float(vector.dot(vector)) ** 0.5, 1e-6)
        return vector


@cache
def _vectors() -> Vectors:
    return Vectors(str(importlib.metadata.distribution("natasha").locate_file(NAVEC)))


def word_vectors(forms: Sequence[str]) -> NDArray[np.float32]:
    """The vectors of lower-cased word forms, [n, 300], each of length 1; zero for words that the vocabulary lacks."""
    return _vectors()(forms)


def word_vector(form: str) -> NDArray[np.float32] | None:
    """The vector of one lower-cased word form, [300], of length 1; None for a word that the vocabulary lacks."""
    return _vectors().one(form)
