"""Whose words they are: from the words that name the speaker right here to the actors of the article."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from framing.actors.morph import word_nominative
from framing.quotes.page import DASHES, Draft, Page, plain
from framing.quotes.wordlists import speech_words
from framing.records import Actor, Mention

KIND_ORDER = ("name+title", "name", "title", "description", "demonym", "metonymy", "pronoun", "collective")
THIRD = speech_words("third")
RELATIVE = speech_words("relative")
MEDIA_NOUNS = speech_words("media_nouns")
DOCUMENTS = speech_words("documents")
SPEAKING = speech_words("speaking") | MEDIA_NOUNS
POINTING = speech_words("pointing")
NEWCOMERS = speech_words("newcomers")
BODIES = speech_words("bodies")
OFFICES = speech_words("offices")
INSTITUTIONS = speech_words("institutions")


@dataclass(frozen=True, slots=True)
class Title:
    """What an article calls a named person at a character position: lemmas of the nouns that say it, and of all its words."""

    actor: str
    start: int
    heads: frozenset[str]
    words: frozenset[str]


class Cast:
    """Mentions by place; answers which actors a token stands for, and keeps what is new."""

    def __init__(self, page: Page, mentions: tuple[Mention, ...], actors: tuple[Actor, ...]) -> None:
        self.page = page
        self.at: dict[int, list[Mention]] = defaultdict(list)
        self.new: list[Mention] = []
        self.meant: dict[str, str] = {}
        self.types = {a.name: a.type for a in actors}
        self.genders = {a.name: a.gender for a in actors}
        for m in mentions:
            self.place(m)
        self.titles = [t for m in mentions if (t := self.title_of(m)) is not None]

    def title_of(self, m: Mention) -> Title | None:
        """What a mention with a name says of its person: "глава МЧС Иван Петров", "Иван Петров, глава МЧС"."""
        if m.type != "PER" or m.kind not in ("name", "name+title"):
            return None
        page = self.page
        top = self.top(m)
        before = range(page.token_from(m.start), page.token_from(m.name_start)) if m.kind == "name+title" else range(0)
        heads = [i for i in before if page.toks[i].pos == "NOUN" and page.head[i] not in before]
        heads += [j for j in page.kids[top] if page.toks[j].rel == "appos" and page.toks[j].pos == "NOUN" and j > top]
        heads += [k for i in heads for k in page.kids[i] if page.toks[k].rel == "conj" and page.toks[k].pos == "NOUN"]
        if not heads:
            return None
        words = {k for i in heads for k in (page.tree(i) if i > top else before)}
        said = frozenset(page.lemma[k] for k in words if page.toks[k].pos in ("NOUN", "PROPN", "ADJ", "X"))
        return Title(m.actor, m.start, frozenset(page.lemma[i] for i in heads), said)

    def place(self, m: Mention) -> None:
        page = self.page
        first, last = page.token_from(m.start), page.token_upto(m.stop)
        if first >= last:  # a mention inside one token
            first = max(0, page.token_from(m.stop) - 1)
            last = first + 1
        for i in range(first, last):
            if not page.is_punct(i):
                self.at[i].append(m)

    def mentions(self, i: int) -> list[Mention]:
        """The mentions that token ``i`` heads: the longest such, and its equals (several actors of one phrase)."""
        found = self.at.get(i, [])
        if not found:
            return []
        heads = [m for m in found if self.top(m) == i]
        if not heads and self.page.toks[i].pos in ("PROPN", "X"):
            heads = [m for m in found if m.kind in ("name", "name+title", "metonymy", "demonym")]
        if not heads:
            return []
        size = max(m.stop - m.start for m in heads)
        longest = [m for m in heads if m.stop - m.start == size]
        together = [m for m in longest if m.kind in ("collective", "pronoun")]
        if together:
            return together
        best = min(KIND_ORDER.index(m.kind) for m in longest)
        return [m for m in longest if KIND_ORDER.index(m.kind) == best]

    def top(self, m: Mention) -> int:
        page = self.page
        a, b = page.token_from(m.start), page.token_upto(m.stop)
        tops = [i for i in range(a, b) if not a <= page.head[i] < b and not page.is_punct(i)]
        if not tops:
            return a
        nominal = [i for i in tops if page.toks[i].pos in ("NOUN", "PROPN", "PRON", "DET", "X", "ADJ", "NUM")]
        return (nominal or tops)[0]

    def is_medium(self, i: int) -> bool:
        """Whether token ``i`` names a news medium."""
        found = self.mentions(i)
        if found:
            return any(m.type == "MEDIA" or self.types.get(m.actor) == "MEDIA" for m in found)
        return self.page.lemma[i] in MEDIA_NOUNS

    def add(self, i: int) -> Mention:
        """A new mention for an unnamed speaker headed by token ``i``."""
        page = self.page
        first, last = phrase_of(page, i)
        start, stop = page.toks[first].start, page.toks[last - 1].stop
        t = page.toks[i]
        known = next((e for e in page.parsed.entities if e.start <= t.start < e.stop), None)
        if known is not None and t.pos in ("PROPN", "X"):
            type_ = known.type
        elif t.feat("Number") == "Plur":
            type_ = "GROUP"
        else:
            type_ = "PER" if t.feat("Animacy") == "Anim" else "MEDIA" if page.lemma[i] in MEDIA_NOUNS else "ORG"
        # an unknown noun that opens its sentence looks like a name: "Оппозиционерка заявила"
        opens = i == page.first[page.sent[i]] and known is None and last - first == 1
        opens = opens and not t.text.isupper() and t.text[:1] >= "А"
        kind = "name" if t.pos == "PROPN" and not opens else "description"
        name = nominative(page, first, last, i)
        m = Mention(
            page.sent[i],
            start,
            stop,
            page.text[start:stop],
            kind,
            name[:1].lower() + name[1:] if opens else name,
            type_,
            confidence=0.6,
            rule="speaker",
        )
        self.new.append(m)
        self.place(m)
        return m


def nominative(page: Page, first: int, last: int, top: int) -> str:
    """The phrase in the nominative: its head and what agrees with it turned, the rest kept; lower case unless it is a name."""
    t = page.toks[top]
    case, number, gender = (
        t.feat("Case"),
        {"Sing": "s", "Plur": "p"}.get(t.feat("Number"), ""),
        {"Masc": "m", "Fem": "f", "Neut": "n"}.get(t.feat("Gender"), ""),
    )
    turn = {top}
    for k in page.kids[top]:
        rel = page.toks[k].rel.split(":")[0]
        if rel in ("amod", "det", "acl") or (rel == "appos" and not page.is_punct(k - 1)):
            turn.add(k)
            if rel == "appos":
                turn.update(j for j in page.kids[k] if page.toks[j].rel.split(":")[0] == "flat")
    out, at = [], page.toks[first].start
    for i in range(first, last):
        word = page.toks[i]
        out.append(page.text[at : word.start])
        at = word.stop
        form = word.text
        if (
            i in turn
            and case not in ("Nom", "")
            and page.mark_of[i] < 0
            and word.feat("Case") in (case, "Acc", "Gen")
            and any(c.isalpha() for c in form)
            and not form.isupper()
        ):
            low = word_nominative(form, word.feat("Case"), number, gender, word.pos in ("ADJ", "DET"))
            form = low[:1].upper() + low[1:] if form[:1].isupper() else low
        if (
            i == first
            and page.toks[i].pos != "PROPN"
            and form[:1].isupper()
            and not form[1:2].isupper()
            and top_is_common(page, i, top)
        ):
            form = form[:1].lower() + form[1:]
        out.append(form)
    return "".join(out).strip()


def top_is_common(page: Page, i: int, top: int) -> bool:
    return page.toks[top].pos != "PROPN" or page.toks[i].pos == "NOUN"


_INSIDE = frozenset(["amod", "nmod", "det", "case", "nummod", "flat", "compound", "appos", "fixed"])
_MARKS = frozenset('«»"“”„')


def phrase_of(page: Page, i: int) -> tuple[int, int]:
    """Tokens of the noun phrase that ``i`` heads, without clauses and without what follows a comma."""
    keep = {i}
    todo = [i]
    while todo:
        k = todo.pop()
        for j in page.kids[k]:
            rel = page.toks[j].rel
            if rel.split(":")[0] not in _INSIDE or rel == "acl" or (rel == "case" and k == i):
                continue
            between = range(min(j, k) + 1, max(j, k))
            if any(page.toks[x].text in {",", "—", "–", ":", ";"} for x in between):
                continue
            if rel == "case" and page.low[j] not in ("по", "в", "во", "при", "на", "из", "от", "с", "со", "для", "о", "об", "за"):
                continue
            if page.toks[j].feat("VerbForm") == "Part" and any(page.toks[x].rel not in ("punct", "advmod") for x in page.kids[j]):
                continue
            keep.add(j)
            todo.append(j)
    first = last = i
    while first - 1 in keep or (first - 2 in keep and page.toks[first - 1].text in _MARKS):
        first -= 1
    while last + 1 in keep or (last + 2 in keep and page.toks[last + 1].text in _MARKS | {".", "-"}):
        last += 1
    inside = [page.toks[j].text for j in range(first, last + 1)]
    if (
        last + 1 < len(page.toks)
        and page.toks[last + 1].text in ("»", '"', "”", "“")
        and sum(inside.count(x) for x in "«„") + inside.count('"') % 2 > inside.count("»") + inside.count("“")
    ):
        last += 1
    if (
        first > 0
        and page.toks[first - 1].text in ("«", '"', "„")
        and last < len(page.toks) - 1
        and page.toks[last + 1].text in ("»", '"', "“")
        and first <= i <= last
    ):
        pass
    return first, last + 1


def subject_of(page: Page, v: int) -> int:
    """The subject of a verb, or the agent of a passive, as a token; -1 where there is none."""
    for k in page.kids[v]:
        if (
            page.toks[k].rel == "nsubj"
            and page.toks[k].feat("Case") in ("Nom", "")
            and page.speech[k] == page.speech[v]
            and not page.is_punct(k)
        ):
            return k
    for k in page.kids[v]:
        counted = page.toks[k].feat("Case") == "Gen" and any(page.toks[c].rel.startswith(("nummod", "det")) for c in page.kids[k])
        if (
            page.toks[k].rel == "nsubj"
            and (counted or page.toks[k].pos in ("PROPN", "NUM", "X"))
            and page.speech[k] == page.speech[v]
        ):
            return k
    if page.toks[v].feat("Voice") == "Pass":
        for k in page.kids[v]:
            if (
                page.toks[k].rel.startswith("obl")
                and page.toks[k].feat("Case") == "Ins"
                and not any(page.toks[c].rel == "case" for c in page.kids[k])
            ):
                return k
    return -1


def assign(page: Page, cast: Cast, drafts: list[Draft]) -> list[Draft]:
    """Give each draft its speakers, in order of the page; return the relays that come to light on the way."""
    drafts.sort(key=lambda d: (d.start, -d.stop))
    for n, d in enumerate(drafts):
        for name, rule in SPEAKERS:
            try:
                done = rule(page, cast, d, drafts[:n])
            except (IndexError, ValueError) as error:
                page.oddities.append((d.start, d.stop, f"{type(error).__name__} in {name}"))
                done = False
            if done:
                d.speaker_rule = d.speaker_rule or name
                linked(page, cast, d, drafts[:n])
                break
    for n, d in enumerate(drafts):
        named_after(page, cast, d, drafts, n)
    return [
        relay
        for d in drafts
        if d.speaker_rule in ("relayed", "relay-names") and d.kind != "source"
        for relay in relays(page, cast, d)
    ]


def named_after(page: Page, cast: Cast, d: Draft, drafts: list[Draft], n: int) -> None:
    """A quote that opens the article alone in its paragraph belongs to the person whose words come next."""
    if d.actors or d.rule not in ("marks-paragraph", "marks-sentence") or d.cue_at >= 0 or any(p.actors for p in drafts[:n]):
        return
    line = page.line_at(d.start)
    for later in drafts[n + 1 :]:
        if page.line_at(later.start) > line + 2:
            return
        if len(later.actors) == 1 and later.actors[0][:1].isupper() and cast.types.get(later.actors[0]) == "PER":
            d.actors, d.speaker_rule = later.actors, "named-after"
            return


def linked(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> None:
    """A speaker described but not named ("политик", "супруга") is the person named last, where gender and number fit."""
    if len(d.actors) != 1 or d.speaker[0] < 0:
        return
    i = head_token(page, cast, d)
    bearer = titled(page, cast, i) if i >= 0 else ""
    if bearer:
        if bearer != d.actors[0]:
            d.actors, d.speaker_rule = (bearer,), "same-title"
        return
    if i >= 0 and another_role(page, cast, i, d.actors[0]):
        m = cast.add(i)
        d.actors, d.speaker, d.speaker_rule = (m.actor,), (m.start, m.stop), "own-description"
        return
    bare = i >= 0 and plain(d.actors[0]) == page.lemma[i]
    if bare and page.lemma[i] in INSTITUTIONS:
        name = body_named(page, cast, i)
        if name:
            d.actors, d.speaker_rule = (name,), "named-before"
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
        name = named_last(page, cast, d, i, before)
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


_OWN_WORDS = ("nmod", "amod", "appos", "flat", "compound")


def titled(page: Page, cast: Cast, i: int) -> str:
    """The named person whom the article calls by the noun at token ``i`` ("продюсер" after "продюсер Имя Фамилия"), or ""."""
    t = page.toks[i]
    if t.pos != "NOUN" or t.feat("Number") == "Plur" or t.feat("Animacy") == "Inan":
        return ""
    found = cast.mentions(i)
    named = any(m.kind in ("name", "name+title") or m.name_start >= 0 for m in found)
    if (named or any(m.type != "PER" for m in found)) and not (page.lemma[i] in OFFICES and all(m.name_start < 0 for m in found)):
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


def own_words(page: Page, i: int) -> set[str]:
    """The lemmas that the phrase headed by token ``i`` adds to its noun: whose, of what, where."""
    first, last = phrase_of(page, i)
    found = {page.lemma[j] for j in range(first, last) if j != i and page.toks[j].pos in ("NOUN", "PROPN", "X")}
    return found - MEDIA_NOUNS - BODIES


def another_role(page: Page, cast: Cast, i: int, actor: str) -> bool:
    """Whether an unnamed role with a complement of its own was given to somebody whom nothing in the article calls so.

    "Чиновник министерства финансов" is not the president named before; "источники в компании" are not "источники газеты".
    """
    if page.toks[i].pos != "NOUN" or page.lemma[i] not in NEWCOMERS or any(m.name_start >= 0 for m in cast.mentions(i)):
        return False
    own = own_words(page, i)
    if not own or not cast.mentions(i):
        return False
    if actor[:1].islower():
        words = {plain(w) for w in re.findall(r"\w+", actor)}
        same_noun = plain(actor).startswith(page.lemma[i][:5])
        return same_noun and len(words) > 1 and not any(w[:4] == o[:4] for w in words for o in own)
    return not any(x.actor == actor and page.lemma[i] in x.heads for x in cast.titles)


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


def body_named(page: Page, cast: Cast, i: int) -> str:
    """The body that a bare "полиция" or "суд" stands for where the article names only one: "лондонская полиция"."""
    if own_words(page, i) or any(page.toks[k].rel == "amod" for k in page.kids[i]):
        return ""
    bodies = [m for found in cast.at.values() for m in found if m.type == "ORG" and " " in m.actor]
    names = {m.actor for m in bodies if page.lemma[cast.top(m)] == page.lemma[i]}
    return names.pop() if len(names) == 1 else ""


def body_last(page: Page, cast: Cast, i: int, before: list[Draft]) -> str:
    """The body that "ведомство" or "компания" without complement stands for: the last one that spoke or was named as subject."""
    kinds = ("nmod", "acl", "nummod", "appos", "flat", "amod")
    if any(page.toks[k].rel.split(":")[0] in kinds for k in page.kids[i]) or page.toks[i].feat("Number") != "Sing":
        return ""
    head = page.head[i]
    if page.toks[i].rel == "nsubj" and head >= 0 and page.toks[head].feat("Number") == "Plur":
        return ""  # "службы говорят", though the tagger reads a singular
    types = ("MEDIA",) if page.lemma[i] in MEDIA_NOUNS else ("ORG",)
    ministry = page.lemma[i] == "министерство"

    def right(name: str) -> bool:
        fits_noun = not ministry or "мин" in name.lower()
        return name[:1].isupper() and cast.types.get(name) in types and fits_noun

    line = page.line_at(page.toks[i].start)
    for p in reversed(before):
        if line - page.line_at(p.start) > 2:
            break
        if len(p.actors) == 1 and right(p.actors[0]):
            return p.actors[0]
    for j in range(i - 1, max(-1, i - 120), -1):
        if line - page.line_at(page.toks[j].start) > 2:
            break
        if page.toks[j].rel.split(":")[0] in ("nsubj", "root") and not page.speech[j]:
            for m in cast.mentions(j):
                if m.kind in ("name", "name+title") and right(m.actor):
                    return m.actor
    return ""


def head_token(page: Page, cast: Cast, d: Draft) -> int:
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


def holds_office(page: Page, i: int) -> bool:
    """Whether a noun names an office that one person holds: "глава Минсвязи", "премьер-министр страны"."""
    return page.lemma[i] in OFFICES and page.toks[i].feat("Number") == "Sing"


def fits_cue(page: Page, cast: Cast, d: Draft, i: int, name: str) -> bool:
    """Whether a named person agrees in gender with the verb, or else with the noun that describes the speaker."""
    gender = page.toks[d.cue_at].feat("Gender") if d.cue_at >= 0 else ""
    gender = {"Masc": "m", "Fem": "f"}.get(gender or ("Fem" if page.toks[i].feat("Gender") == "Fem" else ""), "")
    known = cast.genders.get(name, "")[:1].lower()
    return name[:1].isupper() and cast.types.get(name) == "PER" and not (gender and known and gender != known)


def bare_role(page: Page, cast: Cast, i: int) -> bool:
    """Whether token ``i`` is a role without complement that is no office: "эксперт", "политик", "протоиерей"."""
    t = page.toks[i]
    if t.pos != "NOUN" or t.feat("Number") == "Plur" or page.lemma[i] in OFFICES or own_words(page, i):
        return False
    return any(m.type == "PER" and m.kind in ("title", "description") and m.name_start < 0 for m in cast.mentions(i))


def spoke_last(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> str:
    """The named person who spoke last, in this line or the one before, if gender allows; else ""."""
    p = next((p for p in reversed(before) if p.actors), None)
    if p is None or len(p.actors) != 1 or page.line_at(page.toks[i].start) - page.line_at(p.start) > 1:
        return ""
    return p.actors[0] if fits_cue(page, cast, d, i, p.actors[0]) else ""


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


def relays(page: Page, cast: Cast, d: Draft) -> list[Draft]:
    """The medium that passes on somebody's words ("цитирует министра РИА"), as a source of its own."""
    subject = subject_of(page, d.cue_at)
    if subject < 0:
        subject = next_nominative(page, cast, d, d.cue_at, d.cue_at + 1)
    if subject < 0 or inside(page, d, subject):
        return []
    first, last = phrase_of(page, subject)
    tokens = [
        *range(first, last),
        *range(d.cue_first, d.cue_last),
        *(k for k in page.kids[d.cue_at] if page.toks[k].rel == "obj" and not inside(page, d, k)),
    ]
    tokens = [i for i in tokens if not page.is_punct(i) or page.mark_of[i] >= 0]
    source = Draft("source", page.toks[min(tokens)].start, page.toks[max(tokens)].stop, "relay-verb")
    source.copy_cue(d)
    return [source] if take(page, cast, source, subject, "own-subject") else []


def take(page: Page, cast: Cast, d: Draft, i: int, rule: str = "") -> bool:
    """Let token ``i`` (and what is joined to it by "и") be the speaker."""
    i = head_of_name(page, i)
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
        if joined:
            return take_one(cast, d, named[-1] if named else i, rule)
    tokens = [i, *joined_to(page, i)]
    names: list[str] = []
    spans: list[tuple[int, int]] = []
    for k in tokens:
        found = cast.mentions(k)
        if not found and (page.toks[k].pos in ("PRON", "DET") or not nominal(page, k)):
            continue
        if not found:
            found = [cast.add(k)]
        medium = page.lemma[k] in MEDIA_NOUNS and page.toks[k].feat("Animacy") != "Anim" and all(m.type == "PER" for m in found)
        if medium or all(owner_named(page, cast, m) for m in found):
            found = [cast.add(k)]
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
    d.actors = tuple(names)
    if rule:
        d.speaker_rule = rule
    return True


def owner_named(page: Page, cast: Cast, m: Mention) -> bool:
    """Whether the name inside a title is not the speaker's but the owner's in the genitive: "менеджер Мии Фэрроу"."""
    if m.kind != "name+title" or m.name_start <= m.start:
        return False
    top = page.toks[cast.top(m)]
    inside = range(page.token_from(m.name_start), page.token_upto(m.name_stop))
    cases = {page.toks[i].feat("Case") for i in inside} - {""}
    return top.pos == "NOUN" and top.feat("Case") == "Nom" and cases == {"Gen"}


def named_beside(page: Page, cast: Cast, k: int, found: list[Mention]) -> list[Mention]:
    """The person named in apposition to a title or description: "бывший спикер, Нэнси Пелоси, ..."."""
    beyond = second_name(page, cast, k, found)
    if beyond:
        return beyond
    after = name_after(page, cast, k)
    if after and all(m.kind in ("title", "description") and m.type == "PER" for m in found):
        return after
    bare = page.toks[k].pos == "NOUN" and all(m.kind == "name" and " " not in m.text for m in found)
    if not bare and any(m.kind not in ("title", "description") or m.type != "PER" for m in found):
        return found
    for j in page.kids[k]:
        if page.toks[j].rel == "appos" and j > k:
            names = [m for m in cast.mentions(j) if m.type == "PER" and m.kind in ("name", "name+title")]
            if names:
                return names
    return found


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
        if page.is_punct(i) and page.mark_of[i] < 0 and t.text not in _MARKS:
            return []
        if t.pos in ("VERB", "ADP", "CCONJ", "ADV", "SCONJ"):
            return []
        names = [m for m in cast.at.get(i, []) if m.type == "PER" and m.kind == "name" and m.start == t.start]
        if names:
            return names if t.feat("Case") == "Nom" and t.feat("Number") != "Plur" and " " in names[0].text else []
    return []


def fuller(page: Page, cast: Cast, k: int, found: list[Mention]) -> list[Mention]:
    """The body or group that speaks under its own name: "власти США" (not the country), "местные СМИ" (not all media)."""
    if len(found) != 1:
        return found
    m = found[0]
    if page.lemma[k] == "власть" and m.kind in ("demonym", "metonymy", "name"):
        return [cast.add(k)]
    bare = " " not in m.actor and plain(m.actor) in (page.low[k], page.lemma[k]) and m.type in ("GROUP", "MEDIA", "ORG", "PER")
    if bare and page.toks[k].pos == "NOUN" and (m.name_start < 0 or m.type == "GROUP"):
        said_of = [j for j in page.kids[k] if page.toks[j].rel == "amod" and j < k and page.low[j] not in POINTING]
        if said_of and page.toks[k].feat("Number") != "" and not page.speech[k]:
            return [cast.add(k)]
    return found


def joined_to(page: Page, i: int) -> list[int]:
    """Nouns coordinated with token ``i``: "А и Б", "А, Б и В" (a mere comma joins nothing)."""
    found = [k for k in page.kids[i] if page.toks[k].rel == "conj" and page.toks[k].pos in ("NOUN", "PROPN", "X")]
    linked = [
        k for k in found if any(page.toks[c].rel == "cc" and page.low[c] in ("и", "а", "также", "да") for c in page.kids[k])
    ]
    return [k for k in found if linked and k <= linked[-1]]


def take_one(cast: Cast, d: Draft, i: int, rule: str = "") -> bool:
    found = cast.mentions(i) or [cast.add(i)]
    d.actors, d.speaker = tuple(dict.fromkeys(m.actor for m in found)), (found[0].start, found[0].stop)
    d.speaker_rule = rule or d.speaker_rule
    return True


def nominal(page: Page, i: int) -> bool:
    t = page.toks[i]
    return t.pos in ("NOUN", "PROPN", "X", "NUM") or (t.pos in ("ADJ", "VERB") and t.rel in ("nsubj", "nmod", "obl", "obj"))


def head_of_name(page: Page, i: int) -> int:
    """The head of the phrase where the tree hangs a name's part on another ("flat:name")."""
    for _ in range(5):
        if page.toks[i].rel.split(":")[0] == "flat" and page.head[i] >= 0:
            i = page.head[i]
        else:
            break
    return i


def inside(page: Page, d: Draft, i: int) -> bool:
    if d.kind == "source" or (d.cue_at >= 0 and d.start <= page.toks[d.cue_at].start < d.stop):
        return False
    return d.start <= page.toks[i].start < d.stop


def nobody(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Сообщается, отмечается, стало известно: no speaker, unless a document or a relay names one."""
    if d.rule == "interview" and d.nobody:
        return True
    if d.cue_form == "verb" and d.rule == "dash-line" and page.toks[d.cue_at].feat("Person") == "1":
        return True  # the author asks
    return d.cue_form == "reflexive" or (d.cue_form == "verb" and impersonal(page, d.cue_at))


def interviewee(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Ответ: the person whom the article speaks of most."""
    if not d.answer:
        return False
    counts: dict[str, int] = defaultdict(int)
    for found in cast.at.values():
        for m in found:
            if m.type == "PER":
                counts[m.actor] += 1
    if counts:
        d.actors = (max(counts, key=lambda name: (counts[name], name)),)
    return True


def impersonal(page: Page, v: int) -> bool:
    """Было объявлено, были названы: a passive without an agent."""
    t = page.toks[v]
    return t.feat("VerbForm") == "Part" and t.feat("Variant") == "Short" and subject_of(page, v) < 0


def document(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Говорится в заявлении компании; сообщается на сайте мэрии; следует из отчёта: who wrote the document."""
    if d.cue_at < 0 or d.cue_form not in ("reflexive", "verb"):
        return False
    follows = d.cue_lemma.startswith("следовать")
    if d.cue_form == "verb" and not follows and (subject_of(page, d.cue_at) >= 0 or not impersonal(page, d.cue_at)):
        return False
    for k in page.kids[d.cue_at]:
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        if inside(page, d, k) or not case or case[0] not in (("из",) if follows else ("в", "во", "на")):
            continue
        if not follows and page.toks[k].feat("Case") != "Loc":
            continue
        if page.low[k] in RELATIVE and page.head[d.cue_at] >= 0:  # "заявление, в котором сообщается": who put it out
            paper = page.head[d.cue_at]
            verb = page.head[paper]
            author = author_of(page, cast, paper)
            if author < 0 and verb >= 0 and page.toks[verb].pos == "VERB":
                author = subject_of(page, verb)
            return author >= 0 and take(page, cast, d, author)
        if page.lemma[k] in DOCUMENTS or follows:
            return by_paper(page, cast, d, k, before)
        if page.lemma[k] in MEDIA_NOUNS or any(m.type in ("ORG", "MEDIA", "GROUP") for m in cast.mentions(k)):
            return take(page, cast, d, k)
    return False


def by_paper(page: Page, cast: Cast, d: Draft, k: int, before: list[Draft]) -> bool:
    """Give a statement to the author of the document at token ``k``, else to the body that spoke last, else to the document."""
    author = author_of(page, cast, k)
    if author >= 0 or cast.mentions(k):
        return take(page, cast, d, author if author >= 0 else k)
    last = next((p for p in reversed(before) if p.actors), None)
    if last is not None and page.line_at(d.start) - page.line_at(last.start) <= 2 and cast.types.get(last.actors[0]) != "PER":
        d.actors = last.actors
        return True
    return page.toks[k].pos == "NOUN" and take(page, cast, d, k)


def author_of(page: Page, cast: Cast, k: int, depth: int = 0) -> int:
    """Whose document token ``k`` names ("заявление на сайте мэрии", "отчёт, опубликованный министерством"), or -1."""
    for j in page.kids[k]:
        t, rel = page.toks[j], page.toks[j].rel.split(":")[0]
        case = [page.low[c] for c in page.kids[j] if page.toks[c].rel == "case"]
        if j < k or depth > 3:
            continue
        noun = t.pos in ("NOUN", "PROPN", "X")
        if rel in ("nmod", "appos", "amod", "flat", "obl") and noun and not case and t.feat("Case") in ("Gen", "", "Nom"):
            owner = author_of(page, cast, j, depth + 1) if page.lemma[j] in DOCUMENTS else -1
            if owner >= 0 or can_speak(page, cast, j):
                return owner if owner >= 0 else j
        if t.feat("VerbForm") == "Part" and rel in ("acl", "amod"):
            agent = next((x for x in page.kids[j] if page.toks[x].feat("Case") == "Ins" and nominal(page, x)), -1)
            if agent >= 0 and can_speak(page, cast, agent):
                return agent
        placed = case and case[0] in ("в", "во", "на") and noun and t.feat("Case") in ("Loc", "")
        for place in [j] if placed else page.kids[j] if t.feat("VerbForm") == "Part" and rel in ("acl", "amod") else []:
            if page.toks[place].feat("Case") not in ("Loc", "") or page.toks[place].pos not in ("NOUN", "PROPN", "X"):
                continue
            owner = author_of(page, cast, place, depth + 1)
            if owner >= 0:
                return owner
            if any(m.type in ("ORG", "MEDIA") for m in cast.mentions(place)):
                return place
    beside = k + 1  # where the tree hangs the owner elsewhere
    if depth or beside >= page.last[page.sent[k]] or page.toks[beside].pos not in ("NOUN", "PROPN", "X"):
        return -1
    return beside if page.toks[beside].feat("Case") == "Gen" and can_speak(page, cast, beside) else -1


def relay_names(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Сообщает РИА со ссылкой на МВД: the words are those of whom the medium refers to."""
    if d.kind == "source" or d.cue_at < 0 or d.cue_form not in ("verb", "reflexive"):
        return False
    n = page.sent[d.cue_at]
    for i in range(page.first[n], page.last[n] - 2):
        phrase = page.low[i : i + 3]
        width = 3 if phrase == ["со", "ссылкой", "на"] else 2 if phrase[:2] in (["ссылаясь", "на"], ["сославшись", "на"]) else 0
        if not width or page.speech[i] or inside(page, d, i):
            continue
        if any(page.low[j] == "а" and page.toks[j - 1].text == "," for j in range(d.cue_last, i)):
            continue  # "А считает, что ..., а Б со ссылкой на В заявляет"
        k = next(
            (j for j in range(i + width, min(i + width + 6, page.last[n])) if page.toks[j].pos in ("NOUN", "PROPN", "X")), -1
        )
        if k < 0:
            continue
        for _ in range(5):
            if page.head[k] >= i + width and page.toks[page.head[k]].pos in ("NOUN", "PROPN") and page.head[k] < page.last[n]:
                k = page.head[k]
        return can_speak(page, cast, k) and take(page, cast, d, k)
    return False


RELAYS = speech_words("relays")
WORDS = speech_words("words")


def relayed(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Цитирует министра РИА; передаёт слова министра: the words are the minister's."""
    if d.kind == "source" or d.cue_at < 0 or page.lemma[d.cue_at] not in RELAYS:
        return False
    v = d.cue_at
    if page.lemma[v].endswith("цитировать") and v + 2 < page.last[page.sent[v]] and page.toks[v + 1].pos == "PROPN":
        other = next_nominative(page, cast, d, v, v + 2)
        if other >= 0 and other not in page.tree(v + 1) and page.toks[other].pos == "NOUN":
            return take(page, cast, d, v + 1)  # "процитировал министра собеседник агентства", whatever case the tagger gives
    for k in page.kids[d.cue_at]:
        if page.toks[k].rel.split(":")[0] not in ("obj", "obl", "nsubj") or inside(page, d, k):
            continue
        if page.lemma[k] in WORDS:
            owner = next((j for j in page.kids[k] if page.toks[j].feat("Case") == "Gen" and nominal(page, j)), -1)
            if owner >= 0:
                return take(page, cast, d, owner)
        elif (
            page.toks[k].rel == "obj"
            and (page.lemma[k] in NEWCOMERS or any(m.type in ("PER", "GROUP") for m in cast.mentions(k)))
            and subject_of(page, d.cue_at) != k
        ):
            return take(page, cast, d, k)
    return False


def own_subject(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """The subject of the cue verb."""
    if d.cue_at < 0 or d.cue_form not in ("verb", "adjective"):
        return False
    v = d.cue_at
    for _ in range(6):
        subject = speaking_subject(page, cast, d, v) if v == d.cue_at else subject_of(page, v)
        rel, head = page.toks[v].rel.split(":")[0], page.head[v]
        if subject >= 0 and page.low[subject] in RELATIVE:
            pointing = head >= 0 and page.toks[head].pos in ("PRON", "DET") and not cast.mentions(head)
            return head >= 0 and (take(page, cast, d, head, "relative-clause") or pointing)  # "тех, кто призывал": nobody
        given = receiver(page, cast, v) if subject < 0 and page.toks[v].feat("VerbForm") == "Inf" else -1
        if given >= 0 and not inside(page, d, given):
            return take(page, cast, d, given)
        quoted = subject >= 0 and page.speech[subject] and not page.speech[d.cue_at]
        if subject >= 0 and not quoted and not inside(page, d, subject) and said_by(page, before, d, subject) < 0:
            return goes_on_speaking(page, cast, d, subject, before) or take(page, cast, d, subject)
        if page.speech[v] and not page.speech[d.cue_at]:
            return False
        if head < 0 and v != d.cue_at and page.toks[v].pos == "VERB":
            other = previous_nominative(page, cast, d, v)
            return other >= 0 and take(page, cast, d, other)
        if head < 0:
            return False
        participle = page.toks[v].feat("VerbForm") == "Part" and page.toks[v].feat("Variant") != "Short"
        if participle and rel in ("acl", "amod"):
            return take(page, cast, d, head, "participle")
        if (
            v == d.cue_at
            and page.toks[v].feat("Number") == "Plur"
            and page.toks[v].feat("VerbForm") == "Fin"
            and rel != "conj"
            and not (rel == "advcl" and page.toks[head].feat("Number") == "Plur" and subject_of(page, head) >= 0)
        ):
            return False
        if rel in ("acl", "advcl", "conj", "xcomp", "ccomp", "parataxis", "obl", "nmod", "obj"):
            outer = said_by(page, before, d, head)
            v = outer if outer >= 0 else head
            continue
        return False
    return False


def receiver(page: Page, cast: Cast, v: int) -> int:
    """Who does what an infinitive says, in the dative before it: "пришлось министру признать", "дало повод врагам сказать"."""
    head = page.head[v]
    while head >= 0 and page.toks[head].pos == "NOUN":
        head = page.head[head]
    if head < 0 or page.toks[head].pos not in ("VERB", "ADV", "ADJ"):
        return -1
    for k in page.kids[head]:
        if page.toks[k].feat("Case") == "Dat" and k < v and not any(page.toks[c].rel == "case" for c in page.kids[k]):
            return k if any(m.type in ("PER", "GROUP", "ORG") for m in cast.mentions(k)) else -1
    return -1


def goes_on_speaking(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> bool:
    """«...», — сказал он: whoever spoke in the sentence before, where the pronoun fits that person."""
    last = next((p for p in reversed(before) if p.actors and p.cue_at >= 0 and p.cue_at != d.cue_at), None)
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
    if not fits(page, cast, d, last.actors[0]):
        return False
    d.actors, d.speaker_rule = last.actors, "goes-on-speaking"
    return True


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


def said_by(page: Page, before: list[Draft], d: Draft, i: int) -> int:
    """The cue verb of the earlier statement that token ``i`` belongs to while the draft's own cue does not, or -1."""
    at, own = page.toks[i].start, page.toks[d.cue_at].start
    for p in reversed(before):
        if (
            p.kind == "indirect"
            and p.cue_at >= 0
            and p.start <= at < p.stop
            and not p.start <= own < p.stop
            and p.cue_at != d.cue_at
        ):
            return p.cue_at
    return -1


def agrees(page: Page, noun: int, verb: int) -> bool:
    """Whether a nominative can be the subject of the verb by number and, in the past, by gender."""
    n, v = page.toks[noun], page.toks[verb]
    if (
        n.feat("Number")
        and v.feat("Number")
        and n.feat("Number") != v.feat("Number")
        and not any(page.toks[k].rel == "conj" for k in page.kids[noun])
    ):
        return False
    return (
        v.feat("Number") != "Sing"
        or not n.feat("Gender")
        or not v.feat("Gender")
        or n.feat("Gender") == v.feat("Gender")
        or n.pos == "NOUN"
    )


def speaking_subject(page: Page, cast: Cast, d: Draft, v: int) -> int:
    """The subject of a cue verb by the tree, mended where the tree takes the medium spoken to for it or finds none."""
    subject = subject_of(page, v)
    before = [k for k in page.kids[v] if page.toks[k].rel == "nsubj" and k < v and page.toks[k].feat("Case") == "Nom"]
    if len(before) > 1:  # "представитель штаба, адмирал Имя Фамилия, заявил": the one with a name
        named = [k for k in before if any(m.type == "PER" and m.name_start >= 0 for m in cast.mentions(k))]
        return named[-1] if named else subject
    several = [
        k
        for k in page.kids[v]
        if page.toks[k].rel == "nsubj" and k > v and page.toks[k].pos == "NOUN" and page.toks[k].feat("Case") == "Nom"
    ]
    if subject > v and page.toks[subject].pos in ("PROPN", "X") and several:
        subject = several[-1]  # "сообщил Regnum источник": the medium told stands between
    if subject >= 0 and inside(page, d, subject):
        subject = -1
    if 0 <= subject < v:
        closer = nearer_subject(page, cast, d, v, subject)
        if closer >= 0:
            return closer
    if subject >= 0:
        t = page.toks[subject]
        doubtful = t.feat("Case") == "" or cast.is_medium(subject) or not agrees(page, subject, v)
        if not doubtful or page.low[subject] in RELATIVE:
            return subject
        if subject > v:
            other = next_nominative(page, cast, d, v, subject + 1)
            if (other >= 0 and other not in page.tree(subject) - {subject}) or (
                other >= 0 and page.toks[other].feat("Case") == "Nom" and t.feat("Case") == ""
            ):
                return other
            loose = not agrees(page, subject, v) or (
                (t.feat("Number") != "Plur" or cast.is_medium(subject)) and place_of(page, cast, d, v) >= 0
            )
            if page.toks[v].feat("Number") == "Plur" and loose:
                return -1
        return subject
    if page.toks[v].feat("VerbForm") != "Fin":
        return -1
    other = next_nominative(page, cast, d, v, v + 1)
    if other >= 0:
        return other
    if page.toks[v].feat("Number") == "Plur" and place_of(page, cast, d, v) >= 0:
        return -1
    return previous_nominative(page, cast, d, v)


def nearer_subject(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int:
    """The subject of ``v`` where the tree reaches over another clause to a wrong one, or -1.

    "А заявил, что ..., а министр Б отметил": Б. "А, которому принадлежит треть акций, заявил": А.
    """
    if any(page.finite(j) and page.toks[j].pos == "VERB" for j in range(subject + 1, v)):
        near = previous_nominative(page, cast, d, v)
        if near > subject and can_speak(page, cast, near) and not any(page.toks[j].text == "," for j in range(near, v)):
            start = phrase_of(page, near)[0]
            if start > 0 and (page.toks[start - 1].pos == "CCONJ" or page.toks[start - 1].text == ","):
                return near
    if page.toks[subject].pos == "NOUN" and page.low[subject] not in RELATIVE and not can_speak(page, cast, subject):
        for r in range(subject - 1, page.first[page.sent[v]] + 1, -1):
            if page.low[r] in RELATIVE and page.toks[r - 1].text == ",":
                who = head_of_name(page, r - 2)
                nominative = page.toks[who].feat("Case") == "Nom" and agrees(page, who, v)
                return who if nominative and can_speak(page, cast, who) else -1
    return -1


def next_nominative(page: Page, cast: Cast, d: Draft, v: int, at: int) -> int:
    """The first agreeing nominative after the verb, before the clause ends."""
    for i in range(at, page.last[page.sent[v]]):
        t = page.toks[i]
        if t.text in {",", ":", ";"} or t.text in DASHES or (page.finite(i) and t.pos == "VERB") or inside(page, d, i):
            return -1
        joined = t.rel.split(":")[0] in ("appos", "flat", "nmod", "conj") and page.toks[page.head[i]].feat("Case") in ("Nom", "")
        joined = joined and page.toks[page.head[i]].pos != "VERB"
        joined = joined or any(
            m.kind == "name" and cast.top(m) != i and page.toks[cast.top(m)].feat("Case") not in ("Nom", "")
            for m in cast.at.get(i, [])
        )
        nominative = t.pos in ("NOUN", "PROPN", "PRON") and t.feat("Case") == "Nom"
        if nominative and page.mark_of[i] < 0 and agrees(page, i, v) and not joined:
            return i
    return -1


def previous_nominative(page: Page, cast: Cast, d: Draft, v: int) -> int:
    """The nearest agreeing nominative before the verb with no other predicate between."""
    for i in range(v - 1, page.first[page.sent[v]] - 1, -1):
        t = page.toks[i]
        if (
            (page.finite(i) and t.pos in ("VERB", "AUX"))
            or t.text in ":;"
            or page.speech[i]
            or page.low[i] in RELATIVE
            or inside(page, d, i)
        ):
            return -1
        if t.rel == "appos" and 0 <= page.head[i] < i and page.toks[page.head[i]].feat("Case") not in ("Nom", ""):
            continue  # "из квартиры дочери Челси": a name that does not decline
        if t.pos in ("NOUN", "PROPN", "PRON") and t.feat("Case") == "Nom" and agrees(page, i, v) and page.mark_of[i] < 0:
            i = head_of_name(page, i)
            for _ in range(3):
                if page.toks[i].rel == "appos" and 0 <= page.head[i] < i and page.toks[page.head[i]].feat("Case") == "Nom":
                    i = page.head[i]
            return i
    return -1


INSTITUTION = re.compile(
    r"(служба|министерство|минист?ерство|ведомство|полиция|милиция|мэрия|суд|прокуратура|комитет|управление|департамент|администрация|посольство|штаб|компания|банк|клуб|федерация|союз|партия|агентство|"
    r"редакция|правительство|парламент|дума|больница|центр|организация|фонд|университет|институт|школа|завод|предприятие|концерн|холдинг|корпорация|движение|объединение|совет|отдел|отделение|подполье|"
    r"сообщество|окружение|секретариат|офис|аппарат|кабмин|кремль|госдеп|госдепартамент|пентагон|сеть|аэропорт|гостиница|отель|музей|театр|церковь|епархия|патриархия|группа|структура|орган|госпиталь|роддом|"
    r"лаборатория|обсерватория|бюро|палата|консульство|миссия|командование|армия|флот|разведка|резиденция|академия|колония|фсин|мчс|мвд|мид|фсб|гибдд|гаи|следствие|следком|росгвардия|оппозиция|"
    r"лига|ассоциация|профсоюз|инспекция|казначейство|канцелярия|биржа|ооо|оао|дом|власть|семья|ополчение|гвардия|порт|фирма|команда|дирекция|руководство|сборная|сектор|магазин|ректорат|обладминистрация)$"
)


def can_speak(page: Page, cast: Cast, i: int) -> bool:
    """Whether a subject can say something: a person, a group, an institution, a medium, a document."""
    t = page.toks[i]
    if (
        t.pos in ("PRON", "PROPN", "X", "NUM", "DET")
        or t.feat("Animacy") == "Anim"
        or t.feat("VerbForm") == "Part"
        or t.pos == "ADJ"
    ):
        return page.low[i] not in ("это", "что", "все", "то")
    if any(m.type in ("PER", "ORG", "MEDIA", "GROUP", "LOC") for m in cast.mentions(i)) or page.lemma[i] in SPEAKING:
        return True
    lemma = page.lemma[i]
    return (
        bool(INSTITUTION.search(lemma))
        or lemma in MEDIA_NOUNS
        or lemma in DOCUMENTS
        or any(page.toks[k].rel == "appos" and page.toks[k].pos == "PROPN" for k in page.kids[i])
    )


def place_of(page: Page, cast: Cast, d: Draft, v: int) -> int:
    """The institution in "в полиции сообщили", or -1."""
    for k in page.kids[v]:
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        if (
            case
            and case[0] in ("в", "во", "на", "из")
            and page.toks[k].feat("Case") in ("Loc", "", "Gen")
            and is_institution(page, cast, d, k)
        ):
            return k
    for i in range(v + 1, min(v + 8, page.last[page.sent[v]] - 1)):  # where the tree hangs it elsewhere
        if page.toks[i].text in {",", ":", ";"}:
            break
        if (
            page.low[i] in ("в", "во")
            and page.toks[i].rel == "case"
            and page.head[i] > i
            and page.toks[page.head[i]].feat("Case") == "Loc"
        ):
            return page.head[i] if is_institution(page, cast, d, page.head[i]) else -1
    return -1


def is_institution(page: Page, cast: Cast, d: Draft, k: int) -> bool:
    """Whether token ``k`` names a body that can speak for itself."""
    if page.toks[k].pos not in ("NOUN", "PROPN", "X") or inside(page, d, k):
        return False
    if INSTITUTION.search(page.lemma[k]) or any(m.type in ("ORG", "MEDIA", "GROUP", "LOC") for m in cast.mentions(k)):
        return True
    return page.toks[k].pos != "NOUN" and page.toks[k].text.isupper()


def place_speaks(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """В полиции сообщили: the institution speaks."""
    if d.cue_at < 0 or d.cue_form not in ("verb", "adjective") or page.toks[d.cue_at].feat("Number") != "Plur":
        return False
    v = d.cue_at
    for _ in range(3):
        k = place_of(page, cast, d, v)
        if k >= 0:
            return take(page, cast, d, k)
        if page.toks[v].rel != "conj" or page.head[v] < 0:
            return False
        v = page.head[v]
    return False


def complement(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """The complement of "по словам ...", "заявление ...", "со ссылкой на ..."."""
    if d.cue_form not in ("phrase", "noun", "relay"):
        return False
    at = d.cue_at
    if d.cue_form == "phrase" and any(page.toks[k].feat("VerbForm") == "Part" and k > at for k in page.kids[at]):
        author = author_of(page, cast, at)  # "согласно информации, опубликованной в газете"
        if author >= 0:
            return take(page, cast, d, author)
    own = [i for i in range(d.cue_first, d.cue_last)] + page.kids[at]
    for i in own:
        if page.low[i] in ("его", "ее", "их") and page.toks[i].pos in ("DET", "PRON"):
            return same_voice(page, cast, d, i, before) or subject_here(page, cast, d, i) or take(page, cast, d, i)
        if page.low[i] in ("своего", "своему", "своим"):
            return False
    if d.cue_form == "noun":
        for k in page.kids[at]:
            if page.toks[k].feat("Variant") == "Short":
                continue
            agent = subject_of(page, k) if page.toks[k].feat("VerbForm") == "Part" and k > at else -1
            if agent < 0 and k > at and page.toks[k].feat("VerbForm") == "Part" and page.toks[k].feat("Voice") == "Pass":
                agent = next((j for j in page.kids[k] if page.toks[j].feat("Case") == "Ins" and nominal(page, j)), -1)
            if agent >= 0:
                return take(page, cast, d, agent)
    for k in page.kids[at]:
        if (
            k > at
            and nominal(page, k)
            and page.toks[k].rel.split(":")[0] in ("nmod", "obl", "obj", "flat", "appos")
            and not inside(page, d, k)
        ):
            if d.cue_form == "noun" and (page.toks[k].feat("Case") not in ("Gen", "") or not can_speak(page, cast, k)):
                continue
            if d.cue_form == "phrase" and page.toks[k].feat("Case") in ("Nom", "Ins", "Loc") and page.toks[k].pos == "NOUN":
                continue  # "по некоторым данным автомобиль ..."
            if d.cue_form == "phrase" and any(
                page.toks[c].rel == "case" and page.low[c] in ("на", "в", "о", "об", "к", "за") for c in page.kids[k]
            ):
                continue
            return take(page, cast, d, k)
    if d.cue_form in ("phrase", "relay"):
        for k in range(d.cue_last, min(d.cue_last + 4, len(page.toks))):
            if page.toks[k].pos in ("NOUN", "PROPN", "X") and not inside(page, d, k):
                top = k
                while page.head[top] > at and page.toks[page.head[top]].pos in ("NOUN", "PROPN") and page.head[top] < k + 5:
                    top = page.head[top]
                paper = page.lemma[top] in DOCUMENTS or page.lemma[top] in ("информация", "данные", "сведение")
                author = author_of(page, cast, top) if paper and d.cue_form == "phrase" else -1
                return take(page, cast, d, author if author >= 0 else top)
            if page.toks[k].text == "," or (page.toks[k].pos == "ADP" and page.low[k] not in ("от", "из", "со")):
                break
    adjective = next(
        (
            i
            for i in own
            if page.low[i]
            in ("предварительным", "официальным", "неофициальным", "последним", "разным", "некоторым", "имеющимся", "различным")
        ),
        -1,
    )
    if d.cue_form == "phrase":
        d.nobody = True
        return adjective >= 0 or d.cue_kind == "writing" or page.toks[d.cue_last].text == ","
    if d.cue_form == "noun":
        head = page.head[at]
        for _ in range(4):
            if head >= 0 and page.toks[head].pos == "VERB":
                subject = subject_of(page, head)
                speaks = subject >= 0 and subject != at and not inside(page, d, subject) and can_speak(page, cast, subject)
                return speaks and take(page, cast, d, subject)
            head = page.head[head] if head >= 0 else -1
    return False


def subject_here(page: Page, cast: Cast, d: Draft, i: int) -> bool:
    """ "Чепмен назвал причиной желание прославиться, или, по его словам, ...": the subject of the sentence before the phrase."""
    n = page.sent[i]
    for k in range(page.first[n], d.cue_first):
        t = page.toks[k]
        if t.rel != "nsubj" or t.feat("Case") != "Nom" or page.speech[k]:
            continue
        people = [m for m in cast.mentions(k) if m.type == "PER" and m.kind in ("name", "name+title", "title")]
        d.speaker = (page.toks[i].start, page.toks[i].stop)
        if people and page.low[i] != "их" and fits(page, cast, d, people[0].actor):
            d.actors = (people[0].actor,)
            return True
    return False


def same_voice(page: Page, cast: Cast, d: Draft, i: int, before: list[Draft]) -> bool:
    """ "По его словам" goes on with whoever spoke last in this paragraph, where the pronoun fits."""
    last = next((p for p in reversed(before) if p.actors), None)
    if d.cue_form != "phrase" or last is None or page.line_at(last.start) != page.line_at(d.start):
        return False
    if page.sent[page.token_from(last.start)] < page.sent[d.cue_at] - 1:
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


def colon_name(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Имя: «...» ; «...» — Имя: the one named in the author's words, in the nominative; subjects first."""
    if d.words[0] < 0:
        return False
    a, b = d.words
    words = [i for i in range(a, b) if not page.is_punct(i) and not page.speech[i]]
    nominal_rels = ("nsubj", "root", "appos", "parataxis")
    words.sort(key=lambda i: page.toks[i].rel != "nsubj")
    for i in words:
        rel = page.toks[i].rel.split(":")[0]
        upright = page.toks[i].feat("Case") in ("Nom", "") or (page.toks[i].text.isupper() and rel in nominal_rels)
        fixed = page.lemma[i] == page.low[i] and d.rule in ("headline-colon", "headline-dash", "interview", "marks-name-colon")
        if not upright and not fixed:
            continue
        places = d.rule != "marks-colon-before"
        found = [m for m in cast.mentions(i) if m.type in ("PER", "ORG", "MEDIA", "GROUP") or (places and m.type == "LOC")]
        if found and rel not in ("obj", "iobj", "obl", "nmod"):
            return take(page, cast, d, i)
    if d.rule not in (
        "marks-name-colon",
        "headline-colon",
        "headline-dash",
        "marks-signature",
        "signature-line",
        "interview",
        "marks-colon-before",
    ):
        return False
    for i in words:
        t = page.toks[i]
        if t.pos in ("NOUN", "PROPN", "X") and t.feat("Case") in ("Nom", "") and t.rel.split(":")[0] in nominal_rels:
            return take(page, cast, d, i)
    if d.rule == "headline-dash":
        named = next(
            (i for i in words if cast.mentions(i) or (len(words) == 1 and page.toks[i].pos in ("NOUN", "PROPN", "X"))), -1
        )
        return named >= 0 and take(page, cast, d, named)
    return False


def same_as_group(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """A further piece of an interrupted quote, or a quote that goes on, keeps its speaker."""
    if d.follows is not None and d.cue_at < 0 and (d.rule != "marks-paragraph" or adjacent(page, d.follows, d)):
        d.actors, d.speaker = d.follows.actors, (-1, -1)
        return True
    return False


def adjacent(page: Page, a: Draft, b: Draft) -> bool:
    """Whether two quotes stand in the same line or in lines next to each other."""
    x, y = page.line_at(a.start), page.line_at(b.start)
    return 0 <= y - x <= 1


def introduced(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """A quote that is a paragraph of its own, after a line that says nothing but introduces a person."""
    if d.rule not in ("marks-paragraph", "marks-sentence", "dash-line") or d.cue_at >= 0:
        return False
    n = page.line_at(d.start)
    if n <= 0:
        return False
    line = page.lines[n - 1]
    if any(line.start <= p.start < line.stop for p in before):
        return False
    for i in range(line.last - 1, line.first - 1, -1):
        if page.toks[i].rel == "nsubj" and page.toks[i].feat("Case") == "Nom" and any(m.type == "PER" for m in cast.mentions(i)):
            done = take(page, cast, d, i)
            d.speaker = (-1, -1)
            return done
    return False


def turns(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """A line of dialogue without the author's words: the speaker of the line before the last."""
    if d.rule != "dash-line" or d.cue_at >= 0:
        return False
    n = page.line_at(d.start)
    two_back = [p for p in before if page.line_at(p.start) == n - 2 and p.rule == "dash-line"]
    if two_back:
        d.actors = two_back[-1].actors
    return True


def first_in_line(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """A cue without subject: the previous speaker, as in "Также заявил, что"."""
    if d.cue_form in ("noun", "relay"):
        return False
    if (
        d.cue_at >= 0
        and d.speaker[0] < 0
        and d.cue_form == "verb"
        and page.toks[d.cue_at].feat("Number") == "Plur"
        and page.toks[d.cue_at].feat("VerbForm") == "Fin"
    ):
        return False
    for p in reversed(before):
        if p.actors and p.kind != "source":
            if len(p.actors) == 1 and d.speaker[0] >= 0 and not fits(page, cast, d, p.actors[0]):
                continue
            d.actors = p.actors
            return True
    return False


def fits(page: Page, cast: Cast, d: Draft, actor: str) -> bool:
    word = page.text[d.speaker[0] : d.speaker[1]].lower().replace("ё", "е")
    gender = cast.genders.get(actor, "")
    if word in ("он", "ему") and gender.lower().startswith("f"):
        return False
    return not (word in ("она", "ее", "ей") and gender.lower().startswith("m"))


SPEAKERS = (
    ("relay-names", relay_names),
    ("relayed", relayed),
    ("document", document),
    ("interviewee", interviewee),
    ("nobody", nobody),
    ("own-subject", own_subject),
    ("place-speaks", place_speaks),
    ("complement", complement),
    ("words-around", colon_name),
    ("same-quote", same_as_group),
    ("introduced", introduced),
    ("turns", turns),
    ("previous-speaker", first_in_line),
)
