"""Any size: whatever kills an analysis, the same command goes on and ends with the tables of an uninterrupted one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import framing as fr
from framing.corpus import finish as ending
from framing.corpus import schema
from framing.corpus.corrections import Renaming
from framing.corpus.run import Reading, batches
from framing.records import Article

NAMES = ("Анна Орлова", "Пётр Климов", "Вера Громова", "Олег Лунин", "Ирина Соболева")
TOWNS = ("Северогорск", "Залесье", "Волногорск", "Каменка")
DEEDS = ("открыла мост", "закрыла завод «Заря»", "обвинила подрядчика в краже", "похвалила строителей", "отменила выборы")
posix = pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds processes in /proc")


def invented(number: int) -> str:
    name, town, deed = NAMES[number % 5], TOWNS[number % 4], DEEDS[number * 7 % 5]
    return (
        f"В городе {town} прошло заседание номер {number}. Мэр {name} {deed}.\n\n"
        f"«Мы ждали этого {number + 2} лет», — заявила {name}. Глава совета {NAMES[(number + 1) % 5]} сказал, что решение плохое."
    )


@pytest.fixture(scope="module")
def posts(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("posts") / "posts.jsonl"
    lines = (json.dumps({"id": str(n), "text": invented(n), "channel": f"к{n % 3}"}, ensure_ascii=False) for n in range(40))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def differences(a: Path, b: Path) -> list[str]:
    """The columns in which two corpora differ."""
    out = []
    for name in schema.SCHEMAS:
        x, y = (pq.read_table(folder / f"{name}.parquet") for folder in (a, b))
        out += [f"{name}.{c}: {x.num_rows}, {y.num_rows}" for c in x.column_names if not x[c].equals(y[c])]
    return out


def same(a: Path, b: Path) -> bool:
    assert not (found := differences(a, b)), found
    return True


# --- fifty random moments, and every renaming -------------------------------------------------------------------------

TRIALS = """
    import os, random, shutil, signal, sys, time
    from pathlib import Path
    import duckdb, pandas, pyarrow.parquet as pq
    import framing as fr
    from framing.corpus import run, schema
    from framing.records import Actor, Article, Block, Document, Mention, Sentence, Token

    POSTS, HOME, MODE = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

    def documents(articles, settings):
        for article in articles:  # words instead of analysis: it is the writing that is tested
            time.sleep(0.002)
            tokens, at = [], 0
            for word in article.text.split():
                at = article.text.index(word, at)
                tokens.append(Token(at, at + len(word), word, word.lower(), "NOUN", "", -1, "root"))
            first = tokens[0]
            mention = Mention(0, first.start, first.stop, first.text, "name", "Анна Орлова", "PER", first.start, first.stop, 1.0, "x")
            yield Document(article, (Block(0, len(article.text), "body"),), (Sentence(0, at, tuple(tokens)),), (mention,),
                           (Actor("Анна Орлова", "PER"),), (), (), ())

    run.documents = documents

    def trial(out, limit=None, at=None):
        pid = os.fork()
        if pid == 0:
            if at is not None:
                real, count = os.replace, [0]
                def replace(*paths):
                    real(*paths)
                    count[0] += 1
                    if count[0] == at:
                        os.kill(os.getpid(), signal.SIGKILL)
                os.replace = replace
            try:
                fr.analyse(POSTS, out=out, batch=4, progress=False)
                os._exit(0)
            except BaseException as error:
                print("ERROR", repr(error), flush=True)
                os._exit(3)
        if limit is not None:
            time.sleep(limit)
            os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        return os.waitstatus_to_exitcode(status)

    def tables(out):
        return {name: pq.read_table(out / f"{name}.parquet") for name in schema.SCHEMAS}

    assert trial(HOME / "whole") == 0
    start = time.monotonic()
    assert trial(HOME / "timed") == 0
    whole, takes = tables(HOME / "whole"), time.monotonic() - start

    def check(kill):
        out = HOME / "out"
        shutil.rmtree(out, ignore_errors=True)
        died = kill(out)
        parts = {p: p.stat().st_mtime_ns for p in (out / "parts").glob("[0-9]*")} if (out / "parts").is_dir() else {}
        if died and (out / "corpus.json").is_file():
            try:
                opened = tables(fr.load(out).path)
            except ValueError as error:
                assert "not finished" in str(error), error
            else:
                assert opened == whole, "load mixed tables"
        assert trial(out) == 0, "it did not go on"
        assert tables(out) == whole, "other tables"
        assert all(p.stat().st_mtime_ns == then for p, then in parts.items()), "a part was done twice"
        assert {p.name for p in out.iterdir()} == {"parts", "corpus.json", *(f"{t}.parquet" for t in schema.SCHEMAS)}
        return died

    if MODE == "random":
        random.seed(int(sys.argv[4]))
        died = trials = 0
        while died < 50:  # a run that ends before its moment is no trial: the machine was quicker than when it was timed
            trials += 1
            assert trials <= 200, died
            died += check(lambda out: trial(out, limit=random.uniform(0, takes)) != 0)
    else:
        at = died = 1
        while died:
            died = check(lambda out: trial(out, at=at) != 0)
            at += 1
        assert at > 20, at
        died = at - 2
    print("died", died)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("mode", ["random", "renamings"])
def test_killed_and_resumed_the_tables_are_the_same(posts, tmp_path, mode):
    words = [sys.executable, "-c", textwrap.dedent(TRIALS), str(posts), str(tmp_path), mode, str(time.time_ns() % 10**6)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0 and "died" in done.stdout, f"{words[-1]}: {done.stdout}{done.stderr}"


# --- the real chain, workers, signals ---------------------------------------------------------------------------------


def start(posts: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "framing.cli", "analyse", str(posts), "-o", str(out), "--batch", "4", *more]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def family(session: int) -> dict[int, str]:
    """The living processes of a session: id -> command line."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, of = (place / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(of) == session and state != "Z":
                found[int(place.name)] = (place / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
    return found


def until(what: Callable[[], Any], seconds: float = 120) -> Any:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)
    return found


def parts(out: Path) -> list[Path]:
    return sorted((out / "parts").glob("[0-9]*"))


@pytest.fixture(scope="module")
def whole(posts, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "corpus"
    fr.analyse(posts, out=out, batch=4)
    return out


@posix
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_with_two_workers_and_finished_with_one(posts, whole, tmp_path, number):
    first = start(posts, tmp_path / "c", "--jobs", "2")
    until(lambda: len(parts(tmp_path / "c")) >= 2)
    os.kill(first.pid, number)
    first.communicate(timeout=60)
    until(lambda: not family(first.pid), 20)
    with pytest.raises(ValueError, match=r"not finished.*framing analyse"):
        fr.load(tmp_path / "c")
    before = {p: p.stat().st_mtime_ns for p in parts(tmp_path / "c")}
    again = start(posts, tmp_path / "c")
    assert again.communicate(timeout=300) and again.returncode == 0
    assert same(whole, tmp_path / "c") and all(p.stat().st_mtime_ns == t for p, t in before.items())


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_says_how_to_go_on_and_leaves_nobody(posts, whole, tmp_path, jobs):
    first = start(posts, tmp_path / "c", "--jobs", jobs)
    until(lambda: len(parts(tmp_path / "c")) >= 1)
    os.killpg(first.pid, signal.SIGINT)
    out, err = first.communicate(timeout=60)
    assert first.returncode == 1 and "the same command goes on" in err and "Traceback" not in err and not out, err
    until(lambda: not family(first.pid), 20)


@posix
def test_a_killed_worker_is_replaced(posts, whole, tmp_path):
    first = start(posts, tmp_path / "c", "--jobs", "2")
    until(lambda: len(parts(tmp_path / "c")) >= 1)
    workers = [pid for pid, words in family(first.pid).items() if "spawn_main" in words]
    os.kill(workers[0], signal.SIGKILL)
    _, err = first.communicate(timeout=300)
    assert first.returncode == 0, err
    assert same(whole, tmp_path / "c")


def test_two_workers_give_the_tables_of_one(posts, whole, tmp_path):
    assert same(whole, fr.analyse(posts, out=tmp_path / "c", batch=4, jobs=2).path)


def test_the_size_of_batches_does_not_matter(posts, whole, tmp_path):
    assert same(whole, fr.analyse(posts, out=tmp_path / "c", batch=15).path)


@pytest.mark.skipif(sys.platform == "win32", reason="no locks")
def test_one_writer_a_folder(posts, whole):
    from framing.corpus.analyse import alone

    with alone(whole), pytest.raises(fr.CorpusExists, match="another process"):
        fr.analyse(posts, out=whole, batch=4)


# --- adding, vanishing ------------------------------------------------------------------------------------------------


def test_add_reads_what_is_new_and_keeps_ids_apart(posts, tmp_path):
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    line = lambda i, n: json.dumps({"id": str(i), "text": invented(n)}, ensure_ascii=False) + "\n"  # noqa: E731
    first.write_text(line(1, 1) + line(2, 2), encoding="utf-8")
    second.write_text(line(1, 3) + line(4, 4), encoding="utf-8")
    fr.analyse(first, out=tmp_path / "c")
    both = fr.analyse(second, out=tmp_path / "c", add=True)
    assert both.ids == ["1", "2", "4", "two/1"]
    assert fr.analyse(second, out=tmp_path / "c", add=True).ids == both.ids
    with second.open("a", encoding="utf-8") as more:
        more.write(line(5, 5))
    assert fr.analyse(second, out=tmp_path / "c", add=True).ids == ["1", "2", "4", "5", "two/1"]


def test_inputs_that_vanished_do_not_empty_a_corpus(tmp_path):
    (tmp_path / "a.txt").write_text(invented(1), encoding="utf-8")
    fr.analyse(tmp_path / "a.txt", out=tmp_path / "c")
    (tmp_path / "a.txt").unlink()
    with pytest.raises(ValueError, match="nothing could be read"):
        fr.analyse(tmp_path / "a.txt", out=tmp_path / "c")
    assert len(fr.load(tmp_path / "c")) == 1 and parts(tmp_path / "c")


# --- memory -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_reading_is_streamed(tmp_path, suffix):
    """Thirty megabytes of input may cost a few, wherever the reader is."""
    path = tmp_path / f"big.{suffix}"
    _big(path, 10_000)
    code = f"""
        import resource
        from framing.read import read_inputs
        from framing.corpus.run import Reading, batches
        peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = batches(read_inputs([{str(path)!r}]), Reading())
        next(found)
        before, n = peak(), sum(len(b) for b in found)
        print(n, (peak() - before) // 1024)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    count, grown = map(int, done.stdout.split())
    assert count > 9_900 and (suffix == "parquet" or path.stat().st_size > 25 * 10**6) and grown < 25, (count, grown)


def _big(path: Path, rows: int) -> None:
    texts = [invented(n) * 8 for n in range(20)]
    if path.suffix == ".parquet":
        import pyarrow as pa

        with pq.ParquetWriter(path, pa.schema([("id", pa.string()), ("text", pa.string())]), use_dictionary=False) as writer:
            for at in range(0, rows, 1000):
                writer.write_table(pa.table({"id": [str(at + n) for n in range(1000)], "text": texts * 50}))
        return
    with path.open("w", encoding="utf-8") as stream:
        if path.suffix == ".csv":
            stream.write("id,text\n" + "".join(f'{n},"{texts[n % 20]}"\n' for n in range(rows)))
        else:
            stream.writelines(json.dumps({"id": str(n), "text": texts[n % 20]}, ensure_ascii=False) + "\n" for n in range(rows))


def test_batches_are_bounded():
    articles = [Article(str(n), "слово " * (100_000 if n == 3 else 10)) for n in range(10)]
    cut = list(batches(articles, Reading(), 4))
    assert [len(b) for b in cut] == [3, 1, 4, 2] and sum(map(len, cut)) == 10


def test_people_linked_in_groups_are_linked_alike(whole, monkeypatch):
    import duckdb

    from framing.actors import link_corpus

    def names() -> dict[tuple[str, str], str]:
        with duckdb.connect() as db:
            db.execute(f"CREATE VIEW raw_actors AS SELECT * FROM read_parquet('{whole}/parts/*/actors.parquet')")
            ending._names(db, Renaming.of([]))
            return {(a, n): c for a, n, c in db.execute("SELECT article, local, actor FROM names").fetchall()}

    with duckdb.connect() as db:
        query = f"SELECT article, actor AS name, * FROM read_parquet('{whole}/parts/*/actors.parquet') ORDER BY ALL"
        rows = db.sql(query).to_arrow_table().to_pylist()
    at_once = names()
    monkeypatch.setattr(ending, "LINKED_AT_ONCE", 3)
    assert names() == at_once == link_corpus(rows) and len(set(at_once.values())) > 5


# --- Dask -------------------------------------------------------------------------------------------------------------


def test_without_dask_the_message_says_how_to_get_it(posts, tmp_path, monkeypatch, capsys):
    from framing import cli

    monkeypatch.setitem(sys.modules, "distributed", None)
    assert cli.main(["analyse", str(posts), "-o", str(tmp_path / "c"), "--dask", "local"]) == 1
    assert "media-framing[cluster]" in capsys.readouterr().err


def test_dask_gives_the_same_tables_though_a_worker_dies(posts, whole, tmp_path):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'media-framing[cluster]'")
    from threading import Thread

    out = tmp_path / "c"
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = sorted(client.run(os.getpid).values())[0]

        def kill() -> None:
            until(lambda: parts(out))
            os.kill(victim, signal.SIGKILL)

        killer = Thread(target=kill)
        killer.start()
        fr.analyse(posts, out=out, batch=4, client=client)
        killer.join()
        assert victim not in client.run(os.getpid).values()
    assert same(whole, out)


def test_no_scheduler_is_said(posts, tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed")
    from framing.corpus import cluster

    with pytest.raises(ValueError, match="no Dask scheduler"), cluster.connected("tcp://127.0.0.1:9", wait=1):
        pass
