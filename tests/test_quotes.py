"""The quotes room: one-line cases, laws of spans, and that one odd passage never stops an article."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from framing import quotes
from framing.records import QUOTE_KINDS, Block, Mention, Parsed, Quote

CASES = Path(__file__).parent / "cases" / "quotes.txt"
CONTENT = {"direct", "indirect", "partial", "source"}


@dataclass(frozen=True)
class Case:
    """One line of the case file: its text, its labelled spans and, where given, the speakers of its quotes."""

    line: str
    text: str
    spans: tuple[tuple[str, int, int], ...]
    speakers: tuple[str, ...] | None


def read_case(line: str) -> Case:
    """Read ``«[Мы готовы|direct]», — [заявил|cue] [Волков|speaker]. => Волков``."""
    body, arrow, names = line.partition(" => ")
    text: list[str] = []
    open_at: list[int] = []
    spans: list[tuple[str, int, int]] = []
    i, size = 0, 0
    while i < len(body):
        ch = body[i]
        if body.startswith("\\n", i):
            text.append("\n")
            size, i = size + 1, i + 2
        elif ch == "[":
            open_at.append(size)
            i += 1
        elif ch == "|":
            stop = body.index("]", i)
            spans.append((body[i + 1:stop], open_at.pop(), size))
            i = stop + 1
        else:
            text.append(ch)
            size, i = size + 1, i + 1
    speakers = None if not arrow else () if names.strip() == "-" else tuple(n.strip() for n in names.split(";"))
    return Case(line, "".join(text), tuple(spans), speakers)


def cases() -> list[Case]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [read_case(line) for line in lines if line.strip() and not line.startswith("#")]


def run(text: str) -> tuple[Parsed, tuple[Quote, ...], tuple[Mention, ...]]:
    from framing.actors import find_actors
    from framing.parse import parse_text
    from framing.read import layout

    parsed, blocks = parse_text(text), layout(text)
    mentions, actors = find_actors(parsed, blocks)
    found, new = quotes.find_quotes(parsed, blocks, mentions, actors)
    return parsed, found, new


def trim(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start] in " .,!?…\n":
        start += 1
    while start < stop and text[stop - 1] in " .,!?…\n":
        stop -= 1
    return start, stop


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.line[:70])
def test_case(case: Case) -> None:
    _, found, _ = run(case.text)
    want = sorted((label, *trim(case.text, a, b)) for label, a, b in case.spans if label in CONTENT)
    have = sorted((q.kind, *trim(case.text, q.start, q.stop)) for q in found)
    shown = [(k, case.text[a:b]) for k, a, b in have]
    assert have == want, shown
    for label, a, b in case.spans:
        if label == "speaker":
            assert any(q.speaker_start <= a < q.speaker_stop or a <= q.speaker_start < b for q in found), [(q.speaker_text, q.speaker_rule) for q in found]
        if label == "cue":
            assert any(q.cue_start < b and a < q.cue_stop for q in found), [case.text[q.cue_start:q.cue_stop] for q in found]
    if case.speakers is not None:
        for q in found:
            assert set(q.actors) == set(case.speakers), (q.text, q.actors, q.speaker_rule)


def test_case_file_is_large_enough() -> None:
    assert len(cases()) >= 150


def test_laws_of_spans() -> None:
    text = "\n".join(c.text for c in cases()[:60])
    parsed, found, new = run(text)
    assert found
    for q in found:
        assert q.kind in QUOTE_KINDS
        assert parsed.text[q.start:q.stop] == q.text
        assert q.rule in quotes.RULES_EXPLAINED
        assert not q.speaker_rule or q.speaker_rule in quotes.RULES_EXPLAINED
        if q.speaker_start >= 0:
            assert parsed.text[q.speaker_start:q.speaker_stop] == q.speaker_text
    for m in new:
        assert parsed.text[m.start:m.stop] == m.text
    assert list(found) == sorted(found, key=lambda q: (q.start, -q.stop))


def test_cue_list_is_large_graded_and_sound() -> None:
    from framing.quotes.cues import cue_rows

    rows = cue_rows()
    assert len({(r.cue, r.form) for r in rows}) == len(rows) >= 400
    assert {r.stance for r in rows} == {"neutral", "doubt", "endorsement", "emotion", "demand"}
    assert all(r.content <= r.government for r in rows), [r.cue for r in rows if not r.content <= r.government]


def test_unknown_form_of_a_cue_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from framing.quotes import cues

    row = {"cue": "сказать", "kind": "speech", "form": "глагол", "stance": "neutral", "government": "", "content": ""}
    monkeypatch.setattr(cues.seeds, "table", lambda name, lang: (row,))
    with pytest.raises(ValueError, match=r"глагол.*сказать.*forms: adjective"):
        cues.cue_rows.__wrapped__()


def test_one_odd_passage_is_noted_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from framing.parse import parse_text
    from framing.quotes import marked
    from framing.read import layout

    def odd(passage: marked.Passage) -> list[object]:
        if "странно" in passage.text[passage.start : passage.stop]:
            raise ValueError("odd")
        return []

    monkeypatch.setattr(marked, "RULES", (odd, *marked.RULES))
    text = "«Это странно», — сказал Волков.\n«Мы готовы», — сказал Волков."
    notes: list[str] = []
    found, _ = quotes.find_quotes(parse_text(text), layout(text), (), (), notes)
    assert [q.text for q in found if q.kind == "direct"] == ["Мы готовы"]
    assert len(notes) == 1 and "ValueError" in notes[0]


CUT = (
    "Министр Анна Орлова сообщила",
    "Мост закрыт, передаёт газета «Вестник» со ссылкой на",
    "Избран новый патриарх, мэр говорит о том, что",
    "Соседи обвиняли Орлову в том, что",
    "Мотив ясен. Главный, по словам",
    "Орлова сказала: «",
)


@pytest.mark.parametrize("text", CUT)
def test_a_text_may_end_anywhere(text: str) -> None:
    from framing.actors import find_actors
    from framing.parse import parse_text
    from framing.read import layout

    parsed, blocks, notes = parse_text(text), layout(text), list[str]()
    quotes.find_quotes(parsed, blocks, *find_actors(parsed, blocks), notes)
    assert not notes


def test_unnamed_speakers_become_mentions_in_the_nominative() -> None:
    from framing.parse import parse_text
    from framing.read import layout

    text = "По словам местных рыбаков, улов упал."
    found, new = quotes.find_quotes(parse_text(text), layout(text), (), ())
    assert [q.actors for q in found] == [("местные рыбаки",)]
    assert [(m.text, m.actor, m.kind, m.type) for m in new] == [("местных рыбаков", "местные рыбаки", "description", "GROUP")]


def test_captions_and_credits_have_no_speakers() -> None:
    from framing.parse import parse_text

    text = "Волков заявил, что завод откроют."
    for zone in ("caption", "credit", "related", "footer"):
        assert quotes.find_quotes(parse_text(text), (Block(0, len(text), zone),), (), ())[0] == ()


def test_explain_tells_rules_and_what_is_no_speech() -> None:
    told = quotes.explain("Волков заявил, что завод откроют. Газета «Труд» вышла вовремя.")
    assert "that-clause" in told and "own-subject" in told and "not speech: Труд" in told
    assert quotes.explain("Дождь шёл весь день.").startswith("Высказываний не найдено")


@pytest.mark.parametrize("text", ["", "\n", "«", '"', "»«»", "— ", "Он: ", "Об этом", "по словам", "со ссылкой на", "что что что", '"""', "— — —\n— :"])
def test_scraps_of_text_raise_nothing(text: str) -> None:
    run(text)


def test_whom_the_opening_names_answers_not_whom_the_questions_name():
    asked = "Вопрос: Что скажете Олегу Климову?\nОтвет: Климов фильма не видел.\nВопрос: А если Климов увидит?\nОтвет: Пусть смотрит."
    _, found, _ = run(f"Мы позвонили режиссёру Анне Орловой.\n{asked}")
    assert [q.actors for q in found] == [(), ("Анна Орлова",), (), ("Анна Орлова",)]
