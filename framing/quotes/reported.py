"""Speech in the reporter's words: content clauses, infinitives, noun phrases, and attributions without content."""

from __future__ import annotations

from framing.quotes.cues import Cue
from framing.quotes.page import DASHES, Draft, Page

THAT = frozenset("что будто якобы".split())
ASK = frozenset("как почему когда где куда откуда зачем сколько какой какая какое какие каким какую каких кто чем кого ли чего насколько".split())
POINTERS = frozenset("это то такой соответствующий тот этот данный".split())


def reported(page: Page, cues: list[Cue], direct: list[Draft]) -> list[Draft]:
    """Indirect, and source drafts, outermost cues first."""
    closed = [False] * len(page.toks)
    for d in direct:
        for i in range(page.token_from(d.start), page.token_upto(d.stop)):
            closed[i] = True
    used = {d.cue_first for d in direct if d.cue_first >= 0}
    drafts: list[Draft] = []
    inside: list[tuple[int, int]] = []
    for cue in sorted(cues, key=lambda c: (page.sent[c.at], depth(page, c.at), c.first)):
        if closed[cue.at] or page.mark_of[cue.at] >= 0 and cue.row.form != "phrase":
            continue
        at = page.toks[cue.at].start
        if any(a <= at < b for a, b in inside):
            continue
        for rule in RULES:
            try:
                draft = rule(page, cue, cue.first in used)
            except (IndexError, ValueError):
                draft = None
            if draft is not None:
                if draft.start < 0:
                    break
                overlap = [d for d in direct if d.start < draft.stop and draft.start < d.stop]
                if overlap and draft.kind == "indirect":
                    break
                drafts.append(draft)
                if draft.kind == "indirect":
                    inside.append((draft.start, draft.stop))
                break
    return drafts


def depth(page: Page, i: int) -> int:
    steps = 0
    while page.head[i] >= 0 and steps < 60:
        i, steps = page.head[i], steps + 1
    return steps


def make(page: Page, cue: Cue, kind: str, rule: str, first: int, last: int) -> Draft:
    start, stop = page.span(first, last)
    start, stop = trim_marks(page, start, stop)
    d = Draft(kind, start, stop, rule)
    d.cue_first, d.cue_last, d.cue_at = cue.first, cue.last, cue.at
    d.cue_lemma, d.cue_form, d.cue_kind, d.stance = cue.row.cue, cue.row.form, cue.row.kind, cue.row.stance
    return d


def trim_marks(page: Page, start: int, stop: int) -> tuple[int, int]:
    return start, stop


def that_clause(page: Page, cue: Cue, used: bool) -> Draft | None:
    """заявил, что ... ; заявление о том, что ... ; рассказал, как ..."""
    if cue.row.form not in ("verb", "adjective", "noun", "reflexive") or "что" not in cue.row.government:
        return None
    end = page.last[page.sent[cue.at]]
    i = conjunction(page, cue, end)
    if i < 0:
        return None
    first = i + 1 if page.low[i] in THAT else i
    last = clause_end(page, cue, i, end)
    if last <= first:
        return None
    return make(page, cue, "indirect", "that-clause", first, last)


def conjunction(page: Page, cue: Cue, end: int) -> int:
    """The word that opens the content clause of a cue, or -1."""
    verbs = 0
    marks = 0
    for i in range(cue.last, end):
        if page.mark_of[i] >= 0 and page.mark_of[cue.at] < 0:
            continue
        word = page.low[i]
        comma = page.toks[i - 1].text in {",", "("} or (page.low[i - 1] in {"о", "том"})
        if word in THAT and comma:
            head = page.head[i]
            if word == "что" and page.toks[i].pos == "PRON" and page.toks[i].rel.startswith(("nsubj", "obj")) and page.low[i - 2] not in {"том", "то"} and verbs:
                return -1
            if owner(page, cue, i):
                return i
            return -1
        if word in {"чтобы"} and comma and "чтобы" in cue.row.government:
            return i
        if comma and word in ASK and page.toks[i - 1].text == "," and owner(page, cue, i) and i - cue.last <= 8 and cue.row.form == "verb":
            return i
        if page.finite(i) and page.toks[i].pos in ("VERB", "AUX") and i != cue.at:
            verbs += 1
            if not page.under(i, cue.at) or verbs > 1:
                return -1
    return -1


def owner(page: Page, cue: Cue, i: int) -> bool:
    """Whether the clause that word ``i`` opens hangs on the cue and on no noun or verb between them."""
    if i - cue.last <= 2:
        return True
    if page.under(i, cue.at):
        h = page.head[i]
        steps = 0
        while h >= 0 and page.head[h] != cue.at and steps < 30:
            h, steps = page.head[h], steps + 1
        if h >= 0 and (page.toks[h].rel.split(":")[0] in ("ccomp", "acl", "advcl", "parataxis", "xcomp", "csubj", "obl", "obj", "conj")):
            return True
    return not any(page.finite(k) and page.toks[k].pos == "VERB" for k in range(cue.last, i))


def clause_end(page: Page, cue: Cue, i: int, end: int) -> int:
    """One past the last token of the content clause that token ``i`` opens."""
    top = page.head[i] if page.head[i] > i else i
    # climb to the clause that hangs on the cue
    steps = 0
    while page.head[top] > i and steps < 30:
        top, steps = page.head[top], steps + 1
    content = page.tree(top)
    limit = end
    under_cue = page.tree(cue.at)
    if not embedded(page, cue):
        limit = end
    else:
        tail = [k for k in under_cue if k > i]
        limit = max(tail) + 1 if tail else end
    for k in range(i + 1, limit):
        if k in content:
            continue
        if cut_here(page, cue, k, content, i):
            tree = page.tree(k)
            left = min([j for j in tree if j > i], default=k)
            if left <= i + 1 or any(j in content for j in range(left, k)) and left < k and page.toks[left - 1].text != ",":
                left = k
            while left > i + 1 and (page.is_punct(left - 1) or page.toks[left - 1].pos == "CCONJ"):
                left -= 1
            return left
    return limit


def embedded(page: Page, cue: Cue) -> bool:
    """Whether the cue's clause is a part inside the sentence (participle, gerund, relative clause, subject)."""
    h = cue.at
    steps = 0
    while page.head[h] >= 0 and steps < 40:
        rel = page.toks[h].rel.split(":")[0]
        if rel in ("acl", "advcl", "amod", "nsubj", "csubj", "nmod", "appos", "obl", "obj") and page.head[h] > h:
            return True
        if rel in ("acl", "amod"):
            return True
        h, steps = page.head[h], steps + 1
    return False


def cut_here(page: Page, cue: Cue, k: int, content: frozenset[int], i: int) -> bool:
    """Whether token ``k`` heads the author's own words after the content clause."""
    t = page.toks[k]
    rel = t.rel.split(":")[0]
    head = page.head[k]
    if head in content:
        return False
    if t.pos == "VERB" and rel == "conj" and (head == cue.at or cue.at in page.tree(head)):
        return page.finite(k) and page.kid(k, "nsubj") < 0
    if t.pos == "VERB" and rel == "parataxis":
        return True
    if t.pos == "VERB" and t.feat("VerbForm") == "Conv" and head == cue.at:
        return True
    return False


def infinitive(page: Page, cue: Cue, used: bool) -> Draft | None:
    """призвал прекратить, потребовал вернуть, обещает помочь."""
    if cue.row.form not in ("verb", "noun") or "inf" not in cue.row.content and not (cue.row.form == "noun" and cue.row.stance == "demand"):
        return None
    kids = [k for k in page.kids[cue.at] if page.toks[k].feat("VerbForm") == "Inf" and k > cue.at]
    if not kids:
        return None
    tree = [j for k in kids[:1] for j in page.tree(k) if j > cue.at]
    first, last = min(tree), max(tree) + 1
    more = [k for k in page.kids[kids[0]] if page.toks[k].rel == "conj" and page.finite(k)]
    for k in more:
        left = min(page.tree(k))
        if left < last:
            last = left
    while last > first and (page.is_punct(last - 1) or page.toks[last - 1].pos == "CCONJ"):
        last -= 1
    return make(page, cue, "indirect", "infinitive", first, last)


_PREPOSITIONS = {"о": ("о", "об", "обо"), "за": ("за",), "против": ("против",), "к": ("к", "ко"), "в": ("в", "во"), "на": ("на",), "с": ("с", "со"), "как": ("как",)}


def noun_phrase(page: Page, cue: Cue, used: bool) -> Draft | None:
    """подтвердил гибель, сообщил о взрыве, призвал к миру, обвинил Х в У, назвал Х У."""
    if cue.row.form != "verb" or not cue.row.content or used:
        return None
    kids = [k for k in page.kids[cue.at] if k > cue.at and page.toks[k].rel.split(":")[0] in ("obj", "obl", "iobj", "xcomp", "nsubj")]
    passive = page.toks[cue.at].feat("Voice") == "Pass"
    for code in cue.row.content:
        for k in kids:
            case = [c for c in page.kids[k] if page.toks[c].rel == "case" and c < k]
            word = page.low[case[0]] if case else ""
            if code in _PREPOSITIONS and word in _PREPOSITIONS[code]:
                if page.lemma[k] in POINTERS or page.toks[k].pos in ("PRON", "DET") or page.low[k] in ("этом", "том", "чем"):
                    continue
                return np_draft(page, cue, k, case[-1] + 1)
            if code == "acc" and not case and page.toks[k].feat("Case") in ("Acc",) and page.toks[k].rel == "obj" and page.toks[k].pos == "NOUN":
                return np_draft(page, cue, k, -1)
            if code == "gen" and not case and page.toks[k].feat("Case") == "Gen" and page.toks[k].pos == "NOUN":
                return np_draft(page, cue, k, -1)
            if code == "acc+в" and word in ("в", "во") and page.toks[k].feat("Case") == "Loc":
                objects = [j for j in page.kids[cue.at] if page.toks[j].rel == "obj" and j > cue.at]
                first = min([min(page.tree(j)) for j in objects], default=case[-1] + 1)
                return np_draft(page, cue, k, min(first, case[-1] + 1) if objects else case[-1] + 1)
            if code == "acc+ins" and page.toks[k].feat("Case") == "Ins" and not case:
                objects = [j for j in page.kids[cue.at] if page.toks[j].rel == "obj" and j > cue.at]
                first = min([min(page.tree(j)) for j in objects] + [min(page.tree(k))])
                return np_draft(page, cue, k, first)
            if code == "acc+как" and any(page.low[c] == "как" for c in page.kids[k]):
                objects = [j for j in page.kids[cue.at] if page.toks[j].rel == "obj" and j > cue.at]
                first = min([min(page.tree(j)) for j in objects] + [min(page.tree(k))])
                return np_draft(page, cue, k, first)
    if passive:
        return None
    return None


def np_draft(page: Page, cue: Cue, k: int, first: int) -> Draft | None:
    tree = [j for j in page.tree(k) if j > cue.at]
    if not tree:
        return None
    if first < 0:
        first = min(tree)
    last = max(tree) + 1
    if any(page.mark_of[j] >= 0 for j in (first, last - 1)) and all(page.mark_of[j] >= 0 or page.is_punct(j) for j in range(first, last)):
        return None
    return make(page, cue, "indirect", "noun-phrase", first, last)


def phrase(page: Page, cue: Cue, used: bool) -> Draft | None:
    """по словам X, ... ; как сообщает X, ... ; ..., сообщил X."""
    if cue.row.form == "phrase":
        return around(page, cue, cue.first, phrase_end(page, cue), "according-to")
    return None


def phrase_end(page: Page, cue: Cue) -> int:
    """One past the whole phrase with its complement ("по словам главы МЧС")."""
    end = page.last[page.sent[cue.at]]
    tree = [j for j in page.tree(cue.at) if j >= cue.last]
    last = cue.last
    for j in range(cue.last, end):
        if page.toks[j].text == "," and j - 1 not in tree:
            break
        if j in tree and not (page.toks[j].text == "," and j + 1 >= end):
            last = j + 1
        elif page.toks[j].text == ",":
            break
        elif j not in tree:
            break
    while last > cue.last and page.is_punct(last - 1) and page.toks[last - 1].text not in QUOTES_END:
        last -= 1
    return last


QUOTES_END = frozenset("»\")”“")


def around(page: Page, cue: Cue, a: int, b: int, rule: str) -> Draft | None:
    """The clause that the attribution ``a..b`` (tokens) stands in, without it where it is at the border."""
    n = page.sent[cue.at]
    first, last = page.first[n], page.last[n]
    has_left = any(not page.is_punct(i) and page.toks[i].pos not in ("CCONJ", "PART") for i in range(first, a))
    has_right = any(not page.is_punct(i) for i in range(b, last))
    if not has_left and has_right:
        return make(page, cue, "indirect", rule, b, last)
    if has_left and not has_right:
        return make(page, cue, "indirect", rule, first, a)
    if has_left and has_right:
        left = first
        return make(page, cue, "indirect", rule, left, last)
    return None


def parenthetical(page: Page, cue: Cue, used: bool) -> Draft | None:
    """The clause of the cue is put in: «..., сообщил X», «как сообщает X, ...», «X, говорит Y, ...»."""
    if cue.row.form not in ("verb", "reflexive") or used:
        return None
    n = page.sent[cue.at]
    first, last = page.first[n], page.last[n]
    a = cue.first
    # the start of the put-in clause: a comma or dash, or "как", a few words to the left
    while a > first and page.toks[a - 1].text not in {",", "—", "–", "-", "(", ":"} and a > cue.first - 12:
        a -= 1
        if page.low[a] == "как":
            break
    how = page.low[a] == "как"
    if not how and a == first:
        return None
    if not how and page.toks[a - 1].text not in {",", "—", "–", "-", "("}:
        return None
    subject = page.kid(cue.at, "nsubj")
    if not how:
        # words before the verb: only its own subject or adverbs
        if any(j not in page.tree(cue.at) for j in range(a, cue.first)):
            return None
        if page.toks[cue.at].rel.split(":")[0] not in ("parataxis", "root", "conj", "ccomp") :
            return None
        if page.toks[cue.at].rel != "parataxis" and not (cue.first - a <= 1 and subject > cue.at):
            return None
    tree = [j for j in page.tree(cue.at) if j >= a]
    b = cue.last
    inside = set(tree)
    for j in range(cue.last, last):
        if page.toks[j].text in {","} and (how or page.toks[cue.at].rel == "parataxis"):
            # a comma closes the put-in clause unless it is inside the subject's apposition
            rest = [k for k in range(j + 1, last) if not page.is_punct(k)]
            if rest and not all(k in inside for k in rest):
                break
        if j in inside or page.is_punct(j):
            b = j + 1
        else:
            break
    return around(page, cue, a, b, "as-clause" if how else "put-in-clause")


def source(page: Page, cue: Cue, used: bool) -> Draft | None:
    """Об этом сообщает X; со ссылкой на X."""
    n = page.sent[cue.at]
    first, last = page.first[n], page.last[n]
    if cue.row.form == "relay":
        b = phrase_end(page, cue)
        return make(page, cue, "source", "relay", cue.first, b)
    if cue.row.form == "verb" and cue.row.kind in ("speech", "writing"):
        about = [i for i in range(first, last) if page.low[i] == "этом" and page.low[i - 1] in ("об", "о") and i > first]
        if about and any(page.under(i, cue.at) for i in about):
            return make(page, cue, "source", "about-this", first, last)
    return None


RULES = (source, that_clause, infinitive, phrase, parenthetical, noun_phrase)
