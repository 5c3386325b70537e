"""The passages behind a number: every count opens its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from framing.measures._actors import Who, chosen, only
from framing.measures._tables import Door, enter, keys, literal, literals, name
from framing.measures.grammar import CONSTRUCTIONS, roles_sql
from framing.measures.portrayal import VOICE_CLASS, tone_zone

ROLES = ("agent", "patient", "experiencer")
KINDS = ("mentions", "tone", "quotes", "agency", *ROLES, *CONSTRUCTIONS)
_MEASURES = {"visibility": "mentions", "prominence": "mentions", "voice": "quotes", "epithets": "mentions"}


def _mentions(door: Door, actors: tuple[str, ...] | None) -> str:
    return (
        "SELECT m.article, m.sentence, m.start, m.stop, m.actor, '' AS voice, NULL AS label, "
        f"{_zone(door, 'mentions', 'm')} AS zone "
        f"FROM mentions AS m WHERE {only('m.actor', actors)} AND {door.zones('mentions', 'm', None)}"
    )


def _zone(door: Door, table: str, alias: str) -> str:
    return f"{alias}.zone" if door.has(table, "zone") else "''"


def _tones(door: Door, actors: tuple[str, ...] | None, voice: str | None, label: int | None) -> str:
    tests = [only("t.actor", actors), tone_zone(door, None)]
    if voice in ("narrator", "quoted", "self"):
        tests.append(f"{VOICE_CLASS} = {literal(voice)}")
    elif voice is not None:
        tests.append(f"t.voice = {literal(voice)}")
    if label is not None:
        tests.append(f"sign(t.label) = {int(label)}")
    return (
        f"SELECT t.article, t.sentence, t.start, t.stop, t.actor, t.voice, t.label, {_zone(door, 'tone', 't')} AS "
        "zone FROM tone AS t "
        f"WHERE {' AND '.join(tests)}"
    )


def _quotes(door: Door, actors: tuple[str, ...] | None, kind: str | None) -> str:
    spoken = "CAST(q.actors AS VARCHAR[])"
    who = "TRUE" if actors is None else f"list_has_any({spoken}, CAST([{literals(actors)[1:-1]}] AS VARCHAR[]))"
    kinds = "q.kind <> 'source'" if kind is None else f"q.kind = {literal(kind)}"
    sentence = "q.sentence" if door.has("quotes", "sentence") else "NULL"
    return (
        f"SELECT q.article, {sentence} AS sentence, q.start, q.stop, array_to_string({spoken}, ', ') AS actor, "
        f"coalesce(nullif(array_to_string({spoken}, ', '), ''), 'unnamed') AS voice, NULL AS label, "
        f"{_zone(door, 'quotes', 'q')} AS zone "
        f"FROM quotes AS q WHERE {who} AND {kinds} AND {door.zones('quotes', 'q', None)}"
    )


def _roles(door: Door, actors: tuple[str, ...] | None, kind: str) -> tuple[str, str]:
    """CTEs and the query of the mentions with a role or construction."""
    source = (
        f"SELECT m.article, m.sentence, m.start, m.stop, m.actor, {_zone(door, 'mentions', 'm')} AS zone, "
        "row_number() OVER () AS id "
        f"FROM mentions AS m JOIN a ON a.article = m.article WHERE {only('m.actor', actors)} AND "
        f"{door.zones('mentions', 'm', None)}"
    )
    test = "TRUE" if kind == "agency" else f"r.{'role' if kind in ROLES else 'construction'} = {literal(kind)}"
    query = (
        "SELECT m.article, m.sentence, m.start, m.stop, m.actor, r.construction AS voice, NULL AS label, m.zone FROM mine AS m "
        f"JOIN roles AS r ON r.id = m.id WHERE {test}"
    )
    return roles_sql(door, source) + ", ", query


def passages(
    tables: Any,
    actor: Who = None,
    *,
    kind: str | None = None,
    voice: str | None = None,
    label: int | None = None,
    by: Mapping[str, str] | None = None,
    duplicates: str = "cluster",
    limit: int | None = None,
) -> pd.DataFrame:
    """The passages behind a number, one row each: as many rows as the number counts.

    ``kind``: "mentions" (visibility), "tone", "quotes" (voice; also "direct", "indirect", "partial", "source" alone), "agency"
    (all mentions with a role), or one role or construction: agent, patient, experiencer, active, passive, agentless,
    reflexive, impersonal. A ``voice`` (narrator, quoted, self, or a speaker) or ``label`` (-1, 0, 1) means tone. ``by`` holds the
    group: ``{"outlet": "Вести", "month": "2024-01"}``; ``duplicates`` as in the measure. Columns: article, outlet, sentence,
    start, stop (of the mention or quote), text (its sentence), actor, voice (for roles: the construction), label, zone; in order
    of article and place. Raises ValueError for an unknown kind, actor or key.

    >>> fr.passages(corpus, "Блинкен", voice="narrator", label=-1, by={"outlet": "Вести"})      # doctest: +SKIP
    """
    door = enter(tables)
    kind = _MEASURES.get(kind or "", kind) or ("tone" if voice is not None or label is not None else "mentions")
    quote_kinds = ("direct", "indirect", "partial", "source")
    if kind not in (*KINDS, *quote_kinds):
        raise ValueError(f"unknown kind {kind!r}; choose one of {', '.join((*KINDS, *quote_kinds))}")
    main = "tone" if kind == "tone" else "quotes" if kind in ("quotes", *quote_kinds) else "mentions"
    door.need("passages", main, *(["tokens"] if kind in ("agency", *ROLES, *CONSTRUCTIONS) else []))
    given = dict(by or {})
    reading = keys(door, tuple(given), main, duplicates)
    if reading.row:
        raise ValueError(f"passages are filtered by article columns and periods, not by {reading.row[0]!r}")
    actors, extra = chosen(door, actor), ""
    if main == "tone":
        query = _tones(door, actors, voice, label)
    elif main == "quotes":
        query = _quotes(door, actors, None if kind == "quotes" else kind)
    elif kind == "mentions":
        query = _mentions(door, actors)
    else:
        extra, query = _roles(door, actors, kind)
    where = " AND ".join(f"a.{name(key)} = {literal(value)}" for key, value in given.items()) or "TRUE"
    cut = f" LIMIT {int(limit)}" if limit is not None else ""
    frame = door.frame(
        f"WITH {reading.cte}, {extra}r0 AS ({query}) SELECT r0.* FROM r0 JOIN a ON a.article = r0.article WHERE {where} "
        f"ORDER BY r0.article, r0.start, r0.stop, r0.actor{cut}"
    )
    return _with_text(door, frame)


def _with_text(door: Door, frame: pd.DataFrame) -> pd.DataFrame:
    """Adds the outlet and the text of the sentence, cut from the article where it is known, joined from tokens where not."""
    ids = f"SELECT article FROM articles WHERE CAST(article AS VARCHAR) IN {literals(frame['article'].unique())}"
    outlets = {}
    if door.has("articles", "outlet"):
        found = door.frame(ids.replace("SELECT article", "SELECT CAST(article AS VARCHAR) AS article, outlet"))
        outlets = dict(zip(found["article"], found["outlet"], strict=True))
    frame.insert(1, "outlet", frame["article"].map(outlets).fillna(""))
    frame.insert(5, "text", _sentences(door, frame))
    frame["label"] = frame["label"].astype("Int64")
    return frame[["article", "outlet", "sentence", "start", "stop", "text", "actor", "voice", "label", "zone"]]


def _sentences(door: Door, frame: pd.DataFrame) -> list[str]:
    if frame.empty:
        return []
    if "tokens" not in door.columns:
        return [""] * len(frame)
    door.con.register("framing_rows", frame[["article", "start", "stop"]].assign(i=range(len(frame))))
    tokens = door.frame(
        "WITH s AS (SELECT article, sentence, min(start) AS start, max(stop) AS stop FROM tokens "
        "WHERE article IN (SELECT article FROM framing_rows) GROUP BY article, sentence) "
        "SELECT r.i, any_value(r.article) AS article, min(s.start) AS start, max(s.stop) AS stop, min(s.sentence) AS first, "
        "max(s.sentence) AS last FROM framing_rows AS r JOIN s ON s.article = r.article AND s.start < r.stop AND "
        "s.stop > r.start "
        "GROUP BY r.i ORDER BY r.i"
    )
    wanted = tokens.set_index("i").reindex(range(len(frame)))
    if door.has("articles", "text"):
        texts = door.frame(
            "SELECT CAST(article AS VARCHAR) AS article, text FROM articles WHERE CAST(article AS VARCHAR) IN "
            "(SELECT article FROM framing_rows)"
        )
        known = dict(zip(texts["article"], texts["text"], strict=True))
        if any(known.values()):
            return [
                known[row.article][int(row.start) : int(row.stop)] if isinstance(row.article, str) else ""
                for row in wanted.itertuples()
            ]
    return _from_tokens(door, wanted)


def _from_tokens(door: Door, wanted: pd.DataFrame) -> list[str]:
    door.con.register("framing_spans", wanted.dropna().reset_index()[["i", "article", "start", "stop"]])
    found = door.frame(
        "SELECT r.i, string_agg(t.text, ' ' ORDER BY t.start) AS text FROM framing_spans AS r JOIN tokens AS t "
        "ON t.article = r.article AND t.start >= r.start AND t.stop <= r.stop GROUP BY r.i"
    )
    texts = dict(zip(found["i"], found["text"], strict=True))
    return [texts.get(i, "") for i in wanted.index]


def evidence(
    tables: Any,
    measure: str,
    row: Mapping[str, Any] | pd.Series,
    *,
    label: int | None = None,
    duplicates: str = "cluster",
    limit: int | None = None,
) -> pd.DataFrame:
    """The passages behind one row of a measured table: reads actor, voice and the group from the row itself.

    ``measure`` is the name of the measure (or of a kind of passages); with ``label`` only those of a tone. Raises ValueError
    where the measure has no passages.
    """  # fmt: skip
    cells = dict(row)
    door = enter(tables)
    given = {key: str(cells[key]) for key in cells if _is_key(door, key)}
    kind = cells.get("construction") if measure == "constructions" else measure
    voice = cells.get("voice") if measure == "tone" else None
    return passages(door, cells.get("actor"), kind=kind, voice=voice, label=label, by=given, duplicates=duplicates, limit=limit)


def _is_key(door: Door, column: str) -> bool:
    if column in ("day", "week", "month", "year"):
        return True
    return column not in ("article_share", "n_tokens") and door.has("articles", column)
