"""No kernel reads or writes beyond its operands: each is called with operands between two protected pages.

The program under tests/native/ links with the kernel objects of the last build, which pip leaves in ``build/``: what is
tested is what is installed, which sanitizers would change.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import fastrelu
import support

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("elementwise", "rows", "gradients", "layouts")
COMPILED = fastrelu.show_config(mode="dicts")["instruction sets"]["compiled"]
FLAGS = ["-std=c++17", "-O2", "-Icpp", "-Itests", *(f"-DFASTRELU_COMPILED_{isa}" for isa in COMPILED)]


def kernel_objects():
    """Those of the newest build."""
    builds = {}
    for path in ROOT.glob("build/*/CMakeFiles/kernels_*.dir/cpp/kernels/*.cpp.o"):
        builds.setdefault(path.parents[4], []).append(path)
    return max(builds.values(), key=lambda paths: max(p.stat().st_mtime for p in paths), default=[])


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    if not sys.platform.startswith("linux") or not shutil.which("g++"):
        # The program asks Linux for two views of the same memory, and a wheel may be tested where there is no compiler.
        pytest.skip("needs Linux and g++")
    if not kernel_objects():
        # A wheel tested away from its build tree has no objects to link with.
        pytest.skip("no kernel objects under build/")
    folder = tmp_path_factory.mktemp("guard_pages")

    def compiled(source):
        made = folder / f"{source.stem}.o"
        subprocess.run(["g++", *FLAGS, "-c", str(source), "-o", str(made)], check=True, cwd=ROOT)
        return str(made)

    sources = [*ROOT.glob("tests/native/guard_*.cpp"), *ROOT.glob("cpp/runtime/*.cpp")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compiled, sources))
    made = folder / "guard_pages"
    subprocess.run(["g++", *objects, *map(str, kernel_objects()), "-o", str(made)], check=True)
    return str(made)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("isa", support.supported_isas())
def test_nothing_beyond_the_operands(program, isa, capsys):
    done = run(program, isa)
    assert done.returncode == 0, done.stdout + done.stderr
    cases = re.findall(rf"^{isa} (\w+) (\d+) cases$", done.stdout, re.MULTILINE)
    assert tuple(part for part, _ in cases) == PARTS
    assert all(int(count) > 10_000 for _, count in cases)
    with capsys.disabled():
        print("\n" + done.stdout, end="")


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_the_program_sees_an_element_too_many(program, part):
    done = run(program, support.supported_isas()[0], part, "--plant")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "memory fault" in done.stdout
