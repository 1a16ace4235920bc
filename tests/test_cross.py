"""AArch64 against AVX2: the same bits, by a cross compiler and an emulator.

apt-get install g++-aarch64-linux-gnu qemu-user
pytest -m slow tests/test_cross.py
"""

import os
import platform
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["-std=c++17", "-O3", "-fopenmp-simd", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]
FAMILIES = re.findall(r"^FASTRELU_FAMILY\((\w+)\)", (ROOT / "cpp/activations/families.inc").read_text(), re.MULTILINE)


def printed(compiler, flags, isa, folder, *emulator):
    """What the checksums program prints, with the kernels of one instruction set."""
    objects = {family: ("cpp/kernels/family.cpp", family) for family in FAMILIES}
    objects |= {"drivers": ("cpp/kernels/drivers.cpp", None), "registry": ("cpp/runtime/registry.cpp", None)}
    objects |= {"softmax": ("cpp/kernels/softmax.cpp", None)}
    objects |= {"checksums": ("tests/cross/checksums.cpp", None)}

    def compiled(name):
        source, family = objects[name]
        made = str(folder / f"{isa}_{name}.o")
        command = [compiler, *FLAGS, *flags, "-Icpp", "-c", source, "-o", made]
        if name != "registry":
            command += [f"-DFASTRELU_ISA_NAMESPACE=isa_{isa}"]
        if family:
            command += [f"-DFASTRELU_THIS_FAMILY={family}", f'-DFASTRELU_FAMILY_HEADER="activations/{family}.h"']
        subprocess.run(command, check=True, cwd=ROOT)
        return made

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(compiled, objects))
    program = str(folder / isa)
    subprocess.run([compiler, "-static", *made, "-o", program], check=True)
    return subprocess.run([*emulator, program], check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="compares with AVX2, so that it must run on x86-64")
def test_neon_gives_the_bits_of_avx2(tmp_path):
    for program in ("g++", "aarch64-linux-gnu-g++", "qemu-aarch64"):
        if not shutil.which(program):
            # A cross compiler and an emulator are no part of a development machine; the command above installs them.
            pytest.skip(f"{program} is not installed")
    here = printed("g++", ["-mavx2", "-mfma", "-mf16c", "-mbmi", "-mbmi2"], "avx2", tmp_path)
    there = printed("aarch64-linux-gnu-g++", [], "neon", tmp_path, "qemu-aarch64")
    assert len(here.splitlines()) > 500
    assert here == there
