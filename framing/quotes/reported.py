"""Speech in the reporter's words: content clauses, infinitives, noun phrases, put-in attributions, and attributions alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from framing.quotes.cues import Cue
from framing.quotes.page import DASHES, QUOTES, Draft, Page
from framing.quotes.partial import people_call
from framing.quotes.speakers import DOCUMENTS, RELATIVE, Cast, can_speak, phrase_of, subject_of
from framing.quotes.wordlists import speech_words

THAT = speech_words("that")
ASK = speech_words("ask")
_MADE = frozenset(["заявление", "признание", "предположение", "предложение", "мнение", "слово", "высказывание"])
_PUT_IN = frozenset(["according-to", "as-clause", "put-in-clause"])
CONTRAST = frozenset(["однако", "но", "а", "хотя"])
POINTERS = speech_words("pointers")
_MODAL = speech_words("modal")
_LINKERS = speech_words("linkers")
_OF_THINGS = speech_words("of_things")
_UTTER = speech_words("utter")
_ASSERT = speech_words("assertive")
_OCCASIONS = speech_words("occasions")
_PREPOSITIONS = {
    "о": ("о", "об", "обо", "про"),
    "за": ("за",),
    "против": ("против",),
    "к": ("к", "ко"),
    "в": ("в", "во"),
    "на": ("на",),
    "с": ("с", "со"),
}
_ABSTRACT = re.compile(r"(ость|ние|нье|тие|ство|ция|зия|изм|ота|изна|ство|вка|дка|тка|ща|да|ча|ель)$")
_OCCASION = re.compile(r"(летие|юбилей|годовщина|праздник|рождение|день|место)$")
_EVENTS = speech_words("events")
_SETTINGS = speech_words("settings")
_TIME_HOW = frozenset(
    (*pair.split(), ",") for pair in ("после того", "до того", "перед тем", "тех пор", "мере того", "то время", "тому же")
)
"""What makes a following "как" one of time or likeness, not of attribution: "после того, как"."""
_LAWS = frozenset(["статья", "постановление", "канал", "страница", "аккаунт", "сайт", "блог", "текст", "материал"])


@dataclass(slots=True)
class Region:
    """The author's words put into a sentence: tokens ``first..last`` (half-open) around a cue."""

    first: int
    last: int
    cue: Cue
    rule: str


class Finder:
    """Reported speech of one page."""

    def __init__(self, page: Page, cues: list[Cue], direct: list[Draft], cast: Cast) -> None:
        self.page, self.cues, self.direct, self.cast = page, cues, direct, cast
        self.by_at_all: set[int] = set()
        self.live: list[Cue] = []
        self.used = {d.cue_at for d in direct if d.cue_at >= 0}
        self.live = [
            c for c in cues if not page.speech[c.at] and not self.in_marks(c) and not self.own_words(c) and self.spoken_noun(c)
        ]
        self.by_at = {c.at: c for c in self.live}
        self.by_at_all = {c.at for c in self.live if c.row.form == "verb" and "что" in c.row.government}
        self.regions = [r for r in (self.region(c) for c in self.live) if r is not None]
        self.region_cues = {id(r.cue) for r in self.regions}

    def in_marks(self, cue: Cue) -> bool:
        """Whether the cue itself stands in quotation marks (of a name or a partial quote)."""
        n = self.page.mark_of[cue.at]
        if n < 0:
            return False
        mark = self.page.outer[n]
        return mark.closed or mark.stop - mark.start < 200

    def spoken_noun(self, cue: Cue) -> bool:
        """A noun of speech counts where it has an owner or a verb that utters it ("выразил надежду", "его заявление")."""
        page, i = self.page, cue.at
        if cue.row.form != "noun":
            return True
        if any(
            page.low[k] in ("его", "ее", "их") or (k > i and page.toks[k].feat("Case") == "Gen" and page.toks[k].rel == "nmod")
            for k in page.kids[i]
        ):
            return True
        head = page.head[i]
        if head < 0:
            return cue.row.kind != "thought"
        return page.lemma[head] in _UTTER or any(c.at == head for c in self.cues) or cue.row.kind != "thought"

    def own_words(self, cue: Cue) -> bool:
        """The author's own: "напомним", "следует отметить", "мягко говоря", "как говорится", and refusals."""
        page, i = self.page, cue.at
        t = page.toks[i]
        if cue.row.form == "phrase":
            own = {page.low[k] for k in range(cue.first, cue.last)}
            return bool(
                own
                & {"нашему", "нашим", "моему", "моим", "вашему", "вашим", "твоему", "наш", "мой", "ваш", "нашей", "моей", "вашей"}
            )
        if cue.row.form not in ("verb", "reflexive", "adjective"):
            return False
        if t.feat("Person") in ("1", "2") and t.pos == "VERB" and not page.speech[i]:
            return True
        if t.feat("Mood") == "Imp" or (i + 1 < len(page.low) and page.low[i + 1] == "ли"):
            return True
        if t.feat("VerbForm") == "Conv" and page.low[i] == "говоря":
            return True
        if cue.row.form == "reflexive" and page.low[i] == "говорится" and i and page.low[i - 1] == "как" and self.place(cue) < 0:
            return True
        subject = subject_of(page, i)
        if subject >= 0 and page.low[subject] in ("мы", "я", "вы", "ты"):
            return True
        if (
            cue.row.form == "verb"
            and subject >= 0
            and page.lemma[i] in _OF_THINGS
            and not can_speak(page, self.cast, antecedent(page, i, subject))
        ):
            return True
        if t.feat("VerbForm") == "Inf":
            head = page.head[i]
            if head >= 0 and page.lemma[head] in _MODAL | {"следует", "стоит"} and subject_of(page, head) < 0:
                return True
            if head >= 0 and page.low[head] == "принято":
                return True
            if head < 0 and any(page.lemma[k] in _MODAL for k in page.kids[i]):
                return True
            if head >= 0 and page.lemma[head].startswith("отказ"):
                return True
        return False

    # put-in attributions ---------------------------------------------------------------------------------------------

    def region(self, cue: Cue) -> Region | None:
        page = self.page
        if cue.row.form == "phrase":
            if (
                cue.row.cue == "согласно"
                and not self.paper(cue)
                and not any(
                    m.type in ("PER", "ORG", "MEDIA")
                    for k in page.kids[cue.at] + [page.head[cue.at], cue.last]
                    if 0 <= k < len(page.toks)
                    for m in self.cast.mentions(k)
                    if abs(k - cue.at) < 5
                )
            ):
                return None
            end = self.phrase_end(cue)
            if cue.first > 0 and page.toks[cue.first - 1].text == "(":
                return None
            if (
                end == cue.last
                and cue.first > page.first[page.sent[cue.at]]
                and page.toks[cue.first - 1].pos in ("NOUN", "PROPN", "ADP")
            ):
                return None  # "аналитик по данным"
            return Region(cue.first, end, cue, "according-to")
        if cue.row.form not in ("verb", "reflexive", "adjective") or cue.at in self.used:
            return None
        first, last = page.first[page.sent[cue.at]], page.last[page.sent[cue.at]]
        if any(page.low[k] in ("этом", "это") and page.toks[k].rel.split(":")[0] in ("obl", "obj") for k in page.kids[cue.at]):
            return None
        how = self.how_before(cue, first)
        if how >= 0 and people_call(page, cue.at):
            return None  # "как его называют"
        if how >= 0:
            return Region(how, self.clause_stop(cue, last), cue, "as-clause")
        if cue.row.form == "adjective" or not page.finite(cue.at):
            return None
        at = cue.first
        while at > first and (page.toks[at - 1].text in {"[", "*", "**", "_", "__"} or page.low[at - 1].startswith("http")):
            at -= 1  # the word is a link or stands in bold
        if at <= first or page.toks[at - 1].text not in {",", "—", "–", "-", "―"}:
            return None
        if page.toks[at - 1].text == "," and at - 2 >= first and page.low[at - 2] in ("который", "которая"):
            return None
        if self.that_word(cue) >= 0:
            return None
        left = [i for i in range(first, at - 1) if not page.is_punct(i)]
        if not any(page.finite(i) or page.toks[i].pos in ("NOUN", "PROPN", "X") for i in left) and not (
            left and all(page.low[i] in _LINKERS for i in left)
        ):
            return None
        subject = subject_of(page, cue.at)
        if cue.row.form == "reflexive" and page.kid(cue.at, "nsubj") >= 0:
            return None  # "в гонке, в которой она, на сегодня, считается фаворитом"
        if subject < 0 and self.one_of_several(cue):
            return None
        after = subject > cue.at
        behind = self.behind_link(cue.last, last)
        follows = page.toks[behind] if behind < last else None
        if subject < 0 and follows is not None and follows.pos in ("PROPN", "X") and follows.feat("Case") in ("Nom", ""):
            after = True
        if subject < 0 and behind > cue.last and follows is not None and follows.feat("Case") == "Nom" and behind < last:
            after = can_speak(page, self.cast, behind)
        if behind > cue.last and not after and cue.row.form == "verb":
            return None
        if not after:
            if subject >= 0:
                return None
            after = cue.row.form == "reflexive" or (page.toks[cue.at].feat("Number") == "Plur" and self.place(cue) > cue.at)
            if not after and page.toks[cue.at].rel != "parataxis":
                return None
        stop = self.clause_stop(cue, last)
        return Region(at, stop, cue, "put-in-clause")

    def behind_link(self, i: int, last: int) -> int:
        """The token after the address of a link that ends at token ``i``: "[сообщает](https://...) агентство"; else ``i``."""
        page = self.page
        if i + 1 < last and page.toks[i].text == "]" and page.toks[i + 1].text == "(":
            return next((j + 1 for j in range(i + 2, min(i + 6, last)) if page.toks[j].text == ")"), i)
        return i

    def one_of_several(self, cue: Cue) -> bool:
        """Whether the verb shares its subject with a later main verb: "X угрожает соседям, призывает ждать"."""
        page, head = self.page, self.page.head[cue.at]
        if head < cue.last or page.toks[head].pos != "VERB" or not page.finite(head):
            return False
        subject = subject_of(page, head)
        return 0 <= subject < cue.first and head in self.by_at and agree(page, cue.at, head)

    def paper(self, cue: Cue) -> bool:
        """Whether "согласно" leads to a document with an author: "согласно решению суда", "согласно отчёту компании"."""
        page = self.page
        noun = next(
            (
                k
                for k in range(cue.last, min(cue.last + 7, page.last[page.sent[cue.at]]))
                if page.toks[k].pos == "NOUN" and page.toks[k].feat("Case") == "Dat"
            ),
            -1,
        )
        return (
            noun >= 0
            and page.lemma[noun] in DOCUMENTS - _LAWS
            and any(
                k > noun and page.toks[k].feat("Case") == "Gen" and page.toks[k].pos in ("NOUN", "PROPN") for k in page.kids[noun]
            )
        )

    def how_before(self, cue: Cue, first: int) -> int:
        """The "как" that makes the cue's clause a put-in one, or -1."""
        page = self.page
        subject = subject_of(page, cue.at)
        low = min(cue.first, subject) if 0 <= subject < cue.first else cue.first
        for i in range(cue.first - 1, max(first, cue.first - 14) - 1, -1):
            if page.toks[i].text in {",", "—", "–"} and i < low:
                return -1
            if page.finite(i) and page.toks[i].pos == "VERB":
                return -1
            if page.low[i] == "как":
                if i > first and page.low[i - 1] in ("так", "после", "того", "перед", "еще", "такой", "такие"):
                    return -1
                if tuple(page.low[max(first, i - 3) : i]) in _TIME_HOW or self.as_well_as(i):
                    return -1
                if (
                    i > first
                    and page.toks[i - 1].text not in {",", "—", "–", "-", "(", "«", '"'}
                    and page.low[i - 1] not in _LINKERS
                ):
                    return -1
                if i > first and page.toks[i - 1].text == "," and page.head[i - 2 if i - 2 >= first else i] == cue.at:
                    return -1
                before = i - 1
                while before > first and page.toks[before].text == ",":
                    before -= 1
                if i > first and before >= first and self.by_at_raw(before) and page.toks[cue.at].rel in ("ccomp", "advcl"):
                    return -1
                return i
        return -1

    def as_well_as(self, i: int) -> bool:
        """Whether the "как" at token ``i`` joins two of a kind: "как Польша, так и соседи"."""
        page = self.page
        later = range(i + 2, min(i + 12, page.last[page.sent[i]] - 1))
        return any(page.low[j] == "так" and page.low[j + 1] == "и" and page.toks[j - 1].text == "," for j in later)

    def by_at_raw(self, i: int) -> bool:
        return any(c.first <= i < c.last and "что" in c.row.government for c in self.cues)

    def place(self, cue: Cue) -> int:
        """The institution in "сообщили в полиции", or -1."""
        page = self.page
        for k in page.kids[cue.at]:
            case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
            if case and (
                (page.toks[k].feat("Case") == "Loc" and case[0] in ("в", "во", "на"))
                or (page.toks[k].feat("Case") == "Gen" and case[0] == "из")
            ):
                return k
        return -1

    def clause_stop(self, cue: Cue, last: int) -> int:
        """One past the put-in clause: its subject with what belongs to it, up to the next comma."""
        page = self.page
        subject = subject_of(page, cue.at)
        edge = cue.last - 1
        own = set(page.tree(cue.at))
        if subject > cue.at:
            edge = max(edge, phrase_of(page, subject)[1] - 1)
        i = edge + 1
        while i < last:
            t = page.toks[i]
            if t.text in DASHES or t.text in ";:":
                break
            if t.text == ",":
                nxt = i + 1
                if nxt >= last or not self.goes_on(nxt, own, subject, cue):
                    break
            elif (t.pos == "CCONJ" and i + 1 < last and any(page.finite(k) for k in range(i + 1, min(i + 4, last)))) or (
                t.text in ")" and i > edge
            ):
                break
            i += 1
        while i > cue.last and (page.is_punct(i - 1) and page.toks[i - 1].text not in QUOTES | {")"}):
            i -= 1
        return i

    def goes_on(self, i: int, own: set[int], subject: int, cue: Cue) -> bool:
        """Whether the words after a comma still belong to the put-in clause (apposition, gerund, relative clause)."""
        page = self.page
        top = i
        before = page.toks[i - 2]
        name_before = (page.toks[i].pos in ("PROPN", "X") and before.pos == "PROPN") or before.text in ("»", '"', "”")
        if name_before and page.toks[i].text[:1].isupper():
            return False
        for _ in range(30):
            head = page.head[top]
            if head < 0 or head == cue.at or head == subject or head < i:
                break
            top = head
        head, rel = page.head[top], page.toks[top].rel.split(":")[0]
        if head < 0:
            return False
        if (
            subject >= 0
            and head in page.tree(subject)
            and head >= min(cue.first, subject)
            and rel in ("appos", "acl", "amod", "conj", "nmod")
        ):
            return True
        if head == cue.at and rel == "advcl" and page.toks[top].feat("VerbForm") == "Conv":
            return True
        if page.toks[top].feat("VerbForm") == "Part" and rel in ("acl", "amod") and head > cue.at and head in own:
            return True  # "говорится в заявлении, опубликованном на сайте, ..."
        return (
            head == cue.at
            and rel in ("obl", "appos")
            and not page.finite(top)
            and all(k in own for k in range(i, min(i + 3, len(page.toks))))
        )

    def phrase_end(self, cue: Cue) -> int:
        """One past the phrase with its complement ("по словам главы МЧС Ивана Петрова")."""
        page = self.page
        end = page.last[page.sent[cue.at]]
        bare = page.toks[cue.at].rel == "case" and cue.last <= page.head[cue.at] < end  # "согласно решению суда"
        own = page.tree(page.head[cue.at] if bare else cue.at)
        last = cue.last
        i = cue.last
        while i < end:
            t = page.toks[i]
            if t.text in DASHES or t.text in ";:":
                break
            if t.rel == "case" and t.pos == "ADP" and i in own and not self.leads_to_source(page.head[i]):
                break
            if t.text == ",":
                nxt = i + 1
                if nxt >= end or not self.belongs(nxt, own, cue, i):
                    break
            elif i not in own and not page.is_punct(i):
                if page.finite(i) or t.feat("Case") in ("Nom",) or t.pos in ("ADP", "CCONJ", "SCONJ", "ADV"):
                    break
                if t.feat("Case") != "Gen" and t.pos != "X":
                    break
            if not page.is_punct(i) or t.text in QUOTES | {")", "."}:
                last = i + 1
            i += 1
        while last > cue.last and page.toks[last - 1].text in {".", ","}:
            last -= 1
        return last

    def leads_to_source(self, k: int) -> bool:
        """Whether the noun after a preposition still tells whose data they are or of when: "по данным на март", "из полиции"."""
        page = self.page
        t = page.toks[k]
        published = page.head[k] >= 0 and page.toks[page.head[k]].feat("VerbForm") == "Part"
        return published or t.text[:1].isdigit() or page.lemma[k] in _SETTINGS or can_speak(page, self.cast, k)

    def belongs(self, i: int, own: frozenset[int], cue: Cue, comma: int) -> bool:
        page = self.page
        if i not in own:
            return False
        top = i
        for _ in range(30):
            head = page.head[top]
            if head < 0 or head < comma:
                break
            top = head
        rel = page.toks[top].rel.split(":")[0]
        return (
            rel in ("appos", "acl", "amod", "conj")
            and (not page.finite(top) or rel == "acl")
            and (page.toks[top].feat("Case") in ("Gen", "") or (rel != "conj" and page.toks[top].feat("VerbForm") == "Part"))
        )

    def governor(self, region: Region) -> int:
        """The predicate that the put-in words stand beside, or -1."""
        page = self.page
        i = page.head[region.cue.at]
        steps = 0
        while i >= 0 and steps < 30:
            if not region.first <= i < region.last and (page.finite(i) or page.head[i] < 0 or page.toks[i].pos == "VERB"):
                return i
            i, steps = page.head[i], steps + 1
        return -1

    def around(self, region: Region) -> tuple[int, int] | None:
        """Tokens of the statement that the put-in words stand in, without them where they are at its border."""
        page = self.page
        n = page.sent[region.cue.at]
        first, last = page.first[n], page.last[n]
        a, b = region.first, region.last
        governor = self.governor(region)
        left = [i for i in range(first, a) if not page.is_punct(i)]
        right = [i for i in range(b, last) if not page.is_punct(i)]
        if right and region.rule == "put-in-clause":
            nxt = right[0]
            if page.toks[nxt].pos == "CCONJ" and any(page.finite(k) and page.kid(k, "nsubj") < 0 for k in right[1:4]):
                right = []
        if region.rule == "put-in-clause" and not any(page.finite(i) for i in right) and any(page.finite(i) for i in left):
            right = []
        linkers = (
            bool(left) and len(left) <= 5 and all(page.low[i] in _LINKERS or page.toks[i].pos in ("CCONJ", "PART") for i in left)
        )
        if right and (not left or linkers):
            return b, last
        if left and not right:
            if (
                region.rule == "according-to"
                and governor >= 0
                and page.toks[governor].rel.split(":")[0] in ("conj", "parataxis")
                and first < min(page.tree(governor)) < a
            ):
                return self.trimmed(min(page.tree(governor)), a)
            semicolon = max((i for i in range(first, a) if page.toks[i].text == ";"), default=-1)
            if semicolon > first and page.has_clause(semicolon, a) and page.has_clause(first, semicolon):
                return semicolon + 1, a
            return first, a
        if left and right:
            start, stop = first, last
            if governor >= 0 and page.toks[governor].rel.split(":")[0] in ("conj", "parataxis", "acl", "ccomp", "advcl"):
                tree = page.tree(governor)
                low = min(tree)
                if low > first and low <= b:
                    start = low
                if page.toks[governor].rel.split(":")[0] in ("acl", "advcl"):
                    stop = min(last, max(tree) + 1)
            which = next(
                (i for i in range(a - 1, max(first, a - 3), -1) if page.low[i] in RELATIVE and page.toks[i - 1].text == ","), -1
            )
            opener = next(
                (i for i in range(a - 1, max(first, a - 4), -1) if page.toks[i - 1].text == "," and page.toks[i].pos == "SCONJ"),
                -1,
            )
            if opener >= 0 and all(page.is_punct(i) or page.toks[i].pos in ("SCONJ", "PART") for i in range(opener, a)):
                return self.trimmed(b, stop)
            if which >= 0 and all(page.is_punct(i) for i in range(which + 1, a)):
                tree = page.tree(governor) if governor >= 0 else frozenset()
                return self.trimmed(b, max([k for k in tree if k >= b], default=last - 1) + 1)
            bound = self.left_bound(a, first, governor)
            start = max(start, bound)
            if start >= a:
                start = b
            elif all(page.is_punct(i) for i in range(start, a)):
                start = first
            return self.trimmed(start, stop)
        return None

    def left_bound(self, a: int, first: int, governor: int) -> int:
        """Where the clause of the put-in words begins: after a dash, semicolon, or ", но/а/где/который"."""
        page = self.page
        for i in range(a - 1, first, -1):
            t = page.toks[i]
            if t.text in ";:" or (
                t.text in {"—", "–"} and any(page.finite(k) for k in range(first, i)) and not (governor >= 0 and governor < i)
            ):
                return i + 1
            opener = page.low[i + 1] if i + 1 < a else ""
            if (
                t.text == ","
                and (opener in ("но", "а", "однако", "где", "зато", "причем") or page.low[i + 1 : i + 3] == ["после", "чего"])
                and any(page.finite(k) for k in range(first, i))
                and not (0 <= governor < i)
            ):
                return i + 1
        return first

    def trimmed(self, a: int, b: int) -> tuple[int, int]:
        page = self.page
        while a < b and (
            (page.is_punct(a) and page.toks[a].text not in QUOTES)
            or page.toks[a].pos == "CCONJ"
            or page.low[a] in ("где", "причем")
            or page.low[a : a + 2] == ["после", "чего"]
            or (page.low[a] == "чего" and page.low[a - 1] == "после")
        ):
            a += 1
        return a, b

    # contents --------------------------------------------------------------------------------------------------------

    def that_word(self, cue: Cue) -> int:
        """The word that opens the content clause of a cue, or -1."""
        page = self.page
        if "что" not in cue.row.government and "чтобы" not in cue.row.government:
            return -1
        end = page.last[page.sent[cue.at]]
        finite = 0
        for i in range(cue.last, end):
            if page.speech[i]:
                continue
            word = page.low[i]
            before = page.low[i - 1]
            bare = i == cue.last and cue.row.form == "verb" and word == "что" and page.toks[i].pos == "SCONJ"
            if before == "," or bare or (before in ("том", "тем", "тому", "то") and word in THAT | {"чтобы", "чтоб"}):
                if before == "," and (page.low[i - 3 : i - 1] == ["кроме", "того"] or page.low[i - 2] in ("условии", "условием")):
                    return -1
                if word == "якобы" and (i > cue.last + 1 or not page.finite(self.content_top(i))):
                    continue
                if word in THAT and "что" in cue.row.government:
                    return i if self.opens_content(cue, i, finite) else -1
                if word in ("чтобы", "чтоб") and "чтобы" in cue.row.government:
                    return i if self.opens_content(cue, i, finite) else -1
                asked = cue.row.form == "verb" or (cue.row.form == "noun" and word in ("почему", "зачем") and i - cue.last == 1)
                asked = asked and "что" in cue.row.government and word in ASK
                if asked and (cue.row.form == "noun" or self.is_question(cue, i)):
                    return i
            if page.finite(i) and page.toks[i].pos in ("VERB", "AUX") and i != cue.at:
                finite += 1
                if finite > 1 or not page.under(i, cue.at):
                    return -1
            other = self.by_at_any(i)
            if (
                other is not None
                and other is not cue
                and other.row.form in ("verb", "reflexive", "noun")
                and "что" in other.row.government
                and i != cue.at
            ) and self.closer(other, cue, end):
                return -1
        return -1

    def by_at_any(self, i: int) -> Cue | None:
        for c in self.cues:
            if c.at == i:
                return c
            if c.at > i:
                return None
        return None

    def closer(self, other: Cue, cue: Cue, end: int) -> bool:
        """Whether the other cue, nearer to "что", owns the clause: by the tree, else by nearness."""
        page = self.page
        for i in range(other.last, end):
            if page.low[i] in THAT and page.low[i - 1] in (",", "том", "тем"):
                top = self.content_top(i)
                if top >= 0 and page.head[top] == cue.at:
                    return other.row.form == "noun" and False
                if top >= 0 and page.head[top] == other.at:
                    return True
                return other.row.form != "noun" or i - other.last <= 4
        return False

    def content_top(self, i: int) -> int:
        """The predicate of the clause that word ``i`` opens."""
        page = self.page
        top = page.head[i]
        if top < 0:
            return i
        for _ in range(30):
            head = page.head[top]
            if head < i or (page.toks[head].rel == "conj" and page.head[head] < i and head in self.by_at_all):
                break
            top = head
        return top

    def opens_content(self, cue: Cue, i: int, finite: int) -> bool:
        page = self.page
        if i - cue.last <= 1:
            return True
        top = self.content_top(i)
        head = page.head[top] if top >= 0 else -1
        if (
            page.low[i] == "что"
            and page.toks[i].pos == "PRON"
            and page.toks[i].rel.split(":")[0] in ("nsubj", "obj")
            and page.low[i - 1] == ","
            and (page.low[i - 2] in ("все", "то") or self.told_about(cue, i))
        ):
            return False
        if head == cue.at:
            return True
        if cue.row.form == "noun":
            gap = [
                k
                for k in range(cue.last, i - 1)
                if not page.under(k, cue.at) and not page.is_punct(k) and page.low[k] not in ("о", "том")
            ]
            return not gap
        if finite:
            return False
        if head >= 0 and page.under(head, cue.at):
            return True
        return not any(page.finite(k) and page.toks[k].pos == "VERB" for k in range(cue.last, i))

    def told_about(self, cue: Cue, i: int) -> bool:
        """Whether what was said stands before the "что" at token ``i``: "рассказал о поездке, что вызвало споры"."""
        page = self.page
        if cue.row.form != "verb" or page.toks[i].rel.split(":")[0] != "nsubj":
            return False
        about = [j for j in range(cue.last, i - 1) if page.low[j] in _PREPOSITIONS["о"] and page.toks[j].rel == "case"]
        return any(self.statement_noun(page.head[j]) for j in about)

    def is_question(self, cue: Cue, i: int) -> bool:
        """A reported question or exclamation: "рассказал, как ...", not a relative clause."""
        page = self.page
        top = self.content_top(i)
        if top < 0 or i - cue.last > 10:
            return False
        if page.low[i - 2] == "том" and i - cue.last <= 4:
            return True
        if page.low[i] in ("как", "когда", "где", "куда", "откуда") and page.low[i] != "как" and page.head[top] != cue.at:
            return False
        if page.low[i] == "как" and (
            (i + 1 < len(page.low) and page.low[i + 1] == "и")
            or not any(page.finite(k) for k in range(i, page.last[page.sent[i]]))
        ):
            return False
        return page.head[top] == cue.at and page.toks[top].rel.split(":")[0] in ("ccomp", "obj", "xcomp", "csubj")

    def clause_end(self, cue: Cue, i: int) -> int:
        """One past the content clause that token ``i`` opens."""
        page = self.page
        end = page.last[page.sent[cue.at]]
        top = self.content_top(i)
        content = page.tree(top)
        limit = end
        participle = (
            (page.toks[cue.at].feat("VerbForm") == "Part" or page.toks[cue.at].pos == "ADJ")
            and page.toks[cue.at].feat("Variant") != "Short"
            and page.toks[cue.at - 1].text == ","
        )
        if participle and not self.embedded(cue):
            limit = self.back_to_main(cue, i, end)
        if self.embedded(cue):
            tail = [k for k in page.tree(cue.at) if k > i]
            limit = min(max(tail) + 1 if tail else end, self.back_to_main(cue, i, end))
        for r in self.regions:
            if (
                r.first > i
                and r.last >= limit - 1
                and r.cue is not cue
                and r.rule != "according-to"
                and page.sent[r.cue.at] == page.sent[cue.at]
            ):
                limit = min(limit, r.first)
        limit = self.other_side(i, limit)
        for k in range(i + 1, limit):
            if self.cut_here(cue, k, content, i, top):
                left = min((j for j in page.tree(k) if j > i and not page.is_punct(j)), default=k)
                if left < k and not page.is_punct(left - 1) and page.toks[left - 1].pos != "CCONJ":
                    left = k
                while left > i + 1 and (
                    (page.is_punct(left - 1) and page.toks[left - 1].text not in QUOTES) or page.toks[left - 1].pos == "CCONJ"
                ):
                    left -= 1
                return left
        return limit

    def other_side(self, i: int, limit: int) -> int:
        """Where the other side begins to speak: "А считает, что ..., а Б уверен, что ...", whatever the tree says."""
        page = self.page
        for k in range(i + 2, limit - 3):
            if page.low[k] != "а" or page.toks[k - 1].text != ",":
                continue
            named = False
            for j in range(k + 1, min(k + 14, limit)):
                t = page.toks[j]
                if j in self.by_at and self.by_at[j].row.form in ("verb", "adjective"):
                    if named and self.that_word(self.by_at[j]) == self.by_at[j].last + 1:
                        return k - 1
                    break
                if page.finite(j) or t.text in {",", ";", ":"}:
                    break
                named = named or (t.pos in ("NOUN", "PROPN", "X") and t.feat("Case") in ("Nom", ""))
        return limit

    def back_to_main(self, cue: Cue, i: int, end: int) -> int:
        """Where the main clause goes on after a participle's content: a comma and a verb that agrees with the noun before."""
        page = self.page
        v = cue.at
        noun = page.head[v] if page.toks[v].rel.split(":")[0] in ("acl", "amod") else subject_of(page, v)
        if noun < 0 or not (page.toks[v].feat("VerbForm") == "Part" or page.toks[v].pos == "ADJ"):
            return end
        for k in range(i + 2, end - 1):
            n = k + 1 if page.low[k + 1] != "не" else k + 2
            if (
                page.toks[k].text == ","
                and n < end
                and page.toks[n].pos == "VERB"
                and page.finite(n)
                and page.kid(n, "nsubj") in (-1, noun)
                and agree(page, noun, n)
            ):
                return k
        return end

    def embedded(self, cue: Cue) -> bool:
        """Whether the cue's clause ends before the sentence does (participle, relative clause, gerund in front)."""
        page = self.page
        h = cue.at
        for _ in range(40):
            head = page.head[h]
            if head < 0:
                return False
            rel = page.toks[h].rel.split(":")[0]
            if rel in ("acl", "amod") or (
                rel in ("advcl", "nsubj", "csubj", "nmod", "appos", "obl", "obj", "ccomp") and head > h
            ):
                return True
            h = head
        return False

    def cut_here(self, cue: Cue, k: int, content: frozenset[int], i: int, top: int) -> bool:
        """Whether token ``k`` heads the author's own words after the content clause."""
        page = self.page
        t = page.toks[k]
        if t.pos != "VERB" and not page.finite(k):
            return False
        rel, head = t.rel.split(":")[0], page.head[k]
        comma = page.toks[k - 1].text == "," or (page.low[k - 1] == "не" and page.toks[k - 2].text == ",")
        if t.feat("VerbForm") == "Conv":
            if not comma or page.mark_of[k] >= 0:
                return False
            if head == cue.at:
                return True
            if (k in self.by_at and self.by_at[k].row.kind in ("speech", "writing", "relay")) or page.low[k] in (
                "ссылаясь",
                "сославшись",
                "комментируя",
                "отвечая",
                "имея",
            ):
                return page.low[k] != "имея" or page.low[k + 1 : k + 3] == ["в", "виду"]
            past = page.low[k].endswith(("в", "вши", "вшись")) or t.feat("Tense") == "Past"
            return (
                past
                and page.toks[top].feat("Tense") in ("Pres", "Fut")
                and page.toks[cue.at].feat("Tense") not in ("Pres", "Fut")
                and (head == top or head > k)
            )
        if k in content and rel == "conj" and head == top and page.kid(k, "nsubj") < 0 and t.feat("Tense") == "Past":
            # "уверяло, что выплатит, но отфутболило": the tense and the agreement lead back to the main verb
            ahead = page.toks[top].feat("Tense") in ("Fut", "Pres") and page.toks[cue.at].feat("Tense") == "Past"
            if ahead and agree(page, k, cue.at) and page.toks[top].pos == "VERB":
                return True
        if rel == "ccomp" and head == cue.at and k > top and page.kid(k, "mark") < 0 and page.toks[k].feat("VerbForm") == "Fin":
            # a second main clause that the tree hangs on the cue: "заявила, что ответит, призвала ждать"
            if page.kid(k, "nsubj") < 0:
                return comma and k in self.by_at and agree(page, k, cue.at) and not agree(page, k, top)
            return self.judges(k)
        if k in content and rel == "conj" and head == top and self.judges(k):
            return True
        if k in content and rel in ("conj", "parataxis") and head == top and (self.other_voice(k, top) or self.says_too(k)):
            return True
        if head in content or k in content:
            if (
                k in content
                and rel == "conj"
                and k in self.by_at
                and page.toks[k].feat("Tense") == "Past"
                and page.kid(k, "nsubj") < 0
                and head == top
            ):
                cut = self.by_at[k]
                same = page.toks[top].pos == "VERB" and page.toks[top].feat("Tense") == "Past" and agree(page, k, top)
                return cut.row.form == "verb" and self.that_word(cut) >= 0 and agree(page, k, cue.at) and not same
            return bool(
                k in content
                and rel == "conj"
                and k in self.by_at
                and page.kid(k, "nsubj") >= 0
                and self.that_word(self.by_at[k]) >= 0
            )
        if rel == "conj" and (head == cue.at or cue.at in page.tree(head)):
            joined = agree(page, k, main_verb(page, cue.at))
            bare = page.kid(k, "nsubj") < 0 and page.finite(k) and joined
            return bare or (k in self.by_at and self.that_word(self.by_at[k]) >= 0)
        return rel == "parataxis" and head == cue.at

    def judges(self, k: int) -> bool:
        """Whether a clause with a subject of its own speaks about the information itself: "однако X не подтвердил эти данные"."""
        page = self.page
        if page.kid(k, "nsubj") < 0 or not any(page.lemma[j] in CONTRAST for j in page.kids[k] if j < k):
            return False
        return any(
            page.lemma[j] in ("информация", "данные", "сведение", "слух", "сообщение")
            and any(page.lemma[c] in ("этот", "такой", "данный") for c in page.kids[j])
            for j in page.kids[k]
        )

    def says_too(self, k: int) -> bool:
        """Whether a clause after a dash goes on with the same speaker: "сказал, что шокирован — он назвал сына добрым"."""
        page, subject = self.page, self.page.kid(k, "nsubj")
        pronoun = subject >= 0 and page.low[subject] in ("он", "она", "они")
        return pronoun and k in self.by_at and page.toks[min(subject, k) - 1].text in {"—", "–", "-"}

    def other_voice(self, k: int, top: int) -> bool:
        """Whether a joined clause tells what somebody else said: "боятся, что ..., однако власти подтвердили ..."."""
        page, cue, subject = self.page, self.by_at.get(k), self.page.kid(k, "nsubj")
        if cue is None or cue.row.form != "verb" or top in self.by_at or subject < 0 or not cue.row.content:
            return False
        contrast = any(page.lemma[j] in CONTRAST for j in page.kids[k] if j < k)
        return contrast and page.toks[subject].pos != "PRON" and can_speak(page, self.cast, subject)

    def that_clause(self, cue: Cue) -> Draft | None:
        """заявил, что ... ; заявление о том, что ... ; рассказал, как ..."""
        i = self.that_word(cue)
        if i < 0:
            return None
        page = self.page
        first = i + 1 if page.low[i] in THAT or page.low[i] in ("чтобы", "чтоб") else i
        last = self.clause_end(cue, i)
        if last <= first:
            return None
        if (
            all(page.mark_of[k] >= 0 or page.is_punct(k) for k in range(first, last))
            and len({page.mark_of[k] for k in range(first, last) if page.mark_of[k] >= 0}) == 1
        ):
            return None
        return self.make(cue, "indirect", "that-clause", first, last)

    def after_colon(self, cue: Cue) -> Draft | None:
        """жалуются: воды нет неделю; уверен: стреляли из машины."""
        page = self.page
        if cue.row.form not in ("verb", "adjective", "reflexive") or "что" not in cue.row.government or cue.at in self.used:
            return None
        if (page.toks[cue.at].feat("Voice") == "Pass" and cue.row.form == "verb") or page.low[cue.first - 1] == "не":
            return None
        end = page.last[page.sent[cue.at]]
        colon = next((i for i in range(cue.last, min(cue.last + 12, end)) if page.toks[i].text == ":"), -1)
        if colon < 0 or colon + 3 > end or any(page.finite(i) or page.toks[i].text == "," for i in range(cue.last, colon)):
            return None
        if page.toks[colon + 1].text in QUOTES or page.toks[colon + 1].text[:1].isascii() or not page.has_clause(colon + 1, end):
            return None
        d = self.make(cue, "indirect", "after-colon", colon + 1, end)
        if page.has_first_person(colon + 1, end):
            d.kind, d.rule = "direct", "after-colon-first-person"
        return d

    def infinitive(self, cue: Cue) -> Draft | None:
        """призвал прекратить, потребовал вернуть, обещает помочь."""
        page = self.page
        noun = cue.row.form == "noun" and cue.row.stance == "demand"
        if noun and page.low[cue.first - 1] in ("на", "вопреки", "после", "несмотря"):
            return None  # "на просьбу показать договор не ответили"
        if cue.row.form not in ("verb", "noun") or not ("inf" in cue.row.content or noun):
            return None
        if page.toks[cue.at].feat("Variant") == "Short" and cue.row.form == "verb":
            return None
        kids = [k for k in page.kids[cue.at] if page.toks[k].feat("VerbForm") == "Inf" and k > cue.at]
        if not kids and not noun:
            return self.fronted(cue)
        if not kids or (noun and kids[0] - cue.last > 4):
            return None
        k = kids[0]
        tree = [j for j in page.tree(k) if j > cue.at]
        first, last = min(tree), max(tree) + 1
        for j in sorted(tree):
            other = page.toks[j].rel in ("conj", "parataxis") and page.head[j] == k and j > k
            if other and (page.finite(j) or page.kid(j, "nsubj") >= 0):
                last = min(last, min(x for x in page.tree(j) if x > k))
                break
        first = max(first, cue.last)
        while first < last and (page.is_punct(first) and page.toks[first].text not in QUOTES):
            first += 1
        end = page.last[page.sent[cue.at]]
        if last < end and not self.embedded(cue):
            # a purpose or condition clause, or words in marks, that follow belong to the content
            word = next((j for j in range(last, end) if not page.is_punct(j)), end)
            if (page.toks[last].text == "," and word < end and page.mark_of[word] >= 0 and page.has_clause(word, end)) or (
                page.toks[last].text == ","
                and last + 1 < end
                and page.low[last + 1] in ("если", "чтобы", "так", "пока", "поскольку", "когда")
                and page.under(last + 1, cue.at)
            ):
                last = end
        for r in self.regions:
            if k < r.first < last and r.rule != "according-to":
                last = r.first
        last = self.with_circumstances(cue, self.strip(first, last))
        return self.make(cue, "indirect", "infinitive", first, self.strip(first, last))

    def fronted(self, cue: Cue) -> Draft | None:
        """Отказываться от помощи врач не советует: the infinitive opens the sentence."""
        page = self.page
        subject = subject_of(page, cue.at)
        k = next((j for j in page.kids[cue.at] if page.toks[j].feat("VerbForm") == "Inf" and j < cue.first), -1)
        if k < 0 or not k < subject < cue.at or page.toks[k].rel.split(":")[0] not in ("xcomp", "csubj", "ccomp"):
            return None
        first = min(page.tree(k))
        last = phrase_of(page, subject)[0]
        return self.make(cue, "indirect", "infinitive", first, self.strip(first, last)) if k < last else None

    def strip(self, first: int, last: int) -> int:
        page = self.page
        while last > first and (
            (page.is_punct(last - 1) and page.toks[last - 1].text not in QUOTES | {")"}) or page.toks[last - 1].pos == "CCONJ"
        ):
            last -= 1
        return last

    def noun_phrase(self, cue: Cue) -> Draft | None:
        """подтвердил гибель, сообщил о взрыве, призвал к миру, обвинил Х в У, назвал Х У."""
        page = self.page
        if cue.row.form not in ("verb", "reflexive") or not cue.row.content or id(cue) in self.region_cues:
            return None
        if people_call(self.page, cue.at):
            return None
        colon = any(d.cue_at == cue.at and d.rule == "marks-colon-before" for d in self.direct) and "о" in cue.row.content
        if cue.at in self.used and not colon:
            return None
        v = page.toks[cue.at]
        if cue.at and page.low[cue.at - 1] == "не":
            return None
        if v.feat("VerbForm") == "Part" and v.feat("Variant") != "Short":
            return None
        about = cue.row.content & _PREPOSITIONS.keys()
        around = page.kids[cue.at] + [k for j in range(cue.first, cue.last) if j != cue.at for k in page.kids[j]]
        kids = [
            k
            for k in around
            if page.toks[k].rel.split(":")[0] in ("obj", "obl", "iobj", "xcomp", "nsubj", "nmod")
            and not cue.first <= k < cue.last
        ]
        for k in kids:
            case = [c for c in page.kids[k] if page.toks[c].rel == "case" and c < k]
            if not case and page.toks[cue.last].rel == "case" and cue.last < k and page.under(cue.last, k):
                case = [cue.last]  # "о 44 сбитых дронах": the tree hangs the preposition deeper
            word = page.low[case[0]] if case else ""
            for code in about:
                if word in _PREPOSITIONS[code] and self.statement_noun(k) and (k > cue.at or cue.row.form != "reflexive"):
                    if (
                        code in ("в", "на", "за")
                        and page.toks[k].feat("Case") not in {"в": ("Loc",), "на": ("Acc",), "за": ("Acc",)}[code]
                    ):
                        continue
                    return self.np(cue, k, case[-1] + 1)
        if v.feat("Voice") == "Pass" or cue.row.form == "reflexive":
            return None
        objects = [k for k in kids if page.toks[k].rel == "obj" and not any(page.toks[c].rel == "case" for c in page.kids[k])]
        for k in kids:
            case = [c for c in page.kids[k] if page.toks[c].rel == "case" and c < k]
            word = page.low[case[0]] if case else ""
            t = page.toks[k]
            if (
                "acc+в" in cue.row.content
                and word in ("в", "во")
                and t.feat("Case") == "Loc"
                and k > cue.at
                and objects
                and subject_any(page, cue.at) >= 0
            ):
                if page.mark_of[k] >= 0:
                    return None
                whom_tokens = [j for x in objects for j in page.tree(x) if j > cue.at]
                return self.cover(cue, [*whom_tokens, *(j for j in page.tree(k) if j > case[-1] or whom_tokens)])
            if (
                "acc+в" in cue.row.content
                and word in ("в", "во")
                and t.feat("Case") == "Loc"
                and cue.last < k <= cue.last + 8
                and not objects
                and subject_any(page, cue.at) >= 0
            ):
                whom = next(
                    (
                        j
                        for j in range(cue.last, case[0])
                        if page.toks[j].pos in ("NOUN", "PROPN", "PRON") and page.toks[j].feat("Case") in ("Acc", "Gen")
                    ),
                    -1,
                )
                if whom >= 0:
                    return self.cover(
                        cue, [*range(phrase_of(page, whom)[0], whom + 1), *(j for j in page.tree(k) if j >= case[0])]
                    )
            if "acc+с" in cue.row.content and word in ("с", "со") and objects:
                return self.np(cue, k, min(case[0], *(min(page.tree(x)) for x in objects)))
            if (
                "acc+ins" in cue.row.content
                and not case
                and t.feat("Case") == "Ins"
                and objects
                and t.rel.split(":")[0] in ("obl", "xcomp", "obj", "iobj")
            ):
                if (any(page.mark_of[j] >= 0 for j in page.tree(k)) and page.mark_of[k] >= 0) or any(
                    page.mark_of[j] >= 0 and j == x for x in objects for j in (x,)
                ):
                    return None
                tokens = [j for x in [k, *objects] for j in page.tree(x)]
                if min(tokens) < cue.at < max(tokens):
                    tokens = [j for j in tokens if j > cue.at]
                return self.cover(cue, tokens)
            if "acc+как" in cue.row.content and any(page.low[c] == "как" for c in page.kids[k]) and k > cue.at:
                tokens = [j for x in [k, *objects] for j in page.tree(x) if j > cue.at]
                if page.mark_of[k] >= 0:
                    return None
                return self.cover(cue, tokens)
        for code, cases in (("acc", ("Acc",)), ("gen", ("Gen",)), ("ins", ("Ins",))):
            if code not in cue.row.content:
                continue
            for k in kids:
                t = page.toks[k]
                if (
                    t.feat("Case") in cases
                    and t.rel.split(":")[0] in ("obj", "obl", "iobj")
                    and not any(page.toks[c].rel == "case" for c in page.kids[k])
                    and self.statement_noun(k, strict=True)
                ):
                    if code == "gen" and page.low[cue.at - 1] == "не":
                        continue
                    return self.np(cue, k, -1)
        return None

    def statement_noun(self, k: int, strict: bool = False) -> bool:
        """A noun that can be a statement: no pronoun, no person; strictly: an event or a quality."""
        page = self.page
        t = page.toks[k]
        if (
            page.lemma[k] in POINTERS
            or t.pos in ("PRON", "DET")
            or page.low[k] in ("этом", "том", "чем", "всем", "нем", "ней", "них", "себе")
        ):
            return False
        if not strict:
            return t.pos in ("NOUN", "NUM", "PROPN", "ADJ") or t.feat("VerbForm") == "Part"
        if (
            t.pos != "NOUN"
            or t.feat("Animacy") == "Anim"
            or page.mark_of[k] >= 0
            or _OCCASION.search(page.lemma[k])
            or page.lemma[k] in _OCCASIONS
        ):
            return False
        if (
            page.head[k] >= 0
            and page.lemma[page.head[k]] in _ASSERT
            and not any(e.start <= t.start < e.stop for e in page.parsed.entities)
        ):
            return True
        if any(c.at == k and self.that_word(c) >= 0 for c in self.live):
            return False
        return bool(_ABSTRACT.search(page.lemma[k])) or page.lemma[k] in _EVENTS

    def np(self, cue: Cue, k: int, first: int) -> Draft | None:
        tree = set(self.page.tree(k))
        for j in sorted(self.page.tree(k)):
            # a second clause that the tree hangs on the noun is not part of it
            if (
                self.page.toks[j].rel in ("conj", "parataxis")
                and self.page.finite(j)
                and self.page.head[j] in tree
                and not self.page.toks[self.page.head[j]].rel.startswith("acl")
            ):
                tree -= self.page.tree(j)
        subject = subject_of(self.page, cue.at)
        if subject >= 0 and subject != k and not cue.first <= subject < cue.last:
            tree -= self.page.tree(subject)
        tree.discard(cue.at)
        return self.cover(cue, [j for j in tree if (first < 0 or j >= first)])

    def cover(self, cue: Cue, tokens: list[int]) -> Draft | None:
        page = self.page
        tokens = [j for j in tokens if not cue.first <= j < cue.last]
        if not tokens:
            return None
        first, last = min(tokens), max(tokens) + 1
        last = next((j for j in range(max(first, cue.last), last) if page.toks[j].text == ";" and page.mark_of[j] < 0), last)
        if first < cue.at < last:
            after = [j for j in tokens if j > cue.at]
            first, last = min(after), max(after) + 1
        last = self.strip(first, last)
        while first < last and page.is_punct(first) and page.toks[first].text not in QUOTES:
            first += 1
        if first >= last:
            return None
        marks = {page.mark_of[j] for j in range(first, last) if not page.is_punct(j) and page.toks[j].pos != "ADP"}
        if len(marks) == 1 and -1 not in marks:
            return None
        for r in self.regions:
            if first < r.first < last and r.cue is not cue and r.rule != "according-to":
                last = self.strip(first, r.first)
        last = self.with_circumstances(cue, last)
        return self.make(cue, "indirect", "noun-phrase", first, last)

    def before_colon(self, cue: Cue) -> bool:
        """Whether the cue leads on to a direct quote after a colon: "Об этом сообщается на сайте: ..."."""
        return all(d.rule in ("block-after-colon", "marks-colon-before") for d in self.direct if d.cue_at == cue.at)

    def with_circumstances(self, cue: Cue, last: int) -> int:
        """One past the prepositional phrases right after the content that the tree hangs on the verb of speech.

        They tell of the event ("обвинил соседа в поставках в нарушение договора"), unless they say when, where or to whom
        it was said.
        """
        page, end = self.page, page_end(self.page, cue.at)
        while last < end and last > cue.at and page.toks[last].pos == "ADP" and page.toks[last].rel == "case":
            top = page.head[last]
            phrase = [j for j in page.tree(top) if j >= last] if last < top < end else []
            if not phrase or page.head[top] > top or self.by_at_any(top) or any(page.finite(j) for j in phrase):
                break
            if page.lemma[top] in _SETTINGS or page.toks[top].pos == "PRON" or page.toks[top].text[:1].isdigit():
                break
            edge = max(phrase) + 1
            edge = next((j for j in range(last, edge) if page.toks[j].text in {";", ":", "(", "—", "–"}), edge)
            if edge <= top:
                break
            last = edge
        return last

    def pointer(self, cue: Cue) -> Draft | None:
        """Об этом сообщает X; это сообщил X; такую информацию приводит X: an attribution without content."""
        page = self.page
        if (
            cue.row.form not in ("verb", "reflexive")
            or cue.row.kind not in ("speech", "writing")
            or (cue.at in self.used and not self.before_colon(cue))
            or id(cue) in self.region_cues
        ):
            return None
        first, last = page.first[page.sent[cue.at]], page.last[page.sent[cue.at]]
        if self.that_word(cue) >= 0 or page.low[cue.at - 1] == "не":
            return None
        if page.lemma[cue.at] in ("процитировать", "цитировать") and cue.at not in self.used:
            whom = [k for k in page.kids[cue.at] if page.toks[k].rel == "obj"]
            if whom and subject_of(page, cue.at) >= 0 and any(m.type in ("PER", "GROUP") for m in self.cast.mentions(whom[0])):
                ends = [*phrase_of(page, whom[0]), *phrase_of(page, subject_of(page, cue.at)), cue.first, cue.last]
                return self.make(cue, "source", "relay-verb", min(ends), max(ends))
        if cue.row.cue in ("сделать заявление", "сделать признание"):
            return None
        for k in page.kids[cue.at]:
            case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
            if page.low[k] == "том" and k + 1 < last and page.toks[k + 1].text == ",":
                continue
            this = page.low[k] in ("этом", "том", "чем") and case and case[0] in ("о", "об", "обо")
            this = this or (
                page.low[k] in ("это", "такое")
                and page.toks[k].rel.split(":")[0] in ("obj", "nsubj", "obl")
                and not case
                and subject_any(page, cue.at, k) >= 0
            )
            noun = (
                page.lemma[k] in ("информация", "данные", "сведение", "подробность", "мнение", "заявление", "слух", "утверждение")
                and page.toks[k].rel.split(":")[0] in ("obj", "nsubj")
                and any(page.lemma[c] in ("этот", "такой", "данный", "соответствующий") for c in page.kids[k])
            )
            if (this and (case or cue.at not in self.used)) or noun:
                stop = self.clause_stop(cue, last)
                own = [j for j in page.tree(cue.at) if first <= j]
                start = min(min(page.tree(k)), cue.first)
                a = min(
                    [start]
                    + [
                        j
                        for j in own
                        if j < start
                        and page.toks[j].pos in ("ADV", "ADP", "NOUN", "PART")
                        and all(x in own for x in range(j, start))
                    ]
                )
                if cue.row.form == "reflexive" and subject_any(page, cue.at, k) < 0 and not self.document(cue):
                    d = self.make(cue, "source", "about-this", a, stop)
                    return d
                return self.make(cue, "source", "about-this", a, stop)
        return None

    def document(self, cue: Cue) -> bool:
        return self.place(cue) >= 0

    def statement_made(self, cue: Cue) -> Draft | None:
        """Это заявление X сделал на съезде: the noun points back to what was said."""
        page, i = self.page, cue.at
        head = page.head[i]
        if (
            cue.row.form != "noun"
            or page.lemma[i] not in _MADE
            or not i < head
            or page.toks[i].rel.split(":")[0] not in ("obj", "nsubj")
        ):
            return None
        said = page.lemma[head] in ("сделать", "озвучить", "высказать", "прозвучать", "произнести")
        if not said or not any(page.lemma[k] in ("этот", "такой", "данный", "соответствующий") for k in page.kids[i]):
            return None
        if subject_of(page, head) in (-1, i) or page.speech[head]:
            return None
        tree = [j for j in page.tree(head) if not page.is_punct(j)]
        d = self.make(cue, "source", "about-this", min(tree), max(tree) + 1)
        d.cue_first, d.cue_last, d.cue_at, d.cue_form = head, head + 1, head, "verb"
        return d

    def make(self, cue: Cue, kind: str, rule: str, first: int, last: int) -> Draft:
        for j in range(first + 1, last):
            if self.page.low[j].startswith(("http", "www.", "t.me/")):
                last = j
                break
        start, stop = self.page.span(first, last)
        for mark in self.page.outer:
            if start <= mark.start < stop < mark.stop and mark.closed and kind == "indirect":
                stop = mark.stop + 1
        d = Draft(kind, start, stop, rule)
        d.take_cue(cue)
        return d

    # all together ----------------------------------------------------------------------------------------------------

    def relay(self, cue: Cue, region: Region | None) -> bool:
        """Whether the cue only passes on what somebody else said: "по данным", "передаёт", or its speaker is a medium."""
        if cue.row.kind in ("relay",) or (cue.row.form == "phrase" and cue.row.kind == "writing"):
            return True
        if plain_relay(cue.row.cue):
            return True
        subject = subject_of(self.page, cue.at)
        return subject >= 0 and self.cast.is_medium(subject)

    def run(self) -> list[Draft]:
        page = self.page
        drafts: list[Draft] = []
        order = sorted(
            (c for c in self.live if id(c) not in self.region_cues), key=lambda c: (page.sent[c.at], depth(page, c.at), c.first)
        )
        for cue in order:
            draft = self.first_answer(cue)
            if draft is None:
                continue
            at = page.toks[cue.at].start
            host = next((d for d in drafts if d.kind in ("indirect", "direct") and d.start <= at < d.stop), None)
            if host is not None:
                outer = self.by_at.get(host.cue_at)
                if (
                    outer is not None
                    and host.rule == "that-clause"
                    and self.relay(outer, None)
                    and draft.kind == "indirect"
                    and draft.start - host.start < 0.6 * (host.stop - host.start)
                ):
                    self.to_source(host, outer)
                else:
                    continue
            if draft.kind == "indirect" and any(d.start < draft.stop and draft.start < d.stop for d in self.direct):
                continue
            drafts.append(draft)
        for region in self.regions:
            drafts += self.from_region(region, drafts)
        for cue in self.live:
            if cue.row.form == "relay":
                d = self.relay_phrase(cue)
                if d is not None and not any(
                    x.kind == "indirect" and x.start <= d.start and d.stop <= x.stop and x.cue_at == cue.at for x in drafts
                ):
                    drafts.append(d)
        return drafts

    def first_answer(self, cue: Cue) -> Draft | None:
        for rule in (self.statement_made, self.pointer, self.that_clause, self.after_colon, self.infinitive, self.noun_phrase):
            try:
                draft = rule(cue)
            except (IndexError, ValueError) as error:
                at = self.page.toks[cue.at]
                self.page.oddities.append((at.start, at.stop, f"{type(error).__name__} at a cue"))
                continue
            if draft is not None and 0 <= draft.start < draft.stop:
                return draft
        return None

    def to_source(self, host: Draft, outer: Cue) -> None:
        page = self.page
        i = page.token_from(host.start)
        first = page.first[page.sent[outer.at]]
        subject = subject_of(page, outer.at)
        a = min(outer.first, phrase_of(page, subject)[0]) if subject >= 0 else outer.first
        start, stop = page.span(max(a, first), max(outer.last, phrase_of(page, subject)[1] if subject > outer.at else outer.last))
        host.kind, host.start, host.stop, host.rule = "source", start, stop, "relay-verb"
        del i

    def from_region(self, region: Region, drafts: list[Draft]) -> list[Draft]:
        page, cue = self.page, region.cue
        at = page.toks[cue.at].start
        if any(d.kind in ("indirect", "direct") and d.start <= at < d.stop for d in drafts):
            return []
        start, _stop = page.span(region.first, region.last)
        n = page.sent[cue.at]
        touching = [
            d for d in self.direct if d.start < page.toks[page.last[n] - 1].stop and page.toks[page.first[n]].start < d.stop
        ]
        beside = [
            d for d in self.direct if d.cue_at >= 0 and page.sent[d.cue_at] == n and d.cue_at != cue.at and d not in touching
        ]
        if beside or (touching and not self.words_outside(n, touching, region)):
            return (
                [self.make(cue, "source", "relay-beside-quote", region.first, region.last)]
                if start >= 0 and not any(d.cue_at == cue.at for d in touching)
                else []
            )
        span = self.around(region)
        if span is None:
            return (
                [self.make(cue, "source", "attribution-alone", region.first, region.last)]
                if region.rule != "according-to"
                else []
            )
        closing = [
            r.first
            for r in self.regions
            if r is not region
            and r.rule == "put-in-clause"
            and span[0] < r.first < span[1] - 1 <= r.last
            and region.last <= r.first
        ]
        span = (span[0], min(closing, default=span[1]))
        a, b = page.span(*span)
        if any(x.kind == "indirect" and x.rule in _PUT_IN and x.start < b and a < x.stop for x in drafts):
            return [self.make(cue, "source", "relay-beside-statement", region.first, region.last)]
        governor = self.governor(region)
        inner = [d for d in drafts if d.kind == "indirect" and page.sent[d.cue_at] == n and span[0] <= d.cue_at < span[1]]
        main = [
            d for d in inner if d.cue_at == governor or (d.rule in ("that-clause", "infinitive") and depth(page, d.cue_at) <= 1)
        ]
        if (main or self.quotes_words(governor)) and self.relay(cue, region):
            return [self.make(cue, "source", "relay-beside-statement", region.first, region.last)]
        if main and all(d.rule == "that-clause" for d in main) and governor == main[0].cue_at and region.rule == "according-to":
            return [self.make(cue, "source", "relay-beside-statement", region.first, region.last)]
        d = self.make(cue, "indirect", region.rule, *self.beside_speech((self.behind_that(*span), span[1]), region))
        if d.start < 0:
            return []
        if any(x.start < d.stop and d.start < x.stop for x in self.direct):
            return []
        marks = {page.mark_of[i] for i in range(page.token_from(d.start), page.token_upto(d.stop)) if not page.is_punct(i)}
        if len(marks) == 1 and -1 not in marks and not self.short_name(next(iter(marks))):
            mark = page.outer[next(iter(marks))]
            d.kind, d.rule, d.start, d.stop = "partial", "marks-after-cue", mark.start, mark.stop
        for x in inner:
            if d.start <= x.start and x.stop <= d.stop and x in drafts:
                drafts.remove(x)
        for x in [x for x in drafts if x.kind == "source" and d.start <= x.start and x.stop <= d.stop]:
            drafts.remove(x)
        if self.first_person(span, region):
            d.kind, d.rule = "direct", region.rule + "-first-person"
        return [d]

    def behind_that(self, a: int, b: int) -> int:
        """Where the content begins if the statement opens with its conjunction: "О том, что мост закрыт, сообщил X"."""
        page = self.page
        opens = a + 4 < b and page.low[a] in _PREPOSITIONS["о"] and page.low[a + 1 : a + 3] == ["том", ","]
        return a + 4 if opens and page.low[a + 3] in THAT else a

    def short_name(self, n: int) -> bool:
        """Whether mark ``n`` holds a short capitalised phrase, such as a name."""
        page, mark = self.page, self.page.outer[n]
        first, last = page.token_from(mark.start), page.token_upto(mark.stop)
        return last - first <= 4 and page.toks[first].text[:1].isupper() and not page.has_clause(first, last)

    def quotes_words(self, at: int) -> bool:
        """Whether the cue at token ``at`` has words in marks in its own clause ("назвала инициативу «сырой»")."""
        page = self.page
        cue = self.by_at.get(at)
        if cue is None or id(cue) in self.region_cues or subject_of(page, at) < 0:
            return False
        return any(page.mark_of[k] >= 0 and page.toks[k].text[:1].islower() for k in page.tree(at) if k > at)

    def beside_speech(self, span: tuple[int, int], region: Region) -> tuple[int, int]:
        """The span cut where direct speech begins or ends."""
        page = self.page
        a, b = span
        for i in range(max(a, region.last), b):
            if page.speech[i]:
                b = i
                break
        for i in range(min(b, region.first) - 1, a - 1, -1):
            if page.speech[i]:
                a = i + 1
                break
        return a, b

    def words_outside(self, n: int, touching: list[Draft], region: Region) -> bool:
        """Whether the sentence has content beside direct quotes and the put-in words."""
        page = self.page
        said = {d.cue_at for d in touching}
        return any(
            page.finite(i) and i not in said
            for i in range(page.first[n], page.last[n])
            if not region.first <= i < region.last and not page.speech[i]
        )

    def first_person(self, span: tuple[int, int], region: Region) -> bool:
        page = self.page
        tokens = [i for i in range(*span) if page.mark_of[i] < 0 and not region.first <= i < region.last]
        return any(
            page.low[i] in ("мы", "я", "нам", "мне", "нас", "меня", "наш", "наша", "наши", "нашей", "нашего") for i in tokens
        ) and any(page.toks[i].feat("Person") == "1" or page.low[i] in ("я", "мы", "мне", "нам") for i in tokens)

    def relay_phrase(self, cue: Cue) -> Draft | None:
        last = self.phrase_end_any(cue)
        if cue.last < page_end(self.page, cue.at) and self.page.low[cue.last] in ("то", "это", "тот"):
            return None  # "ссылаются на то, что ..."
        k = self.complement(cue)
        named = k >= 0 and self.page.mark_of[k] >= 0 and self.page.toks[k].text[:1].isupper()
        if k >= 0 and not named and not can_speak(self.page, self.cast, k):
            return None  # "ссылаясь на плохую погоду"
        return self.make(cue, "source", "relay", cue.first, last) if last > cue.last else None

    def phrase_end_any(self, cue: Cue) -> int:
        page = self.page
        end = page.last[page.sent[cue.at]]
        k = self.complement(cue)
        if k < 0:
            return cue.last
        return min(end, max(cue.last, phrase_of(page, k)[1]))

    def complement(self, cue: Cue) -> int:
        page = self.page
        for i in range(cue.last, min(cue.last + 5, page.last[page.sent[cue.at]])):
            if page.toks[i].pos in ("NOUN", "PROPN", "X"):
                top = i
                while (
                    page.head[top] >= cue.last and page.toks[page.head[top]].pos in ("NOUN", "PROPN") and page.head[top] < i + 6
                ):
                    top = page.head[top]
                return top
        return -1


def antecedent(page: Page, verb: int, subject: int) -> int:
    """The noun that a relative pronoun stands for; any other subject itself."""
    return page.head[verb] if page.low[subject] in RELATIVE and page.head[verb] >= 0 else subject


def plain_relay(lemma: str) -> bool:
    return lemma in (
        "передавать",
        "передать",
        "цитировать",
        "процитировать",
        "приводить",
        "привести",
        "ссылаться на",
        "со ссылкой на",
        "ссылаясь на",
    )


def agree(page: Page, a: int, b: int) -> bool:
    x, y = page.toks[a], page.toks[b]
    return all(not x.feat(f) or not y.feat(f) or x.feat(f) == y.feat(f) for f in ("Number", "Gender", "Tense"))


def page_end(page: Page, i: int) -> int:
    """One past the sentence of token ``i``."""
    return page.last[page.sent[i]]


def main_verb(page: Page, i: int) -> int:
    """The finite verb above a gerund, participle or infinitive; any other token itself."""
    at = i
    for _ in range(12):
        if page.toks[at].feat("VerbForm") == "Fin" or page.head[at] < 0:
            return at
        at = page.head[at]
    return i


def subject_any(page: Page, v: int, but: int = -1) -> int:
    """The subject of a verb, its agent, or the institution that speaks, or -1."""
    k = subject_of(page, v)
    if k >= 0 and k != but:
        return k
    for k in page.kids[v]:
        if (
            k != but
            and page.toks[k].rel.split(":")[0] in ("obl", "nsubj", "obj", "iobj")
            and page.toks[k].feat("Case") in ("Loc", "Nom", "")
        ):
            return k
    return -1


def depth(page: Page, i: int) -> int:
    steps = 0
    while page.head[i] >= 0 and steps < 60:
        i, steps = page.head[i], steps + 1
    return steps


def reported(page: Page, cues: list[Cue], direct: list[Draft], cast: Cast) -> list[Draft]:
    """Indirect and source drafts of a page."""
    return Finder(page, cues, direct, cast).run()
