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
    if page.low[i] not in ("он", "она") or last is None or len(last.actors) != 1 or cast.kind_of(last.actors[0]) != "PER":
        return False
    opens = page.sent[min(i, page.token_from(d.start))]
    if not 0 <= page.line_at(d.start) - page.line_at(last.start) <= 1 or page.sent[last.cue_at] < opens - 1:
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
    joined = page.toks[i - 1].pos == "CCONJ"  # "для Ли дорога открыта, и он согласился"
    acts = [k for k in here if subject_of_act(page, k) or (joined and any(page.finite(j) for j in range(k + 1, i)))]
    named = (m for k in acts if not page.speech[k] for m in cast.mentions(k) if m.kind in ("name", "name+title"))
    return any(m.actor in meant for m in named)


def subject_of_act(page: Page, k: int) -> bool:
    """Whether a token is the subject of a verb: a gerund has none ("представляя Климова, он сказал")."""
    gerund = page.head[k] >= 0 and page.toks[page.head[k]].feat("VerbForm") == "Conv"
    return page.toks[k].rel == "nsubj" and not gerund


def named_here(page: Page, cast: Cast, i: int, last: Draft) -> bool:
    """Whether a pronoun is given to the person who is named as the subject right before it in its own sentence: "Недоволен
    остался и Ли: по его словам"."""
    meant = {m.actor for m in cast.mentions(i)} - set(last.actors)
    for k in range(i - 1, page.first[page.sent[i]] - 1, -1):
        if page.toks[k].rel == "nsubj" and not page.speech[k]:
            return any(m.actor in meant and m.kind in ("name", "name+title") for m in cast.mentions(k))
    return False


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
    """ "По их мнению", "они говорят": the people that one of three sentences before has for its subject, or a part of whom."""
    if page.low[i] not in ("их", "они") or cast.mentions(i):
        return False
    line = page.line_at(page.toks[i].start)
    for n in range(page.sent[i] - 1, max(-1, page.sent[i] - 4), -1):
        if line - page.line_at(page.toks[page.first[n]].start) > (2 if n < page.sent[i] - 1 else 99):
            break
        whom = several_in(page, cast, i, n)
        if whom >= 0:
            return take(page, cast, d, whom)
    return False


def several_in(page: Page, cast: Cast, i: int, n: int) -> int:
    """The people that sentence ``n`` has for a subject, or a part of whom; or -1."""
    for k in range(page.first[n], page.last[n]):
        t = page.toks[k]
        if t.rel != "nsubj" or page.speech[k]:
            continue
        part = page.lemma[k] in PARTS or t.pos in ("NUM", "ADV")
        below = sorted(page.tree(k)) if part else []
        of = [j for j in below if page.toks[j].feat("Case") == "Gen" and page.toks[j].feat("Animacy") == "Anim"]
        whom = of[0] if of else k
        people = page.toks[whom].pos == "NOUN" and alive(page, cast, whom)
        if page.toks[whom].feat("Number") == "Plur" and (people or (page.low[i] == "они" and page.toks[whom].pos == "ADJ")):
            return whom
    return -1


def one_before(page: Page, cast: Cast, d: Draft, i: int) -> bool:
    """ "По его словам" of nobody known: the person without a name that the sentence before has for its only subject."""
    n = page.sent[i] - 1
    if page.low[i] not in ("его", "ее", "он", "она") or cast.mentions(i) or n < 0 or page.speech[page.last[n] - 1]:
        return False
    if page.line_at(page.toks[i].start) - page.line_at(page.toks[page.first[n]].start) > 1:
        return False
    gender = "Fem" if page.low[i] in ("ее", "она") else "Masc"
    found = [k for k in range(page.first[n], page.last[n]) if page.toks[k].rel == "nsubj" and not page.speech[k]]
    able = [k for k in found if page.toks[k].feat("Animacy") == "Anim" and page.toks[k].feat("Number") == "Sing"]
    told = [k for k in able if page.toks[k].pos == "NOUN" and page.toks[k].feat("Case") == "Nom"]
    one = len(able) == len(told) == 1 and page.toks[told[0]].feat("Gender") == gender
    return one and take(page, cast, d, told[0])


def same_voice(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> bool:
    """ "По его словам" goes on with whoever spoke last in this paragraph, where the pronoun fits."""
    last = next((p for p in reversed(before) if p.actors), None)
    if d.cue_form != "phrase" or last is None or (page.low[i] != "их" and named_here(page, cast, i, last)):
        return False
    if page.low[i] != "их":
        last = who_refers(page, last, before)
    if medium_alone(cast, d, last):
        return False
    lines = page.line_at(d.start) - page.line_at(last.start)
    records = last.kind == "source" and d.cue_kind in ("relay", "writing") and page.low[i] != "их"
    several = len(last.actors) > 1 or cast.kind_of(last.actors[0]) == "GROUP"
    open_ = records or not known_before(page, cast, i) or (page.low[i] == "их" and several)
    if lines and not (lines == 1 and open_):
        return False  # in a new paragraph only "по их словам" of several, "по её данным" of the medium just referred to, and a
        # pronoun of nobody known
    ends = page.sent[max(page.token_upto(last.stop) - 1, last.cue_at, page.token_from(last.start))]
    if ends < page.sent[d.cue_at] - (2 if only_inside(page, cast, d, i) else 1):
        return False
    named = known_before(page, cast, i) and any(m.actor[:1].isupper() for m in cast.mentions(i))
    kin = page.sent[last.cue_at] == page.sent[i] - 1 if last.cue_at >= 0 else False
    if named and last.actors[0][:1].islower() and not kin:
        return False  # the pronoun was resolved to a name; a bare description does not overrule it
    many = len(last.actors) > 1 or cast.kind_of(last.actors[0]) in ("GROUP", "ORG", "MEDIA")
    person = cast.kind_of(last.actors[0]) == "PER"
    d.speaker = (page.toks[i].start, page.toks[i].stop)
    plural = page.low[i] == "их"
    agrees = fits(page, cast, d, last.actors[0]) or said_by_woman(page, last, i)
    if (plural and (person or not many)) or (not plural and len(last.actors) > 1) or not agrees:
        return False
    if cast.types.get(last.actors[0]) == "GROUP" and page.low[i] != "их":
        return False
    d.actors = last.actors
    return True


def known_before(page: Page, cast: Cast, i: int) -> bool:
    """Whether a pronoun is given to somebody whom the text has named before it, or who has no name."""
    meant = {m.actor for m in cast.mentions(i)}
    start = page.toks[i].start
    told = (m for found in cast.at.values() for m in found if m.actor in meant and m.start < start)
    return any(m.kind in ("name", "name+title") or m.actor[:1].islower() for m in told)


def medium_alone(cast: Cast, d: Draft, last: Draft) -> bool:
    """Whether only a medium spoke, whose words and opinion are not "his": "по данным SHOT, жилец ушёл. По его словам"."""
    return d.cue_kind in ("speech", "thought") and len(last.actors) == 1 and cast.kind_of(last.actors[0]) == "MEDIA"


def said_by_woman(page: Page, last: Draft, i: int) -> bool:
    """Whether the verb of who spoke last is feminine, whatever gender the name has: "сообщила Али Новак. По её словам"."""
    return page.low[i] == "ее" and last.cue_form == "verb" and page.toks[last.cue_at].feat("Gender") == "Fem"


def only_inside(page: Page, cast: Cast, d: Draft, i: int) -> bool:
    """Whether the words of the statement before "по их словам" are all that names whom the pronoun was given to."""
    opens = page.token_from(d.start)
    meant = {m.actor for m in cast.mentions(i)}
    inner = {m.actor for k in range(opens, i) for m in cast.mentions(k)}
    earlier = {m.actor for k in range(page.first[max(0, page.sent[opens] - 2)], opens) for m in cast.mentions(k)}
    return d.start < page.toks[i].start < d.stop and bool(meant & inner) and not meant & earlier


def bystander(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> bool:
    """ "По её словам" of somebody without a name who never spoke: the named one who spoke last, of the gender of the pronoun."""
    meant = {m.actor for m in cast.mentions(i)}
    last = next((p for p in reversed(before) if p.actors), None)
    if page.low[i] not in ("его", "ее") or last is None or len(last.actors) != 1 or d.cue_form != "phrase":
        return False
    if not meant or any(a[:1].isupper() for a in meant) or any(meant & set(p.actors) for p in before):
        return False
    name, gender = last.actors[0], "f" if page.low[i] == "ее" else "m"
    near = page.line_at(d.start) - page.line_at(last.start) <= 2
    if not near or cast.types.get(name) != "PER" or not cast.genders.get(name, "").lower().startswith(gender):
        return False
    d.actors, d.speaker = (name,), (page.toks[i].start, page.toks[i].stop)
    return True


def who_refers(page: Page, last: Draft, before: list[Draft]) -> Draft:
    """The source that refers to several others, where the last draft is these: "сообщила газета со ссылкой на источники"."""
    top = page.token_from(last.speaker[0]) if last.speaker[0] >= 0 else -1
    if last.kind != "source" or last.cue_form != "relay" or top < 0 or page.toks[top].feat("Number") != "Plur":
        return last
    here = [p for p in before if p.kind == "source" and p.actors and p.cue_at >= 0 and p.start < last.start]
    beside = [p for p in here if page.sent[p.cue_at] == page.sent[last.cue_at]]
    return beside[-1] if beside else last


def fits(page: Page, cast: Cast, d: Draft, actor: str) -> bool:
    """Whether a pronoun that names the draft's speaker agrees in gender with an actor."""
    word = page.text[d.speaker[0] : d.speaker[1]].lower().replace("ё", "е")
    gender = cast.genders.get(actor, "") if cast.types.get(actor, "PER") == "PER" else ""
    if word in ("они", "их") and cast.kind_of(actor) == "PER":
        return False
    if word in ("он", "ему") and gender.lower().startswith("f"):
        return False
    return not (word in ("она", "ее", "ей") and gender.lower().startswith("m"))
