"""AArch64 against AVX2: the same bits, by a cross compiler and an emulator.

apt-get install g++-aarch64-linux-gnu qemu-user
pytest -m slow tests/test_cross.py
"""

import platform
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["-std=c++17", "-O3", "-fopenmp-simd", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-static"]
# What of the rest needs no Python.
OTHERS = [f"cpp/runtime/{name}.cpp" for name in ("strided", "layout", "parallel", "threads", "thread_supply", "cpus")]
SOURCES = ["cpp/kernels/kernels.cpp", "tests/cross/checksums.cpp"]


def printed(compiler, flags, isa, folder, *emulator):
    program = folder / isa
    command = [
        compiler,
        *FLAGS,
        *flags,
        f"-DFASTRELU_ISA_NAMESPACE=isa_{isa}",
        "-Icpp",
        *SOURCES,
        *OTHERS,
        "-o",
        str(program),
    ]
    subprocess.run(command, check=True, cwd=ROOT)
    return subprocess.run([*emulator, str(program)], check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="compares with AVX2, so that it must run on x86-64")
def test_neon_gives_the_bits_of_avx2(tmp_path):
    for program in ("g++", "aarch64-linux-gnu-g++", "qemu-aarch64"):
        if not shutil.which(program):
            # A cross compiler and an emulator are no part of a development machine; the command above installs them.
            pytest.skip(f"{program} is not installed")
    here = printed("g++", ["-mavx2", "-mfma", "-mf16c", "-mbmi", "-mbmi2"], "avx2", tmp_path)
    there = printed("aarch64-linux-gnu-g++", [], "neon", tmp_path, "qemu-aarch64")
    assert len(here.splitlines()) > 50
    assert here == there
