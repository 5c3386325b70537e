"""Speakers whose words another passes on: "сообщает РИА со ссылкой на МВД", "цитирует министра РИА"."""

from __future__ import annotations

from framing.quotes.cast import Cast, can_speak
from framing.quotes.page import QUOTES, Draft, Page
from framing.quotes.speakers.documents import owner_cited
from framing.quotes.speakers.naming import inside, newcomer, take
from framing.quotes.speakers.parties import parties, take_cited
from framing.quotes.speakers.places import place_of
from framing.quotes.speakers.subjects import behind_told, next_nominative, of_a_participle, past_a_thing
from framing.quotes.syntax import bracketed, cited_noun, joined_to, nominal, page_end, phrase_of, subject_of
from framing.quotes.wordlists import MEDIA_NOUNS, NEWCOMERS, RELAY_VERBS, REPORTING, WORDS_SAID


def relay_names(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Сообщает РИА со ссылкой на МВД: the words are those of whom the medium refers to."""
    if d.kind == "source" or d.cue_at < 0 or d.cue_form not in ("verb", "reflexive"):
        return False
    n = page.sent[d.cue_at]
    for i in range(page.first[n], page.last[n] - 2):
        gerund = page.low[i] in ("ссылаясь", "сославшись") and page.low[i + 1] == "на"
        width = 3 if page.low[i] in ("с", "со") and page.low[i + 1 : i + 3] == ["ссылкой", "на"] else 2 if gerund else 0
        if not width or page.speech[i] or inside(page, d, i) or page.low[i + width : i + width + 1] == ["то"]:
            continue
        if any(page.low[j] == "а" and page.toks[j - 1].text == "," for j in range(d.cue_last, i)):
            continue  # "А считает, что ..., а Б со ссылкой на В заявляет"
        if bracketed(page, i) != bracketed(page, d.cue_at) or refers_himself(page, cast, d.cue_at):
            continue  # "осудили указ (РБК со ссылкой на штаб пишет, что ...)"
        k = cited_noun(page, i + width)
        if k < 0 or another_tells(page, cast, d, i):
            continue
        newcomer(page, cast, k)
        paper = owner_cited(page, cast, k) >= 0  # "со ссылкой на отчёт банка": the medium tells what it read there
        return not paper and can_speak(page, cast, k) and take(page, cast, d, k)
    return False


def refers_himself(page: Page, cast: Cast, verb: int) -> bool:
    """Whether it is a person, or a body that states, who refers to others in words of its own: "сообщил эксперт Анна Орлова,
    ссылаясь на источники", "мэрия, ссылаясь на врачей, заявила"."""
    subject = subject_of(page, verb)
    if subject < 0 or cast.is_medium(subject):
        return False
    plainly = page.mark_of[subject] < 0 and not page.toks[subject].text[:1].isascii()
    states = plainly and page.lemma[verb] not in REPORTING | RELAY_VERBS and page.lemma[subject] not in MEDIA_NOUNS
    return any(m.type == "PER" or (states and m.type == "ORG") for m in cast.mentions(subject))


def another_tells(page: Page, cast: Cast, d: Draft, i: int) -> bool:
    """Whether "со ссылкой" at token ``i`` belongs to a verb of reporting beside the draft's own: "призвал | ждать, пишет РИА со
    ссылкой на"."""
    between = range(d.cue_last, i) if d.cue_at < i else range(i - 1, page.first[page.sent[i]], -1)
    verb = next((j for j in between if page.finite(j) and page.toks[j].pos == "VERB" and not inside(page, d, j)), -1)
    tells = verb >= 0 and page.lemma[verb] in REPORTING | RELAY_VERBS and not page.speech[verb]
    place = place_of(page, cast, d, d.cue_at) if tells and d.cue_form == "verb" else -1  # "в ООН подтвердили"
    return tells and (subject_of(page, d.cue_at) >= 0 or place >= 0)


def relayed(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Цитирует министра РИА; передаёт слова министра: the words are the minister's."""
    if d.kind == "source" or d.cue_at < 0 or page.lemma[d.cue_at] not in RELAY_VERBS:
        return False
    v = d.cue_at
    both = parties(page, cast, d)
    if both is not None:
        named = named_far(page, cast, both.whom)
        return take_cited(page, cast, d, both) or take(page, cast, d, named if named >= 0 else both.whom)
    if page.lemma[v].endswith("цитировать") and v + 2 < page.last[page.sent[v]] and page.toks[v + 1].pos == "PROPN":
        other = next_nominative(page, cast, d, v, v + 2)
        if other >= 0 and other not in page.tree(v + 1) and page.toks[other].pos == "NOUN":
            return take(page, cast, d, v + 1)  # "процитировал министра собеседник агентства", whatever case the tagger gives
    for k in page.kids[d.cue_at]:
        if page.toks[k].rel.split(":")[0] not in ("obj", "obl", "nsubj") or inside(page, d, k):
            continue
        if page.toks[k].rel == "obj" and (named := named_far(page, cast, k)) >= 0:
            return take(page, cast, d, named)
        if page.lemma[k] in WORDS_SAID:
            owner = next((j for j in page.kids[k] if page.toks[j].feat("Case") == "Gen" and nominal(page, j)), -1)
            if owner >= 0 and page.lemma[owner] in WORDS_SAID:  # "фрагмент интервью президента"
                below = (j for j in page.kids[owner] if page.toks[j].feat("Case") == "Gen" and nominal(page, j))
                owner = next(below, owner)
            if owner >= 0:
                return take(page, cast, d, owner)
        elif (
            page.toks[k].rel == "obj"
            and (page.lemma[k] in NEWCOMERS or any(m.type in ("PER", "GROUP") for m in cast.mentions(k)))
            and subject_of(page, d.cue_at) != k
        ):
            return take(page, cast, d, k)
    return False


def named_far(page: Page, cast: Cast, k: int) -> int:
    """The name in the accusative behind a title whose complements part them: "цитирует директора по связям Анну Орлову"."""
    t = page.toks[k]
    person = t.pos == "NOUN" and t.feat("Animacy") == "Anim" and t.feat("Case") == "Acc"
    if not person or any(m.name_start >= 0 for m in cast.mentions(k)):
        return -1
    for j in page.kids[k]:
        apposed = page.toks[j].rel == "appos" and j > k + 1 and page.toks[j].feat("Case") in ("Acc", "Gen")
        if apposed and any(m.type == "PER" and m.kind == "name" for m in cast.mentions(j)):
            return j
    return -1


def passed_on(page: Page, d: Draft, drafts: list[Draft]) -> None:
    """Сообщается, что мост закрыт, сообщает РБК: words of nobody are those of the medium that passes them on beside them."""
    if d.actors or d.kind != "indirect" or d.cue_at < 0:
        return
    for p in drafts:
        beside = p.rule == "relay-beside-statement" and p.cue_at >= 0 and page.sent[p.cue_at] == page.sent[d.cue_at]
        if beside and p.actors and p.cue_at != d.cue_at:
            d.actors, d.speaker_rule = p.actors, "passed-on"
            return


def relays(page: Page, cast: Cast, d: Draft) -> list[Draft]:
    """The medium that passes on somebody's words ("цитирует министра РИА"), as a source of its own."""
    both = parties(page, cast, d)
    subject = both.top(page) if both else behind_told(page, cast, d.cue_at, subject_of(page, d.cue_at))
    for mend in (past_a_thing, of_a_participle) if subject >= 0 else ():
        better = mend(page, cast, d, d.cue_at, subject)
        subject = subject if better is None else better
    if subject < 0:
        subject = next_nominative(page, cast, d, d.cue_at, d.cue_at + 1)
    if subject < 0 or inside(page, d, subject):
        return []
    several = [subject] if both else [subject, *joined_to(page, subject)]
    first, last = (both.first, both.last) if both else phrase_of(page, subject)
    last = max([last, *(phrase_of(page, k)[1] for k in several)])
    cited = [k for k in page.kids[d.cue_at] if page.toks[k].rel == "obj" and not inside(page, d, k)]
    tokens = [
        *range(first, last),
        *range(d.cue_first, d.cue_last),
        *(j for k in cited for j in range(*phrase_of(page, k))),
    ]
    tokens = [i for i in tokens if not page.is_punct(i) or page.mark_of[i] >= 0]
    if max(tokens) + 1 < page_end(page, subject) and closes(page, min(tokens), max(tokens) + 1):
        tokens.append(max(tokens) + 1)
    source = Draft("source", page.toks[min(tokens)].start, page.toks[max(tokens)].stop, "relay-verb")
    source.copy_cue(d)
    taken = take(page, cast, source, subject, "own-subject")
    if taken and both and source.speaker[0] < page.toks[both.first].start:  # "цитирует Тихого Reuters", read as one name
        source.speaker = (page.toks[both.first].start, page.toks[both.last - 1].stop)
        source.actors = (page.text[slice(*source.speaker)],)
    return [source] if taken else []


def closes(page: Page, first: int, i: int) -> bool:
    """Whether token ``i`` is the mark that closes a name opened at token ``first`` or later."""
    inside_marks = page.mark_of[i - 1] >= 0 and page.outer[page.mark_of[i - 1]].start >= page.toks[first].start
    return page.toks[i].text in QUOTES and page.mark_of[i] < 0 and inside_marks
