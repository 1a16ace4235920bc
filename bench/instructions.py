"""Instructions per element of every kernel, counted by Valgrind: a figure without noise.

    python bench/instructions.py            # write bench/results/instructions.json
    python bench/instructions.py --check    # exit with 1 if any kernel needs 3 % more than is written there

Runs itself under callgrind with the AVX2 kernels (Valgrind knows no AVX-512), one call of each form of each activation
for float32 and float64, and reads what the kernels' block functions cost. Inputs are normally distributed, as in the
benchmarks of time, so that short and long ways count as often as they are taken; activations that are not piecewise
linear are counted on other data too, where a short way may not do. The counts depend on the compiler: a table made by
another one is not compared.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import fastrelu
from fastrelu import _ufuncs
from fastrelu._signature import FORMS, KERNELS
from fastrelu.bench.data import sample

TABLE = Path(__file__).resolve().parent / "results" / "instructions.json"
ISA = "avx2"
ELEMENTS = 1 << 15
TOLERANCE = 1.03
DATA = ("normal", "transformer", "uniform")  # of fastrelu.bench.data
# Functions whose own instructions are a kernel's, as callgrind names them.
KERNEL = re.compile(
    r"\b(?:block|near_groups|far_elements|far_groups|any_block)<.*?::(\w+), \(fastrelu::Form\)(\d)(?:, (float|double))?"
)


def at_page(elements: int, dtype: str) -> np.ndarray:
    """An empty array at the start of a page: where an array lies decides what a kernel does at its ends."""
    page, size = 4096, elements * np.dtype(dtype).itemsize
    memory = np.empty(size + page, np.uint8)
    start = -memory.ctypes.data % page
    return memory[start : start + size].view(dtype)


def call_everything(data: str) -> None:
    """What runs under Valgrind: each kernel once."""
    rng = np.random.default_rng(0)
    with fastrelu.num_threads(1):
        for dtype in ("float32", "float64"):
            x, grad, *outputs = (at_page(ELEMENTS, dtype) for _ in range(4))
            x[:], grad[:] = rng.standard_normal((2, ELEMENTS))
            if data != "normal":
                x[:] = sample(data, ELEMENTS, dtype)
            for signature in KERNELS.values():
                if data != "normal" and signature.piecewise_linear:
                    continue
                inputs = (x, grad)[: len(signature.inputs)]
                parameters = tuple(map(np.dtype(dtype).type, signature.general_sample))
                for form in signature.forms:
                    given = (grad, *inputs) if form == "backward" else inputs
                    ufunc = _ufuncs.ufunc(signature, form)
                    ufunc(*given, *parameters, out=tuple(outputs[: ufunc.nout]))


def profile(data: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--compress-strings=no"]
        environment = {**os.environ, "FASTRELU_ISA": ISA}
        done = subprocess.run(
            [*command, sys.executable, __file__, "--inside", data], env=environment, capture_output=True, text=True
        )
        if done.returncode:
            sys.exit(f"valgrind failed:\n{done.stderr}")
        return out.read_text()


def count(text: str, data: str) -> dict[str, float]:
    """Kernel -> instructions per element, from callgrind's own format (its manual, ch. Callgrind Format)."""
    forms = list(FORMS["elementwise"])  # in the order of the enumeration

    def kernel_of(line: str) -> str | None:
        if not (match := KERNEL.search(line)):
            return None
        operation, form, element = match.groups()
        operation = operation.removesuffix("Far")  # the rest of the range of an op with a short way
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
        dtype = "float64" if element == "double" else "float32"
        return f"{name} {forms[int(form)]} {dtype}" + (f" {data}" if data != "normal" else "")

    totals: collections.Counter[str] = collections.Counter()
    kernel, callee, called = None, None, False
    for line in text.splitlines():
        if line.startswith("fn="):
            kernel = kernel_of(line)
        elif line.startswith("cfn="):
            callee = kernel_of(line)
        elif line.startswith("calls="):
            called = True  # the next line is the cost of the call, with all that it called
        elif cost := re.match(r"(?:\*|[+-]?\d+) (\d+)$", line):
            # Its own function accounts for it, but where a form takes that of another form as a part.
            if not called and kernel:
                totals[kernel] += int(cost[1])
            elif called and kernel and callee and kernel != callee:
                totals[kernel] += int(cost[1])
                totals[callee] -= int(cost[1])
            called = False
        elif called and not line.startswith(("cfn=", "cob=", "cfi=", "cfl=")):
            called = False
    return {name: round(total / ELEMENTS, 3) for name, total in sorted(totals.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the table instead of writing it")
    parser.add_argument("--inside", choices=DATA, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        call_everything(options.inside)
        return

    config = fastrelu.show_config(mode="dicts")
    if not shutil.which("valgrind") or ISA not in config["instruction sets"]["supported"]:
        print(f"not counted: this needs Valgrind and a CPU with {ISA}")
        return
    counted = {name: figure for data in DATA for name, figure in count(profile(data), data).items()}
    compiler = config["build"]["compiler"]
    if not options.check:
        table = {"compiler": compiler, "isa": ISA, "elements": ELEMENTS, "instructions_per_element": counted}
        TABLE.write_text(json.dumps(table, indent=1) + "\n")
        print(*(f"{name:40}{value:8.3f}" for name, value in counted.items()), sep="\n")
        return
    table = json.loads(TABLE.read_text())
    if table["compiler"] != compiler:
        print(f"not compared: the table is of {table['compiler']}, this build of {compiler}")
        return
    before = table["instructions_per_element"]
    worse = [f"{n}: {before[n]} -> {c}" for n, c in counted.items() if n in before and c > before[n] * TOLERANCE]
    missing = sorted(set(counted) ^ set(before))
    for line in worse:
        print(f"more instructions per element: {line}")
    if missing:
        print("not in both: " + ", ".join(missing))
    if worse or missing:
        sys.exit("run bench/instructions.py if this is meant")
    print(f"instructions per element: {len(counted)} kernels within {TOLERANCE - 1:.0%} of the table")


if __name__ == "__main__":
    main()
