"""Synthetic corpora with the columns of the real tables and a known truth behind them: no text of anybody's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

CONSONANTS, VOWELS = "бвгджзклмнпрстфхцчш", "аеиоу"
ACTORS = ("Анна Орлова", "Дмитрий Волков", "Иван Соколов", "Завод", "Министерство", "Партия", "Город", "Суд")
TYPES = ("PER", "PER", "PER", "ORG", "ORG", "ORG", "LOC", "ORG")


def vocabulary(size: int) -> np.ndarray:
    """Distinct pronounceable words."""
    syllables = [c + v for c in CONSONANTS for v in VOWELS]
    base = len(syllables)
    return np.array([syllables[i % base] + syllables[(i // base) % base] + syllables[(i // base**2) % base] for i in range(size)])


def tables(
    articles: int = 40,
    *,
    words: int = 60,
    outlets: int = 3,
    actors: int = 4,
    vocabulary_size: int = 400,
    duplicates: float = 0.0,
    tilt: dict[str, tuple[float, float, float]] | None = None,
    seed: int = 0,
) -> dict[str, pd.DataFrame]:
    """A corpus as a dict of frames: articles, tokens, mentions, actors, quotes, tone, hits.

    ``words`` is the mean length of an article; ``tilt[actor]`` is (negative, neutral, positive), how the narrator speaks
    of it. A share ``duplicates`` of the articles are exact copies of an earlier one.
    """
    rng = np.random.default_rng(seed)
    known = list(ACTORS[:actors]) + [f"Лицо {i}" for i in range(len(ACTORS), actors)]
    types = (list(TYPES) + ["PER"] * actors)[:actors]
    lengths = np.maximum(rng.poisson(words * rng.gamma(4.0, 0.25, articles)), 12)
    ids = np.array([f"n{i:06d}" for i in range(articles)])
    origin = np.arange(articles)
    copies = np.flatnonzero(rng.random(articles) < duplicates)
    for i in copies[copies > 0]:
        origin[i] = origin[rng.integers(0, i)]
    tokens = _tokens(rng, lengths, vocabulary(vocabulary_size), ids)
    mentions, quotes, tone, hits = _layers(rng, tokens, ids, lengths, known, types, tilt or {})
    made = dict(tokens=tokens, mentions=mentions, quotes=quotes, tone=tone, hits=hits)
    made = {name: _copied(frame, ids, origin) for name, frame in made.items()}
    n_tokens = made["tokens"].groupby("article").size().reindex(ids).to_numpy()
    days = rng.integers(0, 180, articles)
    made["articles"] = pd.DataFrame(
        {
            "article": ids,
            "outlet": [f"издание {k}" for k in rng.integers(0, outlets, articles)],
            "published": pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D"),
            "title": "",
            "author": "",
            "url": "",
            "path": "",
            "text": "",
            "n_tokens": n_tokens,
            "n_sentences": made["tokens"].groupby("article")["sentence"].max().reindex(ids).to_numpy() + 1,
            "duplicate_of": pd.Series([ids[o] if o != i else None for i, o in enumerate(origin)], dtype=object),
        }
    )
    counted = made["mentions"].groupby("actor").agg(n_mentions=("article", "size"), n_articles=("article", "nunique"))
    made["actors"] = (
        pd.DataFrame({"actor": known, "type": types, "aliases": [[name] for name in known]})
        .merge(counted.reset_index(), on="actor", how="left")
        .fillna({"n_mentions": 0, "n_articles": 0})
    )
    return made


def _tokens(rng: np.random.Generator, lengths: np.ndarray, words: np.ndarray, ids: np.ndarray) -> pd.DataFrame:
    total = int(lengths.sum())
    article = np.repeat(np.arange(len(ids)), lengths)
    place = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    weight = 1.0 / np.arange(1, len(words) + 1)
    lemma = words[rng.choice(len(words), total, p=weight / weight.sum())].astype(object)
    pos = rng.choice(np.array(["NOUN", "VERB", "ADJ", "ADP"], object), total, p=[0.4, 0.25, 0.2, 0.15])
    sentence, token = place // 12, place % 12
    last = (token == 11) | (place == np.repeat(lengths, lengths) - 1)
    lemma[last], pos[last] = ".", "PUNCT"
    rel = np.where(token == 0, "root", np.where(pos == "PUNCT", "punct", "nmod")).astype(object)
    rel[(pos == "ADJ") & (token > 0)] = "amod"
    after_verb = np.r_[False, pos[:-1] == "VERB"] & (token > 0) & (pos == "NOUN")
    rel[after_verb] = rng.choice(np.array(["nsubj", "obj"], object), int(after_verb.sum()), p=[0.7, 0.3])
    feats = np.where(pos == "VERB", "Gender=Masc|Mood=Ind|Number=Sing|Tense=Past|VerbForm=Fin|Voice=Act", "").astype(object)
    zone = np.where(sentence == 0, "headline", np.where(sentence == 1, "lead", "body")).astype(object)
    return pd.DataFrame(
        {
            "article": ids[article],
            "sentence": sentence,
            "token": token,
            "start": place * 8,
            "stop": place * 8 + 6,
            "text": lemma,
            "lemma": lemma,
            "pos": pos,
            "feats": feats,
            "head": np.where(token == 0, -1, token - 1),
            "rel": rel,
            "zone": zone,
            "quote": -1,
        }
    )


def _layers(
    rng: np.random.Generator,
    tokens: pd.DataFrame,
    ids: np.ndarray,
    lengths: np.ndarray,
    known: list[str],
    types: list[str],
    tilt: dict[str, tuple[float, float, float]],
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    first = np.cumsum(lengths) - lengths
    chance = 1.0 / np.arange(1, len(known) + 1) ** 0.8
    count = np.maximum(rng.poisson(lengths / 18), 1)
    article = np.repeat(np.arange(len(ids)), count)
    row = first[article] + (rng.random(len(article)) * lengths[article]).astype(int)
    who = rng.choice(len(known), len(article), p=chance / chance.sum())
    order = np.argsort(row, kind="stable")
    keep = order[np.r_[True, np.diff(row[order]) > 0]]
    row, who = row[keep], who[keep]
    at = tokens.iloc[row].reset_index(drop=True)
    names = np.array(known, object)[who]
    mentions = at[["article", "sentence", "start", "stop", "text"]].assign(
        name_start=at["start"],
        name_stop=at["stop"],
        kind="name",
        actor=names,
        type=np.array(types, object)[who],
        zone=at["zone"],
        confidence=1.0,
        rule="synthetic",
    )
    speaker = rng.choice(len(known), len(ids))
    talks = np.flatnonzero((rng.random(len(ids)) < 0.6) & (lengths > 30))
    spans = []
    numbers = tokens["quote"].to_numpy().copy()
    for i in talks:
        start = first[i] + 24
        stop = min(start + 4 + int(rng.integers(0, 20)), first[i] + lengths[i])
        numbers[start:stop] = 0
        spans.append((start, stop - 1))
    tokens["quote"] = numbers
    heads, tails = (tokens.iloc[[s[k] for s in spans]].reset_index(drop=True) for k in (0, 1))
    spoken = np.array(known, object)[speaker[talks]]
    quotes = pd.DataFrame(
        {
            "article": ids[talks],
            "quote": 0,
            "kind": rng.choice(np.array(["direct", "indirect"], object), len(talks)),
            "start": heads["start"],
            "stop": tails["stop"],
            "text": "",
            "cue_start": -1,
            "cue_stop": -1,
            "speaker_start": -1,
            "speaker_stop": -1,
            "speaker_text": spoken,
            "actors": [[] if rng.random() < 0.1 else [name] for name in spoken],
            "group": -1,
            "zone": heads["zone"],
            "rule": "synthetic",
        }
    )
    lookup = {a: (names[0] if names else "unnamed") for a, names in zip(quotes["article"], quotes["actors"], strict=True)}
    inside = numbers[row] >= 0
    voice = np.array([lookup[a] if q else "narrator" for a, q in zip(at["article"], inside, strict=True)], object)
    even = (0.25, 0.5, 0.25)
    p = np.array([tilt.get(name, even) for name in known])[who]
    u = rng.random(len(who))[:, None]
    label = np.where(inside, rng.integers(-1, 2, len(who)), (u > np.cumsum(p, axis=1)).sum(axis=1) - 1)
    tone = mentions[["article", "sentence", "start", "stop", "actor"]].assign(
        voice=voice,
        label=label,
        score=label.astype(float),
        p_neg=p[:, 0],
        p_neu=p[:, 1],
        p_pos=p[:, 2],
        masked_score=label.astype(float),
        n_hits=(label != 0).astype(int),
        lexicon="synthetic",
    )
    some = tokens.iloc[np.flatnonzero(rng.random(len(tokens)) < 0.03)]
    hits = some[["article", "sentence", "start", "stop", "text", "lemma", "quote"]].assign(
        score=rng.choice([-1.0, 1.0], len(some)), changed_by="", lexicon="synthetic"
    )
    hits["base"] = hits["score"]
    return mentions, quotes, tone, hits.reset_index(drop=True)


def _copied(frame: pd.DataFrame, ids: np.ndarray, origin: np.ndarray) -> pd.DataFrame:
    """The frame in which each copy carries the rows of its original."""
    moved = np.flatnonzero(origin != np.arange(len(ids)))
    if not moved.size:
        return frame.reset_index(drop=True)
    kept = frame[~frame["article"].isin(ids[moved])]
    parts = dict(tuple(frame.groupby("article")))
    copies = [parts[ids[origin[i]]].assign(article=ids[i]) for i in moved if ids[origin[i]] in parts]
    return pd.concat([kept, *copies]).sort_values(["article", "start"], kind="stable").reset_index(drop=True)


class InMemory:
    """The least a corpus is: something with ``connect``."""

    def __init__(self, frames: dict[str, pd.DataFrame]) -> None:
        self.frames = frames

    def connect(self):  # type: ignore[no-untyped-def]
        import duckdb

        con = duckdb.connect()
        for name, frame in self.frames.items():
            con.register(name, frame)
        return con


def write(frames: dict[str, pd.DataFrame], folder: Path, *, parts: int = 1) -> Path:
    """The corpus as a folder of Parquet files; with ``parts`` each table is a folder of parts."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        if parts == 1:
            frame.to_parquet(folder / f"{name}.parquet", index=False)
            continue
        place = folder / f"{name}.parquet"
        place.mkdir(exist_ok=True)
        for k, rows in enumerate(np.array_split(np.arange(len(frame)), parts)):
            frame.iloc[rows].to_parquet(place / f"part-{k}.parquet", index=False)
    return folder


def with_copies(frames: dict[str, pd.DataFrame], ids: list[str]) -> dict[str, pd.DataFrame]:
    """The corpus with one exact copy more of each article of ``ids``, marked as a duplicate."""
    out = {}
    for name, frame in frames.items():
        if "article" not in frame:
            out[name] = frame
            continue
        extra = frame[frame["article"].isin(ids)].copy()
        if name == "articles":
            extra["duplicate_of"] = extra["duplicate_of"].fillna(extra["article"])
        extra["article"] = extra["article"] + "-copy"
        out[name] = pd.concat([frame, extra], ignore_index=True)
    return out
