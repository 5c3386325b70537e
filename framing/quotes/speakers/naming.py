"""From the token that names a speaker to the actors of the article."""

from __future__ import annotations

from framing.quotes.cast import Cast
from framing.quotes.page import Draft, Page, plain
from framing.quotes.speakers.apposition import named_beside
from framing.quotes.syntax import MARKS_IN_NAMES, head_of_name, joined_to, nominal
from framing.quotes.wordlists import MEDIA_NOUNS, NEWCOMERS, POINTING, THIRD
from framing.records import Mention


def take(page: Page, cast: Cast, d: Draft, i: int, rule: str = "") -> bool:
    """Let token ``i`` (and what is joined to it by "и") be the speaker."""
    i = first_joined(page, cast, d, head_of_name(page, i))
    if d.cue_at >= 0 and page.toks[d.cue_at].feat("Number") == "Sing" and page.toks[i].rel.split(":")[0] == "nsubj":
        # "писатель и журналист Имя Фамилия сказал": one person
        joined = [
            k
            for k in page.kids[i]
            if page.toks[k].rel == "conj"
            and page.toks[k].pos in ("NOUN", "PROPN")
            and not any(page.finite(j) for j in range(min(i, k), max(i, k)))
        ]
        named = [k for k in joined if any(m.name_start >= 0 and m.type == "PER" for m in cast.mentions(k))]
        if joined and not several_media(cast, i, joined):
            return take_one(cast, d, named[-1] if named else i, rule)
    latter = last_named(page, cast, i)
    if latter:
        d.actors, d.speaker = (latter,), (page.toks[i].start, page.toks[i].stop)
        d.speaker_rule = rule or d.speaker_rule
        return True
    tokens = [i, *(k for k in joined_to(page, i) if not parted(page, d, i, k)), *further_names(page, cast, i)]
    names: list[str] = []
    spans: list[tuple[int, int]] = []
    for k in tokens:
        found = cast.mentions(k)
        if not found and (page.toks[k].pos in ("PRON", "DET") or not nominal(page, k)):
            continue
        if not found:
            found = named_inside(page, cast, k) or [cast.add(k)]
        medium = page.lemma[k] in MEDIA_NOUNS and page.toks[k].feat("Animacy") != "Anim"
        if medium and all(m.kind == "description" for m in found):
            found = medium_behind(page, cast, k) or found
        medium = medium and all(m.type == "PER" for m in found)
        if medium or all(cast.owner_named(m) for m in found):
            found = [cast.add(k)]
        if page.lemma[k] in NEWCOMERS and all(m.kind == "collective" for m in found):
            found = [cast.add(k)]  # "собеседники издания" are nobody named
        found = named_beside(page, cast, k, found)
        found = fuller(page, cast, k, found)
        if k != i and any(m.start <= page.toks[k].start < m.stop for m in cast.mentions(i)):
            continue
        names += [m.actor for m in found if m.actor not in names]
        spans.append((found[0].start, found[0].stop))
    if not names:
        if page.low[i] in THIRD:
            d.speaker = (page.toks[i].start, page.toks[i].stop)
        return False
    d.speaker = (min(a for a, _ in spans), max(b for _, b in spans)) if len(spans) > 1 else spans[0]
    d.actors = tuple(dict.fromkeys(names))
    if rule:
        d.speaker_rule = rule
    return True


def first_joined(page: Page, cast: Cast, d: Draft, i: int) -> int:
    """The medium or body that speaks with token ``i`` though the tree gives the plural verb the second alone: "Reuters и СМИ"."""
    h, several = page.head[i], d.cue_at >= 0 and page.toks[d.cue_at].feat("Number") == "Plur"
    if not several or page.toks[i].rel != "conj" or not 0 <= h < i or page.toks[h].pos not in ("PROPN", "X"):
        return i
    alone = not any(page.toks[k].rel == "case" for k in page.kids[h]) and not any(page.finite(k) for k in range(h, i))
    return h if alone and any(m.kind == "name" and m.type in ("MEDIA", "ORG") for m in cast.mentions(h)) else i


def several_media(cast: Cast, i: int, joined: list[int]) -> bool:
    """Whether a medium is joined to other media that speak with it: "пишет «Прибой» и другие издания"."""
    return cast.is_medium(i) and all(cast.is_medium(k) for k in joined)


def parted(page: Page, d: Draft, i: int, k: int) -> bool:
    """Whether the cue verb stands between two nouns that the tree joins: "Орлов заявил, что Дарвия и Велардия"."""
    return min(i, k) < d.cue_at < max(i, k) and d.cue_form == "verb" and inside(page, d, k)


def last_named(page: Page, cast: Cast, i: int) -> str:
    """Whom "последний" in a noun's place means: the person or body named last in the sentence before, or ""."""
    n = page.sent[i] - 1
    if page.lemma[i] != "последний" or page.toks[i].rel != "nsubj" or n < 0 or cast.mentions(i):
        return ""
    for k in range(page.last[n] - 1, page.first[n] - 1, -1):
        for m in cast.mentions(k):
            if m.kind in ("name", "name+title") and m.type in ("PER", "ORG", "MEDIA"):
                return m.actor
    return ""


def further_names(page: Page, cast: Cast, i: int) -> list[int]:
    """The second and later bearers of a title in the plural: "депутаты Анна Орлова и Пётр Лужин", "газеты Vestia и Reka"."""
    if page.toks[i].pos != "NOUN" or page.toks[i].feat("Number") != "Plur":
        return []
    names = [k for k in page.kids[i] if page.toks[k].rel == "appos" and page.toks[k].pos in ("PROPN", "X") and k > i]
    joined = [j for k in names for j in joined_to(page, k)]
    types = ("PER", "ORG", "MEDIA") if page.lemma[i] in MEDIA_NOUNS else ("PER",)
    return [j for j in joined if any(m.type in types and m.kind == "name" for m in cast.mentions(j))]


def named_inside(page: Page, cast: Cast, k: int) -> list[Mention]:
    """The full name right behind a role that nobody marked: "медиа-эксперт Анна Орлова из университета"."""
    names = [m for m in cast.at.get(k + 1, []) if m.type == "PER" and m.kind == "name" and m.start == page.toks[k + 1].start]
    role = page.toks[k].feat("Case") in ("Nom", "") and page.toks[k].feat("Animacy") != "Inan"
    return [m for m in names if role and " " in m.text and page.toks[k + 1].feat("Case") in ("Nom", "")][:1]


def medium_behind(page: Page, cast: Cast, k: int) -> list[Mention]:
    """The medium whose own name stands right behind "газета", past any marks: "газеты ''The Times''"."""
    i = k + 1
    while i < page.last[page.sent[k]] and page.toks[i].text in MARKS_IN_NAMES | {"'"}:
        i += 1
    return [m for m in cast.at.get(i, []) if m.kind == "name" and m.type in ("MEDIA", "ORG") and m.start == page.toks[i].start]


def take_one(cast: Cast, d: Draft, i: int, rule: str = "") -> bool:
    """Let what token ``i`` heads, and nothing joined to it, be the speaker."""
    found = cast.mentions(i) or [cast.add(i)]
    d.actors, d.speaker = tuple(dict.fromkeys(m.actor for m in found)), (found[0].start, found[0].stop)
    d.speaker_rule = rule or d.speaker_rule
    return True


def fuller(page: Page, cast: Cast, k: int, found: list[Mention]) -> list[Mention]:
    """The body or group that speaks under its own name: "власти США" (not the country), "местные СМИ" (not all media)."""
    if len(found) != 1:
        return found
    m = found[0]
    t = page.toks[k]
    people = t.feat("Number") == "Plur" and t.feat("Animacy") == "Anim" and m.kind in ("title", "description")
    if people and m.type == "ORG" and t.pos == "NOUN" and not page.speech[k]:
        return [cast.add(k)]  # "полицейские" speak for themselves, not as "полиция"
    local = page.low[k] == "сми" and [page.low[j][:5] for j in page.kids[k] if page.toks[j].rel == "amod" and j < k]
    if local and plain(m.text) == "сми" and not any(plain(m.actor).startswith(w) for w in local):
        return [cast.add(k)]  # "местные СМИ" are not "столичные СМИ" named before
    if page.lemma[k] in MEDIA_NOUNS and t.feat("Number") == "Plur" and m.kind == "description" and m.type in ("MEDIA", "ORG"):
        return [cast.add(k)]  # "телеграм-каналы" are not the one named before
    if page.lemma[k] in ("власть", "руководство") and m.kind in ("demonym", "metonymy", "name"):
        return [cast.add(k)]
    bare = " " not in m.actor and plain(m.actor) in (page.low[k], page.lemma[k]) and m.type in ("GROUP", "MEDIA", "ORG", "PER")
    if bare and page.toks[k].pos == "NOUN" and (m.name_start < 0 or m.type == "GROUP"):
        said_of = [j for j in page.kids[k] if page.toks[j].rel == "amod" and j < k and page.low[j] not in POINTING]
        said_of = [j for j in said_of if page.toks[j].pos not in ("PROPN", "X")]  # "рассказали Globus студенты"
        if said_of and page.toks[k].feat("Number") != "" and not page.speech[k]:
            return [cast.add(k)]
    return found


def newcomer(page: Page, cast: Cast, k: int) -> None:
    """Take somebody described behind "со ссылкой на" for nobody met before: "на американского чиновника", whoever was named."""
    described = [j for j in page.kids[k] if page.toks[j].rel.split(":")[0] in ("amod", "nmod")]
    found = cast.mentions(k)
    known = bool(found) and all(m.kind == "description" and m.actor[:1].isupper() for m in found)
    pointed = any(page.lemma[j] in POINTING for j in page.kids[k])
    if page.lemma[k] in NEWCOMERS and described and known and not pointed:
        cast.add(k)


def inside(page: Page, d: Draft, i: int) -> bool:
    """Whether token ``i`` stands in the draft's own words (never so for a source or a statement that holds its cue)."""
    if d.kind == "source" or (d.cue_at >= 0 and d.start <= page.toks[d.cue_at].start < d.stop):
        return False
    return d.start <= page.toks[i].start < d.stop
