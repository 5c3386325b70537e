"""Speakers by continuation: pieces of one quote, turns of a dialogue, a cue without subject, a name that comes later."""

from __future__ import annotations

from framing.quotes.cast import Cast
from framing.quotes.leads import bare, presented, sentences_of
from framing.quotes.page import Draft, Page
from framing.quotes.speakers.naming import take
from framing.quotes.speakers.pronouns import fits, medium_alone


def same_quote(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """A further piece of an interrupted quote, or a quote that goes on, keeps its speaker."""
    if d.follows is not None and d.cue_at < 0 and (d.rule != "marks-paragraph" or adjacent(page, d.follows, d)):
        d.actors, d.speaker = d.follows.actors, (-1, -1)
        return True
    return False


def adjacent(page: Page, a: Draft, b: Draft) -> bool:
    """Whether two quotes stand in the same line or in lines next to each other."""
    x, y = page.line_at(a.start), page.line_at(b.start)
    return 0 <= y - x <= 1


def turns(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """A line of dialogue without the author's words: the speaker of the line before the last."""
    if d.rule != "dash-line" or d.cue_at >= 0:
        return False
    n = page.line_at(d.start)
    two_back = [p for p in before if page.line_at(p.start) == n - 2 and p.rule == "dash-line"]
    if two_back:
        d.actors = two_back[-1].actors
    return True


def tells_of_it(cast: Cast, d: Draft) -> bool:
    """Whether a source names a person who told it: "Об этом заявил X. Добавил: ..."."""
    return d.rule == "about-this" and cast.types.get(d.actors[0]) == "PER"


def previous_speaker(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """A cue without subject: the previous speaker, as in "Также заявил, что"."""
    if (d.cue_form in ("noun", "relay") and d.rule != "list-after-colon") or d.rule == "marks-headline":
        return False
    if (
        d.cue_at >= 0
        and d.speaker[0] < 0
        and d.cue_form == "verb"
        and page.toks[d.cue_at].feat("Number") == "Plur"
        and page.toks[d.cue_at].feat("VerbForm") == "Fin"
    ):
        return they_go_on(page, cast, d, before)
    for p in reversed(before):
        if p.actors and (p.kind != "source" or tells_of_it(cast, p)):
            named = len(p.actors) == 1 and d.speaker[0] >= 0
            if named and not (fits(page, cast, d, p.actors[0]) and alive_one(page, cast, d, p)):
                continue
            d.actors = p.actors
            return True
    return False


def alive_one(page: Page, cast: Cast, d: Draft, p: Draft) -> bool:
    """Whether a pronoun that names the draft's speaker, if it is "он" or "она", can mean who spoke before: no medium."""
    personal = page.text[slice(*d.speaker)].lower() in ("он", "она") or medium_alone(cast, d, p)
    return not personal or cast.kind_of(p.actors[0]) != "MEDIA"


def they_go_on(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Жители уверены, что ... Просят проверить: a plural verb opens its sentence, and several spoke in the one before."""
    v = d.cue_at
    last = next((p for p in reversed(before) if p.actors and p.kind != "source" and p.cue_at >= 0), None)
    if last is None or page.head[v] >= 0 or v > page.first[page.sent[v]] + 1 or page.sent[last.cue_at] != page.sent[v] - 1:
        return False
    if any(page.toks[k].feat("Case") == "Dat" and page.toks[k].pos == "PRON" for k in page.kids[v]):
        return False  # "им сообщили": they are told
    several = len(last.actors) > 1 or cast.types.get(last.actors[0], "GROUP") == "GROUP"
    if not several or page.toks[last.cue_at].feat("Number") != "Plur":
        return False
    d.actors = last.actors
    return True


def echoed(page: Page, d: Draft, drafts: list[Draft]) -> None:
    """A heading in marks belongs to whoever says the same words in the article."""
    alone = d.rule == "marks-paragraph" and d.cue_at < 0
    if d.actors or not (d.rule == "marks-headline" or alone):
        return
    words = lemmas_of(page, d)
    others = (p for p in drafts if p.actors and p.kind != "source" and p.rule != "marks-headline")
    same = next((p for p in others if words and len(words & lemmas_of(page, p)) >= 0.75 * len(words)), None)
    if same is not None:
        d.actors, d.speaker_rule = same.actors, "echoed"


def lemmas_of(page: Page, d: Draft) -> set[str]:
    """The lemmas of a draft's words that carry meaning."""
    tokens = range(page.token_from(d.start), page.token_upto(d.stop))
    return {page.lemma[i] for i in tokens if page.toks[i].pos in ("NOUN", "VERB", "ADJ", "PROPN", "ADV", "NUM")}


def named_after(page: Page, cast: Cast, d: Draft, drafts: list[Draft], n: int) -> None:
    """A quote that opens the article alone in its paragraph belongs to the person whose words come next."""
    if d.actors or d.rule not in ("marks-paragraph", "marks-sentence", "marks-headline"):
        return
    if d.cue_at >= 0 or any(p.actors for p in drafts[:n]):
        return
    line = page.line_at(d.start)
    below = next((x for x in page.lines[line + 1 :] if not bare(page, x)), None)
    who = next((presented(page, cast, a, b) for a, b in sentences_of(page, below)), -1) if below is not None else -1
    if who >= 0 and take(page, cast, d, who, "named-after"):
        return
    for later in drafts[n + 1 :]:
        if page.line_at(later.start) > line + 2:
            return
        if len(later.actors) == 1 and later.actors[0][:1].isupper() and cast.types.get(later.actors[0]) == "PER":
            d.actors, d.speaker_rule = later.actors, "named-after"
            return


def self_named(page: Page, cast: Cast, d: Draft, drafts: list[Draft]) -> None:
    """«Меня зовут Анна, ...»: words of nobody known belong, with all their pieces, to the name they tell."""
    if d.actors or d.kind != "direct" or d.nobody:
        return
    a, b = page.token_from(d.start), page.token_upto(d.stop)
    called = (i for i in range(a + 1, b - 1) if page.low[i] == "зовут" and "меня" in (page.low[i - 1], page.low[i + 1]))
    name = next((j for i in called for j in (i + 1, i + 2) if j < b and page.toks[j].pos == "PROPN"), -1)
    if name >= 0 and take(page, cast, d, name, "self-named"):
        for p in drafts:
            if not p.actors and p is not d and (p.follows or p) is (d.follows or d):
                p.actors, p.speaker_rule = d.actors, "self-named"
