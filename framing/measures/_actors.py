"""What the actor measures share: which actors are meant, how many words were counted, the shape of a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

import numpy as np
import pandas as pd

from framing.measures._tables import Door, Keys, keys, literal, literals, name
from framing.measures.intervals import no_variation, too_little

Who = str | int | Iterable[str] | None


def known_actors(door: Door) -> pd.DataFrame:
    """The actors of the corpus, the most mentioned first: columns actor, n."""
    table = next((t for t in ("mentions", "tone") if door.has(t, "actor")), None)
    if table is not None:
        return door.frame(f"SELECT actor, count(*) AS n FROM {table} GROUP BY actor ORDER BY n DESC, actor")
    if door.has("actors", "n_mentions"):
        return door.frame("SELECT actor, n_mentions AS n FROM actors ORDER BY n DESC, actor")
    if door.has("quotes", "actors"):
        spoken = "SELECT unnest(CAST(actors AS VARCHAR[])) AS actor FROM quotes"
        return door.frame(f"SELECT actor, count(*) AS n FROM ({spoken}) GROUP BY actor ORDER BY n DESC, actor")
    return pd.DataFrame({"actor": [], "n": []})


def _most_mentioned(door: Door) -> pd.Series:
    """The actors by mentions in original articles: reprints do not push anybody up."""
    if "mentions" not in door.columns:
        return known_actors(door)["actor"]
    cte = keys(door, None, "mentions", "drop").cte
    sql = f"WITH {cte} SELECT m.actor FROM mentions AS m JOIN a ON a.article = m.article "
    return door.frame(f"{sql} GROUP BY m.actor ORDER BY count(*) DESC, m.actor")["actor"]


def _aliases(door: Door, wanted: str) -> list[str]:
    if not door.has("actors", "aliases"):
        return []
    sql = f"SELECT actor FROM actors WHERE list_contains(CAST(aliases AS VARCHAR[]), {literal(wanted)}) ORDER BY actor"
    return door.frame(sql)["actor"].tolist()


def _fold(text: str) -> str:
    return text.casefold().replace("ё", "е")


def resolve(door: Door, wanted: str) -> str:
    """The corpus's name of an actor: exact (unless ten times as many mentions are of one who bears it among other names), through
    an alias, or by one of its words ("Блинкен").

    Raises ValueError with the nearest names where nobody, or more than one, can be meant.
    """
    counts = known_actors(door).set_index("actor")["n"]
    words = set(_fold(wanted).split())
    known = counts.index
    if wanted in known:  # what some texts left unresolved ("Путин") does not stand before the one who bears the name
        known = counts.index[counts >= 10 * counts[wanted]]
    likely = [actor for actor in known if words and words <= set(_fold(actor).split())]
    if wanted in counts.index and not likely:
        return wanted
    found = [actor for actor in _aliases(door, wanted) if actor in counts.index and actor != wanted]
    found = found or likely
    if len(found) > 1 and counts[found].max() * 2 > counts[found].sum():
        found = [counts[found].idxmax()]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise ValueError(f"{wanted!r} can be {', '.join(found[:8])}; name one of them")
    near = get_close_matches(wanted, list(counts.index), n=5, cutoff=0.5) or list(counts.index[:5])
    raise ValueError(f"no actor {wanted!r} here; nearest: {', '.join(near) or 'none, no actor at all'}")


def chosen(door: Door, actors: Who) -> tuple[str, ...] | None:
    """The actors meant: None is everybody, a number the most mentioned, names are resolved."""
    if actors is None:
        return None
    if isinstance(actors, int):
        return tuple(_most_mentioned(door).head(actors))
    names = [actors] if isinstance(actors, str) else list(actors)
    return tuple(dict.fromkeys(resolve(door, wanted) for wanted in names))


def only(column: str, names: Sequence[str] | None) -> str:
    """The SQL condition that keeps the chosen actors."""
    return "TRUE" if names is None else f"{column} IN {literals(names)}"


def words_cte(door: Door, zones: object, article: str = "w") -> str:
    """``w AS (SELECT article, words)``: how many counted words each article has."""
    if "tokens" in door.columns:
        where = f"{door.zones('tokens', 't', zones)} AND {door.words('t')}"  # type: ignore[arg-type]
        return f"{article} AS (SELECT t.article, count(*) AS words FROM tokens AS t WHERE {where} GROUP BY t.article)"
    if door.has("articles", "n_tokens"):
        return f"{article} AS (SELECT article, n_tokens AS words FROM articles)"
    return f"{article} AS (SELECT article, 0 AS words FROM a)"


def shared(door: Door, keys: Keys, ctes: Sequence[str], select: str, joins: str = "") -> pd.DataFrame:
    """One row per group and story with what every series of the group divides by."""
    group = "".join(f"a.{name(key)} AS {name(key)}, " for key in keys.article)
    by = ", ".join(str(i + 1) for i in range(len(keys.article) + 1))
    return door.frame(f"WITH {', '.join(ctes)} SELECT {group}a.unit{select} FROM a {joins} GROUP BY {by} ORDER BY {by}")


def result(
    table: pd.DataFrame, keys: Sequence[str], value: str, extra: Sequence[str] = (), counted: str = "n"
) -> pd.DataFrame:
    """The shape of every measured table: keys, value, low, high, n, extras, coverage, note (of what is ``counted``)."""
    out = table.rename(columns={value: "value", f"{value}_low": "low", f"{value}_high": "high"})
    out["note"] = [("" if good else too_little(count)) for good, count in zip(out["enough"], out[counted], strict=True)]
    flat = (out["note"] == "") & out["value"].notna() & out["low"].isna()
    out.loc[flat, "note"] = [no_variation(count) for count in out.loc[flat, "n"]]
    whole = [column for column in ("n", "n_articles") if column in out]
    for column in whole:
        numbers = out[column].astype(float)
        if np.array_equal(numbers, numbers.round()):
            out[column] = numbers.astype(np.int64)
    columns = [*keys, "value", "low", "high", "n", *extra, "coverage", "note"]
    return out[list(dict.fromkeys(columns))].reset_index(drop=True)


def types(door: Door) -> Mapping[str, str]:
    """The type of each actor, by its mentions or its row."""
    if door.has("actors", "type"):
        frame = door.frame("SELECT actor, any_value(type) AS type FROM actors GROUP BY actor")
    elif door.has("mentions", "type"):
        frame = door.frame("SELECT actor, min(type) AS type FROM mentions GROUP BY actor")
    else:
        return {}
    return dict(zip(frame["actor"], frame["type"], strict=True))
