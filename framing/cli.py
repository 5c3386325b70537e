"""The command line: words in, one call of the package out. Data on stdout, messages on stderr, exit 0, 1 or 2."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from framing._version import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit status: 0 done, 1 it could not be done, 2 it was asked wrongly."""
    parser = _parser()
    args = parser.parse_args(argv)
    if not hasattr(args, "run"):
        parser.print_help()
        return 2
    try:
        return int(args.run(args) or 0)
    except KeyboardInterrupt:
        return _say("stopped; the same command goes on where it was", 1)
    except BrokenPipeError:
        return 0
    except (ValueError, KeyError, FileNotFoundError, FileExistsError, IndexError) as error:
        return _say(f"framing: {error.args[0] if isinstance(error, KeyError) and error.args else error}", 1)


def _say(message: str, status: int = 0) -> int:
    print(message, file=sys.stderr)
    return status


# --- the words --------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="framing", description="How each actor is framed in Russian news: who is named, who speaks, in what tone."
    )
    parser.add_argument("--version", action="version", version=f"framing {__version__}")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND")

    p = _verb(verbs, "report", _report, "analyse articles and write one self-contained HTML report")
    p.add_argument("inputs", nargs="*", metavar="INPUT", help="files, folders, zips, tables, - for stdin, or a corpus folder")
    p.add_argument("-o", "--out", default="reports", help="folder for the report (default: reports/)")
    p.add_argument("--demo", action="store_true", help="report on the teaching corpus that comes with the package")
    p.add_argument("--notebook", help="another notebook than 90_report as the template")
    p.add_argument("--actor", action="append", default=[], metavar="NAME", help="show this actor first (may be repeated)")
    p.add_argument("--by", default="outlet", help="the article column that comparisons go by (default: outlet)")
    p.add_argument("--title", help="heading of the report (default: the article's, else that of a README beside the articles)")
    p.add_argument("--lang", choices=("ru", "en"), help="language of the report (default: FRAMING_LANG, else ru)")
    p.add_argument(
        "--evidence", type=_evidence, metavar="N|none", help="quote at most N characters of each passage, or none of it"
    )
    p.add_argument("--force", action="store_true", help="replace a file that framing did not write")
    _reading(p)

    p = _verb(verbs, "analyse", _analyse, "analyse articles into a corpus folder of Parquet tables")
    p.add_argument("inputs", nargs="+", metavar="INPUT")
    p.add_argument("-o", "--out", required=True, metavar="CORPUS", help="the corpus folder")
    p.add_argument("--add", action="store_true", help="add these inputs to what the folder holds")
    p.add_argument("--fresh", action="store_true", help="begin the folder anew (corrections.tsv is kept)")
    _reading(p)

    p = _verb(verbs, "lab", _lab, "copy the notebooks into a folder of yours and open JupyterLab")
    p.add_argument("folder", nargs="?", help="where to (default: framing-notebooks; with --student framing-course)")
    p.add_argument("--student", action="store_true", help="only the course, without solutions")
    p.add_argument("--copy-only", action="store_true", help="do not start JupyterLab")

    p = _verb(verbs, "actors", _actors, "list the actors of a corpus")
    p.add_argument("corpus", metavar="CORPUS")
    p.add_argument("--limit", type=int, default=50, help="how many (default 50; 0: all)")

    p = _verb(verbs, "kwic", _kwic, "a word in its contexts: left, node, right")
    p.add_argument("corpus", metavar="CORPUS")
    p.add_argument("query", help="a lemma or a form; several words in quotation marks")
    p.add_argument("--limit", type=int, default=50)

    p = _verb(verbs, "measure", _measure, "one measure of a corpus as a table", add_help=False)
    p.add_argument("-h", "--help", action=_MeasureHelp, help="show this help and the measures")
    p.add_argument("name", nargs="?", metavar="NAME", help="without a name: the list of measures")
    p.add_argument("corpus", nargs="?", metavar="CORPUS")
    p.add_argument("options", nargs=argparse.REMAINDER, metavar="--OPTION VALUE",
                   help="the measure's own arguments, see framing measure NAME --help; --rows N: the first N rows")  # fmt: skip

    p = _verb(verbs, "export", _export, "write a corpus's tables for other programs")
    p.add_argument("corpus", metavar="CORPUS")
    p.add_argument("--format", choices=("csv", "xlsx", "jsonl"), default="csv")
    p.add_argument("-o", "--out", metavar="FOLDER", help="where to (default: CORPUS-FORMAT)")
    p.add_argument("--table", action="append", default=[], help="only this table (may be repeated)")

    p = _verb(verbs, "seeds", _seeds, "list the lexicons, or add one of yours")
    p.add_argument("what", nargs="?", choices=("list", "add"), default="list")
    p.add_argument("file", nargs="?", metavar="FILE")
    p.add_argument("--name", help="what the lexicon shall be called")
    p.add_argument("--format", help="its format (default: found out)")
    p.add_argument("--corpus", help="report its coverage on this corpus")
    p.add_argument("--against", default="framing", help="report conflicts of sign with this lexicon (default: framing)")

    _verb(verbs, "doctor", _doctor, "check that everything the package needs is there and works")
    return parser


class _MeasureHelp(argparse.Action):
    """The help of ``framing measure`` with the list of measures, which only this reads."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str = "") -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        parser.print_help()
        print("\nmeasures:")
        _tell_measures("  ")
        parser.exit()


def _tell_measures(indent: str = "") -> None:
    import inspect

    from framing import measures

    for name in measures.__all__:
        told = (inspect.getdoc(getattr(measures, name)) or "").split("\n")[0]
        print(f"{indent}{name}\t{told}")


def _verb(verbs: Any, name: str, run: Any, told: str, **more: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=told, description=told[0].upper() + told[1:] + ".", **more)
    parser.set_defaults(run=run)
    return parser


def _reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--map", action="append", default=[], metavar="OURS=THEIRS", help="name a column: --map outlet=channel")
    parser.add_argument("--actors", metavar="FILE", help="a TSV of your study's own actors (like seeds/ru/actors.tsv)")
    parser.add_argument("--lexicon", metavar="NAME|FILE", help="another sentiment lexicon")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="worker processes (default 1)")
    parser.add_argument("--dask", metavar="SCHEDULER", help="a Dask scheduler's address, or local: its workers do it")
    parser.add_argument("--batch", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--quiet", action="store_true", help="no progress bar, no counts")


def _evidence(text: str) -> int | None:
    if text == "none":
        return 0
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a number of characters or none, not {text!r}")
    return int(text)


# --- the calls --------------------------------------------------------------------------------------------------------


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise ValueError(f"--map wants OURS=THEIRS, for instance outlet=channel; not {pair!r}")
    return dict(pair.split("=", 1) for pair in pairs)  # type: ignore[arg-type]


def _read(args: argparse.Namespace, **more: Any) -> Any:
    from contextlib import nullcontext

    from framing.corpus import analyse

    if args.batch:
        more["batch"] = args.batch
    if args.dask:
        from framing.corpus.cluster import connected
    with connected(args.dask, args.jobs if args.jobs > 1 else 0) if args.dask else nullcontext() as client:
        return analyse(
            args.inputs, mapping=_mapping(args.map), actors=args.actors, lexicon=args.lexicon, jobs=args.jobs,
            progress=False if args.quiet else None, client=client, **more,
        )  # fmt: skip


def _counts(corpus: Any) -> str:
    from collections import Counter

    c = corpus.info["counts"]
    lines = [
        f"{c['articles']} article{'s' * (c['articles'] != 1)}, {c['tokens']} tokens: "
        f"{c['actors']} actors with {c['mentions']} mentions, "
        f"{c['quotes']} quotes, {c['hits']} lexicon hits"
    ]
    reasons = Counter(s["reason"] for s in corpus.skipped)
    if reasons:
        lines.append(f"skipped {len(corpus.skipped)} (all named in corpus.json):")
        lines += [f"  {s['path']}{', row ' + str(s['row']) if s['row'] else ''}: {s['reason']}" for s in corpus.skipped[:5]]
        lines += [f"  and {len(corpus.skipped) - 5} more"] * (len(corpus.skipped) > 5)
    lines += corpus.info.get("corrections", {}).get("errors", [])
    return "\n".join(lines)


def _analyse(args: argparse.Namespace) -> int:
    corpus = _read(args, out=args.out, add=args.add, fresh=args.fresh)
    if not args.quiet:
        _say(_counts(corpus))
    print(args.out)
    return 0


def _report(args: argparse.Namespace) -> int:
    from framing import seeds
    from framing.corpus import load
    from framing.publish import report
    from framing.publish.run import file_name
    from framing.views import language

    _check_by(args.by, args.inputs)
    if args.demo:
        args.inputs = [str(seeds.folder() / "corpus")]
    if not args.inputs:
        raise ValueError("name the articles: framing report FILE_OR_FOLDER..., or framing report --demo")
    ready = len(args.inputs) == 1 and (Path(args.inputs[0]) / "corpus.json").is_file()
    corpus = load(args.inputs[0]) if ready else _read(args)
    if not args.quiet:
        _say(_counts(corpus))
    out = Path(args.out)
    if ready and out.suffix != ".html" and not args.notebook:
        out /= f"{file_name(Path(args.inputs[0]).resolve().name)}_{language(args.lang)}.html"
    path = report(
        args.notebook, corpus=corpus, out=out, lang=args.lang, actors=args.actor or None, by=args.by,
        evidence=args.evidence, force=args.force, title=args.title or _heading(args.inputs, args.lang),
    )  # fmt: skip
    print(path)
    return 0


def _check_by(by: str, inputs: Sequence[str]) -> None:
    """A report compares by outlet, author or a period; a corpus that is there, by any column of its articles too."""
    from framing.measures import PERIODS

    good = ["outlet", "author", "period", *PERIODS]
    if by not in good and len(inputs) == 1 and (Path(inputs[0]) / "corpus.json").is_file():
        from framing.corpus import load

        columns = load(inputs[0]).sql("SELECT * FROM articles LIMIT 0").columns
        good += [name for name in columns if name not in ("article", "text", *good)]
    if by not in good:
        raise ValueError(f"a report cannot compare by {by!r}; choose from {', '.join(good)}")


def _heading(inputs: Sequence[str], lang: str | None) -> str | None:
    """The first heading of the README of the only input folder, in the report's language if there is one."""
    import os

    lang = lang or os.environ.get("FRAMING_LANG") or "ru"
    for name in (f"README.{lang}.md", "README.md") if len(inputs) == 1 and Path(inputs[0]).is_dir() else ():
        readme = Path(inputs[0]) / name
        if readme.is_file():
            lines = readme.read_text(encoding="utf-8").splitlines()
            return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), None)
    return None


def _lab(args: argparse.Namespace) -> int:
    from framing.publish import copy_notebooks

    folder = Path(args.folder or ("framing-course" if args.student else "framing-notebooks"))
    made = copy_notebooks(folder, student=args.student)
    _say(f"{len(made)} notebooks copied to {folder}/ (files that were there already are left as they are)")
    if args.copy_only:
        return 0
    import subprocess

    return subprocess.call([sys.executable, "-m", "jupyterlab", str(folder)])


def _actors(args: argparse.Namespace) -> int:
    from framing.corpus import load

    frame = load(args.corpus).actors
    print("actor\ttype\tmentions\tarticles\taliases")
    for row in (frame.head(args.limit) if args.limit else frame).itertuples():
        print(
            f"{row.actor}\t{row.type}\t{row.n_mentions}\t{row.n_articles}\t{', '.join(a for a in row.aliases if a != row.actor)}"
        )  # type: ignore[union-attr]
    return 0


def _kwic(args: argparse.Namespace) -> int:
    from framing import measures
    from framing.corpus import load

    frame = measures.kwic(load(args.corpus), args.query)
    for row in frame.head(args.limit).itertuples():
        print(f"{row.article}\t{row.left:>60}\t{row.node}\t{row.right}")
    return _say(f"{min(len(frame), args.limit)} of {len(frame)} shown")


def _measure(args: argparse.Namespace) -> int:
    import inspect

    from framing import measures

    if args.name is None:
        _tell_measures()
        return 0
    if args.name not in measures.__all__:
        raise ValueError(f"no measure {args.name!r}; there are {', '.join(measures.__all__)}")
    function = getattr(measures, args.name)
    if "--help" in (args.corpus, *args.options) or "-h" in (args.corpus, *args.options):
        print(f"framing measure {args.name} CORPUS{inspect.signature(function)}\n\n{inspect.getdoc(function)}")
        return 0
    if args.corpus is None:
        raise ValueError(f"framing measure {args.name} CORPUS: name the corpus folder")
    from framing.corpus import load

    positional, keywords = _options(function, args.options)
    missing = _missing(function, positional, keywords)
    if missing:
        example = f"framing measure {args.name} {args.corpus} {' '.join(missing).upper()}"
        raise ValueError(f"{args.name} needs {' and '.join(missing)}: {example}")
    limit = keywords.pop("rows", None)
    from framing.views.frames import certain

    frame = certain(function(load(args.corpus), *positional, **keywords))
    print(frame.head(limit).to_csv(index=False, sep="\t", float_format="%.6g"), end="")
    return 0


def _missing(function: Any, positional: Sequence[Any], keywords: dict[str, Any]) -> list[str]:
    """The arguments that a measure cannot do without and that were not given."""
    import inspect

    needed = list(inspect.signature(function).parameters.values())[1 + len(positional) :]
    return [p.name for p in needed if p.default is p.empty and p.kind is not p.VAR_POSITIONAL and p.name not in keywords]


def _options(function: Any, words: Sequence[str]) -> tuple[list[Any], dict[str, Any]]:
    """``["--by", "outlet", "--top", "20"]`` as arguments of a measure; a comma makes a list."""
    import inspect
    from ast import literal_eval

    known = [*list(inspect.signature(function).parameters)[1:], "rows"]
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            positional.append(word)
            continue
        name, equal, value = word[2:].partition("=")
        name = name.replace("-", "_")
        if name not in known:
            raise ValueError(f"{function.__name__} knows --{', --'.join(known)}; not --{name}")
        if not equal:
            if not rest:
                raise ValueError(f"--{name} wants a value")
            value = rest.pop(0)
        try:
            keywords[name] = literal_eval(value)
        except (ValueError, SyntaxError):
            keywords[name] = tuple(value.split(",")) if "," in value else value
    return positional, keywords


def _export(args: argparse.Namespace) -> int:
    from framing.corpus import load
    from framing.corpus.export import export

    target = export(load(args.corpus), args.format, args.out or f"{Path(args.corpus).name}-{args.format}", args.table)
    print(target)
    return 0


def _seeds(args: argparse.Namespace) -> int:
    from framing import sentiment

    if args.what == "list":
        for name in sentiment.lexicon_names():
            print(f"{name}\t{len(sentiment.load_lexicon(name))} entries")
        return 0
    if not args.file:
        raise ValueError("framing seeds add FILE --name NAME [--format FORMAT]")
    from framing.corpus.lexicons import add_lexicon

    print(add_lexicon(args.file, args.name, args.format, args.corpus, args.against))
    return 0


def _doctor(args: argparse.Namespace) -> int:
    from framing.doctor import checks

    bad = 0
    for good, told in checks():
        print(("ok    " if good else "WRONG ") + told)
        bad += not good
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
