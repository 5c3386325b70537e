"""Speakers described but not named ("политик", "продюсер", "глава ведомства"): the named person who is meant."""

from __future__ import annotations

import re

from framing.quotes.cast import Cast
from framing.quotes.page import Draft, Page, plain
from framing.quotes.speakers.apposition import name_beside
from framing.quotes.speakers.bodies import body_last, body_named, medium_last
from framing.quotes.syntax import ACTIVE, own_words, phrase_of, possessed
from framing.quotes.wordlists import BODIES, INSTITUTIONS, MEDIA_NOUNS, NEWCOMERS, OFFICES, speech_words


def linked(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> None:
    """A speaker described but not named ("политик", "супруга") is the person named last, where gender and number fit."""
    if len(d.actors) != 1 or d.speaker[0] < 0:
        return
    i = head_token(page, d)
    if i >= 0 and speaks_of_namesake(page, cast, d, i):
        wrong, m = d.actors, cast.add(i)
        d.actors, d.speaker, d.speaker_rule = (m.actor,), (m.start, m.stop), "own-description"
        described(page, cast, d, i, before)
        d.actors = (m.actor,) if d.actors == wrong else d.actors
        return
    described(page, cast, d, i, before)


def described(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> None:
    """The same for the speaker that token ``i`` (-1: a pronoun) describes, by the ordered ways below."""
    if i >= 0 and spoken_of_here(page, cast, d, i):
        name = body_last(page, cast, i, before)
        if name:
            d.actors, d.speaker_rule = (name,), "named-before"
            return
    if i >= 0 and nameless(page, cast, i):
        if d.actors[0][:1].isupper():
            m = cast.add(i)
            d.actors, d.speaker, d.speaker_rule = (m.actor,), (m.start, m.stop), "own-description"
        return
    own = name_beside(page, i) if i >= 0 and page.lemma[i] in MEDIA_NOUNS else ""
    if own and d.actors[0] in cast.types and all(m.kind == "description" for m in cast.mentions(i)):
        d.actors = (own,)  # "интернет-издания Techcrunch", not the medium named before
        return
    if i >= 0 and spoken_by_several(page, d, i) and all(m.type == "PER" and m.name_start < 0 for m in cast.mentions(i)):
        d.actors = (cast.add(i).actor,)  # the tagger takes several for one
        return
    same = of_same_body(page, cast, d, i, before) if i >= 0 else ""
    if same:
        d.actors, d.speaker_rule = (same,), "named-before"
        return
    if i >= 0 and says_more(page, d) and called_barely(page, cast, i):
        name = spoke_last(page, cast, d, i, before)
        if name:
            d.actors, d.speaker_rule = (name,), "named-before"
            return
    bearer = titled(page, cast, i) if i >= 0 else ""
    if bearer:
        if bearer != d.actors[0] and not (d.actors[0][:1].isupper() and known_person(cast, i)):
            d.actors, d.speaker_rule = (bearer,), "same-title"
        return
    if i >= 0 and another_role(page, cast, i, d.actors[0]):
        m = cast.add(i)
        d.actors, d.speaker, d.speaker_rule = (m.actor,), (m.start, m.stop), "own-description"
        return
    if i >= 0 and page.lemma[i] in MEDIA_NOUNS and cast.types.get(d.actors[0]) != "MEDIA":
        name = medium_last(page, cast, i, before)
        if name:
            d.actors, d.speaker_rule = (name,), "named-before"
            return
    bare = i >= 0 and plain(d.actors[0]) == page.lemma[i]
    if bare and said_again(page, d, i, before):
        name = before_here(page, cast, d, i, before)
        if name:
            d.actors, d.speaker_rule = (name,), "named-before"
            return
    if bare and page.lemma[i] in INSTITUTIONS:
        name = body_named(page, cast, i)
        if name:
            d.actors, d.speaker_rule = (name,), "named-before"
            return
    if bare and page.lemma[i] in TELLERS and not own_words(page, i):
        told = told_last(page, cast, d, i, before)
        if told:
            d.actors, d.speaker_rule = (told,), "named-before"
            return
    powers = full_powers(page, cast, i, before) if i >= 0 and page.lemma[i] == "власть" else ""
    if powers:
        d.actors, d.speaker_rule = (powers,), "named-before"
        return
    role = i >= 0 and bare_role(page, cast, i)
    role = role and not any(x.actor == d.actors[0] and page.lemma[i] in x.heads for x in cast.titles)
    if role and d.actors[0][:1].isupper() and not bare:
        name = spoke_last(page, cast, d, i, before)
        if name and name != d.actors[0]:
            d.actors, d.speaker_rule = (name,), "named-before"
        return
    office = i >= 0 and page.lemma[i] in OFFICES and d.actors[0] not in cast.types
    if d.actors[0][:1].isupper() and not bare and not office:
        return
    if bare and page.lemma[i] in BODIES | MEDIA_NOUNS:
        own = name_beside(page, i)
        if own:
            d.actors = (own,)
            return
    if bare and page.lemma[i] in BODIES:
        name = body_last(page, cast, i, before)
        if name:
            d.actors, d.speaker_rule = (name,), "named-before"
        return
    if cast.types.get(d.actors[0], "PER") != "PER":
        return
    if i < 0:
        name = cast.meant.get(d.actors[0], "")  # a pronoun of somebody described before
    elif stands_for_known(page, cast, i):
        name = called_so(page, cast, d, i) or named_last(page, cast, d, i, before)
    elif d.actors[0][:1].isupper() and not office:
        return
    elif holds_office(page, i):
        name = only_one_named(page, cast, d, i)
    else:
        return
    if name:
        cast.meant[d.actors[0]] = name
        d.actors = (name,)
        d.speaker_rule = "named-before"


def spoken_of_here(page: Page, cast: Cast, d: Draft, i: int) -> bool:
    """Whether "ведомство" after a quote was taken for a body that only the quote itself names: «...», добавили в ведомстве."""
    if d.kind != "direct" or page.lemma[i] not in BODIES or own_words(page, i) or page.toks[i].start < d.stop:
        return False
    named = [m.start for found in cast.at.values() for m in found if m.actor == d.actors[0] and m.kind in ("name", "name+title")]
    return bool(named) and all(d.start <= a < d.stop for a in named if a < page.toks[i].start)


TELLERS = speech_words("tellers")
"""Roles that, alone, are played by whoever spoke right before."""


def told_last(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> str:
    """The one person, named or not, who spoke last, in the two lines before token ``i``; else ""."""
    p = next((p for p in reversed(before) if p.actors and p.kind != "source" and cast.kind_of(p.actors[0]) != "MEDIA"), None)
    if p is None or len(p.actors) != 1 or page.line_at(page.toks[i].start) - page.line_at(p.start) > 2:
        return ""
    return p.actors[0] if cast.kind_of(p.actors[0]) == "PER" else ""


NAMELESS = speech_words("nameless")
"""Words that say that somebody is not named, or is somebody else."""


def nameless(page: Page, cast: Cast, i: int) -> bool:
    """Whether a role without a name is said to be nobody named yet: "неназванный представитель", "другой чиновник"."""
    said = any(page.lemma[k] in NAMELESS and k < i for k in page.kids[i])
    return said and all(m.name_start < 0 and m.kind in ("title", "description") for m in cast.mentions(i))


AFRESH = speech_words("afresh")
"""Roles that bring in somebody new even when they stand after the verb."""


def said_again(page: Page, d: Draft, i: int, before: list[Draft]) -> bool:
    """Whether a bare role stands after its verb ("сказал чиновник") or an "as" ("как считает эксперт"): it speaks again."""
    t = page.toks[i]
    single = t.feat("Number") != "Plur" and t.feat("Animacy") == "Anim" and page.lemma[i] not in AFRESH
    return single and d.cue_form == "verb" and i > d.cue_at >= 0 and not page.kids[i] and bool(before)


def before_here(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> str:
    """Whoever spoke last, in this line or the one before, if gender allows; else ""."""
    p = next((p for p in reversed(before) if p.actors and p.cue_at != d.cue_at), None)
    if p is None or len(p.actors) != 1 or page.line_at(page.toks[i].start) - page.line_at(p.start) > 1:
        return ""
    return p.actors[0] if fits_cue(page, cast, d, i, p.actors[0]) else ""


def speaks_of_namesake(page: Page, cast: Cast, d: Draft, i: int) -> bool:
    """Whether a speaker without a name was taken for the person whom the words name: "прокурор просил осудить X"."""
    found = cast.mentions(i)
    spoken = d.cue_form == "verb" and cast.types.get(d.actors[0]) == "PER"
    told = d.kind == "indirect" or (d.kind == "direct" and spoken)
    if not told or not found or any(m.kind not in ("title", "description") for m in found):
        return False
    words = range(page.token_from(d.start), page.token_upto(d.stop))
    named = {m.actor for k in words for m in cast.at.get(k, []) if m.kind in ("name", "name+title")}
    return d.actors[0] in named and not any(x.actor == d.actors[0] and page.lemma[i] in x.heads for x in cast.titles)


def titled(page: Page, cast: Cast, i: int) -> str:
    """The named person whom the article calls by the noun at token ``i`` ("продюсер" after "продюсер Имя Фамилия"), or ""."""
    t = page.toks[i]
    noun = t.pos == "NOUN" or (t.pos == "PROPN" and page.lemma[i] in OFFICES)
    if not noun or t.feat("Number") == "Plur" or t.feat("Animacy") == "Inan":
        return ""
    found = cast.mentions(i)
    named = any(m.kind in ("name", "name+title") or m.name_start >= 0 for m in found)
    office = page.lemma[i] in OFFICES and all(m.name_start < 0 or plain(m.text).endswith(page.low[i]) for m in found)
    if (named or any(m.type != "PER" for m in found)) and not office:
        return ""
    first, last = phrase_of(page, i)
    own = {page.lemma[j] for j in range(first, last) if j != i and page.toks[j].pos in ("NOUN", "PROPN", "X")}
    same = [x for x in cast.titles if page.lemma[i] in x.heads]
    if own:
        same = [x for x in same if own & x.words]
    elif page.lemma[i] in NEWCOMERS:
        same = [x for x in same if x.start < t.start]
    names = {x.actor for x in same}
    if {m.actor for m in found} & names:
        return ""
    if len(names) > 1:
        same = [x for x in same if x.start < t.start]
        names = {same[-1].actor} if same else set()
    return names.pop() if len(names) == 1 else ""


def called_barely(page: Page, cast: Cast, i: int) -> bool:
    """Whether token ``i`` alone, without name, owner or complement, stands for one person: "актёр"."""
    own = own_words(page, i) or possessed(page, i)
    found = cast.mentions(i)
    bare = bool(found) and all(m.type == "PER" and m.kind in ("title", "description") for m in found)
    return bare and not own and page.toks[i].feat("Number") != "Plur"


def full_powers(page: Page, cast: Cast, i: int, before: list[Draft]) -> str:
    """Whose authorities a bare "власти" means: the ones that spoke before, or that the text named last, in the two lines before;
    else ""."""
    if own_words(page, i) or any(page.toks[k].rel in ("amod", "det") for k in page.kids[i]):
        return ""
    spoke = next((p.actors[0] for p in reversed(before) if p.actors and p.actors[0].startswith("власти ")), "")
    if spoke:
        return spoke
    line = page.line_at(page.toks[i].start)
    for k in range(i - 1, -1, -1):
        if line - page.line_at(page.toks[k].start) > 2:
            return ""
        said = page.lemma[k] == "власть" and page.toks[k].feat("Number") == "Plur" and not page.speech[k]
        if said and (own_words(page, k) or any(page.toks[j].rel == "amod" and j < k for j in page.kids[k])):
            return cast.add(k).actor
    return ""


def says_more(page: Page, d: Draft) -> bool:
    """Whether a verb tells that its speaker spoke before: "актёр также признался", "чиновник добавил"."""
    if d.cue_form != "verb" or d.cue_at < 0 or page.toks[d.cue_at].feat("VerbForm") == "Conv":
        return False  # "процитировал министра собеседник, добавив"
    near = page.low[max(d.cue_first - 2, page.first[page.sent[d.cue_at]]) : d.cue_last + 1]
    return d.cue_lemma in ("добавить", "добавлять") or "также" in near


def of_same_body(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> str:
    """The person who spoke last, where the article calls that person by the body that a role after the verb belongs to:
    «...», — отметила представитель фирмы, after "директор фирмы Имя Фамилия"; else ""."""
    own = own_words(page, i)
    if not own or d.kind != "direct" or page.lemma[i] not in NEWCOMERS or not i > d.cue_at >= 0:
        return ""
    if any(m.name_start >= 0 for m in cast.mentions(i)) or page.toks[i].feat("Number") == "Plur":
        return ""
    name = spoke_last(page, cast, d, i, before)
    return name if any(x.actor == name and own <= x.words for x in cast.titles) else ""


def known_person(cast: Cast, i: int) -> bool:
    """Whether the article's actors give the words at token ``i`` to a named person."""
    return any(m.type == "PER" and m.actor[:1].isupper() for m in cast.mentions(i))


def another_role(page: Page, cast: Cast, i: int, actor: str) -> bool:
    """Whether an unnamed role with a complement of its own was given to somebody whom nothing in the article calls so.

    "Чиновник министерства финансов" is not the president named before; "источники в компании" are not "источники газеты".
    """
    if page.toks[i].pos != "NOUN" or any(m.name_start >= 0 for m in cast.mentions(i)):
        return False
    own = own_words(page, i)
    if other_people(page, i, actor, own) and cast.mentions(i):
        return True
    if not own or not cast.mentions(i) or page.lemma[i] not in NEWCOMERS:
        return False
    if actor[:1].islower():
        words = {plain(w) for w in re.findall(r"\w+", actor)}
        same_noun = plain(actor).startswith(page.lemma[i][:5])
        return same_noun and len(words) > 1 and not any(w[:4] == o[:4] for w in words for o in own)
    return not any(x.actor == actor and page.lemma[i] in x.heads for x in cast.titles)


def other_people(page: Page, i: int, actor: str, own: set[str]) -> bool:
    """Whether a noun with words of its own was given to an unnamed actor called by another noun: "корреспонденты «Прибоя»" are
    not the "журналисты" who were hurt, a "высокопоставленный чиновник" no "высокопоставленный дипломат"."""
    words = [plain(w) for w in re.findall(r"\w+", actor)]
    if not actor[:1].islower() or any(w[:4] == page.lemma[i][:4] for w in words):
        return False
    several = page.toks[i].feat("Number") == "Plur" and page.toks[i].feat("Animacy") == "Anim"
    whose = any(page.toks[k].text[:1].isupper() and page.lemma[k] in own for k in page.tree(i) if k > i)
    if several and len(words) == 1 and whose and not ACTIVE.search(page.low[i]):
        return True
    said = [page.lemma[k] for k in page.kids[i] if page.toks[k].rel == "amod" and k < i]
    new = [w for w in said if not any(w[:5] == x[:5] for x in words)]
    return page.lemma[i] in NEWCOMERS and len(said) > 1 and len(words) > 1 and bool(new)


def head_token(page: Page, d: Draft) -> int:
    """The token that heads the words which name the speaker, or -1."""
    first, last = page.token_from(d.speaker[0]), page.token_upto(d.speaker[1])
    return next((i for i in range(first, last) if not first <= page.head[i] < last and page.toks[i].pos in ("NOUN", "PROPN")), -1)


def stands_for_known(page: Page, cast: Cast, i: int) -> bool:
    """Whether a singular noun without complement stands for somebody already introduced rather than for a new role."""
    t = page.toks[i]
    if t.feat("Number") != "Sing" or t.feat("Animacy") == "Inan" or page.lemma[i] in NEWCOMERS:
        return False
    if not any(m.type == "PER" and m.kind in ("title", "description") and m.name_start < 0 for m in cast.mentions(i)):
        return False
    return not any(
        page.toks[k].rel.split(":")[0] in ("nmod", "acl", "det", "nummod", "appos", "flat") and page.low[k] not in ("этот", "сам")
        for k in page.kids[i]
    )


def spoken_by_several(page: Page, d: Draft, i: int) -> bool:
    """Whether a plural verb has the noun for its subject, whatever number the tagger gives the noun: "горожане требуют"."""
    v = d.cue_at
    plural = v >= 0 and page.toks[v].feat("Number") == "Plur" and page.toks[v].feat("VerbForm") == "Fin"
    return plural and d.cue_form == "verb" and page.toks[i].rel == "nsubj"


def holds_office(page: Page, i: int) -> bool:
    """Whether a noun names an office that one person holds: "глава Минсвязи", "премьер-министр страны"."""
    return page.lemma[i] in OFFICES and page.toks[i].feat("Number") == "Sing"


def fits_cue(page: Page, cast: Cast, d: Draft, i: int, name: str) -> bool:
    """Whether a named person agrees in gender with the verb, or else with the noun that describes the speaker."""
    gender = page.toks[d.cue_at].feat("Gender") if d.cue_at >= 0 else ""
    himself = "Masc" if any(page.low[k] == "сам" for k in page.kids[i]) else ""
    gender = {"Masc": "m", "Fem": "f"}.get(gender or himself or ("Fem" if page.toks[i].feat("Gender") == "Fem" else ""), "")
    known = cast.genders.get(name, "")[:1].lower()
    return name[:1].isupper() and cast.types.get(name) == "PER" and not (gender and known and gender != known)


def bare_role(page: Page, cast: Cast, i: int) -> bool:
    """Whether token ``i`` is a role without complement that is no office: "эксперт", "политик", "протоиерей"."""
    t = page.toks[i]
    if t.pos != "NOUN" or t.feat("Number") == "Plur" or page.lemma[i] in OFFICES or own_words(page, i):
        return False
    if possessed(page, i):
        return False  # "её адвокат"
    return any(m.type == "PER" and m.kind in ("title", "description") and m.name_start < 0 for m in cast.mentions(i))


def spoke_last(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> str:
    """The named person who spoke last, in this line or the one before, if gender allows; else ""."""
    p = next((p for p in reversed(before) if p.actors), None)
    if p is None or len(p.actors) != 1 or page.line_at(page.toks[i].start) - page.line_at(p.start) > 1:
        return ""
    return p.actors[0] if fits_cue(page, cast, d, i, p.actors[0]) else ""


def called_so(page: Page, cast: Cast, d: Draft, i: int) -> str:
    """The named person whom the article's actors find behind the same noun earlier, if gender allows; else ""."""
    for k in range(i - 1, -1, -1):
        if page.lemma[k] == page.lemma[i] and not page.speech[k]:
            for m in cast.mentions(k):
                if m.kind in ("title", "description") and fits_cue(page, cast, d, i, m.actor):
                    return m.actor
    return ""


def named_last(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> str:
    """The person named last before token ``i``, in this line or the two before it; the last speaker first."""
    line = page.line_at(page.toks[i].start)
    for p in reversed(before):
        if len(p.actors) == 1 and line - page.line_at(p.start) <= 1 and cast.types.get(p.actors[0]) == "PER":
            if fits_cue(page, cast, d, i, p.actors[0]):
                return p.actors[0]
            break
    for j in range(i - 1, max(-1, i - 120), -1):
        if line - page.line_at(page.toks[j].start) > 2:
            break
        if page.toks[j].rel.split(":")[0] not in ("nsubj", "root", "appos", "conj") or page.speech[j]:
            continue
        for m in cast.mentions(j):
            if m.type == "PER" and m.kind in ("name", "name+title", "pronoun", "title") and fits_cue(page, cast, d, i, m.actor):
                return m.actor
    return only_one_named(page, cast, d, i)


def only_one_named(page: Page, cast: Cast, d: Draft, i: int) -> str:
    """The only person of that gender whom the text has named before token ``i``, or ``""``."""
    at = page.toks[i].start
    names = {
        m.actor
        for found in cast.at.values()
        for m in found
        if m.type == "PER" and m.start < at and m.kind in ("name", "name+title")
    }
    fit = [name for name in names if fits_cue(page, cast, d, i, name)]
    return fit[0] if len(fit) == 1 else ""
