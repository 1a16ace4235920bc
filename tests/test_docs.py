"""The pages under docs/, and those beside it: their examples run, their links lead somewhere."""

import doctest
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import fastrelu

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")])
NEEDS = ("torch", "keras", "jax", "autograd", "dask", "onnx", "thinc")


def examples():
    """Every block of a page that is a Python session, under the page and the line it begins on."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in re.finditer(r"^```(?:pycon|python)\n(>>> .*?)^```$", text, re.M | re.S):
            line = text.count("\n", 0, block.start(1)) + 1
            yield pytest.param(block[1], id=f"{page.name}:{line}")


def run(source):
    test = doctest.DocTestParser().get_doctest(source, {}, "example", None, 0)
    report = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize("source", list(examples()))
def test_example(source, tmp_path):
    needed = [name for name in NEEDS if re.search(rf"^>>> (import|from) .*\b{name}\b", source, re.M)]
    if not needed:
        before = fastrelu.get_num_threads()
        run(source)
        assert fastrelu.get_num_threads() == before
        return
    for name in needed:
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    # In a process of its own: these packages leave settings behind, and Keras chooses a backend for good.
    session = tmp_path / "session.txt"
    session.write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "doctest", str(session)]
    result = subprocess.run(
        command, env={**os.environ, "KERAS_BACKEND": "numpy"}, cwd=tmp_path, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_wrong_example_is_found():
    with pytest.raises(AssertionError, match="Expected"):
        run(">>> import fastrelu\n>>> float(fastrelu.relu(-1.0))\n-1.0\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


def test_contributing_names_files_that_exist():
    """Paths in backquotes are of this repository."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:cpp|python|tests|tools|docs)/[\w./]*)`", text))
    assert len(paths) > 10
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
