"""Where a content clause ends and the author's own words go on."""

from __future__ import annotations

from framing.quotes.cast import can_speak, lifeless
from framing.quotes.cues import Cue
from framing.quotes.page import DASHES, QUOTES, Page
from framing.quotes.reported.complementizers import complementizer
from framing.quotes.reported.reading import Reading, blank, puts_down_to
from framing.quotes.reported.topics import content_head, is_embedded
from framing.quotes.syntax import main_verb, page_end, phrase_of, same_inflection, subject_of
from framing.quotes.wordlists import CONTRAST, MEDIA_NOUNS, RELATIVE, speech_words

VERDICTS = speech_words("verdicts")
CHECKS = speech_words("checks")
OTHERS = (("а",), ("при", "этом"), ("в", "то", "время", "как"), ("тогда", "как"), ("другие",), ("остальные",))
"""Words behind a comma that may open what the other side says."""
APPEALS = speech_words("appeals")
"""What no thing does: verbs of somebody who calls on others or promises."""


def content_end(reading: Reading, cue: Cue, i: int) -> int:
    """One past the content clause that token ``i`` opens."""
    page = reading.page
    end = page.last[page.sent[cue.at]]
    top = content_head(reading, i)
    content = page.tree(top)
    limit = end
    participle = (
        (page.toks[cue.at].feat("VerbForm") == "Part" or page.toks[cue.at].pos == "ADJ")
        and page.toks[cue.at].feat("Variant") != "Short"
        and page.toks[cue.at - 1].text == ","
    )
    if participle and not is_embedded(reading, cue):
        limit = back_to_main(reading, cue, i, end)
    if is_embedded(reading, cue):
        tail = [k for k in page.tree(cue.at) if k > i]
        limit = min(max(tail) + 1 if tail else end, back_to_main(reading, cue, i, end))
    for r in reading.parentheticals:
        if (
            r.first > i
            and (blank(page, r.last, limit) or goes_on_as_relative(page, r.last))
            and r.cue is not cue
            and r.rule != "according-to"
            and page.sent[r.cue.at] == page.sent[cue.at]
        ):
            limit = min(limit, r.first)
    limit = before_verdict(page, i, before_own_words(reading, i, before_credit(reading, i, limit)))
    limit = before_speech(reading, i, other_side(reading, i, before_main(reading, cue, i, limit)))
    for k in range(i + 1, limit):
        if leaves_content(reading, cue, k, content, top):
            left = clause_begin(page, k, max(i, top) if k > top else i)
            while left > i + 1 and (
                (page.is_punct(left - 1) and page.toks[left - 1].text not in QUOTES) or page.toks[left - 1].pos == "CCONJ"
            ):
                left -= 1
            return left
    return limit


def before_own_words(reading: Reading, i: int, limit: int) -> int:
    """Where a later clause is put down to the speaker anew: "признал, что был там | , но, по его словам, ...", "... | — по его
    словам, ..."."""
    page = reading.page
    for r in reading.parentheticals:
        if r.rule != "according-to" or not i + 2 < r.first < limit or page.sent[r.cue.at] != page.sent[i]:
            continue
        joined = r.first - 1 if page.toks[r.first - 1].text == "," else r.first
        his = puts_down_to(page, r)
        if his and page.low[joined - 1] in CONTRAST and page.toks[joined - 2].text == ",":
            return joined - 2
        if his and joined == r.first and page.toks[r.first - 1].text in DASHES | {";"} and page.has_clause(r.last, limit):
            return r.first - 1
    return limit


def before_credit(reading: Reading, i: int, limit: int) -> int:
    """Where a dash leads on to who said so: "считают, что всё плохо | — так сказали семеро из десяти", "... | — СМИ"."""
    page = reading.page
    signed = [page.token_from(d.start) for d in reading.direct if d.kind == "source"]
    limit = min([k for k in signed if i < k < limit], default=limit)
    for k in range(i + 2, limit - 2):
        if page.toks[k].text in {"—", "–", "-"} and page.low[k + 1] == "так" and k + 2 in reading.by_at:
            return k
    return limit


def goes_on_as_relative(page: Page, i: int) -> bool:
    """Whether a relative clause follows at the comma ``i``: ", пишет газета | , которая видела письмо"."""
    return page.toks[i].text == "," and any(page.low[j] in RELATIVE for j in range(i + 1, min(i + 3, page_end(page, i - 1))))


def clause_begin(page: Page, k: int, i: int) -> int:
    """Where the clause of predicate ``k`` begins behind token ``i``: by the tree where punctuation agrees, else behind the
    punctuation before it."""
    left = min((j for j in page.tree(k) if j > i and not page.is_punct(j)), default=k)
    parted = page.is_punct(left - 1) and page.toks[left - 1].text not in QUOTES
    if left == k or parted or page.toks[left - 1].pos == "CCONJ":
        return left if page.low[left - 1] != "не" else left - 1
    for j in range(k - 1, i, -1):
        if page.is_punct(j):
            return j + 1
        if page.finite(j) or page.toks[j].feat("VerbForm"):
            break
    return k


def before_main(reading: Reading, cue: Cue, i: int, limit: int) -> int:
    """Where the main clause begins that a gerund opens: "торопясь объявить, что участок мал | , чиновники не учли ..."."""
    page = reading.page
    gerund = next((k for k in (cue.at, page.head[cue.at]) if k >= 0 and page.toks[k].feat("VerbForm") == "Conv"), -1)
    main = page.head[gerund] if gerund >= 0 else -1
    if main <= i or not page.finite(main) or main >= limit:
        return limit
    subject = subject_of(page, main)
    begins = phrase_of(page, subject)[0] if i < subject < main else main
    return max((j for j in range(i + 1, begins) if page.toks[j].text == ","), default=limit)


def before_verdict(page: Page, i: int, limit: int) -> int:
    """Where the author tells what became of the information itself: "о том, что ... | , но она была опровергнута", or that
    nothing confirms it: "..., но подтверждений этому нет", "..., однако подробностей не приводится"."""
    for k in range(i + 3, limit - 2):
        if page.toks[k].text != "," or page.low[k + 1] not in CONTRAST:
            continue
        pointing = page.low[k + 2] in ("она", "они", "эта", "эти", "это")
        if pointing and any(page.lemma[j] in VERDICTS for j in range(k + 3, min(k + 7, limit))):
            return k
        stretch = range(k + 2, next((j for j in range(k + 2, limit) if page.toks[j].text in {",", ";", ":"}), limit))
        denied = any(page.low[j] in ("не", "нет") for j in stretch)
        if denied and any(page.lemma[j] in CHECKS for j in stretch):
            return k
    return limit


def other_side(reading: Reading, i: int, limit: int) -> int:
    """Where the other side begins to speak: "А считает, что ..., а Б уверен, что ...", whatever the tree says."""
    page = reading.page
    for k in range(i + 2, limit - 3):
        if page.toks[k - 1].text != "," or not any(tuple(page.low[k : k + len(words)]) == words for words in OTHERS):
            continue
        named = False
        for j in range(k, min(k + 14, limit)):
            t = page.toks[j]
            if j in reading.by_at and reading.by_at[j].row.form in ("verb", "adjective"):
                if named and complementizer(reading, reading.by_at[j]) == reading.by_at[j].last + 1:
                    return k - 1
                break
            if page.finite(j) or t.text in {",", ";", ":"}:
                break
            named = named or (t.pos in ("NOUN", "PROPN", "X") and t.feat("Case") in ("Nom", "")) or (t.text,) in OTHERS[-2:]
    return limit


def before_speech(reading: Reading, i: int, limit: int) -> int:
    """Where a direct quote follows the content after a colon: "считает, что ждать нельзя: «...»"."""
    page = reading.page
    for k in range(i + 2, limit):
        if page.speech[k]:
            colon = next((j for j in range(k - 1, max(i, k - 4), -1) if not page.is_punct(j) or page.toks[j].text == ":"), -1)
            return colon if colon > i and page.toks[colon].text == ":" else limit
    return limit


def back_to_main(reading: Reading, cue: Cue, i: int, end: int) -> int:
    """Where the main clause goes on after a participle's content: a comma and a verb that agrees with the noun before."""
    page = reading.page
    v = cue.at
    noun = page.head[v] if page.toks[v].rel.split(":")[0] in ("acl", "amod") else subject_of(page, v)
    relative = noun >= 0 and page.toks[v].rel.startswith("acl") and page.low[max(subject_of(page, v), 0)] in RELATIVE
    if noun < 0 or not (relative or page.toks[v].feat("VerbForm") == "Part" or page.toks[v].pos == "ADJ"):
        return end
    for k in range(i + 2, end - 1):
        n = k + 1 if page.low[k + 1] != "не" else k + 2
        if (
            page.toks[k].text == ","
            and n < end
            and page.toks[n].pos in ("VERB", "AUX")
            and page.finite(n)
            and page.kid(n, "nsubj") in (-1, noun)
            and same_inflection(page, noun, n)
        ):
            return k
    return end


def leaves_content(reading: Reading, cue: Cue, k: int, content: frozenset[int], top: int) -> bool:
    """Whether token ``k`` heads the author's own words after the content clause."""
    page = reading.page
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
        if (k in reading.by_at and reading.by_at[k].row.kind in ("speech", "writing", "relay")) or page.low[k] in (
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
            and page.toks[top].feat("Tense") == "Pres"
            and page.toks[cue.at].feat("Tense") not in ("Pres", "Fut")
            and (head == top or head > k)
        )
    if rel in ("conj", "ccomp") and head in (top, cue.at) and k > top and comes_to_know(reading, cue, k, top):
        return True
    if k > top and rel in ("conj", "parataxis", "ccomp") and head in (top, cue.at) and told_of_speaker(reading, cue, k):
        return True
    if k > top and goes_on_with_cue(reading, cue, k, top):
        return True
    beside = k > top and head == cue.at and rel in ("conj", "parataxis", "ccomp") and page.kid(k, "mark") < 0
    if beside and page.kid(k, "nsubj") >= 0 and opposes(page, k) and of_other_tense(page, cue, k, top):
        return True
    if rel == "ccomp" and head == cue.at and k > top and page.kid(k, "mark") < 0 and page.toks[k].feat("VerbForm") == "Fin":
        # a second main clause that the tree hangs on the cue: "заявила, что ответит, призвала ждать"
        if page.kid(k, "nsubj") < 0:
            return comma and k in reading.by_at and same_inflection(page, k, cue.at) and not same_inflection(page, k, top)
        return judges(reading, k) or other_voice(reading, k, top) or tells_more(reading, cue, k, top)
    if k in content and rel == "conj" and head == top and judges(reading, k):
        return True
    if k in content and rel in ("conj", "parataxis") and head == top and (other_voice(reading, k, top) or says_too(reading, k)):
        return True
    if head in content or k in content:
        if (
            k in content
            and rel == "conj"
            and k in reading.by_at
            and page.toks[k].feat("Tense") == "Past"
            and page.kid(k, "nsubj") < 0
            and head == top
        ):
            cut = reading.by_at[k]
            same = page.toks[top].pos == "VERB" and page.toks[top].feat("Tense") == "Past" and same_inflection(page, k, top)
            return cut.row.form == "verb" and complementizer(reading, cut) >= 0 and same_inflection(page, k, cue.at) and not same
        return bool(
            k in content
            and rel == "conj"
            and k in reading.by_at
            and page.kid(k, "nsubj") >= 0
            and complementizer(reading, reading.by_at[k]) >= 0
        )
    if rel == "conj" and (head == cue.at or cue.at in page.tree(head)):
        joined = same_inflection(page, k, main_verb(page, cue.at))
        bare = page.kid(k, "nsubj") < 0 and page.finite(k) and joined
        return bare or (k in reading.by_at and complementizer(reading, reading.by_at[k]) >= 0)
    return rel == "parataxis" and head == cue.at


def goes_on_with_cue(reading: Reading, cue: Cue, k: int, top: int) -> bool:
    """Whether a verb without a subject, behind punctuation, goes on with the one who spoke, since what was said is of another
    tense: "уверяло, что выплатит, но отфутболило", not "сказал, что хотел бы домой"; a verb of speech behind "и" too."""
    page = reading.page
    main, t = main_verb(page, cue.at), page.toks[k]
    joined = t.rel.split(":")[0] in ("conj", "parataxis", "ccomp", "root") and page.kid(k, "mark") < 0
    if not joined or page.kid(k, "nsubj") >= 0 or "бы" in page.low[k - 1 : k + 2] or page.mark_of[k] >= 0:
        return False
    begins = clause_begin(page, k, top)
    begins -= page.toks[begins - 1].pos == "CCONJ"
    apart = page.is_punct(begins - 1) or (k in reading.by_at and reading.by_at[k].row.kind == "speech" and begins == k - 1)
    return (of_other_tense(page, cue, k, top) or of_other_subject(page, k, top)) and same_inflection(page, k, main) and apart


def of_other_subject(page: Page, k: int, top: int) -> bool:
    """Whether a past verb in the singular does not agree with the subject of what was said: "завод не согласился, что всё было
    прописано | , но насчитал лишнее"."""
    past = tense_of(page, top) == page.toks[k].feat("Tense") == "Past" and page.finite(top)
    past = past and any(page.toks[j].rel.startswith("nsubj") for j in page.kids[top])
    return past and page.toks[k].feat("Number") == "Sing" and not same_inflection(page, k, top)


def of_other_tense(page: Page, cue: Cue, k: int, top: int) -> bool:
    """Whether predicate ``k`` and the cue are of the past and what was said is not."""
    return tense_of(page, top) != "Past" and {tense_of(page, k), tense_of(page, main_verb(page, cue.at))} == {"Past"}


def tense_of(page: Page, k: int) -> str:
    """The tense of a predicate, by its auxiliary where it has one; "" where nothing shows it."""
    helpers = [page.toks[j].feat("Tense") for j in page.kids[k] if page.toks[j].rel.split(":")[0] in ("aux", "cop")]
    own = "Past" if page.toks[k].feat("VerbForm") == "Part" else page.toks[k].feat("Tense")
    return next((tense for tense in helpers if tense), own)


def opposes(page: Page, k: int) -> bool:
    """Whether a clause is joined by a word of contrast, "а" apart, which joins more of the same."""
    return any(page.lemma[j] in CONTRAST - {"а"} for j in page.kids[k] if j < k)


def comes_to_know(reading: Reading, cue: Cue, k: int, top: int) -> bool:
    """Whether a joined verb without subject goes on with the one who spoke, since the thing that the content is about can do
    no such thing: "заметил, что шёл ремонт, а позже узнал, что ..."."""
    page, subject = reading.page, subject_of(reading.page, top)
    thing = subject >= 0 and (lifeless(page, reading.cast, subject) or page.low[subject] in ("это", "все"))
    knows = any(page.toks[j].rel == "ccomp" and page.kid(j, "mark") > k for j in page.kids[k]) and page.kid(k, "mark") < 0
    knows = knows or (k in reading.by_at and page.lemma[k] in APPEALS)
    return thing and knows and page.kid(k, "nsubj") < 0 and same_inflection(page, k, main_verb(page, cue.at))


def judges(reading: Reading, k: int) -> bool:
    """Whether a clause with a subject of its own speaks about the information itself: "однако X не подтвердил эти данные"."""
    page = reading.page
    subject = page.kid(k, "nsubj")
    if subject < 0 or not any(page.lemma[j] in CONTRAST for j in page.kids[k] if j < k):
        return False
    if page.low[subject] in ("она", "они", "это") and page.lemma[k] in VERDICTS:
        return True
    return any(
        page.lemma[j] in ("информация", "данные", "сведение", "слух", "сообщение")
        and any(page.lemma[c] in ("этот", "такой", "данный") for c in page.kids[j])
        for j in page.kids[k]
    )


def told_of_speaker(reading: Reading, cue: Cue, k: int) -> bool:
    """Whether a clause of contrast tells by a noun what the speaker did: "сообщила, что ..., однако издание исправило"."""
    page, subject, who = reading.page, reading.page.kid(k, "nsubj"), subject_of(reading.page, cue.at)
    if subject < 0 or who < 0 or not opposes(page, k) or page.toks[subject].pos == "PRON":
        return False
    same = {m.actor for m in reading.cast.mentions(subject)} & {m.actor for m in reading.cast.mentions(who)}
    return (bool(same) or page.lemma[subject] in MEDIA_NOUNS) and page.toks[k].feat("Tense") == "Past"


def says_too(reading: Reading, k: int) -> bool:
    """Whether a clause after a dash goes on with the same speaker: "сказал, что шокирован — он назвал сына добрым"."""
    page, subject = reading.page, reading.page.kid(k, "nsubj")
    pronoun = subject >= 0 and page.low[subject] in ("он", "она", "они")
    return pronoun and k in reading.by_at and page.toks[min(subject, k) - 1].text in {"—", "–", "-"}


def tells_more(reading: Reading, cue: Cue, k: int, top: int) -> bool:
    """Whether a clause goes on with the same speaker, of another tense: "указал, что ждут все, он подчеркнул"."""
    page, subject = reading.page, reading.page.kid(k, "nsubj")
    pronoun = subject >= 0 and page.low[subject] in ("он", "она", "они") and page.toks[subject - 1].text == ","
    return pronoun and k in reading.by_at and of_other_tense(page, cue, k, top)


def other_voice(reading: Reading, k: int, top: int) -> bool:
    """Whether a joined clause tells what somebody else said: "боятся, что ..., однако власти подтвердили ..."."""
    page, cue, subject = reading.page, reading.by_at.get(k), reading.page.kid(k, "nsubj")
    if cue is None or cue.row.form != "verb" or top in reading.by_at or subject < 0 or not cue.row.content:
        return False
    contrast = any(page.lemma[j] in CONTRAST for j in page.kids[k] if j < k)
    return contrast and page.toks[subject].pos != "PRON" and can_speak(page, reading.cast, subject)
