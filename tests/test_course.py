"""The course: copied without solutions for students, lessons that run with and without them, checks that accept and refuse kindly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from framing import publish, seeds
from framing.publish.lab import without_solutions


def tags(path: Path) -> list[str]:
    return [tag for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] for tag in cell["metadata"].get("tags", [])]


def test_the_notebooks_are_copied_with_their_folders(tmp_path):
    made = publish.copy_notebooks(tmp_path / "mine")
    assert {p.relative_to(tmp_path / "mine") for p in made} == {
        p.relative_to(seeds.notebooks()) for p in seeds.notebooks().rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts
    }
    for path in made:
        assert path.read_bytes() == (seeds.notebooks() / path.relative_to(tmp_path / "mine")).read_bytes()


def test_a_file_that_is_there_stays_as_it_is(tmp_path):
    (tmp_path / "00_start_ru.ipynb").write_text("моё", encoding="utf-8")
    made = publish.copy_notebooks(tmp_path)
    assert tmp_path / "00_start_ru.ipynb" not in made and made
    assert (tmp_path / "00_start_ru.ipynb").read_text(encoding="utf-8") == "моё"
    assert publish.copy_notebooks(tmp_path) == []


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path):
    (tmp_path / "00_start_ru.ipynb").symlink_to(tmp_path / "elsewhere")
    assert tmp_path / "00_start_ru.ipynb" not in publish.copy_notebooks(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_in_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(FileExistsError, match="taken"):
        publish.copy_notebooks(tmp_path / "taken")


def test_students_get_the_course_without_solutions(tmp_path):
    made = publish.copy_notebooks(tmp_path, student=True)
    assert all(p.relative_to(tmp_path).parts[0] == "course" for p in made)
    assert not any("solution" in tags(p) for p in made)
    assert not list(tmp_path.rglob("*.md"))


def test_only_cells_tagged_solution_are_left_out():
    book = {"cells": [{"metadata": {"tags": ["exercise"]}}, {"metadata": {"tags": ["solution"]}}, {"metadata": {}}], "nbformat": 4}
    left = json.loads(without_solutions(json.dumps(book)))
    assert left == {"cells": [{"metadata": {"tags": ["exercise"]}}, {"metadata": {}}], "nbformat": 4}
