"""What type checkers other than mypy say: stubtest, which compares stubs with the running package, and pyright."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Modules that need a package which may not be there, or cannot be imported without a backend.
OPTIONAL = {"torch", "keras", "jax", "autograd"}


def test_stubtest():
    if importlib.util.find_spec("mypy") is None:
        # As in test_stubs.py: a linter.
        pytest.skip("mypy is not installed; it comes with fastrelu[lint]")
    command = [sys.executable, "-m", "mypy.stubtest", "fastrelu", "--concise", "--mypy-config-file", "pyproject.toml"]
    done = subprocess.run(
        [*command, "--ignore-unused-allowlist", "--allowlist", "tests/stubtest_allowlist.txt"],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": str(ROOT / "python"), "KERAS_BACKEND": "numpy"},
        capture_output=True,
        text=True,
    )
    missing = [name for name in OPTIONAL if importlib.util.find_spec(name) is None]
    found = []
    for line in done.stdout.splitlines():
        # Functions with parameters are objects of the compiled module; their signatures are compared all the same.
        called = line.endswith(" is not a function")
        absent = re.match(rf"fastrelu\.({'|'.join(missing)})\b.* failed to import", line) if missing else None
        if not called and not absent:
            found.append(line)
    assert found == []
    assert "Traceback" not in done.stderr, done.stderr


def test_pyright():
    """Types as mypy finds them, and an error wherever typing_check.py wants one."""
    program = shutil.which("basedpyright", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if program is None:
        # A linter, of 100 MB.
        pytest.skip("basedpyright is not installed; it comes with fastrelu[lint]")
    done = subprocess.run(
        [program, "--outputjson", "--pythonpath", sys.executable, "tests/typing_check.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)["generalDiagnostics"]
    assert [f"{d['range']['start']['line'] + 1}: {d['message']}" for d in found] == []
