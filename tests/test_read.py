"""The room `read`: formats, encodings, columns, bad input, the zones of a page."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from framing.read import Skipped, layout, read_inputs
from framing.records import Article

TEXT = "Мэр Северогорска Анна Орлова открыла мост.\n\n«Мы ждали этого десять лет», — сказала она."


def articles(*paths: Path, **options) -> list[Article]:
    return [a for a in read_inputs(paths, **options) if isinstance(a, Article)]


def reasons(*paths: Path, **options) -> list[Skipped]:
    return [a for a in read_inputs(paths, **options) if isinstance(a, Skipped)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "utf-16"])
def test_encodings_are_found(tmp_path, encoding):
    text = TEXT.replace("«", '"').replace("»", '"').replace("—", "-")
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert [a.text for a in articles(tmp_path / "a.txt")] == [text]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_synonyms(tmp_path, encoding, delimiter):
    rows = [
        ["ID", "Заголовок", "Текст", "Канал", "Дата"],
        ["7", "Мост", f'"{TEXT.replace(chr(34), chr(34) * 2)}"', "Вестник", "03.11.2023 14:20"],
    ]
    (tmp_path / "a.csv").write_bytes("\n".join(delimiter.join(r) for r in rows).encode(encoding))
    (a,) = articles(tmp_path / "a.csv")
    assert (a.id, a.title, a.text, a.outlet, a.published) == (
        "7",
        "Мост",
        TEXT,
        "Вестник",
        datetime(2023, 11, 3, 14, 20),
    )


def test_mapping_names_columns_and_says_what_there_is(tmp_path):
    (tmp_path / "a.csv").write_text("n,body,who\n1,Текст о мосте,Вестник\n", encoding="utf-8")
    assert articles(tmp_path / "a.csv", mapping={"outlet": "who", "id": "n"})[0].outlet == "Вестник"
    (bad,) = reasons(tmp_path / "a.csv", mapping={"outlet": "where"})
    assert "where" in bad.reason and "who" in bad.reason


def test_json_jsonl_parquet_xlsx_agree(tmp_path):
    import openpyxl
    import pandas as pd

    rows = [
        {"id": "1", "text": TEXT, "source": "Вестник", "date": "2024-05-01T10:00:00+03:00"},
        {"id": "2", "text": "Другой текст.", "source": "Волна", "date": ""},
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    pd.DataFrame(rows).to_parquet(tmp_path / "c.parquet")
    book = openpyxl.Workbook()
    for row in [list(rows[0]), *(list(r.values()) for r in rows)]:
        book.active.append(row)
    book.save(tmp_path / "d.xlsx")
    found = [
        [(a.id, a.text, a.outlet, a.published) for a in articles(tmp_path / name)]
        for name in ("a.json", "b.jsonl", "c.parquet", "d.xlsx")
    ]
    assert found[0] == [("1", TEXT, "Вестник", datetime(2024, 5, 1, 7)), ("2", "Другой текст.", "Волна", None)]
    assert all(f == found[0] for f in found)


def test_html_gives_the_article(tmp_path):
    page = "<html><head><title>Мост открыт</title><meta property='og:site_name' content='Вестник'></head><body><nav>Меню</nav><article><h1>Мост открыт</h1>"
    page += (
        "".join(f"<p>Мэр города Анна Орлова открыла мост номер {i}, которого жители ждали десять лет.</p>" for i in range(8))
        + "</article></body></html>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (a,) = articles(tmp_path / "a.html")
    assert a.text.startswith("Мост открыт") and "мост номер 7" in a.text and "Меню" not in a.text and "<p>" not in a.text


def test_html_has_no_date_that_its_footer_alone_tells(tmp_path):
    words = "".join(f"<p>Мэр города Анна Орлова открыла мост номер {i}, которого жители ждали десять лет.</p>" for i in range(8))
    (tmp_path / "a.html").write_text(f"<html><body><article>{words}</article><footer>© Заря 2026</footer></body></html>", encoding="utf-8")
    head = "<head><meta property='article:published_time' content='2024-05-01T10:00:00'></head>"
    (tmp_path / "b.html").write_text(f"<html>{head}<body><article>{words}</article></body></html>", encoding="utf-8")
    assert [str(a.published)[:10] for a in articles(tmp_path)] == ["None", "2024-05-01"]


def test_folder_with_metadata_and_furniture(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "README.md").write_text("не статья", encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "metadata.csv").write_text("file,outlet,published,author\na.txt,Вестник,2024-01-02,И. Лунин\n", encoding="utf-8")
    (a,) = articles(tmp_path)
    assert (a.outlet, a.published, a.author) == ("Вестник", datetime(2024, 1, 2), "И. Лунин")
    assert [s.reason for s in reasons(tmp_path)] == ["1 files with the suffix .jpg were left alone"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("binary.txt", b"\x89PNG\x00\x00\x01", "binary"),
        ("english.txt", b"The mayor opened a bridge.", "no Cyrillic"),
        ("notext.csv", b"a,b\n1,2\n", "no column with the text"),
        ("broken.jsonl", b'{"text": "\xd0\x90"\n', "broken JSON line"),
        ("list.jsonl", b"[1]\n", "not a JSON object"),
        ("notzip.zip", b"hello", "not a readable zip"),
        ("odd.docx", b"PK", "unknown format"),
        ("bad.parquet", b"PAR0", "smaller than"),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_told(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    (bad,) = list(read_inputs([tmp_path / name]))
    assert isinstance(bad, Skipped) and told in bad.reason and name in bad.path


def test_a_missing_file_is_told(tmp_path):
    assert "no such file" in reasons(tmp_path / "nowhere.txt")[0].reason


def test_a_bad_row_does_not_stop_the_rest(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        '{"id": 1, "text": "Первый."}\n{oops\n{"id": 1, "text": "Снова."}\n{"id": 3, "text": "Третий."}\n',
        encoding="utf-8",
    )
    found = list(read_inputs([tmp_path / "a.jsonl"]))
    assert [a.id for a in found if isinstance(a, Article)] == ["1", "3"]
    assert [s.row for s in found if isinstance(s, Skipped)] == [2, 3]
    assert "already used" in [s.reason for s in found if isinstance(s, Skipped)][1]


def test_the_same_id_in_two_files_is_told_apart(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text(TEXT, encoding="utf-8")
    assert [a.id for a in articles(tmp_path)] == ["1", "b/1"]


def test_the_same_id_of_two_outlets_is_told_apart(tmp_path):
    (tmp_path / "a.csv").write_text("id,channel,text\n1,Вестник,Раз.\n1,Волна,Два.\n1,Волна,Три.\n", encoding="utf-8")
    assert [a.id for a in articles(tmp_path / "a.csv")] == ["1", "Волна/1"]
    assert "already used" in reasons(tmp_path / "a.csv")[0].reason


def test_a_long_text_is_refused(tmp_path):
    (tmp_path / "a.txt").write_bytes("Слово ".encode() * 5_000_000)
    assert "larger than" in reasons(tmp_path / "a.txt")[0].reason


def test_zip_bomb_escape_and_good_entries(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("good.txt", TEXT)
        z.writestr("../escape.txt", TEXT)
        z.writestr("bomb.txt", b"\x20" * 30_000_000)
    found = list(read_inputs([tmp_path / "a.zip"]))
    assert [a.id for a in found if isinstance(a, Article)] == ["good"]
    told = " ".join(s.reason for s in found if isinstance(s, Skipped))
    assert "out of the zip" in told and "zip bomb" in told


def test_stdin(monkeypatch):
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": io.BytesIO(TEXT.encode())})())
    assert [a.id for a in articles(Path("-"))] == ["stdin"]


PAGE = """Мост в Северогорске открыт

Мост в Северогорске открыт

3 ноября 2023, 14:20

Анна Орлова на мосту. Фото: Игорь Лунин / Вестник

Мэр Северогорска Анна Орлова открыла новый мост через реку Белую в присутствии жителей.

Читайте также:

Бюджет города вырастет на треть, обещают в мэрии

Стройка века

Мост строили десять лет. За это время сменились три подрядчика, и каждый обещал закончить к осени.

Подписывайтесь на наш канал
"""


def test_the_zones_of_a_page():
    assert [(b.zone, PAGE[b.start : b.stop][:12]) for b in layout(PAGE)] == [
        ("headline", "Мост в Север"), ("headline", "Мост в Север"), ("dateline", "3 ноября 202"), ("caption", "Анна Орлова "),
        ("credit", "Фото: Игорь "), ("lead", "Мэр Северого"), ("related", "Читайте такж"), ("related", "Бюджет город"),
        ("subhead", "Стройка века"), ("body", "Мост строили"), ("footer", "Подписывайте"),
    ]  # fmt: skip


def test_blocks_cover_every_word_once():
    blocks = layout(PAGE)
    assert all(a.stop <= b.start for a, b in pairwise(blocks))
    covered = "".join(PAGE[b.start : b.stop] for b in blocks)
    assert "".join(covered.split()) == "".join(PAGE.split())


@pytest.mark.parametrize("text", ["", "\n\n", "Одна строка.", "Одна строка", "Первая.\nВторая."])
def test_small_texts_have_zones(text):
    zones = [b.zone for b in layout(text)]
    assert zones == {"": [], "\n\n": [], "Первая.\nВторая.": ["lead", "body"]}.get(text, ["body"])
