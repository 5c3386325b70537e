"""Whose words they are: from the words that name the speaker right here to the actors of the article."""

from __future__ import annotations

from collections import defaultdict

from framing.quotes.cues import Cue
from framing.quotes.page import Draft, Page
from framing.records import Actor, Mention

THIRD = frozenset("он она они его ее их ему ей им".split())


class Cast:
    """Mentions by place; answers which actors a token stands for, and keeps what is new."""

    def __init__(self, page: Page, mentions: tuple[Mention, ...], actors: tuple[Actor, ...]) -> None:
        self.page = page
        self.at: dict[int, list[Mention]] = defaultdict(list)
        self.new: list[Mention] = []
        self.types = {a.name: a.type for a in actors}
        for m in mentions:
            for i in range(page.token_from(m.start), page.token_upto(m.stop)):
                self.at[i].append(m)

    def mentions(self, i: int) -> list[Mention]:
        """The mentions that token ``i`` heads: the longest such, and its equals (several actors of one phrase)."""
        found = self.at.get(i, [])
        if not found:
            return []
        heads = [m for m in found if self.top(m) == i] or found
        size = max(m.stop - m.start for m in heads)
        return [m for m in heads if m.stop - m.start == size]

    def top(self, m: Mention) -> int:
        page = self.page
        a, b = page.token_from(m.start), page.token_upto(m.stop)
        for i in range(a, b):
            if not a <= page.head[i] < b:
                return i
        return a

    def add(self, i: int) -> Mention:
        """A new mention for an unnamed speaker headed by token ``i``."""
        page = self.page
        first, last = phrase_of(page, i)
        start, stop = page.toks[first].start, page.toks[last - 1].stop
        text = page.text[start:stop]
        t = page.toks[i]
        plural = t.feat("Number") == "Plur"
        kind = "name" if t.pos == "PROPN" else "description"
        known = next((e for e in page.parsed.entities if e.start <= t.start < e.stop), None)
        type_ = known.type if known and t.pos == "PROPN" else "GROUP" if plural else "PER" if t.feat("Animacy") == "Anim" else "ORG"
        m = Mention(page.sent[i], start, stop, text, kind, nominative(page, first, last, i), type_, confidence=0.6, rule="speaker")
        self.new.append(m)
        for j in range(first, last):
            self.at[j].append(m)
        return m


def nominative(page: Page, first: int, last: int, top: int) -> str:
    text = page.text[page.toks[first].start:page.toks[last - 1].stop]
    if page.toks[top].pos != "PROPN" and text[:1].isupper() and not text[1:2].isupper():
        text = text[:1].lower() + text[1:]
    return text


def phrase_of(page: Page, i: int) -> tuple[int, int]:
    """Tokens of the noun phrase that ``i`` heads, without clauses and appositions behind commas."""
    keep = {i}
    todo = [i]
    while todo:
        k = todo.pop()
        for j in page.kids[k]:
            rel = page.toks[j].rel
            if rel.split(":")[0] in ("amod", "nmod", "det", "case", "nummod", "flat", "compound", "appos", "fixed") and not (j > k and page.toks[j - 1].text == ","):
                if rel == "case" and k == i:
                    continue
                if page.toks[j].feat("VerbForm") == "Part" and page.kids[j]:
                    continue
                keep.add(j)
                todo.append(j)
    first = last = i
    while first - 1 in keep or (first - 2 in keep and page.is_punct(first - 1) and page.toks[first - 1].text in QUOTE):
        first -= 1
    while last + 1 in keep or (last + 2 in keep and page.toks[last + 1].text in QUOTE):
        last += 1
    if last + 1 < len(page.toks) and page.toks[last + 1].text in ("»", '"', "”") and any(page.toks[j].text in ("«", '"', "„", "“") for j in range(first, last + 1)):
        last += 1
    return first, last + 1


QUOTE = frozenset("«»\"“”„")


def assign(page: Page, cast: Cast, cues: list[Cue], drafts: list[Draft]) -> None:
    """Give each draft its speakers, in order of the page."""
    drafts.sort(key=lambda d: (d.start, -d.stop))
    for n, d in enumerate(drafts):
        for rule in SPEAKERS:
            try:
                done = rule(page, cast, d, drafts[:n])
            except (IndexError, ValueError, RecursionError):
                done = False
            if done:
                d.speaker_rule = d.speaker_rule or rule.__name__.replace("_", "-")
                break


def take(page: Page, cast: Cast, d: Draft, i: int, rule: str = "") -> bool:
    """Let token ``i`` (and names joined to it by "и") be the speaker."""
    tokens = [i] + [k for k in page.kids[i] if page.toks[k].rel == "conj" and page.toks[k].pos in ("NOUN", "PROPN")]
    names: list[str] = []
    for k in tokens:
        found = cast.mentions(k)
        if not found and (page.toks[k].pos in ("PRON", "DET") or k != i):
            continue
        if not found:
            found = [cast.add(k)]
        names += [m.actor for m in found if m.actor not in names]
        if k == i:
            d.speaker = (found[0].start, found[0].stop)
    if not names:
        if page.low[i] in THIRD:
            d.speaker = (page.toks[i].start, page.toks[i].stop)
            d.notes.append("pronoun unresolved")
        return False
    if len(tokens) > 1:
        d.speaker = (d.speaker[0], max(m.stop for k in tokens for m in cast.mentions(k)))
    d.actors = tuple(names)
    if rule:
        d.speaker_rule = rule
    return True


def nobody(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    return d.cue_form == "reflexive"


def own_subject(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """The subject of the cue verb."""
    if d.cue_at < 0 or d.cue_form not in ("verb", "adjective"):
        return False
    v = d.cue_at
    for _ in range(6):
        subject = subject_of(page, v)
        if subject >= 0:
            return take(page, cast, d, subject)
        rel, head = page.toks[v].rel.split(":")[0], page.head[v]
        if head < 0:
            return False
        if rel == "acl" or (page.toks[v].feat("VerbForm") == "Part" and rel in ("acl", "amod")):
            return take(page, cast, d, head, "participle")
        if rel in ("conj", "xcomp", "advcl") and page.toks[head].pos in ("VERB", "AUX", "ADJ", "NOUN"):
            v = head
            continue
        return False
    return False


def subject_of(page: Page, v: int) -> int:
    for k in page.kids[v]:
        if page.toks[k].rel == "nsubj" and page.toks[k].feat("Case") in ("Nom", "") and page.mark_of[k] == page.mark_of[v]:
            return k
    if page.toks[v].feat("Voice") == "Pass":
        for k in page.kids[v]:
            if page.toks[k].rel.startswith("obl") and page.toks[k].feat("Case") == "Ins" and not any(page.toks[c].rel == "case" for c in page.kids[k]):
                return k
    return -1


def place_speaks(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """В полиции сообщили: the institution speaks."""
    if d.cue_at < 0 or d.cue_form != "verb" or page.toks[d.cue_at].feat("Number") != "Plur":
        return False
    for k in page.kids[d.cue_at]:
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        if page.toks[k].feat("Case") == "Loc" and case and case[0] in ("в", "во", "на") and page.toks[k].pos in ("NOUN", "PROPN"):
            return take(page, cast, d, k)
    return False


def complement(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """The complement of "по словам ...", "заявление ...", "со ссылкой на ..."."""
    if d.cue_form not in ("phrase", "noun", "relay"):
        return False
    for i in range(d.cue_first, d.cue_last):
        if page.low[i] in ("его", "ее", "их") and page.toks[i].pos in ("DET", "PRON"):
            return take(page, cast, d, i)
    at = d.cue_at
    for k in page.kids[at]:
        if page.low[k] in ("его", "ее", "их") and page.toks[k].pos in ("DET", "PRON"):
            return take(page, cast, d, k)
    for k in page.kids[at]:
        if k > at and page.toks[k].pos in ("NOUN", "PROPN", "PRON", "ADJ") and page.toks[k].rel.split(":")[0] in ("nmod", "obl", "obj", "flat", "appos"):
            return take(page, cast, d, k)
    if d.cue_form in ("phrase", "relay") and d.cue_last < len(page.toks) and page.toks[d.cue_last].pos in ("NOUN", "PROPN"):
        return take(page, cast, d, d.cue_last)
    return False


def colon_name(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Имя: «...» ; «...» — Имя."""
    if not d.notes or ":" not in d.notes[0]:
        return False
    a, b = (int(x) for x in d.notes[0].split(":"))
    for i in range(a, b):
        found = [m for m in cast.at.get(i, []) if m.type in ("PER", "ORG", "MEDIA", "GROUP")]
        if found and page.toks[i].feat("Case") in ("Nom", ""):
            return take(page, cast, d, i)
    for i in range(a, b):
        if page.toks[i].pos in ("NOUN", "PROPN") and page.toks[i].feat("Case") in ("Nom", "") and d.rule in ("marks-name-colon", "headline-colon", "marks-signature"):
            return take(page, cast, d, i)
    return False


def same_as_group(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """A further piece of an interrupted quote, or a quote that goes on, keeps its speaker."""
    if isinstance(d.follows, Draft) and d.cue_at < 0:
        d.actors, d.speaker = d.follows.actors, (-1, -1)
        return True
    return False


def last_speaker(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """No subject of its own: the speaker of the previous statement."""
    if d.cue_form in ("noun", "relay"):
        return False
    if d.cue_form == "verb" and page.toks[d.cue_at].feat("Number") == "Plur" and page.toks[d.cue_at].feat("VerbForm") == "Fin":
        return False
    for p in reversed(before):
        if p.actors and p.kind != "source":
            d.actors = p.actors
            return True
    return False


SPEAKERS = (nobody, own_subject, place_speaks, complement, colon_name, same_as_group, last_speaker)
