"""Marks in which words only call something: things, titles of acts, articles of a law, glosses, customary expressions."""

from __future__ import annotations

import re
from functools import cache

from framing import seeds
from framing.quotes.page import QUOTES, Page, plain
from framing.quotes.syntax import ABSTRACT, bracketed, full_participle
from framing.quotes.wordlists import ACTS, ASK, EVENTS


def held_off(page: Page, first: int, last: int) -> bool:
    """Whether one adjective in marks describes the noun behind it: "приехали с «новой» мебелью": no words of anybody."""
    noun = page.head[first]
    alone = last - first == 1 and page.toks[first].pos in ("ADJ", "NOUN", "PROPN") and page.toks[first].rel == "amod"
    described = alone and last < noun <= last + 2 and page.toks[noun].pos in ("NOUN", "PROPN")
    return described or agrees_behind(page, first, last)


def only_trait(page: Page, first: int, last: int) -> bool:
    """Whether one adjective in marks describes an object behind it and is not what that is called: "описал «слабых» игроков"."""
    return page.toks[first].feat("Case") not in ("Ins", "Nom") and held_off(page, first, last)


def agrees_behind(page: Page, first: int, last: int) -> bool:
    """Whether one adjective or long participle in marks agrees with the noun right behind them, whatever the tree says."""
    t = page.toks[first]
    behind = [i for i in range(last, min(last + 5, page.last[page.sent[first]])) if not page.is_punct(i)]
    k = next((i for i in behind if page.toks[i].pos != "ADJ" or page.toks[i].feat("Case") != t.feat("Case")), first)
    n, form = page.toks[k], t.pos == "ADJ" or full_participle(page, first)
    cases = {t.feat("Case"), n.feat("Case")}
    agree = "" not in cases and (len(cases) == 1 or cases == {"Nom", "Acc"}) and t.feat("Number") == n.feat("Number")
    return last - first == 1 and form and k > first and n.pos == "NOUN" and agree


def thing_called(page: Page, first: int, last: int, inside: bool) -> bool:
    """Whether one noun in marks only calls a thing, in an indirect statement (``inside``) or behind a preposition: "копировал на
    «флэшки»", "билет «туда-обратно»"; not what something is said to be ("назвал «ошибкой»"), people, or a noun for an act."""
    if sum(not page.is_punct(i) for i in range(first, last)) != 1:
        return False
    t, rel = page.toks[first], page.toks[joined_with(page, first)].rel.split(":")[0]
    if t.feat("VerbForm") == "Inf" and inside_question(page, first):
        return True
    if t.pos == "ADV" and "-" in t.text and page.toks[max(page.head[first], 0)].pos == "NOUN":
        return True
    placed = any(page.toks[k].rel == "case" for k in page.kids[first])
    if t.pos == "NOUN" and pointed_at(page, first) and not is_said_to_be(page, first):
        return True
    if t.pos != "NOUN" or t.feat("Animacy") != "Inan" or rel not in ("obj", "obl", "nmod", "nsubj") or not (inside or placed):
        return False
    said_to_be = is_said_to_be(page, first)
    lemma = page.lemma[first]
    return not (said_to_be or ABSTRACT.search(lemma) or lemma in EVENTS or lemma.endswith(("щик", "чик", "ист")))


def inside_question(page: Page, i: int) -> bool:
    """Whether a question word stands right before the marks: "думают, куда «пристроить» деньги"."""
    before = head_before(page, i)
    return before >= 0 and page.low[before] in ASK


def is_said_to_be(page: Page, i: int) -> bool:
    """Whether a noun is what something is said to be: "назвал «ошибкой»", "описал как «ошибку»"."""
    alone = not any(page.toks[k].rel == "case" for k in page.kids[i])
    return (page.toks[i].feat("Case") == "Ins" and alone) or any(page.low[k] == "как" for k in page.kids[i])


def pointed_at(page: Page, i: int) -> bool:
    """Whether a pronoun or adjective before the marks describes the one noun in them: "таких «змей»", "тёмный «сюрприз»"."""
    before = head_before(page, i)
    if before < 0 or page.is_punct(before):
        return False
    a, t = page.toks[before], page.toks[i]
    joined = page.head[before] == i or (bool(t.feat("Case")) and a.feat("Case") == t.feat("Case"))
    return a.pos in ("DET", "ADJ") and joined and page.lemma[before] != "свой"


def joined_with(page: Page, i: int) -> int:
    """The first of the words that "и" joins, of which token ``i`` is one."""
    for _ in range(5):
        if page.toks[i].rel.split(":")[0] != "conj":
            break
        i = page.head[i]
    return i


def head_before(page: Page, first: int) -> int:
    """The nearest word before the marks in the same sentence, or -1."""
    i = first - 1
    while (
        i >= 0
        and page.sent[i] == page.sent[first]
        and page.is_punct(i)
        and page.toks[i].text in QUOTES | {"*", "**", "(", "_", "__"}
    ):
        i -= 1
    return i if i >= 0 and page.sent[i] == page.sent[first] else -1


def key_of(page: Page, first: int, last: int) -> str:
    """The lemmas of tokens ``first..last`` as one string."""
    return " ".join(page.lemma[i] for i in range(first, last) if not page.is_punct(i))


def describes_name(page: Page, first: int, last: int) -> bool:
    """Whether a noun phrase in marks stands right before the name of whom it calls so: "с «отцом порта» Иваном Лужиным"."""
    name = last + 1
    if name >= page.last[page.sent[first]] or page.toks[last].text not in QUOTES or page.toks[name].pos != "PROPN":
        return False
    case = page.toks[name].feat("Case")
    return case in ("Dat", "Acc", "Ins", "Loc") and any(
        page.toks[i].pos == "NOUN" and page.toks[i].feat("Case") == case for i in range(first, last)
    )


def of_law(page: Page, first: int) -> bool:
    """Whether an article of a law stands before the brackets that hold its words: "по ч. 2 ст. 214 УК РФ («Вандализм ...»)"."""
    near = range(max(page.first[page.sent[first]], first - 10), first)
    return any(page.low[i] in ("ст", "ч", "ук", "коап", "гк", "упк") or page.lemma[i] == "статья" for i in near)


def is_gloss(page: Page, first: int) -> bool:
    """Whether the marks hold, in brackets, what a foreign word before them means: "(Great Storm, «Большая буря»)"."""
    near = range(max(page.first[page.sent[first]], first - 4), first)
    foreign = next((i for i in reversed(near) if page.low[i].isascii() and page.low[i].isalpha()), -1)
    return foreign >= 0 and bracketed(page, first) and bracketed(page, foreign)


def article_behind(page: Page, last: int) -> bool:
    """Whether an article of a law stands in brackets behind the marks that hold its words: "«угон» (ст. 166 УК)"."""
    behind = page.text[page.toks[last - 1].stop : page.toks[last - 1].stop + 24]
    return bool(re.match(r"[*_]*[»\"”“][*_]*\s*\((?:по )?(?:ст|ч|п|част[ьи]|стать[яеи])[. ]", behind))


def is_act(page: Page, first: int) -> bool:
    """Whether the marks hold the name of an act: "приказ № 432 от 19.07.2016 «Об утверждении порядка ...»"."""
    near = range(max(page.first[page.sent[first]], first - 5), first)
    capital = page.toks[first].text[:1].isupper()
    numbered = any(page.toks[j].text[:1].isdigit() for j in near)
    if numbered and capital and any(page.lemma[j].rstrip(".") in ("ст", "статья") for j in near):
        return True
    if capital and page.lemma[first] in ACTS:
        return True
    if page.low[first] not in ("о", "об") or not capital:
        return False
    return any(page.lemma[j] in ACTS for j in range(max(page.first[page.sent[first]], first - 16), first))


@cache
def customary() -> frozenset[str]:
    """Expressions that news sets in marks though nobody says them, as lemmas, from ``called.txt``."""
    return frozenset(plain(w) for w in seeds.words("called.txt"))
