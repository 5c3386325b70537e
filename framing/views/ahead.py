"""Work that a panel does while nobody waits for it: in a thread of its own, in order, giving way to every click."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_jobs: deque[Callable[[], None]] = deque()
_lock = threading.Condition()
_state = {"running": 0, "clicks": 0}


@contextmanager
def clicked() -> Iterator[None]:
    """While a click is answered no step of the work ahead begins; clicks may lie inside each other."""
    with _lock:
        _state["clicks"] += 1
    try:
        yield
    finally:
        with _lock:
            _state["clicks"] -= 1
            _lock.notify_all()


def later(*steps: Callable[[], None], first: bool = False) -> None:
    """Appends steps (``first``: puts them before all others) to the work that the thread does one by one.

    A step that fails ends quietly: who needs what it makes will make it again and see the error; steps that fill a panel
    report their errors themselves.
    """
    with _lock:
        if first:
            _jobs.extendleft(reversed(steps))
        else:
            _jobs.extend(steps)
        if not _state["running"]:
            _state["running"] = 1
            threading.Thread(target=_work, name="framing-ahead", daemon=True).start()


def wait(seconds: float = 60.0) -> bool:
    """Waits until the work ahead is done; False where it takes longer."""
    with _lock:
        return _lock.wait_for(lambda: not _state["running"], seconds)


def _work() -> None:
    while True:
        with _lock:
            _lock.wait_for(lambda: not _state["clicks"])
            if not _jobs:
                _state["running"] = 0
                _lock.notify_all()
                return
            step = _jobs.popleft()
        with suppress(Exception):  # see `later`
            step()
