"""How long the live panels take to answer: ``python -m tests.bench.views CORPUS [--changes 24] [--cpu]``.

Every control of every panel is changed as a click changes it: its value is set, and the clock stops when the last handler has
set its HTML (what follows, if anything, is done by the work ahead and timed apart). A menu goes through its first options and
then evenly through the rest, so that nothing is asked for twice; a field gets a word letter by letter; a button is pressed.
``--edit`` presses the buttons of the alias editor too, which writes corrections: only for a copy of a corpus. Printed are, for
every control, how many changes, the median and the longest in seconds, and which change that was.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets as widgets

import framing
from framing import views
from framing.views import ahead, model

PANELS = ("actor", "text", "speech", "compare", "names", "lexicon")
WORDS = ("война -0.9\nпомощь 0.9", "взрыв 0", "новый 0.8", "говорить -0.7", "человек -0.5\nпогибнуть 0")
CLOCK: list[Callable[[], float]] = [time.perf_counter]
Times = list[tuple[float, str]]


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of a call, and what it gave."""
    begin = CLOCK[0]()
    made = act()
    return CLOCK[0]() - begin, made


def controls(panel: Any) -> Iterator[Any]:
    """The controls of a panel in the order of the page."""
    for child in getattr(panel, "children", ()):
        yield from controls(child)
    if isinstance(panel, widgets.Dropdown | widgets.Text | widgets.Textarea | widgets.SelectMultiple | widgets.Button):
        yield panel


def places(n: int, most: int) -> list[int]:
    """The first third of the changes from the beginning of a menu, the others evenly over the rest."""
    near = list(range(1, min(n, 1 + most // 3)))
    rest = range(len(near) + 1, n)
    return near + [rest[i * len(rest) // (most - len(near))] for i in range(most - len(near))] if len(rest) > most else list(range(1, n))


def through(menu: Any, most: int) -> Times:
    """A menu through its options."""
    out = []
    for i in dict.fromkeys(places(len(menu.options), most)):
        if i < len(menu.options):
            name = menu.options[i][0]
            out.append((timed(lambda i=i: setattr(menu, "index", i))[0], str(name)[:40]))
    return out


def letters(field: Any, word: str) -> Times:
    """A word letter by letter, then an empty field again."""
    tried = [word[:i] for i in range(1, len(word) + 1)] + [""]
    return [(timed(lambda part=part: setattr(field, "value", part))[0], repr(part)) for part in tried]


def compared(panel: Any, most: int) -> dict[str, Times]:
    """The comparison: every kind of sides, and in each the sides and the actors."""
    by, first, second, who = panel.children[0].children
    out: dict[str, Times] = {"Сравнить": []}
    few = max(4, most // 4)
    for label, kind in by.options[1:] + by.options[:1]:
        out["Сравнить"].append((timed(lambda kind=kind: setattr(by, "value", kind))[0], label))
        if first.layout.display != "none":
            out[f"{label}: first"] = through(first, few)
            out[f"{label}: second"] = through(second, few)
        if first.layout.display != "none":
            first.index, second.index = 0, 1
        if who.layout.display != "none":
            out[f"{label}: actor"] = through(who, few)
    return out


def pressed(panel: Any, edit: bool) -> dict[str, Times]:
    """The buttons of the lexicon lab and the alias editor."""
    found = list(controls(panel))
    area = next((one for one in found if isinstance(one, widgets.Textarea)), None)
    buttons = [one for one in found if isinstance(one, widgets.Button)]
    out: dict[str, Times] = {}
    if area is not None:
        for words in WORDS:
            area.value = words
            spent, _ = timed(buttons[0].click)
            out.setdefault(buttons[0].description, []).append((spent, words.replace("\n", ", ")))
            print(f"    {words!r}: the rest filled in {timed(ahead.wait)[0]:.2f} s")
    listed = next((one for one in found if isinstance(one, widgets.SelectMultiple)), None)
    if listed is not None:
        names = [name for _, name in listed.options]
        out[listed.description] = [
            (timed(lambda name=name: setattr(listed, "value", (name,)))[0], name) for name in names[:8]
        ]
        if edit:
            for button, chosen in zip(buttons[:1], (names[20:22],), strict=True):
                listed.value = tuple(chosen)
                out[button.description] = [(timed(button.click)[0], " + ".join(chosen))]
                print(f"    {button.description}: written and counted again in {timed(lambda: ahead.wait(600))[0]:.1f} s")
    return out


def told(what: str, name: str, times: Times) -> None:
    """One line of the table."""
    if times:
        longest, change = max(times)
        late = sum(spent > 0.3 for spent, _ in times)
        middle = statistics.median(spent for spent, _ in times)
        print(f"{what:8} {name[:34]:34} {len(times):3} {middle:7.3f} {longest:7.3f}  {f'{late} late' if late else '':8} {change}", flush=True)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--lang", default="ru")
    parser.add_argument("--changes", type=int, default=24)
    parser.add_argument("--panels", nargs="*", default=PANELS)
    parser.add_argument("--edit", action="store_true", help="press the alias editor's button: the corpus is written to")
    parser.add_argument("--cpu", action="store_true", help="seconds of the processor, not of the clock: for a busy machine")
    given = parser.parse_args()
    CLOCK[0] = time.process_time if given.cpu else time.perf_counter
    warnings.simplefilter("ignore")
    corpus = framing.load(given.corpus)
    print(f"page     {timed(lambda: model.page(corpus))[0]:.2f} s")
    print(f"{'panel':8} {'control':34} {'n':>3} {'median':>7} {'longest':>7}  {'':8} longest change")
    for what in given.panels:
        spent, view = timed(lambda what=what: views.explore(corpus, what, lang=given.lang))
        opened, panel = timed(view.panel)
        ready, _ = timed(ahead.wait)
        print(f"{what:8} twin {spent:.2f} s, {len(view.body) / 1e6:.2f} MB; panel {opened:.2f} s; work ahead {ready:.2f} s")
        if what == "compare":
            for name, times in compared(panel, given.changes).items():
                told(what, name, times)
            continue
        for one in list(controls(panel)):
            if isinstance(one, widgets.Dropdown):
                told(what, one.description, through(one, given.changes))
                one.index = 0
            elif isinstance(one, widgets.Text):
                told(what, one.description, letters(one, "путин"))
        for name, times in pressed(panel, given.edit).items():
            told(what, name, times)


if __name__ == "__main__":
    main()
