"""The command line: what it prints where, and how it ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

from framing import cli, measures

STORY = "Мэр Северогорска открыла мост\n\n«Мы ждали этого десять лет», — заявила мэр Северогорска Анна Орлова.\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    place = tmp_path_factory.mktemp("cli")
    (place / "a.txt").write_text(STORY, encoding="utf-8")
    (place / "bad.txt").write_bytes(b"")
    assert cli.main(["analyse", str(place), "-o", str(place / "c"), "--quiet"]) == 0
    return place / "c"


def test_help_and_version():
    done = subprocess.run([sys.executable, "-m", "framing.cli", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and all(verb in done.stdout for verb in ("report", "analyse", "lab", "kwic", "export", "doctor"))
    assert subprocess.run([sys.executable, "-m", "framing.cli", "--version"], capture_output=True, text=True).stdout.startswith(
        "framing "
    )


def test_analyse_says_what_it_counted_and_skipped(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"")
    assert cli.main(["analyse", str(tmp_path), "-o", str(tmp_path / "c")]) == 0
    out, err = capsys.readouterr()
    assert out.strip() == str(tmp_path / "c") and "1 article, " in err and "bad.txt: the text is empty" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["analyse", "nowhere.txt", "-o", "OUT"], "no such file"),
        (["report"], "framing report --demo"),
        (["kwic", "nowhere", "мост"], "not a corpus"),
        (["analyse", "CORPUS/../a.txt", "-o", "OUT", "--map", "outlet"], "OURS=THEIRS"),
        (["measure", "beauty", "CORPUS"], "no measure"),
        (["measure", "visibility", "CORPUS", "--colour", "red"], "not --colour"),
        (["measure", "profile", "CORPUS"], "profile needs actor"),
        (["measure", "visibility", "CORPUS", "--by", "colour"], "choose from"),
        (["report", "CORPUS/../a.txt", "--by", "colour"], "choose from outlet"),
        (["report", "CORPUS/../a.txt", "--actors", "nowhere.tsv"], "no file of actors"),
        (["analyse", "CORPUS/../a.txt", "-o", "OUT", "--actors", "CORPUS/../a.txt"], "a header with name and type"),
        (["analyse", "CORPUS/../a.txt", "-o", "OUT", "--lexicon", "nowhere"], "no lexicon"),
        (["export", "CORPUS", "--table", "beauty"], "no table"),
        (["seeds", "add", "nowhere.tsv"], "no file"),
    ],
)
def test_what_cannot_be_done_is_said(corpus, tmp_path, capsys, words, told):
    words = [w.replace("CORPUS", str(corpus)).replace("OUT", str(tmp_path / "o")) for w in words]
    assert cli.main(words) == 1 and told in capsys.readouterr().err


def test_the_help_of_measure_lists_the_measures(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["measure", "--help"])
    out = capsys.readouterr().out
    assert stop.value.code == 0 and all(f"\n  {name}\t" in out for name in measures.__all__)


def test_wrong_words_exit_with_2():
    for words in (["fly"], ["report", "--evidence", "some"]):
        with pytest.raises(SystemExit) as stop:
            cli.main(words)
        assert stop.value.code == 2


def test_actors_kwic_measure(corpus, capsys):
    assert cli.main(["actors", str(corpus)]) == 0 and "Анна Орлова\tPER" in capsys.readouterr().out
    assert cli.main(["kwic", str(corpus), "мост"]) == 0 and "мост" in capsys.readouterr().out
    assert cli.main(["measure"]) == 0 and "visibility" in capsys.readouterr().out
    assert cli.main(["measure", "frequency", str(corpus)]) == 0 and "ipm" in capsys.readouterr().out


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
def test_export_reads_back(corpus, tmp_path, capsys, format):
    import pandas as pd

    target = tmp_path / "x"
    assert cli.main(["export", str(corpus), "--format", format, "-o", str(target)]) == 0
    read = {"csv": pd.read_csv, "xlsx": pd.read_excel, "jsonl": lambda p: pd.read_json(p, lines=True)}[format]
    frame = read(target / f"mentions.{format}")
    assert len(frame) == len(pd.read_parquet(corpus / "mentions.parquet")) and "Анна Орлова" in set(frame["actor"])
    assert cli.main(["export", str(corpus), "--format", format, "-o", str(target)]) == 1


def test_a_spreadsheet_runs_nothing(tmp_path):
    import openpyxl

    (tmp_path / "a.txt").write_text('=HYPERLINK("http://x") Мэр открыла мост.\n\nОна довольна.', encoding="utf-8")
    assert cli.main(["analyse", str(tmp_path / "a.txt"), "-o", str(tmp_path / "c"), "--quiet"]) == 0
    assert cli.main(["export", str(tmp_path / "c"), "--format", "xlsx", "-o", str(tmp_path / "x"), "--table", "articles"]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "x" / "articles.xlsx").active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_doctor_finds_nothing_wrong(capsys):
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "WRONG" not in out and "its speaker is Пётр Климов" in out


def test_seeds_lists_and_adds(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FRAMING_HOME", str(tmp_path / "home"))
    assert cli.main(["seeds"]) == 0 and "framing\t" in capsys.readouterr().out
    (tmp_path / "mine.tsv").write_text("lemma\tscore\nпозор\t-2\nмост\t1\n", encoding="utf-8")
    assert cli.main(["seeds", "add", str(tmp_path / "mine.tsv"), "--name", "mine"]) == 0
    assert (tmp_path / "home" / "lexicons" / "mine.tsv").is_file()
    assert cli.main(["seeds", "add", str(tmp_path / "mine.tsv"), "--name", "mine"]) == 1
