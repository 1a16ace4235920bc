"""What is said in more than one file about the package as a whole is the same in all."""

import re
from pathlib import Path

import fastrelu

ROOT = Path(__file__).resolve().parent.parent
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_one_version():
    (stated,) = re.findall(r'^version = "(.+)"$', PROJECT, re.M)
    (cited,) = re.findall(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert stated == cited == fastrelu.__version__
    assert f"\n## {stated} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_licences_go_along():
    (listed,) = re.findall(r"^license-files = \[(.+)\]$", PROJECT, re.M)
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in re.findall(r'"(.+?)"', listed)]
    assert "BSD 3-Clause License" in texts[0]
    assert any("GPL-3.0-or-later WITH GCC-exception-3.1" in text for text in texts)


def test_the_locked_tools_are_the_ones_asked_for():
    asked = [line for line in (ROOT / "requirements/ci.in").read_text().splitlines() if line[:1] not in ("#", "")]
    locked = re.findall(r"^(\S+)==", (ROOT / "requirements/ci.txt").read_text(), re.M)
    assert asked
    assert set(asked) <= set(locked)
