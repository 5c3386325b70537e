"""Speakers by apposition: the name that stands beside a title, a description or a common noun."""

from __future__ import annotations

from framing.quotes.cast import Cast
from framing.quotes.page import Page, plain
from framing.quotes.syntax import MARKS_IN_NAMES, phrase_of
from framing.records import Mention


def named_beside(page: Page, cast: Cast, k: int, found: list[Mention]) -> list[Mention]:
    """The person named in apposition to a title or description: "бывший спикер, Нэнси Пелоси, ..."."""
    beyond = second_name(page, cast, k, found)
    if beyond:
        return beyond
    after = name_after(page, cast, k) or name_at_end(page, cast, k)
    if after and all(m.kind in ("title", "description") and m.type == "PER" for m in found):
        return after
    apart = set_apart(page, cast, k)
    if apart and (page.lemma[k] == "один" or all(m.kind in ("title", "description") and m.type == "PER" for m in found)):
        return apart
    bare = page.toks[k].pos == "NOUN" and all(m.kind == "name" and " " not in m.text for m in found)
    if not bare and any(m.kind not in ("title", "description") or m.type != "PER" for m in found):
        return found
    for j in page.kids[k]:
        if page.toks[j].rel == "appos" and j > k:
            names = [m for m in cast.mentions(j) if m.type == "PER" and m.kind in ("name", "name+title")]
            upright = page.toks[j].feat("Case") != "Gen" or any(plain(m.text).endswith(plain(m.actor)) for m in names)
            upright = upright and not (page.toks[k].feat("Case") == "Nom" and all(of_a_man(page, cast, k, m) for m in names))
            if names and upright:
                return names
    return found


def of_a_man(page: Page, cast: Cast, k: int, m: Mention) -> bool:
    """Whether a name behind a woman's title in the nominative is a man's and declined: "подруга супруги Климова"."""
    mans = cast.genders.get(m.actor, "")[:1].lower() == "m" and page.toks[k].feat("Gender") == "Fem"
    return mans and plain(m.text).split()[-1] not in plain(m.actor).split()


def set_apart(page: Page, cast: Cast, k: int) -> list[Mention]:
    """The person named between commas right after a phrase: "по словам одного из жильцов, учителя Петра Лужина, ..."."""
    last = phrase_of(page, k)[1]
    if last + 1 >= page.last[page.sent[k]] or page.toks[last].text != ",":
        return []
    for i in range(last + 1, min(last + 9, page.last[page.sent[k]])):
        if page.toks[i].text in {",", "—", "–", ":"} or page.finite(i):
            return []
        named = [m for m in cast.mentions(i) if m.type == "PER" and m.name_start >= 0 and page.token_from(m.start) <= last + 1]
        if named:
            beyond = page.token_upto(max(m.stop for m in named))
            closed = beyond >= page.last[page.sent[k]] or page.toks[beyond].text in {",", ".", ":", "—", "–", "»", ")", "("}
            return named if closed and page.toks[i].feat("Case") == page.toks[k].feat("Case") else []
    return []


def second_name(page: Page, cast: Cast, k: int, found: list[Mention]) -> list[Mention]:
    """The bearer of a title whose complement is a name as well: "врач Мии Фэрроу Анна Новак"."""
    if page.toks[k].pos != "NOUN" or any(m.type != "PER" or m.kind != "name+title" for m in found):
        return []
    stop = max(m.stop for m in found)
    i = page.token_from(stop)
    if i >= page.last[page.sent[k]] or page.toks[i].feat("Case") not in ("Nom", ""):
        return []
    names = [m for m in cast.at.get(i, []) if m.type == "PER" and m.kind == "name" and m.start == page.toks[i].start]
    return [m for m in names if " " in m.text and m.actor not in {x.actor for x in found}]


def name_after(page: Page, cast: Cast, k: int) -> list[Mention]:
    """The name that ends the phrase of a title in the nominative, where the tree joins it to the complement:
    "жительница Новой Горки Анна Косых"."""
    if page.toks[k].feat("Case") != "Nom" or page.toks[k].feat("Number") != "Sing":
        return []
    for i in range(k + 1, min(k + 9, page.last[page.sent[k]])):
        t = page.toks[i]
        if page.is_punct(i) and page.mark_of[i] < 0 and t.text not in MARKS_IN_NAMES:
            return []
        if t.pos in ("VERB", "ADP", "CCONJ", "ADV", "SCONJ"):
            return []
        names = [m for m in cast.at.get(i, []) if m.type == "PER" and m.kind == "name" and m.start == t.start]
        if names:
            upright = t.feat("Case") == "Nom" or (names[0].text == names[0].actor and says_of_her(page, k))
            if plain(names[0].text).split()[-1] not in plain(names[0].actor).split():
                continue  # whose title it is: "защитник Орловой Пётр Лужин"
            return names if upright and t.feat("Number") != "Plur" and " " in names[0].text else []
    return []


def name_at_end(page: Page, cast: Cast, k: int) -> list[Mention]:
    """The full name that ends the phrase of a title in another case than the nominative: "по мнению полпреда президента страны в
    округе Виктора Ишаева, ..."."""
    t = page.toks[k]
    case = t.feat("Case")
    if case not in ("Gen", "Dat", "Ins") or t.feat("Number") != "Sing" or t.feat("Animacy") != "Anim":
        return []
    stop = next((i for i in range(k + 1, page.last[page.sent[k]]) if page.toks[i].text in ",.:;()—–«»\""), k + 1)
    if stop - k > 14 or any(page.toks[i].pos in ("VERB", "CCONJ", "SCONJ") for i in range(k + 1, stop)):
        return []
    ends = [m for m in cast.at.get(stop - 1, []) if m.type == "PER" and m.kind == "name" and m.stop == page.toks[stop - 1].stop]
    full = [m for m in ends if " " in m.text and page.token_from(m.start) > k + 1]
    return full if full and page.toks[cast.top(full[0])].feat("Case") in (case, "Acc" if case == "Gen" else case) else []


def says_of_her(page: Page, k: int) -> bool:
    """Whether the verb of which token ``k`` is the subject is feminine: "секретарь группы Александра Орлова сказала"."""
    verb = page.toks[page.head[k]]
    return page.toks[k].rel == "nsubj" and verb.feat("Gender") == "Fem" and page.toks[k].feat("Gender") == "Masc"


def name_beside(page: Page, i: int) -> str:
    """The proper name right after a common noun: "интернет-издания Techcrunch", "канал «Опер слил»"; or ""."""
    k = i + 1
    if k >= page.last[page.sent[i]]:
        return ""
    mark = page.mark_of[k] if page.mark_of[k] >= 0 else page.mark_of[min(k + 1, len(page.toks) - 1)]
    if mark >= 0 and page.outer[mark].start <= page.toks[k].stop and page.toks[i].stop < page.outer[mark].start:
        inner = page.outer[mark]
        short = inner.stop - inner.start < 60 and page.text[inner.start : inner.start + 1].isupper()
        return f"{page.lemma[i]} «{page.text[inner.start : inner.stop]}»" if short else ""
    last = k
    while last < page.last[page.sent[i]] and (page.toks[last].pos == "X" or page.toks[last].text[:1].isupper()):
        last += 1
    latin = page.toks[k].text[:1].isascii() and page.toks[k].text[:1].isalpha()
    return page.text[page.toks[k].start : page.toks[last - 1].stop] if last > k and latin else ""
