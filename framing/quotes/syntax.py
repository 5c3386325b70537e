"""Questions about the tree that the rules of reported speech and those of speakers both ask: phrases, subjects, agreement."""

from __future__ import annotations

import re
from collections.abc import Callable

from framing.quotes.page import Page
from framing.quotes.wordlists import BODIES, MEDIA_NOUNS, RELATIVE, speech_words

_INSIDE = frozenset(["amod", "nmod", "det", "case", "nummod", "flat", "compound", "appos", "fixed"])

SHOUTED = speech_words("shouted")
LABELS = speech_words("labels")
"""Words that open a note and name nobody: "UPD"."""
ACTIVE = re.compile(r"(?:[аеиуюя]щ|вш)(?:ий|ая|ее|ие)(?:ся)?$")
"""The end of an active participle, whatever the tagger calls it."""
ABSTRACT = re.compile(r"(ость|ние|нье|тие|ство|ция|зия|изм|ота|изна|вка|дка|тка|ща|да|ча|ель)$")
"""The end of a noun for an act, a quality or a state."""
MARKS_IN_NAMES = frozenset('«»"“”„')


def phrase_of(page: Page, i: int) -> tuple[int, int]:
    """Tokens of the noun phrase that ``i`` heads, without clauses and without what follows a comma."""
    keep = {i}
    todo = [i]
    while todo:
        k = todo.pop()
        for j in page.kids[k]:
            rel = page.toks[j].rel
            if k != i and (pair := of_two(page, i, k, j) or of_several(page, i, k, j)):
                keep |= pair
                todo.append(j)
                continue
            if rel.split(":")[0] not in _INSIDE or rel == "acl" or (rel == "case" and k == i):
                continue
            between = range(min(j, k) + 1, max(j, k))
            if any(page.toks[x].text in {",", "—", "–", ":", ";"} for x in between):
                continue
            if rel == "case" and page.low[j] not in ("по", "в", "во", "при", "на", "из", "от", "с", "со", "для", "о", "об", "за"):
                continue
            if rel in ("nmod", "appos") and j > i and page.toks[j].pos == "PROPN" and clashes(page, i, j):
                continue  # "по словам врачей | Иван Петров поправляется"
            if page.low[j] in RELATIVE or page.lemma[j] in SHOUTED:
                continue  # "пресс-служба которого", "демонстранты с криками"
            if page.toks[j].feat("VerbForm") == "Part" and any(page.toks[x].rel not in ("punct", "advmod") for x in page.kids[j]):
                continue
            keep.add(j)
            todo.append(j)
    first = last = i
    while first - 1 in keep or (first - 2 in keep and page.toks[first - 1].text in MARKS_IN_NAMES):
        first -= 1
    while last + 1 in keep or (last + 2 in keep and page.low[last + 1] in MARKS_IN_NAMES | {".", "-", "же"}):
        last += 1
    inside = [page.toks[j].text for j in range(first, last + 1)]
    if (
        last + 1 < len(page.toks)
        and page.toks[last + 1].text in ("»", '"', "”", "“")
        and sum(inside.count(x) for x in "«„") + inside.count('"') % 2 > inside.count("»") + inside.count("“")
    ):
        last += 1
    return first, last + 1


def of_two(page: Page, i: int, k: int, j: int) -> set[int]:
    """The tokens "и" and ``j`` of a second matter of one person's office behind the first: "министр труда и жилого хозяйства"."""
    t, first, second = page.toks[i], page.toks[k], page.toks[j]
    office = (t.feat("Animacy"), t.feat("Number")) == ("Anim", "Sing") and page.head[k] == i
    alike = all((x.pos, x.feat("Case"), x.feat("Animacy")) == ("NOUN", "Gen", "Inan") for x in (first, second))
    joint = next((c for c in page.kids[j] if page.toks[c].rel == "cc" and page.low[c] == "и"), -1)
    return {joint, j} if office and alike and joint >= 0 and second.rel == "conj" else set()


def of_several(page: Page, i: int, k: int, j: int) -> set[int]:
    """The tokens "и" and ``j`` of a second owner or adjective of one noun: "власти порта и области", "местных и других лиц"."""
    t, first, second = page.toks[i], page.toks[k], page.toks[j]
    joint = next((c for c in page.kids[j] if page.toks[c].rel == "cc" and page.low[c] == "и" and k < c < j), -1)
    if second.rel != "conj" or joint < 0 or page.head[k] != i:
        return set()
    owners = k > i and t.feat("Case") not in ("Gen", "") and all(x.feat("Case") == "Gen" for x in (first, second))
    owners = owners and first.pos == second.pos and first.pos in ("NOUN", "PROPN")
    traits = j < i and first.rel == "amod" and first.pos == second.pos == "ADJ" and t.feat("Number") == "Plur"
    return {joint, j} if owners or traits else set()


def full_participle(page: Page, i: int) -> bool:
    """Whether a token is a participle in its long form."""
    return page.toks[i].feat("VerbForm") == "Part" and page.toks[i].feat("Variant") != "Short"


def attributive(page: Page, i: int) -> bool:
    """Whether a long participle describes a noun."""
    return full_participle(page, i) and page.toks[i].rel.split(":")[0] in ("acl", "amod")


def clashes(page: Page, i: int, j: int) -> bool:
    """Whether a name in the nominative singular hangs on a genitive plural, to which it cannot belong."""
    a, b = page.toks[i], page.toks[j]
    return (a.feat("Case"), a.feat("Number")) == ("Gen", "Plur") and (b.feat("Case"), b.feat("Number")) == ("Nom", "Sing")


def addressed(page: Page, i: int, j: int) -> bool:
    """Whether a name in the nominative hangs on those that somebody speaks to: "сказал журналистам Фамилия"."""
    a, b = page.toks[i], page.toks[j]
    return i < j and a.feat("Case") == "Dat" and b.feat("Case") == "Nom" and a.feat("Number") != b.feat("Number")


def own_words(page: Page, i: int) -> set[str]:
    """The lemmas that the phrase headed by token ``i`` adds to its noun: whose, of what, where."""
    first, last = phrase_of(page, i)
    found = {page.lemma[j] for j in range(first, last) if j != i and page.toks[j].pos in ("NOUN", "PROPN", "X")}
    return found - MEDIA_NOUNS - BODIES


def possessed(page: Page, i: int) -> bool:
    """Whether a possessive stands beside token ``i``: "её адвокат"."""
    return any(page.low[k] in ("его", "ее", "их") for k in page.kids[i])


def owned(page: Page, i: int, stop: int) -> bool:
    """Whether a noun is somebody's: by a possessive, or by a genitive behind it and before token ``stop`` ("слова министра")."""
    behind = (page.toks[k] for k in page.kids[i] if i < k < stop)
    return possessed(page, i) or any(t.feat("Case") == "Gen" and t.rel == "nmod" for t in behind)


def head_of_name(page: Page, i: int) -> int:
    """The head of the phrase where the tree hangs a name's part on another ("flat:name")."""
    for _ in range(5):
        up = page.head[i]
        if page.toks[i].rel.split(":")[0] == "flat" and up >= 0 and page.toks[up].pos != "VERB" and not addressed(page, up, i):
            i = up
        else:
            break
    return i


def joined_to(page: Page, i: int) -> list[int]:
    """Nouns coordinated with token ``i``: "А и Б", "А, Б и В" (a mere comma joins nothing)."""
    found = [k for k in page.kids[i] if page.toks[k].rel == "conj" and page.toks[k].pos in ("NOUN", "PROPN", "X")]
    found = [k for k in found if page.mark_of[k] in (-1, page.mark_of[i]) or page.mark_of[k] != page.mark_of[k - 1]]
    linked = [
        k for k in found if any(page.toks[c].rel == "cc" and page.low[c] in ("и", "а", "также", "да") for c in page.kids[k])
    ]
    return [k for k in found if linked and k <= linked[-1]] or sisters(page, i)


def sisters(page: Page, i: int) -> list[int]:
    """Further subjects of one plural verb behind "и" that the tree makes sisters: "девушки из порта и парни спорят"."""
    v = page.head[i]
    if v < 0 or page.toks[i].rel != "nsubj" or page.toks[v].feat("Number") != "Plur":
        return []
    more = [k for k in page.kids[v] if i < k < v and page.toks[k].rel == "nsubj" and page.toks[k].feat("Case") == "Nom"]
    joined = [k for k in more if any(page.toks[c].rel == "cc" and page.low[c] == "и" and i < c < k for c in page.kids[k])]
    return [k for k in joined if not any(page.finite(j) for j in range(i, k))]


def whole_of(page: Page, i: int) -> int:
    """The people of whom a percent sign tells a share: "36% американцев"; or -1."""
    if page.toks[i].text != "%" or i + 1 >= page_end(page, i):
        return -1
    return next((k for k in page.kids[i] if k > i and page.toks[k].feat("Case") == "Gen" and page.toks[k].rel == "nmod"), -1)


def several_close(page: Page, k: int) -> int:
    """The adjective in the nominative plural right before a genitive in the singular, whose people it names: "близкие парня"."""
    a, t = page.toks[k - 1], page.toks[k]
    close = page.head[k - 1] == k and a.pos == "ADJ" and (a.feat("Case"), a.feat("Number")) == ("Nom", "Plur")
    return k - 1 if close and (t.feat("Case"), t.feat("Number"), t.feat("Animacy")) == ("Gen", "Sing", "Anim") else -1


def past_participle(page: Page, k: int, first: int) -> int:
    """The noun that a participle before it describes, where token ``k`` depends on that participle: "на назначенного Дарвией
    | губернатора"; else ``k``."""
    up = k
    for _ in range(3):
        up = page.head[up]
        if up < first:
            return k
        quality = page.toks[up].pos == "ADJ" and page.toks[up].rel == "amod"  # "на знакомый с ситуацией | источник"
        describes = quality or attributive(page, up)
        if describes and page.head[up] > max(k, up) and page.toks[page.head[up]].pos in ("NOUN", "PROPN"):
            return page.head[up]
    return k


def cited_noun(page: Page, start: int) -> int:
    """The noun that names whom one refers to behind "со ссылкой на", past a participle with its own words; or -1."""
    end = page.last[page.sent[start]] if start < len(page.toks) else start
    i = next((j for j in range(start, min(start + 6, end)) if page.toks[j].pos in ("NOUN", "PROPN", "X")), -1)
    if i < 0:
        return -1
    i = past_participle(page, i, start)
    for _ in range(5):
        up = page.head[i]
        if not start <= up < min(i + 6, end) or page.toks[up].pos not in ("NOUN", "PROPN"):
            break
        i = up
    return i


def nominal(page: Page, i: int) -> bool:
    """Whether a token can name somebody: a noun, name or number, or an adjective or participle in a noun's place."""
    t = page.toks[i]
    noun = t.pos in ("NOUN", "PROPN", "X", "NUM") or whole_of(page, i) >= 0
    placed = t.rel in ("nsubj", "nmod", "obl", "obj")
    return noun or (placed and (t.pos in ("ADJ", "VERB") or unknown_plural(page, i)))


def unknown_plural(page: Page, i: int) -> bool:
    """Whether the tagger took a plural that it does not know for an adverb in a noun's place: "рассказали ортодонты"."""
    t = page.toks[i]
    return t.pos == "ADV" and t.rel in ("nsubj", "obl", "nmod", "obj") and page.low[i].endswith(("и", "ы"))


def dictionary_form(page: Page, i: int) -> bool:
    """Whether a singular noun or name has its dictionary form, whatever case the tagger gives it."""
    t = page.toks[i]
    noun = t.pos in ("NOUN", "PROPN", "ADJ") and t.feat("Number") != "Plur"
    return noun and page.low[i] == page.lemma[i] and len(page.low[i]) > 2


def subject_of(page: Page, v: int) -> int:
    """The subject of a verb, or the agent of a passive, as a token; -1 where there is none."""
    kids = [k for k in page.kids[v] if k > page.pointed.get(v, -1) and page.low[k] not in LABELS]
    told = [k for k in kids if page.toks[k].rel == "nsubj" and page.speech[k] == page.speech[v]]
    if len(told) > 1 and told[0] < v < told[-1] and page.toks[v - 1].text == "," and told[-1] == v + 1:
        return told[-1]  # "«...», — заявил Орлов, глава мэрии, сообщает РИА", whatever else the tree gives the verb
    few = next((k for k in kids if k > v and page.toks[k].rel == "nsubj" and genitive_counted(page, k)), -1)
    for k in kids:
        if (
            page.toks[k].rel == "nsubj"
            and page.toks[k].feat("Case") in ("Nom", "")
            and page.speech[k] == page.speech[v]
            and not page.is_punct(k)
        ):
            return few if v < few < k and page.speech[few] == page.speech[v] else k
    for k in kids:
        upright = dictionary_form(page, k) or (page.toks[v].feat("Number") == "Plur" and page.low[k].endswith(("и", "ы")))
        if page.toks[k].rel == "nsubj" and upright and page.toks[k].pos != "VERB" and page.speech[k] == page.speech[v]:
            return k
    for k in kids:
        counted = genitive_counted(page, k)
        if (
            page.toks[k].rel == "nsubj"
            and (counted or page.toks[k].pos in ("PROPN", "NUM", "X"))
            and page.speech[k] == page.speech[v]
        ):
            return k
    if page.toks[v].feat("Voice") == "Pass":
        for k in kids:
            if (
                page.toks[k].rel.startswith("obl")
                and page.toks[k].feat("Case") == "Ins"
                and page.low[k] not in ("тем", "этим")
                and not any(page.toks[c].rel == "case" for c in page.kids[k])
            ):
                return k
    return -1


def genitive_counted(page: Page, k: int) -> bool:
    """Whether a number or "few" stands with a genitive: "три источника"."""
    return page.toks[k].feat("Case") == "Gen" and any(page.toks[c].rel.startswith(("nummod", "det")) for c in page.kids[k])


def subject_or_place(page: Page, v: int, but: int = -1) -> int:
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


def agrees_with_verb(page: Page, noun: int, verb: int) -> bool:
    """Whether a nominative agrees with a verb as its subject: in number and, in the past, in gender."""
    n, v = page.toks[noun], page.toks[verb]
    if (
        n.feat("Number")
        and v.feat("Number")
        and n.feat("Number") != v.feat("Number")
        and not any(page.toks[k].rel == "conj" or page.toks[k].rel.startswith("nummod") for k in page.kids[noun])
    ):
        return False
    return (
        v.feat("Number") != "Sing"
        or not n.feat("Gender")
        or not v.feat("Gender")
        or n.feat("Gender") == v.feat("Gender")
        or (n.pos == "NOUN" and n.feat("Animacy") != "Inan")
    )


def clash_of_number(page: Page, noun: int, verb: int) -> bool:
    """Whether a singular noun stands beside a plural finite verb."""
    n, v = page.toks[noun], page.toks[verb]
    common = n.text.islower() or noun == page.first[page.sent[noun]]
    single = n.pos == "NOUN" and n.feat("Number") == "Sing" and common
    return single and v.feat("Number") == "Plur" and v.feat("VerbForm") == "Fin"


def same_inflection(page: Page, a: int, b: int) -> bool:
    """Whether two words agree in number, gender and tense, as far as both show them."""
    x, y = page.toks[a], page.toks[b]
    return all(not x.feat(f) or not y.feat(f) or x.feat(f) == y.feat(f) for f in ("Number", "Gender", "Tense"))


def antecedent(page: Page, verb: int, subject: int) -> int:
    """The noun that a relative pronoun stands for; any other subject itself."""
    return page.head[verb] if page.low[subject] in RELATIVE and page.head[verb] >= 0 else subject


def root_of(page: Page, n: int) -> int:
    """The root of the n-th sentence's tree; -1 where there is no such sentence."""
    return next((i for i in range(page.first[n], page.last[n]) if page.head[i] < 0), -1) if n >= 0 else -1


def main_verb(page: Page, i: int) -> int:
    """The finite verb above a gerund, participle or infinitive; any other token itself."""
    at = i
    for _ in range(12):
        if page.toks[at].feat("VerbForm") == "Fin" or page.head[at] < 0:
            return at
        at = page.head[at]
    return i


def depth(page: Page, i: int) -> int:
    """How many steps the tree takes from the root to token ``i``."""
    steps = 0
    while page.head[i] >= 0 and steps < 60:
        i, steps = page.head[i], steps + 1
    return steps


def bracketed(page: Page, i: int) -> bool:
    """Whether token ``i`` stands in round brackets of its sentence."""
    before = [page.toks[j].text for j in range(page.first[page.sent[i]], i)]
    return before.count("(") > before.count(")")


def page_end(page: Page, i: int) -> int:
    """One past the sentence of token ``i``."""
    return page.last[page.sent[i]]


def climb(page: Page, i: int, enough: Callable[[int], bool]) -> int:
    """The first token from ``i`` upwards that is the root or whose head is ``enough``: what heads the phrase that ``i`` opens."""
    top = i
    for _ in range(30):
        head = page.head[top]
        if head < 0 or enough(head):
            break
        top = head
    return top
