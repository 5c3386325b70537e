"""Speakers by pronoun: "сказал он", "по его словам"."""

from __future__ import annotations

from framing.quotes.cast import Cast
from framing.quotes.page import Draft, Page
from framing.quotes.speakers.naming import take
from framing.quotes.wordlists import PARTS


def goes_on_speaking(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> bool:
    """«...», — сказал он: whoever spoke in the sentence before, where the pronoun fits that person."""
    last = next((p for p in reversed(before) if p.actors and p.cue_at >= 0 and p.cue_at != d.cue_at), None)
    if page.low[i] in ("он", "она") and not_of_quote(page, cast, d, i, before):
        return True
    if page.low[i] in ("он", "она") and all(m.actor[:1].islower() or m.type != "PER" for m in cast.mentions(i)):
        name = subject_before(page, cast, d, i)
        if name:
            d.actors, d.speaker, d.speaker_rule = (name,), (page.toks[i].start, page.toks[i].stop), "goes-on-speaking"
            return True
    if page.low[i] not in ("он", "она") or last is None or len(last.actors) != 1 or cast.types.get(last.actors[0]) != "PER":
        return False
    if not 0 <= page.line_at(d.start) - page.line_at(last.start) <= 1 or page.sent[last.cue_at] < page.sent[i] - 1:
        return False
    d.speaker = (page.toks[i].start, page.toks[i].stop)
    if not fits(page, cast, d, last.actors[0]) or acts_here(page, cast, last, i):
        return False
    d.actors, d.speaker_rule = last.actors, "goes-on-speaking"
    return True


def acts_here(page: Page, cast: Cast, last: Draft, i: int) -> bool:
    """Whether the pronoun is given to somebody else who is the subject before it in its own sentence: "Ли вышел в эфир — он"."""
    meant = {m.actor for m in cast.mentions(i)} - set(last.actors)
    here = range(max(page.first[page.sent[i]], last.cue_at + 1), i)
    acting = (k for k in here if page.toks[k].rel == "nsubj" and not page.speech[k])
    return any(m.actor in meant and m.kind in ("name", "name+title") for k in acting for m in cast.mentions(k))


def not_of_quote(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> bool:
    """«Спросите Петрова», — сказал он: not the one whom the quote itself speaks of, but who spoke or acted before it."""
    if d.kind != "direct" or i < page.token_from(d.stop):
        return False
    words = range(page.token_from(d.start), page.token_upto(d.stop))
    spoken_of = {m.actor for k in words for m in cast.mentions(k) if m.kind in ("name", "name+title")}
    meant = {m.actor for m in cast.mentions(i)}
    if not meant or not meant <= spoken_of:
        return False
    d.speaker = (page.toks[i].start, page.toks[i].stop)
    line = page.line_at(d.start)
    for p in reversed(before):
        if line - page.line_at(p.start) > 2:
            break
        if len(p.actors) == 1 and p.kind != "source" and cast.types.get(p.actors[0]) == "PER" and p.follows is not d:
            if p.actors[0] in spoken_of or not fits(page, cast, d, p.actors[0]):
                break
            d.actors, d.speaker_rule = p.actors, "goes-on-speaking"
            return True
    for k in range(page.token_from(d.start) - 1, -1, -1):
        if line - page.line_at(page.toks[k].start) > 2:
            break
        if page.toks[k].rel != "nsubj" or page.speech[k]:
            continue
        people = [m for m in cast.mentions(k) if m.type == "PER" and m.actor[:1].isupper()]
        if people and people[0].actor not in spoken_of and fits(page, cast, d, people[0].actor):
            d.actors, d.speaker_rule = (people[0].actor,), "goes-on-speaking"
            return True
    return False


def subject_before(page: Page, cast: Cast, d: Draft, i: int) -> str:
    """The only person named as a subject in the sentence before token ``i``, in this line or the one before, or ""."""
    n = page.sent[i] - 1
    if n < 0 or page.line_at(page.toks[i].start) - page.line_at(page.toks[page.first[n]].start) > 1:
        return ""
    d.speaker = (page.toks[i].start, page.toks[i].stop)
    names = {
        m.actor
        for k in range(page.first[n], page.last[n])
        if page.toks[k].rel == "nsubj" and not page.speech[k]
        for m in cast.mentions(k)
        if m.type == "PER" and m.kind in ("name", "name+title") and fits(page, cast, d, m.actor)
    }
    return names.pop() if len(names) == 1 else ""


def subject_here(page: Page, cast: Cast, d: Draft, i: int) -> bool:
    """ "Чепмен назвал причиной желание прославиться, или, по его словам, ...": the subject of the sentence before the phrase."""
    n = page.sent[i]
    for k in range(page.first[n], d.cue_first):
        t = page.toks[k]
        if t.rel != "nsubj" or t.feat("Case") != "Nom" or page.speech[k]:
            continue
        people = [m for m in cast.mentions(k) if m.type == "PER" and m.kind in ("name", "name+title", "title")]
        together = t.feat("Number") == "Plur" and any(page.toks[j].rel == "conj" for j in page.kids[k])
        if page.low[i] == "их" and together and alive(page, cast, k):
            return take(page, cast, d, k)
        d.speaker = (page.toks[i].start, page.toks[i].stop)
        if people and page.low[i] != "их" and fits(page, cast, d, people[0].actor):
            d.actors = (people[0].actor,)
            return True
    return False


def alive(page: Page, cast: Cast, k: int) -> bool:
    """Whether a token names people, a body or a medium, not papers or things."""
    return page.toks[k].feat("Animacy") == "Anim" or any(m.type in ("GROUP", "ORG", "MEDIA") for m in cast.mentions(k))


def several_before(page: Page, cast: Cast, d: Draft, i: int) -> bool:
    """ "По их мнению": the people that the sentence before has for its subject, or of whom its subject is a part."""
    n = page.sent[i] - 1
    if page.low[i] != "их" or cast.mentions(i) or n < 0:
        return False
    for k in range(page.first[n], page.last[n]):
        t = page.toks[k]
        if t.rel != "nsubj" or page.speech[k]:
            continue
        part = page.lemma[k] in PARTS or t.pos in ("NUM", "ADV")
        below = sorted(page.tree(k)) if part else []
        of = [j for j in below if page.toks[j].feat("Case") == "Gen" and page.toks[j].feat("Animacy") == "Anim"]
        whom = of[0] if of else k
        if page.toks[whom].feat("Number") == "Plur" and page.toks[whom].pos == "NOUN" and alive(page, cast, whom):
            return take(page, cast, d, whom)
    return False


def same_voice(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> bool:
    """ "По его словам" goes on with whoever spoke last in this paragraph, where the pronoun fits."""
    last = next((p for p in reversed(before) if p.actors), None)
    if d.cue_form != "phrase" or last is None:
        return False
    if page.low[i] != "их":
        last = who_refers(page, last, before)
    lines = page.line_at(d.start) - page.line_at(last.start)
    records = last.kind == "source" and d.cue_kind in ("relay", "writing") and page.low[i] != "их"
    if lines and not (lines == 1 and (records or (page.low[i] == "их" and len(last.actors) > 1))):
        return False  # in a new paragraph only "по их словам" of several, and "по её данным" of the medium just referred to
    ends = page.sent[max(page.token_upto(last.stop) - 1, last.cue_at, page.token_from(last.start))]
    if ends < page.sent[d.cue_at] - 1:
        return False
    named = any(m.actor[:1].isupper() for m in cast.mentions(i))
    kin = page.sent[last.cue_at] == page.sent[i] - 1 if last.cue_at >= 0 else False
    if named and last.actors[0][:1].islower() and not kin:
        return False  # the pronoun was resolved to a name; a bare description does not overrule it
    many = len(last.actors) > 1 or cast.types.get(last.actors[0]) in ("GROUP", "ORG", "MEDIA")
    person = cast.types.get(last.actors[0]) == "PER"
    d.speaker = (page.toks[i].start, page.toks[i].stop)
    plural = page.low[i] == "их"
    if (plural and (person or not many)) or (not plural and len(last.actors) > 1) or not fits(page, cast, d, last.actors[0]):
        return False
    if cast.types.get(last.actors[0]) == "GROUP" and page.low[i] != "их":
        return False
    d.actors = last.actors
    return True


def who_refers(page: Page, last: Draft, before: list[Draft]) -> Draft:
    """The source that refers to several others, where the last draft is these: "сообщила газета со ссылкой на источники"."""
    top = page.token_from(last.speaker[0]) if last.speaker[0] >= 0 else -1
    if last.kind != "source" or last.cue_form != "relay" or top < 0 or page.toks[top].feat("Number") != "Plur":
        return last
    around = [p for p in before if p.kind == "source" and p.actors and p.start < last.start and last.stop <= p.stop]
    return around[-1] if around else last


def fits(page: Page, cast: Cast, d: Draft, actor: str) -> bool:
    """Whether a pronoun that names the draft's speaker agrees in gender with an actor."""
    word = page.text[d.speaker[0] : d.speaker[1]].lower().replace("ё", "е")
    gender = cast.genders.get(actor, "") if cast.types.get(actor, "PER") == "PER" else ""
    if word in ("он", "ему") and gender.lower().startswith("f"):
        return False
    return not (word in ("она", "ее", "ей") and gender.lower().startswith("m"))
