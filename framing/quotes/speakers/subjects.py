"""Speakers by subject: the subject of the cue verb, mended where the tree errs, and verbs that have none."""

from __future__ import annotations

from collections.abc import Callable

from framing.quotes.cast import Cast, can_speak, lifeless, living
from framing.quotes.page import DASHES, QUOTES, Draft, Page
from framing.quotes.speakers.naming import inside, take
from framing.quotes.speakers.places import place_of
from framing.quotes.speakers.pronouns import goes_on_speaking, several_before
from framing.quotes.syntax import (
    ACTIVE,
    MARKS_IN_NAMES,
    agrees_with_verb,
    bracketed,
    clash_of_number,
    dictionary_form,
    full_participle,
    head_of_name,
    phrase_of,
    same_inflection,
    several_close,
    subject_of,
    whole_of,
)
from framing.quotes.telling import who_tells
from framing.quotes.wordlists import ASK, DOCUMENTS, PARTS, RELATIVE, THAT, speech_words

INSCRIPTIONS = speech_words("inscriptions")
"""Words that stand somewhere for everybody to read, and sayings: nobody says them."""

PERSONAL = speech_words("personal")


def own_subject(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """The subject of the cue verb."""
    if d.cue_at < 0 or d.cue_form not in ("verb", "adjective"):
        return False
    v = d.cue_at
    for _ in range(6):
        subject = speaking_subject(page, cast, d, v) if v == d.cue_at else behind_told(page, cast, v, subject_of(page, v))
        if subject >= 0 and lifeless_agent(page, cast, subject):
            return False
        rel, head = page.toks[v].rel.split(":")[0], page.head[v]
        if subject >= 0 and page.low[subject] in RELATIVE:
            pointing = head >= 0 and page.toks[head].pos in ("PRON", "DET") and not cast.mentions(head)
            head = living(page, cast, before_relative(page, subject, head))
            return head >= 0 and (take(page, cast, d, head, "relative-clause") or pointing)  # "тех, кто призывал": nobody
        given = receiver(page, cast, v) if subject < 0 and page.toks[v].feat("VerbForm") == "Inf" else -1
        if given >= 0 and not inside(page, d, given):
            return take(page, cast, d, given)
        quoted = subject >= 0 and page.speech[subject] and not page.speech[d.cue_at]
        if subject >= 0 and not quoted and not inside(page, d, subject) and said_by(page, before, d, subject) < 0:
            done = goes_on_speaking(page, cast, d, subject, before) or take(page, cast, d, subject)
            return done or several_before(page, cast, d, subject)
        if page.speech[v] and not page.speech[d.cue_at]:
            return False
        doer = just_did(page, cast, d, v) if v == d.cue_at and subject < 0 else -1
        if doer >= 0:
            return take(page, cast, d, doer)
        if head < 0 and v != d.cue_at and page.toks[v].pos == "VERB":
            other = previous_nominative(page, cast, d, v)
            return other >= 0 and take(page, cast, d, other)
        if head < 0:
            return False
        writer = writer_of(page, v) if v == d.cue_at else -1
        if writer >= 0:
            return take(page, cast, d, writer)
        participle = full_participle(page, v)
        if participle and rel in ("acl", "amod"):
            return take(page, cast, d, head, "participle")
        described = noun_before_comma(page, v) if participle and v == d.cue_at else -1
        if described >= 0:
            return take(page, cast, d, described, "participle")
        if (
            v == d.cue_at
            and page.toks[v].feat("Number") == "Plur"
            and page.toks[v].feat("VerbForm") == "Fin"
            and (rel != "conj" or v in page.pointed)
            and not (rel == "advcl" and page.toks[head].feat("Number") == "Plur" and subject_of(page, head) >= 0)
        ):
            return False
        if rel in ("acl", "advcl", "conj", "xcomp", "ccomp", "parataxis", "obl", "nmod", "obj", "iobj"):
            outer = said_by(page, before, d, head)
            if v == d.cue_at and page.toks[v].feat("VerbForm") == "Fin" and page.toks[v].feat("Number") == "Plur":
                above = max(subject_of(page, head), page.kid(head, "nsubj"))
                one = above >= 0 and page.toks[above].feat("Number") == "Sing"
                one = one and (page.toks[above].pos == "NOUN" or told_to(page, v))
                if one and not several_or_part(page, above):
                    return False  # "завод закрыт, об этом сообщили в мэрии"
            closer = max(nearer_main(page, cast, before, v), elder(page, before, v)) if v == d.cue_at else -1
            v = outer if outer >= 0 else closer if closer >= 0 else head
            continue
        return False
    return False


def told_to(page: Page, v: int) -> bool:
    """Whether a pronoun in the dative before a verb says to whom it is told: "ему доложили"."""
    return any(k < v and page.toks[k].pos == "PRON" and page.toks[k].feat("Case") == "Dat" for k in page.kids[v])


def just_did(page: Page, cast: Cast, d: Draft, v: int) -> int:
    """The subject of the verb before a comma that the tree hangs on a cue verb: "Илья позвонил маме, сказал, что ..."; or -1."""
    if d.start < page.toks[v].start or page.toks[v - 1].text != "," or page.toks[v].feat("VerbForm") != "Fin":
        return -1
    for k in page.kids[v]:
        joined = k < v and page.toks[k].pos == "VERB" and page.kid(k, "mark") < 0 and same_inflection(page, k, v)
        subject = subject_of(page, k) if joined and page.toks[k].feat("VerbForm") == "Fin" else -1
        if 0 <= subject < k and page.low[subject] not in RELATIVE and can_speak(page, cast, subject):
            return subject if page.toks[subject].feat("Case") == "Nom" and not page.speech[k] else -1
    return -1


def nearer_main(page: Page, cast: Cast, before: list[Draft], v: int) -> int:
    """The verb right before a gerund that the tree passes over: "А потребовал ответа, а Б ушёл, заявив, что ..."; or -1."""
    ahead = page.head[v] > v
    if page.toks[v].feat("VerbForm") != "Conv" or (ahead and not below_that(page, v)):
        return -1
    opens_at = page.first[page.sent[v]]
    for k in range(v - 1, opens_at if ahead else max(page.head[v], opens_at), -1):
        subject = subject_of(page, k) if page.toks[k].pos == "VERB" and page.toks[k].feat("VerbForm") == "Fin" else -1
        if subject < 0 or page.low[subject] in RELATIVE or page.speech[k]:
            continue
        told = told_already(page, before, k)
        opens = phrase_of(page, subject)[0]
        joined = page.toks[opens - 1].pos == "CCONJ" or page.toks[opens - 1].text == "," or (ahead and opens == opens_at)
        return k if not told and subject < k and joined and can_speak(page, cast, subject) else -1
    return -1


def below_that(page: Page, v: int) -> bool:
    """Whether the tree hangs a verb on a later clause that opens behind it: "подтвердил, назвав это ..., и добавил, что ждёт"."""
    return any(page.low[k] in THAT and page.toks[k].rel == "mark" and k > v for k in page.kids[page.head[v]])


def told_already(page: Page, before: list[Draft], k: int) -> bool:
    """Whether a token stands in an indirect statement found before."""
    return any(p.kind == "indirect" and p.start <= page.toks[k].start < p.stop for p in before)


def elder(page: Page, before: list[Draft], v: int) -> int:
    """The verb before that a subjectless one is joined to though the tree makes them sisters: "известно, что он летал, а потом
    заявил"; or -1."""
    comma = max((k for k in range(page.first[page.sent[v]], v) if page.toks[k].text == ","), default=v)
    if page.toks[v].feat("VerbForm") != "Fin" or not any(page.toks[k].pos == "CCONJ" for k in range(comma, v)):
        return -1
    same = page.toks[v].rel
    for k in reversed(page.kids[page.head[v]]):
        if k < v and page.toks[k].rel == same and page.toks[k].pos == "VERB":
            told = told_already(page, before, k)
            return k if not told and subject_of(page, k) >= 0 and same_inflection(page, k, v) else -1
    return -1


def writer_of(page: Page, v: int) -> int:
    """Who did with a paper what its main clause says, for a verb without subject that tells what stands in it: "приняли отчёт, в
    котором признали"; or -1."""
    paper = paper_behind(page, v) if page.toks[v].feat("VerbForm") == "Fin" else -1
    if paper < 0 or page.head[paper] < 0:
        return -1
    within = any(page.low[k] in RELATIVE and page.toks[k].rel.startswith("obl") for k in page.kids[v])
    writer = subject_of(page, page.head[paper])
    act, told = page.toks[page.head[paper]], page.toks[v]
    together = all(not act.feat(f) or not told.feat(f) or act.feat(f) == told.feat(f) for f in ("Number", "Gender"))
    return writer if within and writer >= 0 and together else -1


def paper_behind(page: Page, v: int) -> int:
    """The document that "в котором" stands for, whatever noun the tree hangs its clause on; or -1."""
    if page.head[v] >= 0 and page.lemma[page.head[v]] in DOCUMENTS:
        return page.head[v]
    r = next((k for k in page.kids[v] if page.low[k] in RELATIVE and page.toks[k].rel.startswith("obl")), -1)
    if r < 0:
        return -1
    same = [k for k in range(page.first[page.sent[v]], r) if page.lemma[k] in DOCUMENTS and same_inflection(page, k, r)]
    return same[-1] if same else -1


def dropped_subject(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Следствие рассматривает версии. Не исключает, что ...: the subject that sentence after sentence goes without, where nobody
    spoke since."""
    v = d.cue_at
    if v < 0 or d.cue_form != "verb" or page.sent[v] == 0 or not acts(page, v):
        return False
    if several_may_act(page, v) and told_to(page, v):
        return False  # "им обещали деньги": they are told
    if page.toks[v].rel == "conj" and subject_of(page, page.head[v]) < 0 and same_inflection(page, page.head[v], v):
        v = page.head[v]
    if page.head[v] >= 0:
        return False
    line = page.line_at(page.toks[v].start)
    for n in range(page.sent[v] - 1, max(-1, page.sent[v] - 6), -1):
        first, last = page.first[n], page.last[n]
        if page.speech[last - 1] or any(p.actors and p.kind != "source" and first <= page.token_from(p.start) for p in before):
            return False
        root = next((i for i in range(first, last) if page.head[i] < 0 and page.toks[i].pos == "VERB"), -1)
        subject = subject_of(page, root) if root >= 0 else -1
        near = page.line_at(page.toks[first].start) == line
        if subject < 0 and root >= 0 and same_person(page, root, v) and not several_may_act(page, v):
            line = page.line_at(page.toks[first].start)
            continue  # the sentence before goes without a subject as well
        if not near or subject < 0 or not can_speak(page, cast, subject):
            return False
        if page.toks[subject].pos == "PRON" and not any(m.type == "PER" for m in cast.mentions(subject)):
            return False
        single = page.toks[subject].feat("Number") == page.toks[v].feat("Number")
        return single and agrees_with_verb(page, subject, v) and take(page, cast, d, subject)
    return False


def same_person(page: Page, a: int, b: int) -> bool:
    """Whether two verbs can have the same subject, whatever their tenses."""
    x, y = page.toks[a], page.toks[b]
    return all(not x.feat(f) or not y.feat(f) or x.feat(f) == y.feat(f) for f in ("Number", "Gender"))


def acts(page: Page, v: int) -> bool:
    """Whether a verb is finite: a past tense in the plural too that the tagger takes for a participle ("Заявили, что")."""
    return page.toks[v].feat("VerbForm") == "Fin" or page.low[v].endswith(("ли", "лись"))


def several_may_act(page: Page, v: int) -> bool:
    """Whether a verb without subject is in the plural, where people in general may be meant."""
    return page.toks[v].feat("Number") == "Plur"


def lifeless_agent(page: Page, cast: Cast, i: int) -> bool:
    """ "Было объявлено вечером": an instrumental that is nobody who could have said it."""
    return page.toks[i].pos == "NOUN" and page.toks[i].feat("Case") == "Ins" and not can_speak(page, cast, i)


def before_relative(page: Page, r: int, head: int) -> int:
    """The noun that "который" stands for: ``head``, or the one above or right before its comma where gender or number say so."""
    genders = page.toks[r].feat("Gender"), page.toks[head].feat("Gender") if head >= 0 else ""
    above = page.head[head] if head >= 0 else -1
    named = head_of_name(page, r - 2) if r >= 2 and page.toks[r - 1].text == "," else -1
    named = named if named > head >= 0 and page.toks[named].pos == "PROPN" else -1
    if all(genders) and genders[0] != genders[1] and named >= 0 and page.toks[named].feat("Gender") == genders[0]:
        return named  # "композитор и знаток музыки Анна Орлова, которая"
    agrees = above >= 0 and page.toks[above].pos in ("NOUN", "PROPN") and page.toks[above].feat("Gender") == genders[0]
    if all(genders) and genders[0] != genders[1] and agrees:
        return above  # "движение с историей, которое осуждало"
    near = head_of_name(page, r - 2) if r >= 2 and page.toks[r - 1].text == "," else -1
    number = page.toks[r].feat("Number")
    if near < 0 or head < 0 or not number or page.toks[head].feat("Number") in ("", number):
        return head
    return near if page.toks[near].pos in ("NOUN", "PROPN") and page.toks[near].feat("Number") == number else head


def nobody(page: Page, cast: Cast, d: Draft, before: list[Draft]) -> bool:
    """Сообщается, отмечается, стало известно: no speaker, unless a document or a relay names one."""
    if d.rule in ("interview", "marks-sentence") and d.nobody:
        return True
    if d.cue_form == "verb" and d.rule == "dash-line" and page.toks[d.cue_at].feat("Person") == "1":
        return True  # the author asks
    if d.cue_form == "verb" and (subject := subject_of(page, d.cue_at)) >= 0 and page.lemma[subject] in INSCRIPTIONS:
        return not cast.mentions(subject)
    teller = told_from(page, cast, d) if d.cue_form == "reflexive" else -1
    if teller >= 0:
        return take(page, cast, d, teller)
    return d.cue_form == "reflexive" or (d.cue_form == "verb" and impersonal(page, cast, d.cue_at))


def told_from(page: Page, cast: Cast, d: Draft) -> int:
    """From whom a message came: "появились сообщения от разведки о том, что"; or -1."""
    near = [k for j in range(d.cue_first, d.cue_last) for k in page.kids[j] if k > d.cue_at]
    sent = [k for k in near if any(page.low[c] == "от" and page.toks[c].rel == "case" for c in page.kids[k])]
    return next((k for k in sent if can_speak(page, cast, k)), -1)


def impersonal(page: Page, cast: Cast, v: int) -> bool:
    """Было объявлено, были названы: a passive without an agent who could have said it."""
    t = page.toks[v]
    agent = subject_of(page, v)
    participle = t.feat("VerbForm") == "Part" and t.feat("Variant") == "Short" and not acts(page, v)
    return participle and (agent < 0 or lifeless_agent(page, cast, agent))


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


def speaking_subject(page: Page, cast: Cast, d: Draft, v: int) -> int:
    """The subject of a cue verb by the tree, mended where the tree takes the medium spoken to for it or finds none; or -1."""
    subject = subject_of(page, v)
    own = (k for k in page.kids[v] if page.pointed.get(v, -1) < k < v)
    ahead = [k for k in own if page.toks[k].rel == "nsubj" and page.toks[k].feat("Case") == "Nom"]
    if len(ahead) > 1:
        return one_of_several(page, cast, v, subject, ahead)
    subject = behind_told(page, cast, v, subject)
    if subject >= 0 and inside(page, d, subject):
        subject = -1
    for rule in MENDED if subject >= 0 else SOUGHT:
        found = rule(page, cast, d, v, subject)
        if found is not None:
            return found
    return subject


def one_of_several(page: Page, cast: Cast, v: int, subject: int, ahead: list[int]) -> int:
    """Which of several subjects before a verb speaks: "представитель штаба, адмирал Имя Фамилия, заявил": the one with a name."""
    agreeing = [k for k in ahead if agrees_with_verb(page, k, v)]
    if ahead[-1] in agreeing and any(page.toks[k].text in {";", ":"} for k in range(subject, ahead[-1])):
        return ahead[-1]  # "Рыбаки ждут бурю: власти сообщили"
    if len(agreeing) == 1 and subject not in agreeing and page.toks[agreeing[0]].pos in ("NOUN", "PROPN", "PRON"):
        return agreeing[0]  # "Министр прошёл лечение, врачи сообщили"
    named = [k for k in ahead if any(m.type == "PER" and m.name_start >= 0 for m in cast.mentions(k))]
    meant = [k for k in ahead if page.low[k] in PERSONAL]  # "в микроблоге Twitter он отметил"
    if not named and not meant and not agrees_with_verb(page, subject, v) and agrees_with_verb(page, ahead[-1], v):
        return ahead[-1]  # "Распад произошёл, когда фракция заявила": the tree joins both subjects to one verb
    nouns = [k for k in ahead if page.toks[k].pos in ("NOUN", "PROPN")]
    if not named and not meant and page.toks[subject].pos in ("ADJ", "VERB") and nouns:
        return nouns[-1]  # "известная очерками газета приводит"
    return named[-1] if named else meant[-1] if meant else subject


def behind_told(page: Page, cast: Cast, v: int, subject: int) -> int:
    """The subject after the medium told, which the tree takes for another: "сообщил Regnum источник"."""
    teller = who_tells(page, cast, v)
    if teller >= 0:
        return teller
    if subject <= v or page.toks[subject].pos not in ("PROPN", "X"):
        return subject
    several = [k for k in page.kids[v] if page.toks[k].rel == "nsubj" and k > v and page.toks[k].pos == "NOUN"]
    return next((k for k in reversed(several) if page.toks[k].feat("Case") == "Nom"), subject)


def behind_label(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The subject behind a label with a colon, a semicolon or a bracket beyond which the tree finds it: "Погода: мэр заявил",
    "порт закрыт (мэр обвинял рыбаков)"."""
    if subject >= v:
        return None
    within = bracketed(page, v) and not bracketed(page, subject)
    if not within and not any(page.toks[k].text in {";", ":"} for k in range(subject, v)):
        return None
    other = previous_nominative(page, cast, d, v)
    return other if other > subject else None


def over_a_clause(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The subject where the tree reaches over another clause to a wrong one."""
    closer = nearer_subject(page, cast, d, v, subject) if subject < v else -1
    return closer if closer >= 0 else None


def noun_before_comma(page: Page, v: int) -> int:
    """The noun right before the comma of a participle that agrees with it ("из «Фронта», заявлявшего о"), or -1."""
    if v < 3 or page.toks[v - 1].text != ",":
        return -1
    noun = v - 3 if page.toks[v - 2].text in MARKS_IN_NAMES else v - 2
    while noun >= 0 and page.toks[noun].pos in ("NOUN", "PROPN"):
        told = [(page.toks[noun].feat(f), page.toks[v].feat(f)) for f in ("Case", "Number", "Gender")]
        if told[0][0] and all(a == b or not (a and b) for a, b in told):
            return noun
        noun = page.head[noun] if page.toks[noun].rel == "nmod" else -1  # "из «Фронта обновления», заявлявшего о"
    return -1


def of_a_participle(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The noun that a participle in the subject's place describes."""
    takes = page.toks[subject].pos in ("VERB", "ADJ") or ACTIVE.search(page.low[subject])
    described = described_noun(page, subject, v) if takes and page.kids[subject] else -1
    return described if described >= 0 else None


def of_a_quantity(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The people of whom a number or measure is told: "более 50 женщин рассказали"."""
    people = [k for k in page.kids[subject] if page.toks[k].feat("Case") == "Gen" and page.toks[k].pos == "NOUN"]
    return people[0] if page.toks[subject].pos == "ADV" and people else None


def an_object(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """Nobody where the tree takes the object for the subject: "отрицала, что говорила такие слова"."""
    return -1 if subject > v and plural_of_one(page, subject, v) else None


def who_told_it(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """Who tells it to the medium behind the verb, a name without cases that the tree takes for the subject: "женщина, которая
    живёт рядом, рассказала SHOT"."""
    t = page.toks[subject]
    if subject < v or t.pos not in ("PROPN", "X") or t.feat("Case") or page.toks[v].feat("Number") != "Sing":
        return None
    other = previous_nominative(page, cast, d, v)
    apart = any(page.toks[k].text == "," for k in range(other, past_relative(page, v)))  # "X — сын мэра, об этом сообщает Y"
    return other if other >= 0 and not apart and page.toks[other].feat("Animacy") == "Anim" else None


def past_a_thing(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The one named between the verb and a thing that the tree takes for its subject: "пишет New York Times (нужна подписка)"."""
    if subject < v or not lifeless(page, cast, subject):
        return None
    for k in range(v + 1, subject):
        able = page.toks[k].feat("Case") in ("", "Nom") and page.toks[k].pos in ("PROPN", "X")
        if able and any(m.type in ("PER", "ORG", "MEDIA") and cast.top(m) == k for m in cast.mentions(k)):
            return k
    return None


def certain(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The tree's subject where case, agreement and kind leave no doubt, and a relative pronoun."""
    if page.toks[subject].feat("Case") == "Gen" and any(page.toks[k].rel == "nummod:gov" for k in page.kids[subject]):
        return subject  # "сообщили три источника"
    doubtful = page.toks[subject].feat("Case") == "" or cast.is_medium(subject) or not agrees_with_verb(page, subject, v)
    return subject if not doubtful or page.low[subject] in RELATIVE else None


def outnumbered(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """Nobody where people in general speak of the one before: "олигарх, говорят, ушёл"."""
    body = page.mark_of[subject] >= 0 or any(m.type in ("MEDIA", "ORG", "GROUP") for m in cast.mentions(subject))
    alone = subject < v and not body and not several_or_part(page, subject) and not joined_beyond(page, subject, v)
    there = place_of(page, cast, d, v) if page.toks[v].feat("Number") == "Plur" != page.toks[subject].feat("Number") else -1
    return -1 if alone and (clash_of_number(page, subject, v) or subject < there < v) else None


def joined_beyond(page: Page, subject: int, v: int) -> bool:
    """Whether "и" joins another nominative to a subject though the tree hangs it elsewhere: "посол и представители призвали"."""
    after = (k for k in range(subject + 1, v - 1) if page.low[k] == "и" and not page.is_punct(k - 1))
    return any(page.toks[k + 1].feat("Case") == "Nom" and page.toks[k + 1].pos in ("NOUN", "PROPN") for k in after)


def a_later_one(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The nominative after a doubtful subject that follows the verb, or nobody where an institution says it."""
    if subject < v:
        return None
    t = page.toks[subject]
    other = next_nominative(page, cast, d, v, subject + 1)
    upright = other >= 0 and page.toks[other].feat("Case") == "Nom" and t.feat("Case") == ""
    if upright or (other >= 0 and other not in page.tree(subject) - {subject}):
        return other
    single = t.feat("Number") != "Plur" or cast.is_medium(subject)
    plural = cast.is_medium(subject) and page.low[subject].endswith(("и", "ы")) and page.toks[subject].text[:1].isupper()
    if (plural and page.mark_of[subject] >= 0) or plural_name(page, cast, v, subject):
        return subject  # «Ведомости» пишут
    loose = not agrees_with_verb(page, subject, v) or (single and place_of(page, cast, d, v) >= 0)
    return -1 if loose and page.toks[v].feat("Number") == "Plur" else None


def plural_name(page: Page, cast: Cast, v: int, i: int) -> bool:
    """Whether a plural verb has right behind it the name of a body or medium with a plural in it: "сообщили «Сети Севера»"."""
    named = page.named_mark(i) or any(m.name_start >= 0 and m.type in ("ORG", "MEDIA") for m in cast.at.get(i, []))
    between = range(v + 1, i)
    behind = page.toks[v].feat("Number") == "Plur" and all(page.is_punct(k) or page.low[k].startswith("http") for k in between)
    words = (page.low[k] for k in range(i, phrase_of(page, i)[1]) if page.toks[k].pos in ("NOUN", "PROPN"))
    return named and behind and any(w.endswith(("и", "ы")) and len(w) > 3 for w in words)


def a_share(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The percentage of people that a plural verb is said of: "36% американцев заявили"."""
    if page.toks[v].feat("Number") != "Plur":
        return None
    own = next((k for k in page.kids[v] if page.toks[k].rel == "nsubj" and whole_of(page, k) >= 0), None)
    if own is not None:
        return own
    for k in range(v - 1, page.first[page.sent[v]] - 1, -1):
        if whole_of(page, k) >= 0 and page.toks[k].rel == "nsubj":
            return k  # where the tree hangs it on the verb of the content
        if page.finite(k) or page.is_punct(k) or page.speech[k]:
            return None
    return None


def those_close(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The genitive behind an adjective in a noun's place, which the tree takes for the subject: "близкие парня рассказали"."""
    for k in page.kids[v]:
        close = page.toks[k].rel == "nsubj" and page.toks[k].feat("Case") == "Gen" and page.toks[v].feat("Number") == "Plur"
        if close and k < v and several_close(page, k) >= 0:
            return k
    return None


def beside_the_verb(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """An agreeing nominative after a finite verb that the tree gives no subject."""
    if page.toks[v].feat("VerbForm") != "Fin":
        return None if d.cue_form == "adjective" else -1
    other = next_nominative(page, cast, d, v, v + 1)
    return other if other >= 0 else None


def no_person(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """Nobody where an institution speaks: "в полиции сообщили"."""
    return -1 if page.toks[v].feat("Number") == "Plur" and place_of(page, cast, d, v) >= 0 else None


def ahead_of_verb(page: Page, cast: Cast, d: Draft, v: int, subject: int) -> int | None:
    """The agreeing nominative before the verb, unless the verb shares the subject of the one it is joined to."""
    other = previous_nominative(page, cast, d, v)
    uncased = page.toks[v - 1].pos == "X" or (page.toks[v - 1].pos == "PROPN" and not page.toks[v - 1].feat("Case"))
    if other < 0 and uncased and not inside(page, d, v - 1) and page.toks[v].feat("Number") == "Sing":
        foreign = [m for m in cast.at.get(v - 1, []) if m.kind == "name" and m.start == page.toks[v - 1].start]
        return v - 1 if foreign else -1  # "Bonet признал"
    if other < 0 and page.toks[v].feat("Number") == "Plur":
        return part_ahead(page, v)
    joined = page.toks[v].rel == "conj" and page.head[v] >= 0
    shared = subject_of(page, page.head[v]) if joined else -1
    if joined and shared < 0 <= other and page.toks[page.head[v]].feat("VerbForm") == "Fin" and page.head[v] < other:
        shared = previous_nominative(page, cast, d, page.head[v])
    if 0 <= shared < other and agrees_with_verb(page, shared, v) and any(page.toks[j].text == "," for j in range(other, v)):
        return -1  # "он следил за матчем А — Б, но сказал": the subject of the verb that it is joined to
    return other


def part_ahead(page: Page, v: int) -> int:
    """The noun before a verb that counts the people who tell, past their participle: "часть опрошенных, живущих у моря,
    сказали"; or -1."""
    for j in range(v - 2, page.first[page.sent[v]] - 1, -1):
        if part_of_many(page, j):
            return j
        if page.finite(j) or page.toks[j].text in ":;" or page.speech[j]:
            return -1
    return -1


def part_of_many(page: Page, i: int) -> bool:
    """Whether a noun in the nominative counts the people right after it: "ряд критиков"."""
    return page.lemma[i] in PARTS and page.toks[i].feat("Case") == "Nom" and page.toks[i + 1].feat("Case") == "Gen"


SubjectRule = Callable[[Page, Cast, Draft, int, int], "int | None"]
MENDED: tuple[SubjectRule, ...] = (
    behind_label,
    over_a_clause,
    of_a_participle,
    of_a_quantity,
    an_object,
    who_told_it,
    past_a_thing,
    certain,
    outnumbered,
    a_later_one,
)
SOUGHT: tuple[SubjectRule, ...] = (a_share, those_close, beside_the_verb, no_person, ahead_of_verb)
"""How a subject that the tree gives is mended, and how one is sought where it gives none: the first that answers decides."""


def described_noun(page: Page, i: int, v: int) -> int:
    """The noun that a participle with words of its own describes: "сообщила насчитывающая сто членов организация", or -1."""
    below, own = page.tree(i), -1
    for k in range(i + 1, v if i < v else page.last[page.sent[v]]):
        t = page.toks[k]
        if t.text in {",", ":", ";"} or t.text in DASHES or (page.finite(k) and t.pos == "VERB"):
            break
        noun = t.pos in ("NOUN", "PROPN") and t.feat("Case") == "Nom"
        if noun and agrees_with_verb(page, k, v) and page.mark_of[k] in (-1, page.mark_of[v]):
            if k not in below:
                return k
            own = own if own >= 0 else k  # "опрошенные газетой | эксперты", where the tree hangs the noun on the participle
    return own


def plural_of_one(page: Page, noun: int, verb: int) -> bool:
    """Whether a plural thing stands beside a finite verb in the singular: its object, not its subject."""
    n, v = page.toks[noun], page.toks[verb]
    thing = n.pos == "NOUN" and n.feat("Number") == "Plur" and n.feat("Animacy") == "Inan"
    return thing and v.feat("Number") == "Sing" and v.feat("VerbForm") == "Fin"


def several_or_part(page: Page, i: int) -> bool:
    """Whether a singular subject can take a plural verb: it counts, is counted, joined with another, or followed by "с"."""
    more = page.tree(i) - {i}
    joined = any(page.toks[k].rel.split(":")[0] in ("conj", "nummod") or page.low[k] in ("с", "со") for k in more)
    return joined or page.lemma[i] in PARTS


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
                nominative = page.toks[who].feat("Case") == "Nom" and agrees_with_verb(page, who, v)
                return who if nominative and can_speak(page, cast, who) else -1
    return -1


def next_nominative(page: Page, cast: Cast, d: Draft, v: int, at: int) -> int:
    """The first agreeing nominative after the verb, before the clause ends."""
    for i in range(at, page.last[page.sent[v]]):
        t = page.toks[i]
        if t.text in "«„“" and page.mark_of[v] >= 0:
            return -1  # marks open again behind the author's words
        if at > v + 1 and page.low[i] in ("ссылкой", "ссылаясь"):
            return -1  # "сообщает канал со ссылкой на источник"
        if t.text in {",", ":", ";"} or t.text in DASHES or (page.finite(i) and t.pos == "VERB") or inside(page, d, i):
            return -1
        joined = t.rel.split(":")[0] in ("appos", "flat", "nmod", "conj") and page.toks[page.head[i]].feat("Case") in ("Nom", "")
        joined = joined and page.toks[page.head[i]].pos != "VERB"
        joined = joined or any(
            m.kind == "name" and cast.top(m) != i and page.toks[cast.top(m)].feat("Case") not in ("Nom", "")
            for m in cast.at.get(i, [])
        )
        nominative = t.pos in ("NOUN", "PROPN", "PRON") and t.feat("Case") == "Nom"
        nominative = nominative or (t.feat("Animacy") == "Anim" and t.pos == "NOUN" and dictionary_form(page, i))
        marked = page.named_mark(i) and in_opening_marks(page, v, i)
        outside = marked or page.mark_of[i] in (-1, page.mark_of[d.cue_at])
        if nominative and outside and agrees_with_verb(page, i, v) and not joined:
            return i
        foreign = t.pos == "X" and page.head[i] == v and not t.feat("Case")
        if foreign and any(m.kind == "name" and m.start == t.start for m in cast.at.get(i, [])):
            return i  # "пишет New York Times", which the tree hangs on the verb as a foreign word
    return -1


def in_opening_marks(page: Page, v: int, i: int) -> bool:
    """Whether token ``i`` stands in marks right behind a verb and its adjective: "сообщает «Южная волна»", "сообщает местный
    «5-й канал»"."""
    q = v + 1 + (page.toks[v + 1].pos == "ADJ")
    opens = q + 1 < page.last[page.sent[v]] and page.toks[q].text in QUOTES and page.mark_of[i] == page.mark_of[q + 1]
    return opens and (page.toks[q + 1].text[:1].isupper() or page.toks[q + 1].text[:1].isdigit())


def name_ending(page: Page, cast: Cast, i: int) -> int:
    """The head of a person's name that ends with token ``i``, whatever case the tagger gives it, or -1."""
    if i < 1 or page.toks[i].pos != "PROPN" or page.speech[i] or page.low[i] == page.low[i - 1]:
        return -1
    names = [m for m in cast.at.get(i, []) if m.kind == "name" and m.type == "PER" and m.stop == page.toks[i].stop]
    full = [m for m in names if " " in m.text]
    whole = full and page.text[full[0].start : full[0].stop] == full[0].actor
    return cast.top(full[0]) if whole else -1


def named_upright(page: Page, cast: Cast, i: int, v: int) -> bool:
    """Whether a surname that opens the sentence of a verb is that of somebody of its gender in the nominative, whatever case the
    tagger gives it: "Орлова с радостью сообщила"."""
    gender = page.toks[v].feat("Gender")[:1].lower()
    names = [m for m in cast.at.get(i, []) if m.type == "PER" and m.kind == "name" and m.start == page.toks[i].start]
    upright = (m for m in names if m.text == m.actor.split()[-1] and cast.genders.get(m.actor, "")[:1].lower() == gender)
    return page.toks[i].feat("Case") == "Gen" and bool(gender) and any(upright)


def past_relative(page: Page, v: int) -> int:
    """The comma that opens a relative clause which ends right before the verb: "вратарь, которому 40 лет, сказал"; else ``v``."""
    first = page.first[page.sent[v]]
    if v - 1 <= first or page.toks[v - 1].text != ",":
        return v
    for r in range(v - 2, first, -1):
        if page.toks[r].text in ":;" or page.speech[r] or page.toks[r].text in DASHES:
            return v
        if page.low[r] in RELATIVE and page.toks[r - 1].text == ",":
            verbs = [k for k in range(r + 1, v - 1) if page.toks[k].pos == "VERB" and page.finite(k)]
            deeper = [k for k in range(r + 2, v - 1) if page.low[k] in ASK | THAT and page.toks[k - 1].text == ","]
            return r - 1 if len(verbs) <= 1 + len(deeper) else v
    return v


def counted(page: Page, i: int) -> bool:
    """Whether a genitive plural hangs on a number in the nominative, whatever the tree calls it: "пять сетей объявили"."""
    t = page.toks[i]
    bare = t.feat("Case") == "Gen" and t.feat("Number") == "Plur" and not any(
        page.toks[k].rel == "case" and k < i for k in page.kids[i]
    )
    return bare and any(page.toks[k].rel == "nummod:gov" and page.toks[k].feat("Case") == "Nom" for k in page.kids[i])


def previous_nominative(page: Page, cast: Cast, d: Draft, v: int) -> int:
    """The nearest agreeing nominative before the verb with no other predicate between."""
    named = name_ending(page, cast, v - 1)
    if named >= 0 and not inside(page, d, named) and agrees_with_verb(page, named, v):
        return named
    for i in range(past_relative(page, v) - 1, page.first[page.sent[v]] - 1, -1):
        t = page.toks[i]
        if (
            (page.finite(i) and t.pos in ("VERB", "AUX"))
            or t.text in ":;"
            or page.speech[i]
            or page.low[i] in RELATIVE
            or inside(page, d, i)
        ):
            return -1
        if i == page.first[page.sent[v]] and named_upright(page, cast, i, v):
            return i
        if t.rel == "appos" and 0 <= page.head[i] < i and page.toks[page.head[i]].feat("Case") not in ("Nom", ""):
            continue  # "из квартиры дочери Челси": a name that does not decline
        upright = t.pos in ("NOUN", "PROPN", "PRON") and (t.feat("Case") == "Nom" or counted(page, i))
        upright = upright or (page.low[i] in ("один", "одна") and page.low[i + 1] == "из")
        if upright and agrees_with_verb(page, i, v) and page.mark_of[i] in (-1, page.mark_of[d.cue_at]):
            if page.toks[head_of_name(page, i)].feat("Case") == "Dat":
                continue  # "Вивеку Рамасвами предложил": a name of which one part does not decline
            i = head_of_name(page, i)
            for _ in range(3):
                if page.toks[i].rel == "appos" and 0 <= page.head[i] < i and page.toks[page.head[i]].feat("Case") == "Nom":
                    i = page.head[i]
            return i
    return -1
