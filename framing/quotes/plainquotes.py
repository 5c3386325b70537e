"""Speech that only the layout shows: names before a colon, dash-led lines, interviews, blocks and lists after a colon."""

from __future__ import annotations

import re
from itertools import pairwise

from framing.quotes.cast import Cast, can_speak
from framing.quotes.cues import Cue
from framing.quotes.leads import item_sign, lead_speaker, list_around
from framing.quotes.marked import ADDRESS, author_inside, cue_in, last_cue, pieces, set_cue, statement_of
from framing.quotes.page import DASHES, FIRST, QUOTES, Draft, Line, Page
from framing.quotes.reported.reading import negated, planned
from framing.quotes.syntax import attributive, main_verb, owned, root_of, subject_of, subject_or_place
from framing.quotes.wordlists import (
    ASK,
    BODIES,
    DOCUMENTS,
    INSTITUTIONS,
    MEDIA_NOUNS,
    NOT_LISTING,
    PROPOSALS,
    RELATIVE,
    SPEAKING,
    STUDIES,
    UTTERANCES,
    UTTERING,
    speech_words,
)
from framing.records import Mention

_BULLET = re.compile(r"[*_]*(?:\d\ufe0f?\u20e3|[—–•▪●◾◦*·-]|\d{1,2}[.)]|[\U0001F300-\U0001FAFF☀-➿⬀-⯿]\ufe0f?)\s*")
_DASH = re.compile(r"[*_]*[—–―-]\s+(?=\S)")
_LABEL = re.compile(r"(?:[—–-]\s*)?[*_]*([^:.!?«»\"\n]{2,70}?)[*_]*\s*:\s*[*_]*\s*(?:[—–-]\s*)?(?=[^\s])")
_ASKS = re.compile(r"(вопрос|корреспондент|журналист|ведущ|интервьюер|корр|в)\.?$", re.IGNORECASE)
_ANSWERS = re.compile(r"(ответ|о)\.?$", re.IGNORECASE)
_ANEW = re.compile(
    r"((?:Он|Она|Они) (?:также |затем )?(?:добавил|отметил|подчеркнул|заявил|сказал|пояснил)\w*|"
    r"Ранее|Так,?|Как сообща\w+|Тем временем|Напомним|При этом|Между тем|Кроме того|Также)\b"
)
_BLOCKS = ("block-after-colon", "block-after-statement", "block-goes-on")
_FURNITURE = ("caption", "credit", "related", "footer", "dateline")


def unmarked(page: Page, cues: list[Cue], cast: Cast, taken: list[Draft]) -> list[Draft]:
    """Direct and indirect quotes that only the layout shows."""
    drafts: list[Draft] = []
    labels = interview_labels(page, cast)
    sign(page, cues, cast, taken)
    for n, line in enumerate(page.lines):
        if line.zone in _FURNITURE or line.last <= line.first:
            continue
        if any(d.start < line.stop and line.start < d.stop for d in taken):
            continue
        for rule in RULES:
            try:
                new = rule(page, cues, cast, n, labels)
            except (IndexError, ValueError) as error:
                page.oddities.append((line.start, line.stop, f"{type(error).__name__} in {rule.__name__}"))
                new = []
            if new:
                drafts += new
                break
        else:
            drafts += block_goes_on(page, cues, n, drafts)
    return drafts


def actor_head(page: Page, cast: Cast, a: int, b: int) -> int:
    """The token that heads a name or description of somebody who can speak among ``a..b``, or -1."""
    if b - a > 12 or any(page.finite(i) for i in range(a, b)):
        return -1
    for i in range(a, b):
        if page.is_punct(i) or (page.toks[i].pos in ("ADJ", "ADV", "DET") and not cast.mentions(i)):
            continue
        found = [m for m in cast.mentions(i) if m.kind != "pronoun" and page.toks[i].pos != "PRON"]
        nominative = page.toks[i].feat("Case") in ("Nom", "") or page.toks[i].text.isupper() or page.lemma[i] == page.low[i]
        nominative = nominative or b - a == 1  # "Орлова: ..." is no genitive
        if found and nominative and any(m.type in ("PER", "ORG", "MEDIA", "GROUP") or m.kind == "metonymy" for m in found):
            return i
        if (page.lemma[i] in SPEAKING or page.lemma[i] in STUDIES) and nominative:
            return i
        if page.toks[i].pos in ("NOUN", "PROPN", "X"):
            return -1
    return -1


def people(page: Page, a: int, b: int) -> bool:
    """Whether tokens ``a..b`` are nothing but a group of unnamed people in the nominative: "врачи", "немецкие учёные"."""
    t = page.toks[b - 1]
    group = t.pos == "NOUN" and t.feat("Animacy") == "Anim" and t.feat("Case") == "Nom" and t.feat("Number") == "Plur"
    return group and all(page.toks[i].pos == "ADJ" for i in range(a, b - 1))


def headline_like(page: Page, n: int) -> bool:
    """Whether line ``n`` is a heading by its zone, its place or its bold type."""
    line = page.lines[n]
    text = page.text[line.start : line.stop]
    return line.zone in ("headline", "subhead") or n == 0 or (len(text) < 160 and text.startswith("**"))


def headline_colon(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """Имя: мы не уйдём (headlines and first lines)."""
    if not headline_like(page, n):
        return []
    line = page.lines[n]
    m = re.match(r"[^\w«\"]*([^:«»\"]{2,70}|[«\"][^:«»\"]{2,40}[»\"]):[*_]*\s+(?=[^\s«„“\"])", page.text[line.start : line.stop])
    if m is None:
        return []
    a, b = page.token_from(line.start + m.start(1)), page.token_upto(line.start + m.end(1))
    head = actor_head(page, cast, a, b)
    first = page.token_from(line.start + m.end())
    last = line.last if n or line.zone == "headline" else page.last[page.sent[first]]
    if head < 0 or last - first < 2 or not only_named(page, cast, head, a, b):
        return []
    if page.lemma[head] not in SPEAKING and not stated(page, first, last):
        return []
    start, stop = page.span(first, min(last, line.last))
    d = Draft("direct" if page.has_first_person(first, last, marked=False) else "indirect", start, stop, "headline-colon")
    d.words = (a, b)
    return [d]


_ASKED = ASK | {"кто", "что"}
_PREDICATES = speech_words("bare_predicates")


def stated(page: Page, first: int, last: int) -> bool:
    """Whether the words of a headline state something: a main clause, words in marks or of a first person, a predicate behind a
    dash; not a mere topic ("обзор прессы", "как выбрать язык", "отец баз данных")."""
    if page.has_first_person(first, last):
        return True
    if page.low[first] in _ASKED and "?" not in {page.toks[i].text for i in range(first, min(last + 1, len(page.toks)))}:
        return False
    inside = range(first, last)
    main = any(page.finite(i) and not page.toks[i].rel.startswith("acl") for i in inside)
    return main or any(page.low[i] in _PREDICATES or page.toks[i].text in DASHES or page.mark_of[i] >= 0 for i in inside)


def only_named(page: Page, cast: Cast, head: int, a: int, b: int) -> bool:
    """Whether tokens ``a..b`` only name who speaks: not readers addressed ("любители чая, для вас"), no topic ("А или Б"), and
    with more words only whom the text names again ("Орлов на форуме", not "курьёз из города")."""
    found = cast.mentions(head)
    inside = [i for i in range(a, b) if not any(page.token_from(m.start) <= i < page.token_upto(m.stop) for m in found)]
    if any(page.toks[i].text in {",", *DASHES, "/", "🆚"} or page.low[i] in ("или", "vs", "не", "для") for i in inside):
        return False
    alone = not any(page.toks[i].pos in ("NOUN", "PROPN", "ADP") for i in inside if i != head)
    told = alone or page.lemma[head] in SPEAKING | STUDIES or any(
        m.type in ("ORG", "MEDIA", "GROUP") or len(m.text.split()) > 1 or named_again(cast, m) for m in found
    )
    return told and not any(page.toks[i].pos == "ADV" or page.toks[i].feat("VerbForm") in ("Inf", "Conv") for i in inside)


def named_again(cast: Cast, m: Mention) -> bool:
    """Whether the text names an actor elsewhere too."""
    return any(x.actor == m.actor and x.start != m.start for at in cast.at.values() for x in at)


def headline_dash(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """Удар по городу: погибли двое — власти; ..., — Имя Фамилия."""
    line = page.lines[n]
    text = page.text[line.start : line.stop]
    matches = list(re.finditer(r"(,)?[*_ ]*\s[*_]*[—–‐-]\s+[*_]*", text))
    if not matches:
        return []
    m = matches[-1]
    a, b = page.token_from(line.start + m.end()), line.last
    if not headline_like(page, n) and not m.group(1) and not signed_off(page, line, a):
        return []
    while b > a and page.is_punct(b - 1):
        b -= 1
    b = next((i for i in range(a + 1, b) if page.toks[i].text == "," and page.low[i + 1] in RELATIVE), b)
    few = 0 < sum(not page.is_punct(i) for i in range(a, b)) <= 8
    noun = statement_of(page, cues, a, b) if few else None
    head = a if noun is not None else actor_head(page, cast, a, b) if few else -1
    if head < 0 and a < b <= a + 3 and people(page, a, b):
        head = b - 1
    elif noun is None and (head < 0 or (m.group(1) and not page.toks[a].text[:1].isupper() and not introduced(page, cast, head))):
        return []
    last = page.token_upto(line.start + m.start())
    if not m.group(1) and page.lemma[last - 1] in POSTS and not people(page, a, b):
        return []  # "назначен на новую должность — глава ведомства"
    if not m.group(1) and names_the_noun(page, cast, last - 1, head):
        return []
    sentence = page.sent[max(last - 1, line.first)]
    first = max(line.first, page.first[sentence])
    body = headline_like(page, n) and (noun is not None or page.lemma[head] in SPEAKING) and last - first >= 4
    if not (page.has_clause(first, last) or body) or (page.mark_of[last - 1] >= 0 and page.toks[last - 1].text not in ("»",)):
        return []
    start, stop = page.span(first, last)
    d = Draft("direct" if page.has_first_person(first, last, marked=False) else "indirect", start, stop, "headline-dash")
    medium = cast.is_medium(head) or page.lemma[head] in MEDIA_NOUNS
    if noun is None and medium and (says_another(page, cues, cast, first, last) or told_behind(page, cues, cast, last)):
        b = next((c.first for c in cues if c.row.form == "relay" and a < c.first < b), b)
        d = Draft("source", *page.span(a, b), "headline-dash")
    set_cue(page, d, noun, a, b)
    return [d]


def signed_off(page: Page, line: Line, a: int) -> bool:
    """Whether a line is one sentence with a main verb, and the few words from token ``a`` behind its dash name a source:
    "Мост рухнул – источник «Прибоя»."."""
    root = root_of(page, page.sent[a]) if a < line.last else -1
    alone = root >= 0 and page.sent[line.first] == page.sent[line.last - 1] and page.finite(root) and line.first <= root < a
    behind = [i for i in range(a + 1, line.last) if not page.is_punct(i)]
    few = len(behind) < 3 and not any(page.toks[i].pos == "NOUN" and page.toks[i].text.islower() for i in behind)
    return alone and few and page.lemma[a] in SOURCES and page.toks[a].feat("Case") == "Nom"


SOURCES = speech_words("sources")


def says_another(page: Page, cues: list[Cue], cast: Cast, first: int, last: int) -> bool:
    """Whether the words ``first..last`` tell what somebody said, asked for or decided: "Суд постановил, что мост закрыт"."""
    verb = next((i for i in range(first, last) if page.finite(i)), -1)
    cue = next((c for c in cues if c.at == verb and c.row.form == "verb"), None)
    if cue is None or page.toks[verb].feat("Tense") == "Fut" or page.low[verb - 1] == "не":
        return False
    that = "что" in cue.row.government and page.low[cue.last : cue.last + 2] == [",", "что"]
    asks = "inf" in cue.row.content and any(page.toks[k].feat("VerbForm") == "Inf" and k > verb for k in page.kids[verb])
    tells = any(page.low[c] in ("о", "об") for k in page.kids[verb] for c in page.kids[k]) and "о" in cue.row.content
    subject = subject_of(page, verb)
    return (that or asks or tells) and subject >= 0 and can_speak(page, cast, subject)


def told_behind(page: Page, cues: list[Cue], cast: Cast, last: int) -> bool:
    """Whether words end in a verb of speech and who says them: "мост закроют, считает мэрия"."""
    comma = next((i for i in range(last - 1, max(last - 8, 0), -1) if page.toks[i].text == ","), last)
    cue = next((c for c in cues if c.first == comma + 1 and c.row.form == "verb" and page.finite(c.at)), None)
    subject = subject_of(page, cue.at) if cue is not None else -1
    return cue is not None and cue.at < subject < last and can_speak(page, cast, subject)


POSTS = speech_words("posts")
"""Nouns that a title behind a dash spells out."""


def names_the_noun(page: Page, cast: Cast, i: int, head: int) -> bool:
    """Whether the name behind a dash is that of the person right before it: "правительство возглавила женщина — Анна Орлова"."""
    t, name = page.toks[i], page.toks[head]
    person = t.pos == "NOUN" and t.feat("Animacy") == "Anim" and (t.feat("Case"), t.feat("Number")) == ("Nom", "Sing")
    named = any(m.type == "PER" and m.kind == "name" for m in cast.mentions(head))
    return person and named and t.rel.split(":")[0] in ("nsubj", "root") and t.feat("Gender") == name.feat("Gender")


def introduced(page: Page, cast: Cast, head: int) -> bool:
    """Whether a lower-case word after a dash can sign what stands before: it speaks, or is the title of somebody named."""
    titled = any(m.kind == "name+title" and m.type == "PER" for m in cast.mentions(head))
    return titled or page.lemma[head] in SPEAKING | STUDIES


def interview_labels(page: Page, cast: Cast) -> set[int]:
    """Lines of an interview: at least three of them begin with a label and a colon."""
    found = set()
    for n, line in enumerate(page.lines):
        m = _LABEL.match(page.text, line.start, line.stop)
        if m is None or line.zone in _FURNITURE:
            continue
        name = m.group(1).strip()
        a, b = page.token_from(m.start(1)), page.token_upto(m.end(1))
        if (_ASKS.match(name) or _ANSWERS.match(name)) or (
            b - a <= 6 and name[:1].isupper() and actor_head(page, cast, a, b) >= 0
        ):
            found.add(n)
    return found if len(found) >= 3 else set()


def interview(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """Вопрос: ... Ответ: ... ; — Имя: ..."""
    if n not in labels:
        return []
    line = page.lines[n]
    m = _LABEL.match(page.text, line.start, line.stop)
    if m is None:
        return []
    d = Draft("direct", m.end(), line.stop, "interview")
    name = m.group(1).strip()
    if _ASKS.match(name):
        d.nobody = True
    elif not _ANSWERS.match(name):
        d.words = (page.token_from(m.start(1)), page.token_upto(m.end(1)))
    else:
        d.answer = True
    return [d]


def dash_line(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """— Мы готовы, — сказал Волков. — Завтра начнём."""
    line = page.lines[n]
    m = _DASH.match(page.text, line.start, line.stop)
    if m is None:
        return []
    inside = author_inside(page, cues, m.end(), line.stop, dashed=True)
    if inside:
        return pieces(page, m.end(), line.stop, inside, "dash-line")
    if "http" in page.text[line.start : line.stop]:
        return []  # an item of a digest
    first = page.token_from(m.end())
    before = page.lines[n - 1] if n else None
    text = page.text[line.start : line.stop]
    if text.rstrip(" *_").endswith(";"):
        return []  # an item of a list
    talk = "?" in text or any(in_talk(page, i) for i in range(first, line.last))
    if before is not None and page.text[before.start : before.stop].rstrip().endswith(":"):
        cue = last_cue(page, cues, page.first[page.sent[before.last - 1]], before.last)
        if cue is not None and talk:
            d = Draft("direct", m.end(), line.stop, "dash-line")
            set_cue(page, d, cue, page.first[page.sent[before.last - 1]], before.last)
            return [d]
    led = bullets(page, cues, cast, n, labels)
    if led and led[0].cue_form in ("", "noun"):
        return led  # an item of a list of what somebody said
    return [Draft("direct", m.end(), line.stop, "dash-line")] if dialogue(page, cues, n) else []


def in_talk(page: Page, i: int) -> bool:
    """Whether a word belongs to talk: a pronoun of the first or second person, a verb in the first person singular, a request;
    not "наши", our troops, nor the author's "отключаем"."""
    t = page.toks[i]
    if page.low[i] in ("см", "ср"):
        return False
    if page.low[i] in FIRST | ADDRESS and not (page.lemma[i] == "наш" and (t.rel != "det" or page.head[i] < i)):
        return True
    return t.pos in ("VERB", "AUX") and (t.feat("Person") == "2" or (t.feat("Person"), t.feat("Number")) == ("1", "Sing"))


def is_dash_line(page: Page, n: int) -> bool:
    """Whether line ``n`` opens with a dash, as a turn of a dialogue does."""
    return 0 <= n < len(page.lines) and _DASH.match(page.text, page.lines[n].start, page.lines[n].stop) is not None


def dialogue(page: Page, cues: list[Cue], n: int) -> bool:
    """Whether the dash-led lines around line ``n`` are turns of a dialogue: one is talk and one holds the author's words, or a
    line asks, the next one answers, and half of them are talk; under a colon, half of them must be talk in any case."""
    first = last = n
    while is_dash_line(page, first - 1):
        first -= 1
    while is_dash_line(page, last + 1):
        last += 1
    turns = page.lines[first : last + 1]
    asks = [page.text[x.start : x.stop].rstrip(" *_").endswith("?") for x in turns]
    talk = sum(ask or any(in_talk(page, i) for i in range(x.first, x.last)) for ask, x in zip(asks, turns, strict=True))
    answered = any(ask and not answer for ask, answer in pairwise(asks))
    above = page.lines[first - 1] if first else None
    listed = above is not None and page.text[above.start : above.stop].rstrip(" *_").endswith(":")
    if listed and 2 * talk < len(turns):
        return False
    told = first < last and any(author_inside(page, cues, x.start + 1, x.stop, dashed=True) for x in turns)
    return (told and talk > 0) or (answered and 2 * talk >= len(turns))


def statement_list(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """Орлов на форуме. Главное: ⏎ — Мост откроют в мае. ⏎ ...: each item is a statement of the one whom the lead presents."""
    k, items = list_around(page, n)
    line, sign = page.lines[n], item_sign(page, page.lines[n])
    if len(items) < 2 or not mostly_clauses(page, items) or "http" in page.text[line.start : line.stop]:
        return []
    who = lead_speaker(page, cast, k)
    if who < 0 and sign in DASHES:
        who = headed(page, cues, cast, k, labels)
    loose = who < 0 and any(talks(page, page.lines[x]) for x in items)
    who = lead_speaker(page, cast, k, talk=True) if loose else who
    if who < 0:
        return []
    first = line.first + 1
    while first < line.last and page.is_punct(first) and page.toks[first].text not in QUOTES:
        first += 1
    own = not loose and sign in DASHES and page.toks[who].feat("Number") != "Plur"
    own = own and not any(retold(page, cast, who, x) for x in items)
    if line.last - first < 3 or (not own and speaks_itself(page, cues, first, line.last, True)):
        return []
    start, stop = page.span(first, signature_inside(page, cast, who, first, line.last))
    said = own or page.has_first_person(first, line.last)
    return [Draft("direct" if said else "indirect", start, stop, "statement-list", named=who)]


def mostly_clauses(page: Page, items: list[int]) -> bool:
    """Whether at least half of the lines ``items`` hold a clause."""
    return 2 * sum(page.has_clause(page.lines[x].first, page.lines[x].last) for x in items) >= len(items)


def signature_inside(page: Page, cast: Cast, who: int, first: int, last: int) -> int:
    """Where an item ends before the dash and the name that sign it once more: "— Надо платить — Орлов на вопрос о дороге"."""
    dash = next((i for i in range(last - 1, first, -1) if page.toks[i].text in DASHES), -1)
    named = cast.mentions(dash + 1) if first < dash < last - 1 else []
    actors = {m.actor for m in cast.mentions(who)}
    asked = next((i for i in range(max(dash, first), last) if page.low[i : i + 2] == ["на", "вопрос"]), last)
    return dash if any(m.actor in actors for m in named) and not page.has_clause(dash, asked) else last


def headed(page: Page, cues: list[Cue], cast: Cast, k: int, labels: set[int]) -> int:
    """The person whom a headline "Имя: мост откроют" right over a list names, or -1."""
    heads = headline_colon(page, cues, cast, k, labels) if k >= 0 else []
    who = actor_head(page, cast, *heads[0].words) if heads else -1
    return who if any(m.type == "PER" for m in cast.mentions(who)) else -1


def one_person(page: Page, cast: Cast, who: int) -> bool:
    """Whether token ``who`` names one person."""
    return page.toks[who].feat("Number") != "Plur" and any(m.type == "PER" for m in cast.mentions(who))


def retold(page: Page, cast: Cast, who: int, n: int) -> bool:
    """Whether the author tells in line ``n`` what the one named at token ``who`` says or does."""
    actors = {m.actor for m in cast.mentions(who)}
    subjects = (i for i in range(page.lines[n].first, page.lines[n].last) if page.toks[i].rel == "nsubj")
    return any(m.actor in actors for i in subjects for m in cast.mentions(i))


def bullets(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """A list after "X заявил:" or "Главное из заявлений X:": each item is a statement."""
    line = page.lines[n]
    m = _BULLET.match(page.text, line.start, line.stop)
    if m is None or n == 0:
        return []
    k = n - 1
    while (
        k >= 0
        and k > n - 15
        and _BULLET.match(page.text, page.lines[k].start, page.lines[k].stop)
        and not page.text[page.lines[k].start : page.lines[k].stop].rstrip(" *_").endswith(":")
    ):
        k -= 1
    if k < 0:
        return []
    head = page.lines[k]
    if not page.text[head.start : head.stop].rstrip(" *_").endswith(":"):
        return []
    first = page.token_from(m.end())
    a, b = page.first[page.sent[head.last - 1]], head.last
    cue = last_cue(page, cues, a, b)
    words = cue is not None and cue.row.form == "noun" and cue.row.cue in UTTERANCES
    if cue is not None and cue.row.form == "verb" and planned(page, cue.at):
        return []  # "на лекции Орлов расскажет:"
    who = actor_head(page, cast, a, b - 1) if b - a <= 8 else -1
    named = who >= 0
    only = named and cue is None and one_person(page, cast, who)  # "Орлов: ..."
    clause = page.has_clause(first, line.last) or (only and mostly_clauses(page, list_around(page, n)[1]))
    if not clause or speaks_itself(page, cues, first, line.last, words or only):
        return []
    if cue is not None and not (somebodys(page, cast, cue) and (named or words or lists_words(page, cast, cue, b))):
        return []
    if not named and (cue is None or cue.row.form not in ("verb", "noun", "reflexive") or (cue.row.form == "noun" and not words)):
        return []
    start, stop = page.span(first, signature_inside(page, cast, who, first, line.last) if only else line.last)
    told = words and not of_several(page, cue)
    said = item_sign(page, line) in DASHES and (told or talks(page, line))
    said = said or page.has_first_person(first, line.last)
    d = Draft("direct" if said else "indirect", start, stop, "list-after-colon")
    set_cue(page, d, cue, a, b)
    return [d]


def talks(page: Page, line: Line) -> bool:
    """Whether a word of a line outside marks belongs to talk."""
    return any(in_talk(page, i) for i in range(line.first, line.last) if page.mark_of[i] < 0)


def lists_words(page: Page, cast: Cast, cue: Cue, b: int) -> bool:
    """Whether the items after a cue's colon are what somebody said: a finite verb of telling whose subject can speak, no thing
    added, expected or caused; or "выступил с заявлением"."""
    if cue.row.form != "verb":
        return True
    if any(page.lemma[i] in UTTERANCES | DOCUMENTS for i in range(cue.last, b)) and page.lemma[cue.at] in UTTERING:
        return True
    subject = subject_or_place(page, cue.at)
    told = cue.row.kind in ("speech", "writing") and "что" in cue.row.government and page.lemma[cue.at] not in NOT_LISTING
    return told and page.finite(cue.at) and (subject < 0 or can_speak(page, cast, subject))


def of_several(page: Page, cue: Cue | None) -> bool:
    """Whether the words are several people's ("заявления сторон"): a list of them tells who says what, in the author's words."""
    owners = (page.toks[k] for k in page.kids[cue.at]) if cue is not None else ()
    return any(t.rel == "nmod" and t.feat("Number") == "Plur" for t in owners)


def somebodys(page: Page, cast: Cast, cue: Cue) -> bool:
    """Whether a cue that leads on to a list or block can be somebody's speech: not the author's own ("предлагаем прочесть"), not
    a thing's ("недостатки, требующие внимания")."""
    t, i = page.toks[cue.at], cue.at
    if cue.row.form != "verb":
        return True
    if t.feat("VerbForm") == "Conv" and page.toks[main_verb(page, i)].feat("Mood") == "Imp":
        return False  # "Поделитесь мнением, ответив на вопросы:"
    if t.feat("Person") in ("1", "2") or t.feat("Mood") == "Imp" or (t.feat("Tense") == "Fut" and subject_of(page, i) < 0):
        return False
    return not attributive(page, i) or page.head[i] < 0 or can_speak(page, cast, page.head[i])


def speaks_itself(page: Page, cues: list[Cue], first: int, last: int, words: bool) -> bool:
    """Whether an item of a list names its speaker: "— Лидер оппозиции призвал ...": a verb of speech with its subject first,
    in a main clause and as done where the list is of ``words`` that somebody said."""
    for cue in cues:
        if words and (page.head[cue.at] >= 0 or not told_now(page, cue.at)):
            continue
        if first <= cue.at < last and cue.row.form == "verb" and page.mark_of[cue.at] < 0 and page.finite(cue.at):
            subject = subject_of(page, cue.at)
            below = page.toks[cue.at].rel.split(":")[0] in ("advcl", "acl", "ccomp", "csubj")
            return first <= subject < cue.at and page.sent[subject] == page.sent[first] and not below
    return False


def told_now(page: Page, verb: int) -> bool:
    """Whether a verb tells of what is or was said: not "не заявлял", not "заявит"."""
    return page.toks[verb].feat("Tense") != "Fut" and not negated(page, verb)


_SAID = re.compile(r"[—–―-]\s*(?=[а-яё])")
_SIGNED = re.compile(r"[—–―-]\s*(?=[А-ЯЁA-Zа-яё])")


def signature_after(page: Page, cues: list[Cue], cast: Cast, n: int) -> tuple[int, int] | None:
    """The tokens of a line "— Имя, 58 лет" or "— заявление главы завода" right after line ``n``, or None."""
    if n + 1 >= len(page.lines):
        return None
    line = page.lines[n + 1]
    m = _SIGNED.match(page.text, line.start, line.stop)
    if m is None:
        return None
    a, b = page.token_from(m.end()), line.last
    head = actor_head(page, cast, a, next((i for i in range(a, b) if page.toks[i].text == ","), b))
    if head < 0 and a < b:
        people = page.toks[a].pos == "NOUN" and page.toks[a].feat("Case") == "Nom" and page.toks[a].feat("Animacy") == "Anim"
        head = a if (people or statement_of(page, cues, a, b)) and not page.has_clause(a, b) else -1
    text = page.text[line.start : line.stop]
    return (a, b) if head >= 0 and b - a <= 10 and "?" not in text and "http" not in text else None


BODIES_THAT_SIGN = BODIES | INSTITUTIONS | speech_words("press")


def signed(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """Words of a first person without marks, and in the next line who signs them: "— представители приюта"."""
    line = page.lines[n]
    sign = signature_after(page, cues, cast, n)
    if sign is None or _SIGNED.match(page.text, line.start, line.stop):
        return []
    noun = statement_of(page, cues, *sign)
    titled = any(m.kind == "name+title" and m.type == "PER" for i in range(*sign) for m in cast.mentions(i))
    body = page.lemma[sign[0]] in BODIES_THAT_SIGN and owned(page, *sign)
    whole = (noun is not None or titled or body) and page.has_clause(line.first, line.last) and not is_dash_line(page, n + 2)
    if not whole and not page.has_first_person(line.first, line.last):
        return []
    d = Draft("direct", line.start, line.stop, "signature-line")
    d.words = sign
    if noun is not None:
        d.take_cue(noun)
    return [d]


def said_next_line(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """Words without marks in a line of their own, and in the next "— пояснил X"."""
    if n + 1 >= len(page.lines):
        return []
    line, after = page.lines[n], page.lines[n + 1]
    m = _SAID.match(page.text, after.start, after.stop)
    if m is None or _DASH.match(page.text, line.start, line.stop) or line.last - line.first < 4:
        return []
    first = page.token_from(m.end())
    cue = cue_in(cues, first, first + 2, ("verb",))
    if cue is None:
        return []
    d = Draft("direct", line.start, line.stop, "signature-line")
    set_cue(page, d, cue, first, min(page.last[page.sent[first]], after.last))
    return [d]


def sign(page: Page, cues: list[Cue], cast: Cast, taken: list[Draft]) -> None:
    """Give paragraphs in marks the signature that stands in the line after them: testimonies, opinions of readers."""
    for n in range(len(page.lines) - 1):
        words = signature_after(page, cues, cast, n)
        k = n
        while words is not None and k >= 0:
            own = [d for d in taken if page.lines[k].start <= d.start < page.lines[k].stop]
            if not own or any(d.cue_at >= 0 or d.rule not in ("marks-paragraph", "marks-sentence") for d in own):
                break
            for d in own:
                d.words, d.rule, d.follows = words, "marks-signature", None
            k -= 1


def block(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """X заявил: (a new line without marks)."""
    if n == 0:
        return []
    line, head = page.lines[n], page.lines[n - 1]
    if head.zone in _FURNITURE or not page.text[head.start : head.stop].rstrip(" *_").endswith(":") or line.last - line.first < 4:
        return []
    if page.mark_of[line.first] >= 0 or page.toks[line.first].text in ("«", '"', "„", "“"):
        return []
    if _BULLET.match(page.text, line.start, line.stop) or page.text.startswith("```", line.start):
        return []
    lost = page.text.count("\n", head.stop, line.start) > 2  # something stood between: a picture, a record
    if page.text[line.start : line.stop].rstrip(" *_").endswith(":") and cue_in(cues, line.first, line.last):
        return []  # the line itself leads on: "В заявлении говорится:"
    a, b = page.first[page.sent[head.last - 1]], head.last
    cue = last_cue(page, cues, a, b)
    if cue is not None and not somebodys(page, cast, cue):
        return []
    if lost and not page.has_first_person(line.first, line.last) and (cue is None or cue.row.form != "reflexive"):
        return []
    if not page.has_clause(line.first, line.last) and not (
        cue is not None and cue.row.form == "verb" and line.last - line.first >= 6
    ):
        return []
    if _ANEW.match(page.text, line.start, line.stop) and not page.has_first_person(line.first, line.last):
        return []
    if cue is None and not (page.has_first_person(line.first, line.last) and tells(page, cast, a, b)):
        return []
    if cue is None and (own_words(page, a, b) or prompts(page, line)):
        return []
    believed = cue is not None and cue.row.kind == "thought"
    if believed and not page.has_first_person(line.first, line.last) and speaks_itself(page, cues, line.first, line.last, True):
        return []  # "Чиновники тоже понимают, что ..."
    if page.toks[line.first].text[:1].islower():
        return []
    d = Draft("direct", line.start, line.stop, "block-after-colon")
    set_cue(page, d, cue, a, b)
    return [d]


def own_words(page: Page, a: int, b: int) -> bool:
    """Whether a verb of a first person among tokens ``a..b`` makes them the author's own: "Расскажу одну историю:"."""
    return any(page.finite(i) and page.toks[i].feat("Person") == "1" for i in range(a, b))


def prompts(page: Page, line: Line) -> bool:
    """Whether a line opens with a request to one: "Будь моим врачом", a text to be copied."""
    t = page.toks[line.first]
    return (t.feat("Mood"), t.feat("Number")) == ("Imp", "Sing")


def tells(page: Page, cast: Cast, a: int, b: int) -> bool:
    """Whether the words before a colon tell something or name somebody: no mere heading of a list ("Расписание:")."""
    people = any(m.type in ("PER", "ORG", "GROUP", "MEDIA") or m.kind == "pronoun" for i in range(a, b) for m in cast.mentions(i))
    return people or any(page.lemma[i] in UTTERANCES | DOCUMENTS for i in range(a, b))


_DEAR = re.compile(r"[*_]*(?:(?:Многоу|У)важаем|Дорог(?:ой|ая|ие)\b)[^.:]{0,80}[,!][*_]*$")


def letter(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """X написал: ⏎ Уважаемая Анна, ⏎ the paragraphs of a letter, up to the last one that speaks to somebody."""
    texts = [page.text[x.start : x.stop] for x in page.lines[max(0, n - 12) : n]]
    k = next((n - 1 - i for i, text in enumerate(reversed(texts)) if _DEAR.match(text)), 0)
    if k < 1 or not page.text[page.lines[k - 1].start : page.lines[k - 1].stop].rstrip(" *_").endswith(":"):
        return []
    ends = next((m for m in range(k + 1, len(page.lines)) if not of_one_voice(page, cues, page.lines[m])), len(page.lines))
    if not n < ends or not any(is_talk(page, x) for x in page.lines[n:ends]):
        return []
    head = page.lines[k - 1]
    a, b = page.first[page.sent[head.last - 1]], head.last
    d = Draft("direct", page.lines[n].start, page.lines[n].stop, "block-after-colon")
    set_cue(page, d, last_cue(page, cues, a, b), a, b)
    return [d]


def of_one_voice(page: Page, cues: list[Cue], line: Line) -> bool:
    """Whether a line can be a paragraph of a letter or a block quote: plain words in which nobody else speaks."""
    if not plain_words(page, line) or _ANEW.match(page.text, line.start, line.stop):
        return False
    spoken = (c for c in cues if is_speech_of(page, c, line))
    return not any(names_speaker(page, c) or told_us(page, c.at) for c in spoken)


def told_us(page: Page, verb: int) -> bool:
    """Whether a verb tells what the author was told: "в компании нам подтвердили"."""
    return subject_of(page, verb) < 0 and any(page.low[k] == "нам" for k in page.kids[verb])


def block_after_statement(page: Page, cues: list[Cue], cast: Cast, n: int, labels: set[int]) -> list[Draft]:
    """Words without marks in a line of their own, right after a line that tells what somebody stated: they speak of a first
    person ("..., рассказали очевидцы. ⏎ У нас трещины на окнах"), or the line alone has no full stop at its end."""
    line = page.lines[n]
    if n == 0 or page.lines[n - 1].zone in _FURNITURE or not of_one_voice(page, cues, line) or line.last - line.first < 10:
        return []  # a short line is the author's: "Кажется, мы заняты не тем."
    if any(line.first <= c.at < line.last and c.row.form == "phrase" for c in cues):
        return []  # "по словам участников рынка"
    head = page.lines[n - 1]
    a, b = page.first[page.sent[head.last - 1]], head.last
    told = [c for c in cues if is_speech_of(page, c, head) and statement_told(page, cast, c)]
    d = Draft("direct", line.start, line.stop, "block-after-statement")
    if told and told[-1].at >= a and speaks_of_itself(page, line) and not page.has_first_person(a, b):
        opens = next((i for i in range(a, b) if not page.is_punct(i)), a)
        if page.mark_of[opens] < 0 or page.named_mark(opens):  # not «...», — сказал X.
            set_cue(page, d, *(told_on(page, cues, n) or (told[-1], a, b)))
            return [d]
    told = [c for c in told if c.at >= a] or [c for c in cues if c.at >= a and speaks_out(page, cast, c, head)] or told
    if not left_open(page, n) or (not is_talk(page, line) and (narrates(page, line) or (told and told[-1].at < a))):
        return []
    if told:
        set_cue(page, d, told[-1], page.first[page.sent[told[-1].at]], b)
    elif len(page.lines) <= 5:  # "Депутат Орлов сравнил ... ⏎ Они ведут себя как дети"
        d.words = (page.lines[0].first, page.lines[0].last)
    return [d] if told or any(acts(page, cast, i, is_talk(page, line)) for i in range(*d.words)) else []


def narrates(page: Page, line: Line) -> bool:
    """Whether a line opens with a pronoun for one person: "У него был план", the author's words about whoever spoke."""
    return any(
        page.lemma[i] in ("он", "она") and page.toks[i].pos == "PRON" for i in range(line.first, min(line.first + 3, line.last))
    )


def acts(page: Page, cast: Cast, i: int, talk: bool) -> bool:
    """Whether token ``i`` is the subject of a verb and a person's name, or tells of a person where the words are ``talk``."""
    if i < 0 or page.toks[i].rel != "nsubj":
        return False
    people = [m for m in cast.mentions(i) if m.type == "PER"]
    return bool(people) and (talk or (page.toks[page.head[i]].pos == "VERB" and any(m.name_start >= 0 for m in people)))


def plain_words(page: Page, line: Line) -> bool:
    """Whether a line is a clause outside marks: no item of a list, no link, no heading, no question."""
    text = page.text[line.start : line.stop]
    if _BULLET.match(text) or "http" in text or "@" in text or "](" in text or text.rstrip(" *_")[-1:] in tuple("?:;"):
        return False
    i, on = line.first, line.first + 1 < line.last
    needed = on and page.toks[i].rel == "root" and page.toks[i + 1].feat("VerbForm") == "Inf"  # "Необходимо открыть порт"
    clause = needed or page.has_clause(line.first, line.last)
    return line.last > line.first and page.mark_of[line.first] < 0 and clause


def speaks_of_itself(page: Page, line: Line) -> bool:
    """Whether "я" or "мы" stands in a line."""
    inside = (i for i in range(line.first, line.last) if page.mark_of[i] < 0)
    return any(page.lemma[i] in ("я", "мы") and page.toks[i].pos == "PRON" for i in inside)


def left_open(page: Page, n: int) -> bool:
    """Whether line ``n`` of a short text has no full stop at its end, as a block quote has none, and its neighbours have one.

    A line that goes on in the next one, with no empty line between, is no block."""
    if n + 1 < len(page.lines) and page.text.count("\n", page.lines[n].stop, page.lines[n + 1].start) < 2:
        return False
    texts = [page.text[x.start : x.stop].rstrip() for x in page.lines[n - 1 : n + 2]]
    ends = [text.rstrip(" *_\"»" if k != 1 and not text.startswith("**") else " ")[-1:] for k, text in enumerate(texts)]
    closed = [end in ".!?…" for end in ends]
    short = len(page.lines) <= 8 and page.lines[n].last - page.lines[n].first >= 8
    return short and closed[0] and not closed[1] and ends[1].isalpha() and all(closed[2:])


def names_speaker(page: Page, cue: Cue) -> bool:
    """Whether a verb of speech has a noun or a name for its subject, or stands behind a comma or dash with nobody."""
    subject = subject_of(page, cue.at)
    return page.toks[subject].pos != "PRON" if subject >= 0 else page.toks[cue.at - 1].text in {"—", "–"}


def is_speech_of(page: Page, cue: Cue, line: Line) -> bool:
    """Whether a cue tells in the past or present what a third person says, outside marks in a line."""
    t = page.toks[cue.at]
    told = cue.row.form == "verb" and cue.row.kind in ("speech", "writing", "relay") and page.finite(cue.at)
    here = line.first <= cue.at < line.last and page.mark_of[cue.at] < 0
    return told and here and t.feat("Person") != "1" and t.feat("Tense") != "Fut"


def statement_told(page: Page, cast: Cast, cue: Cue) -> bool:
    """Whether a verb of speech has a subject that can speak, or tells where they speak: "заявили в думе"."""
    subject = subject_or_place(page, cue.at)
    return subject >= 0 and "что" in cue.row.government and can_speak(page, cast, subject)


def told_on(page: Page, cues: list[Cue], n: int) -> tuple[Cue, int, int] | None:
    """The author's words that end the next paragraph of the same talk, if it has some: "..., — сказал X"."""
    line = page.lines[n + 1] if n + 1 < len(page.lines) and page.mark_of[page.lines[n + 1].first] < 0 else None
    inside = author_inside(page, cues, line.start, line.stop) if line is not None and is_talk(page, line) else []
    return inside[0][2:] if inside and not is_dash_line(page, n + 1) else None


def speaks_out(page: Page, cast: Cast, cue: Cue, line: Line) -> bool:
    """Whether a verb in a line tells that somebody spoke, not what: "С такой инициативой выступил депутат"."""
    subject = subject_of(page, cue.at)
    own = any(page.lemma[k] in PROPOSALS | UTTERANCES and page.toks[k].feat("Case") == "Ins" for k in page.kids[cue.at])
    return own and is_speech_of(page, cue, line) and subject >= 0 and can_speak(page, cast, subject)


def is_talk(page: Page, line: Line) -> bool:
    """Whether a line speaks in the first person or to somebody, outside marks within it."""
    return page.has_first_person(line.first, line.last, marked=False) or talks(page, line)


def block_goes_on(page: Page, cues: list[Cue], n: int, drafts: list[Draft]) -> list[Draft]:
    """A further paragraph of words in the first person that a colon led on to."""
    line, last = page.lines[n], drafts[-1] if drafts else None
    if last is None or last.rule not in _BLOCKS or page.line_at(last.start) != n - 1:
        return []
    before = page.lines[n - 1]
    text = page.text[line.start : line.stop]
    plainly = not _BULLET.match(text) and "http" not in text and "@" not in text and not text.rstrip(" *_").endswith(":")
    if not plainly or page.mark_of[line.first] >= 0 or not page.has_clause(line.first, line.last):
        return []
    on = is_talk(page, before) or (last.rule == "block-after-colon" and line.last - line.first >= 10)
    if not (on and is_talk(page, line)) or _ANEW.match(text) or of_their_words(page, line):
        return []
    if author_inside(page, cues, line.start, line.stop):
        return []  # "..., — сказал X"
    d = Draft("direct", line.start, line.stop, "block-goes-on", follows=last, grouped=True)
    return [d]


def of_their_words(page: Page, line: Line) -> bool:
    """Whether the author refers in a line to what the speaker said: "судя по его сообщению"."""
    theirs = (i for i in range(line.first, line.last - 1) if page.low[i] in ("его", "ее", "их"))
    return any(page.lemma[i + 1] in UTTERANCES | DOCUMENTS for i in theirs)


RULES = (
    interview,
    signed,
    said_next_line,
    statement_list,
    dash_line,
    headline_colon,
    headline_dash,
    bullets,
    block,
    letter,
    block_after_statement,
)
