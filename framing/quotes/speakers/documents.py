"""Speakers by document: "говорится в заявлении компании", "следует из отчёта"."""

from __future__ import annotations

from framing.quotes.cast import Cast, can_speak, lifeless
from framing.quotes.page import Draft, Page
from framing.quotes.speakers.naming import inside, take
from framing.quotes.speakers.subjects import impersonal, paper_behind
from framing.quotes.syntax import full_participle, nominal, root_of, subject_of
from framing.quotes.wordlists import DOCUMENTS, MEDIA_NOUNS, PROPOSALS, RECORDS, RELATIVE, speech_words


def document(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Говорится в заявлении компании; сообщается на сайте мэрии; следует из отчёта: who wrote the document."""
    if d.cue_at < 0 or d.cue_form not in ("reflexive", "verb"):
        return False
    follows = d.cue_lemma.startswith("следовать")
    if d.cue_form == "verb" and not follows and (subject_of(page, d.cue_at) >= 0 or not impersonal(page, cast, d.cue_at)):
        return False
    elsewhere = page.head[d.cue_last - 1] if follows and page.toks[d.cue_last - 1].rel == "case" else -1
    for k in [*page.kids[d.cue_at], *([elsewhere] if elsewhere >= d.cue_last else [])]:
        case = [page.low[c] for c in page.kids[k] if page.toks[c].rel == "case"]
        if inside(page, d, k) or not case or case[0] not in (("из",) if follows else ("в", "во", "на")):
            continue
        if not follows and page.toks[k].feat("Case") != "Loc":
            continue
        if page.low[k] in RELATIVE and page.head[d.cue_at] >= 0:  # "заявление, в котором сообщается": who put it out
            paper = paper_behind(page, d.cue_at)
            author = put_out_by(page, cast, paper if paper >= 0 else page.head[d.cue_at])
            return author >= 0 and take(page, cast, d, author)
        paper = paper_before(page, k) if page.low[k] in ("нем", "ней", "них") else -1
        if paper >= 0:  # "Министерство опубликовало отчёт. В нём говорится, что ..."
            author = put_out_by(page, cast, paper)
            return take(page, cast, d, author) if author >= 0 else by_paper(page, cast, d, paper, before)
        k = one_of(page, k)
        if page.lemma[k] in DOCUMENTS or follows:
            return by_paper(page, cast, d, k, before)
        if page.lemma[k] in MEDIA_NOUNS or any(m.type in ("ORG", "MEDIA", "GROUP") for m in cast.mentions(k)):
            return take(page, cast, d, k)
    return False


def one_of(page: Page, k: int) -> int:
    """The noun of "в одном из отчётов"; else ``k``."""
    one = page.lemma[k] == "один"
    return next((j for j in page.kids[k] if one and page.toks[j].rel == "nmod" and page.low[j - 1] == "из"), k)


def put_out_by(page: Page, cast: Cast, paper: int) -> int:
    """Whose a document is, or who did with it what its verb says: "опубликовал заявление"; -1 where neither is told, or
    the paper came to somebody: "получил письмо"."""
    author, verb = author_of(page, cast, paper), page.head[paper]
    if author >= 0 or verb < 0 or page.toks[verb].pos != "VERB" or page.toks[paper].rel.startswith("nsubj"):
        return author
    if page.lemma[verb] in RECEIVED:
        return -1
    people = counted_ahead(page, verb)
    return people if people >= 0 else subject_of(page, verb)


RECEIVED = speech_words("received")
"""What one does with the papers of others."""


def counted_ahead(page: Page, verb: int) -> int:
    """The people counted right before a plural verb, where "более" is its subject: "более ста врачей подписали"; or -1."""
    i = verb - 1
    t = page.toks[i]
    many = i >= page.first[page.sent[verb]] and t.feat("Number") == "Plur" == page.toks[verb].feat("Number")
    numbers = (k for k in page.kids[i] if page.toks[k].rel.startswith("nummod") and k < i)
    return i if many and t.feat("Case") == "Gen" and t.pos == "NOUN" and any(numbers) else -1


def paper_before(page: Page, k: int) -> int:
    """The document that "в нём" means, which agrees with the pronoun: the last one before it in its sentence, else what the
    sentence before (past any quote) acts on, or says "в отчёте говорится" of; or -1."""
    here = page.sent[k]
    n = next((n for n in range(here - 1, -1, -1) if not page.speech[page.last[n] - 1]), -1)
    for i in (*range(k - 1, page.first[here] - 1, -1), *(range(page.last[n] - 1, page.first[n] - 1, -1) if n >= 0 else ())):
        t = page.toks[i]
        plural = (t.feat("Number") == "Plur") == (page.low[k] == "них")
        feminine = page.low[k] == "них" or (t.feat("Gender") == "Fem") == (page.low[k] == "ней")
        fits = page.lemma[i] in DOCUMENTS and t.pos in ("NOUN", "PROPN") and plural and feminine and not page.speech[i]
        telling = page.lemma[page.head[i]].endswith("ся") and t.feat("Case") == "Loc"
        if fits and (page.sent[i] == here or telling or t.rel.split(":")[0] in ("obj", "nsubj")):
            return i
    return -1


def by_paper(page: Page, cast: Cast, d: Draft, k: int, before: list[Draft]) -> bool:
    """Give a statement to the author of the document at token ``k``, else to the body that spoke last, else to the document."""
    his = next((j for j in page.kids[k] if page.low[j] in ("его", "ее", "их") and cast.mentions(j)), -1)
    if his >= 0:
        return take(page, cast, d, his)  # "следует из его распоряжения"
    author = author_of(page, cast, k)
    if author < 0:
        author = on_site(page, cast, k)
    if author >= 0 or cast.mentions(k):
        return take(page, cast, d, author if author >= 0 else k)
    sender = sent_by(page, cast, k)
    if sender >= 0:
        return take(page, cast, d, sender)
    same = next((p for p in reversed(before) if p.actors and p.speaker_rule == "document" and names_paper(page, p, k)), None)
    if same is not None:
        d.actors = same.actors
        return True
    if page.lemma[k] in ARTICLES and page.toks[k].feat("Number") == "Sing":
        medium = next((p for p in reversed(before) if p.actors and cast.types.get(p.actors[0]) == "MEDIA"), None)
        if medium is not None and page.line_at(d.start) - page.line_at(medium.start) <= 2:
            d.actors = medium.actors
            return True
    issuer = issuer_before(page, cast, k)
    if issuer >= 0 and page.line_at(page.toks[issuer].start) == page.line_at(d.start):
        return take(page, cast, d, issuer)
    last = next((p for p in reversed(before) if p.actors and cast.types.get(p.actors[0]) != "MEDIA"), None)
    if page.toks[k].feat("Number") == "Plur":
        last = None  # "в блогах появилась информация"
    one = last is not None and len(last.actors) == 1 and page.lemma[k] in STATEMENTS | {"сообщение", "пост", "запись"}
    near = last is not None and page.line_at(d.start) - page.line_at(last.start) <= 2
    if last is not None and near and (cast.types.get(last.actors[0]) != "PER" or (one and says_i(page, d))):
        d.actors = last.actors
        return True
    if issuer >= 0:
        return take(page, cast, d, issuer)
    return page.toks[k].pos == "NOUN" and take(page, cast, d, k)


PLACES = MEDIA_NOUNS | speech_words("places_of_writing")
"""Where people write, and who writes for a living: they speak under their own names."""

CITED = (DOCUMENTS | PROPOSALS | RECORDS) - PLACES - speech_words("tellers")
"""Papers and data that one refers to: whose they are speaks."""


def owner_cited(page: Page, cast: Cast, k: int) -> int:
    """Whose paper or data somebody refers to: "со ссылкой на отчёт банка"; -1 where it is no paper or nobody's."""
    return author_of(page, cast, k) if page.lemma[k] in CITED or lifeless(page, cast, k) else -1


def says_i(page: Page, d: Draft) -> bool:
    """Whether somebody speaks of himself in a quote: "Я назвал"."""
    return d.kind == "direct" and any(page.low[k] == "я" for k in range(page.token_from(d.start), page.token_upto(d.stop)))


STATEMENTS = speech_words("statements")
"""What is put out in the name of people or a body: the one named right before where it has no owner."""


def issuer_before(page: Page, cast: Cast, k: int) -> int:
    """Whose statement has no owner: the people or body that act in the sentence right before: "Представители клуба выразили
    соболезнования. В заявлении говорится"; or -1."""
    root = root_of(page, page.sent[k] - 1)
    subject = subject_of(page, root) if root >= 0 and not page.speech[root] else -1
    if subject < 0 or page.lemma[k] not in STATEMENTS | {"сводка"} or page.toks[k].feat("Number") != "Sing":
        return -1
    near = page.line_at(page.toks[k].start) - page.line_at(page.toks[root].start) <= 1
    several = page.toks[subject].feat("Animacy") == "Anim" and page.toks[subject].feat("Number") == "Plur"
    body = any(m.type in ("ORG", "GROUP") for m in cast.mentions(subject))
    return subject if near and (several or body) and page.toks[subject].pos != "PRON" and can_speak(page, cast, subject) else -1


def paper_says(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Гласит сообщение на сайте мэрии: who wrote the paper that is the subject."""
    if d.cue_at < 0 or d.cue_form != "verb":
        return False
    k = subject_of(page, d.cue_at)
    told = page.kid(d.cue_at, "nsubj") if k < 0 else -1  # "данные", whatever case the tagger gives
    k = told if told >= 0 and page.low[told] == "данные" else k
    data = k >= 0 and page.low[k] == "данные"
    if k < 0 or inside(page, d, k) or not (data or page.lemma[k] in DOCUMENTS - PLACES):
        return False
    if page.toks[k].feat("Number") == "Plur" and not data:
        return False
    author = author_of(page, cast, k) if not cast.mentions(k) else -1
    title = author >= 0 and page.mark_of[author] >= 0 and not cast.mentions(author)
    return author >= 0 and not title and take(page, cast, d, author)


def names_paper(page: Page, d: Draft, k: int) -> bool:
    """Whether the sentence of a draft's cue names the same kind of document as token ``k``, which the article named already."""
    n = page.sent[d.cue_at] if d.cue_at >= 0 else -1
    return n >= 0 and any(page.lemma[i] == page.lemma[k] for i in range(page.first[n], page.last[n]))


def on_site(page: Page, cast: Cast, k: int) -> int:
    """Whose site or page stands right after a document: "в сообщении на сайте мэрии", wherever the tree hangs it; or -1."""
    for i in range(k + 1, min(k + 4, page.last[page.sent[k]])):
        site = page.head[i]
        if page.low[i] in ("на", "в") and page.toks[i].rel == "case" and site > i and page.lemma[site] in DOCUMENTS:
            return author_of(page, cast, site)
    return -1


ARTICLES = speech_words("articles")
"""What a medium puts out: "отмечается в статье" is said by the medium that was named last."""

LETTERS = speech_words("letters")


def sent_by(page: Page, cast: Cast, k: int) -> int:
    """Who wrote a letter that has no owner here: the person who is the subject nearest before it, at most two lines up."""
    if page.lemma[k] not in LETTERS:
        return -1
    for i in range(k - 1, -1, -1):
        if page.line_at(page.toks[k].start) - page.line_at(page.toks[i].start) > 2:
            break
        people = page.toks[i].rel == "nsubj" and not page.speech[i] and any(m.type == "PER" for m in cast.mentions(i))
        if people:
            return i
    return -1


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
        if full_participle(page, j) and rel in ("acl", "amod"):
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
