"""What belongs to a title after its noun: whose, of what, of where, and who is named by it."""

from __future__ import annotations

from collections.abc import Mapping

from framing.actors.doc import Doc
from framing.actors.gazetteer import Gazetteer
from framing.actors.morph import first_names
from framing.actors.naming import candidates
from framing.actors.offices import name_office
from framing.actors.titles import Phrase, lookup

_IN_TAKERS = frozenset(
    [
        "ambassador",
        "envoy",
        "representative",
        "director",
        "journalist",
        "substitute",
        "deputy",
        "official",
        "commissioner",
        "spokesman",
        "head",
        "editor",
        "investor",
        "coach",
        "sport",
    ]
)
_CLOSE = frozenset(["son", "daughter", "brother", "sister", "wife", "husband"])
_INSTRUMENTAL = frozenset(["командующий", "управляющий", "заведующий", "главнокомандующий"])


class Complements:
    """Takes complements into the phrases of one text; ``things``, ``people`` and ``heads`` as for ``Finder``."""

    def __init__(
        self,
        doc: Doc,
        gaz: Gazetteer,
        things: dict[int, tuple[int, str, str, bool]],
        people: dict[int, int],
        heads: Mapping[str, str],
    ) -> None:
        self.doc, self.gaz, self.things, self.people, self.heads = doc, gaz, things, people, heads

    def take(self, p: Phrase, country: str) -> None:
        """Takes the complements after the noun into the phrase, and from them the office's body, country and persons."""
        doc = self.doc
        comps: set[str] = {country} if country else set()
        wild: set[str] = set()
        persons: list[int] = []
        k = p.head + 1
        end = doc.first[doc.sent[p.head] + 1]
        text: list[str] = []
        kept = k
        while k < end:
            step = self._step(p, k, end, kept)
            if step is None:
                break
            stop, name, common, person = step
            if name:
                comps.add(name)
            for c in common:
                wild.add(c)
            if person >= 0:
                persons.append(person)
            text += doc.low[k:stop]
            k = kept = stop
        p.j = kept
        p.persons = tuple(persons)
        p.country = next((c for c in comps if c in self.gaz.names and self.gaz.names[c].country), "")
        name_office(p, text, comps, wild, self.gaz, self.heads)

    def _step(self, p: Phrase, k: int, end: int, kept: int) -> tuple[int, str, list[str], int] | None:
        """One complement that starts at ``k``: (where it ends, actor named, lemmas of common nouns, person named) or None."""
        doc = self.doc
        if k in self.people and p.kind == "thing":
            return None
        if k in self.people:
            head = doc.top(k, self.people[k])
            accusative = doc.low[k].endswith(("у", "ю")) and doc.gender[head] != "m"  # "маму Валентину": the name is hers
            relative = p.kind == "relation" and p.owner < 0 and doc.case[head] == "Acc" and not accusative
            genitive = doc.case[head] in ("Gen", "") or relative
            if kept == p.head + 1 and p.kind == "relation" and self._called(p, k):
                return None
            same = doc.case[head] == doc.case[p.head] or not doc.case[head]
            if {doc.case[head], doc.case[p.head]} == {"Gen", "Acc"} and doc.gender[p.head] != "f" and p.kind != "relation":
                same = True  # the two are one form of men's nouns and names
            takes = (
                p.kind == "relation" or p.office in ("adviser", "substitute", "spokesman", "envoy", "representative") or p.plural
            )
            if (
                kept == p.head + 1
                and genitive
                and (takes or not same)
                and not (p.kind == "office" and same and p.office not in ("adviser", "substitute", "spokesman"))
            ):
                if same and doc.case[p.head] != "Gen" and not takes:
                    return None
                if doc.case[p.head] == "Gen" and doc.case[head] == "Gen" and p.kind == "relation" and p.owner >= 0:
                    return None
                return self.people[k], "", [], k
            return None
        row = self._row(k, end) if kept == p.head + 1 else 0
        if row:
            return row, "", [doc.lemma[row - 1]], -1
        q = k
        if doc.tokens[k].text in '«"„“' and k + 1 in self.things and kept > p.head:
            stop, name, _, _ = self.things[k + 1]
            close = stop < end and doc.tokens[stop].text in '»"”“'
            return (stop + 1 if close else stop), name, [], -1
        if doc.low[k] == "и" and kept > p.head + 1 and k + 1 < end:
            nxt = self._small_name(p, k + 1) or self._genitive(k + 1, end)
            if nxt is not None and doc.case[p.head] != "Gen" and not lookup(doc, nxt - 1)[1]:
                return nxt, "", [doc.lemma[nxt - 1]], -1
            return None
        if doc.pos[k] == "ADP":
            return self._prepositional(p, k, end)
        if q in self.things:
            stop, name, type_, _ = self.things[q]
            case = doc.case[doc.top(q, stop)]
            if p.kind == "thing" and not p.head <= doc.head[doc.top(q, stop)] < q:
                return None
            if type_ == "MEDIA" and kept > p.head + 1 and p.kind in ("office", "general", "person"):
                return None  # "цитирует слова руководителя палаты РИА Новости"
            governed = case == "Ins" and p.lemma in _INSTRUMENTAL  # "командующий Сухопутными войсками"
            foreign = doc.tokens[q].text.isupper() or doc.tokens[q].text.isascii()
            if governed or case in ("Gen", "") or foreign or _apposed(doc, k):
                return stop, name, [], -1
            return None
        after = self._genitive(k, end)
        if after is None:
            if doc.pos[k] == "ADJ" and doc.case[k] == "Gen" and k + 1 in self.people and k == p.head + 1:
                return k + 1, "", [], -1
            return None
        noun = after - 1
        if p.kind == "thing" and not p.head <= doc.head[noun] < noun:
            return None
        if doc.rel[noun] in ("obj", "iobj", "nsubj") and doc.head[noun] > noun:
            return None  # "семья комментариев не даёт"
        if p.kind == "thing" and lookup(doc, noun)[1] and doc.animacy[noun] == "a":
            return None
        apposed = doc.case[p.head] == "Acc" and doc.gender[p.head] == "m" and after in self.people
        if (
            (apposed or doc.case[p.head] == "Gen")
            and lookup(doc, noun)[1]
            and lookup(doc, noun)[1][0].kind in ("office", "general")
            and doc.number[noun] == "s"
            and doc.animacy[noun] == "a"
            and p.kind in ("office", "general", "person")
        ):
            return None
        names = [self.gaz.adjectives[doc.lemma[x]].name for x in range(k, noun) if doc.lemma[x] in self.gaz.adjectives]
        return after, names[0] if names else "", [doc.lemma[noun]], -1

    def _called(self, p: Phrase, k: int) -> bool:
        """ "Родила сына Платона", "слова адвоката Имя Фамилия": a first name of the relative's gender, or the whole name beside a
        lawyer or producer, is that one's own where the case, genitive or accusative, leaves it open."""
        doc = self.doc
        if p.owner >= 0 or doc.case[p.head] not in ("Gen", "Acc"):
            return False
        if p.office in ("lawyer", "driver"):
            return self.people[k] - k > 1
        first = self.people[k] == k + 1 and p.office in _CLOSE and bool(p.gender)
        return first and any(n in first_names() and g == p.gender for n, g in candidates(doc.tokens[k].text, False))

    def _genitive(self, k: int, end: int) -> int | None:
        """One past a genitive noun with its adjectives that starts at ``k``."""
        doc = self.doc
        n = k
        while n < end and n - k < 4:
            if n in self.things or n in self.people:
                return None
            if doc.pos[n] in ("NOUN", "PROPN") and doc.case[n] == "Gen":
                return n + 1
            governed = doc.case[n] == "Ins" and doc.lemma[k - 1] in _INSTRUMENTAL  # "командующий войсками"
            if governed and doc.pos[n] == "NOUN":
                return n + 1
            whose = n == k and doc.low[n] in ("его", "ее", "их") and doc.pos[n] == "DET"  # "президент её подразделения"
            if not (whose or (doc.pos[n] in ("ADJ", "DET", "VERB", "NUM") and (governed or doc.case[n] == "Gen"))):
                if doc.low[n] == "и" and n > k and doc.pos[n - 1] == "ADJ":
                    n += 1
                    continue
                return None
            if n + 1 < end and doc.pos[n] == "ADJ" and doc.tokens[n + 1].text == "-":
                return None
            n += 1
        return None

    def _row(self, k: int, end: int) -> int:
        """One past a plural noun whose adjectives are listed before it ("мэры [Северной, Южной и Горной областей]"); or 0."""
        doc = self.doc
        n = k
        while n + 1 < end and (doc.pos[n], doc.case[n], doc.number[n]) == ("ADJ", "Gen", "s") and doc.low[n + 1] in (",", "и"):
            n += 2
        several = n > k and n + 1 < end and doc.low[n - 1] == "и" and doc.pos[n] == "ADJ" and doc.case[n] == "Gen"
        return n + 2 if several and (doc.pos[n + 1], doc.case[n + 1], doc.number[n + 1]) == ("NOUN", "Gen", "p") else 0

    def _small_name(self, p: Phrase, k: int) -> int | None:
        """One past a body's name in small letters that "и" joins to the first complement ("министр строительства и [жилищного
        хозяйства]"); or None."""
        doc = self.doc
        if k not in self.things or not doc.tokens[k].text.islower():
            return None
        stop = self.things[k][0]
        top = doc.top(k, stop)
        return stop if doc.rel[top] == "conj" and p.head < doc.head[top] < k and doc.case[top] == "Gen" else None

    def _prepositional(self, p: Phrase, k: int, end: int) -> tuple[int, str, list[str], int] | None:
        doc = self.doc
        prep = doc.low[k]
        n = k + 1
        if prep == "по" and p.kind in ("office", "general", "person", "relation") and p.office not in ("monarch",):
            x = n
            while x < end and x - n < 4 and doc.pos[x] in ("ADJ", "DET", "VERB") and doc.case[x] in ("Dat", "Acc", "Loc"):
                x += 1
            if x < end and doc.pos[x] == "NOUN" and doc.case[x] in ("Dat", "Acc", "Loc"):
                return x + 1, "", [doc.lemma[x]], -1
            return None
        if p.lemma in ("кандидат", "претендент") and prep in ("в", "на"):  # "кандидат в президенты Франции"
            if n < end and doc.pos[n] == "NOUN" and (prep == "на" or (doc.number[n] == "p" and lookup(doc, n)[1])):
                return n + 1, "", [doc.lemma[n]], -1
            return None
        if p.office == "accused" and prep in ("в", "во"):
            x = n
            while x < end and x - n < 4 and doc.pos[x] in ("ADJ", "DET", "VERB") and doc.case[x] == "Loc":
                x += 1
            if x < end and doc.pos[x] == "NOUN" and doc.case[x] == "Loc":
                stop = x + 1
                while (
                    stop < end
                    and doc.case[stop] == "Gen"
                    and doc.pos[stop] in ("NOUN", "ADJ")
                    and stop not in self.things
                    and stop not in self.people
                ):
                    stop += 1
                return stop, "", [], -1
            return None
        if (
            prep == "из"
            and n in self.things
            and doc.head[doc.top(n, self.things[n][0])] == p.head
            and p.kind in ("general", "person", "office")
        ):
            return self.things[n][0], self.things[n][1], [], -1
        if n in self.things and (
            prep in ("при", "от")
            or (prep in ("в", "во", "на") and (p.office in _IN_TAKERS or p.classes & {"journalist"} or self._named_after(p, n)))
        ):
            stop, name, _, _ = self.things[n]
            if (
                doc.head[doc.top(n, stop)] == p.head
                or prep in ("при", "от")
                or p.office in ("ambassador", "envoy", "representative")
            ):
                return stop, name if prep != "в" else "", [], -1
        return None

    def _named_after(self, p: Phrase, n: int) -> bool:
        """ "Командующий силами США в Афганистане генерал Имя": a name in its case, or a rank and a name, after the place."""
        k = self.things[n][0]
        while k < len(self.doc) and k not in self.people and k < self.things[n][0] + 3 and lookup(self.doc, k)[1]:
            k += 1
        if p.kind not in ("office", "general") or k not in self.people or k == self.things[n][0]:
            return False
        return self.doc.case[self.doc.top(k, self.people[k])] in (self.doc.case[p.head], "Acc") and self.doc.case[p.head] != "Nom"


def _apposed(doc: Doc, k: int) -> bool:
    """Does a word hang as an apposition or a complement on one before it?"""
    return doc.rel[k] in ("appos", "nmod", "flat:name", "flat") and doc.head[k] >= 0 and doc.head[k] < k
