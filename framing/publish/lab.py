"""The notebooks as a user's own files: copied out of the package, the students' course without its solutions."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from framing import seeds


def copy_notebooks(folder: str | Path, student: bool = False) -> list[Path]:
    """Copies the notebooks into a user's folder and returns those that were made; a file that is there already stays as it is.

    With ``student`` only the course is copied, without the cells tagged ``solution``; without it everything, and the
    teacher's guide goes along (it is not in the list). Raises FileExistsError where ``folder`` is a file.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise FileExistsError(f"{target} is a file; name a folder for the notebooks")
    source = seeds.notebooks()
    made = [place for path in _found(source, student) if _copy(path, place := target / path.relative_to(source), student)]
    if not student:
        for guide in sorted(source.rglob("*.md")):
            _copy(guide, target / guide.relative_to(source), student)
    return made


def _found(source: Path, student: bool) -> list[Path]:
    inside = (path.relative_to(source) for path in sorted(source.rglob("*.ipynb")))
    kept = [path for path in inside if not any(part.startswith(".") for part in path.parts)]
    return [source / path for path in kept if path.parts[0] == "course" or not student]


def _copy(path: Path, place: Path, student: bool) -> bool:
    """Whether the file was made; "x" refuses to write over anything, a broken link included."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("x", encoding="utf-8", newline="\n") as out:
            if student:
                out.write(without_solutions(path.read_text(encoding="utf-8")))
            else:
                with path.open(encoding="utf-8", newline="") as text:
                    shutil.copyfileobj(text, out)
    except FileExistsError:
        return False
    return True


def without_solutions(notebook: str) -> str:
    """The same notebook (JSON) without the cells tagged ``solution``."""
    book = json.loads(notebook)
    book["cells"] = [cell for cell in book["cells"] if "solution" not in cell["metadata"].get("tags", [])]
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"
