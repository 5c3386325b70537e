"""The words around an actor: by sentence, by clause of the dependency tree, or by a window of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from framing.corpus.corpus import Corpus

UNITS = ("sentence", "clause", "window")
VOICES = {"narrator": "AND t.quote = -1", "quoted": "AND t.quote >= 0", None: ""}
_CLAUSES = {"root", "ccomp", "xcomp", "advcl", "acl", "acl:relcl", "csubj", "parataxis"}

_SENTENCES = """
WITH m AS (SELECT DISTINCT article, sentence, start, stop FROM mentions WHERE actor = ?)
SELECT t.*, a.outlet, a.published, a.duplicate_of, a.story,
       EXISTS (SELECT 1 FROM m WHERE m.article = t.article AND m.start <= t.start AND t.stop <= m.stop) AS own
FROM tokens t JOIN articles a USING (article)
WHERE (t.article, t.sentence) IN (SELECT (article, sentence) FROM m) ORDER BY t.article, t.sentence, t.token
"""


def around(corpus: Corpus, actor: str, unit: str, voice: str | None, window: int, zones: tuple[str, ...]) -> pd.DataFrame:
    """See `Corpus.around`."""
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r} is none of {', '.join(UNITS)}")
    if voice not in VOICES:
        raise ValueError(f"voice {voice!r} is none of narrator, quoted, None")
    frame = corpus.sql(_SENTENCES, actor)
    if unit != "sentence" and len(frame):
        near = _clause if unit == "clause" else _window
        keep = [i for _, s in frame.groupby(["article", "sentence"], sort=False) for i in near(s, window)]
        frame = frame.loc[sorted(keep)]
    inside = frame["zone"].isin(zones) & ~frame["own"]
    if voice is not None:
        inside &= (frame["quote"] < 0) if voice == "narrator" else (frame["quote"] >= 0)
    return frame.loc[inside].drop(columns="own").reset_index(drop=True)


def _window(sentence: pd.DataFrame, window: int) -> list[int]:
    at = [i for i, own in enumerate(sentence["own"]) if own]
    return [index for i, index in enumerate(sentence.index) if any(abs(i - a) <= window for a in at)]


def _clause(sentence: pd.DataFrame, window: int) -> list[int]:
    """Tokens whose nearest clause head is that of one of the mention's words (a conjoined verb is a clause of its own)."""
    heads, rels, pos = list(sentence["head"]), list(sentence["rel"]), list(sentence["pos"])

    def clause(i: int) -> int:
        for _ in range(len(heads)):
            if heads[i] < 0 or rels[i] in _CLAUSES or (rels[i] == "conj" and pos[i] == "VERB"):
                return i
            i = heads[i]
        return i

    own = {clause(i) for i, mine in enumerate(sentence["own"]) if mine}
    return [index for i, index in enumerate(sentence.index) if clause(i) in own]
