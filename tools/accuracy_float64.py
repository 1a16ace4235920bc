"""Measure the float64 functions against MPFR, over eleven million inputs each.

    python tools/accuracy_float64.py                        # two to four minutes per activation on two cores
    python tools/accuracy_float64.py --activations gelu --inputs 100000 --dry

Inputs: seven million random bit patterns over all of float64, two million of the exponents where something happens, two
million of those where activations are used, runs of neighbouring numbers around every point of interest, around
boundaries of range reductions and of cells, and at both ends of the range.
The references are the exact formulas of fastrelu/reference.py, evaluated by MPFR (gmpy2) with 160 bits: what cancels
near a zero crossing leaves more than 100. Errors are in units of the last place of the result, subnormal results
included; backward has random gradients. Results go to docs/accuracy.json, under "float64", and from there to
docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
import time
from types import SimpleNamespace

import gmpy2
import numpy as np
from gmpy2 import mpfr

import accuracy
import accuracy_page
import fastrelu
from fastrelu import _judge
from fastrelu._signature import KERNELS, Signature
from fastrelu.reference import reference

PRECISION = 160
CHUNK = 22_000
RUN = 2_000  # neighbouring inputs on each side of a point of interest

gmpy2.get_context().precision = PRECISION
# What the exact formulas of fastrelu/reference.py ask of mpmath, answered by MPFR.
MPFR = SimpleNamespace(
    erfc=gmpy2.erfc, exp=gmpy2.exp, expm1=gmpy2.expm1, log1p=gmpy2.log1p, sqrt=gmpy2.sqrt, tanh=gmpy2.tanh,
    cosh=gmpy2.cosh, sinh=gmpy2.sinh, pi=gmpy2.const_pi(), mpf=mpfr, one=mpfr(1), zero=mpfr(0),
)  # fmt: skip

LN2 = float(np.log(2.0))


def cell_widths() -> list[float]:
    """How wide the cells of tables in float64 are, from the generated sources."""
    texts = [path.read_text() for path in (accuracy.ROOT / "cpp" / "math" / "tables").glob("*.inc")]
    found = re.findall(r"Cells<double, \d+> \w+ = \{\s*\S+, (\S+),", "\n".join(texts))
    return sorted({float.fromhex(width) for width in found})


def boundaries(width: float, interesting: list[float]) -> list[float]:
    """Where a cell of a table ends and the next begins: near 0, about points of interest, some of the others."""
    cells = {*range(4), *range(0, 400, 24)}
    for point in interesting:
        if abs(point) < 400 * width:
            cells |= {round(abs(point) / width) + k for k in (-2, -1, 0, 1)}
    return [(k + 0.5) * width for k in sorted(cells) if k >= 0]


def points(signature: Signature, parameters: tuple[float, ...]) -> list[float]:
    """Where the function may change, or the way it is computed: for any, whatever it is made of."""
    largest = float(np.finfo(np.float64).max)
    places = [0.0, 1.0, 2.0**-1022, 2.0**-27, 2.0**-54, largest, 5e-324, *signature.points, *parameters]
    if not signature.piecewise_linear:
        # exp(-x) and exp(-x^2/2) change their power of two: near the usual inputs, and where results are subnormal.
        halves = [(k + 0.5) * LN2 for k in (*range(12), 100, 500, 899, 900, 901, 1000, 1021, 1022, 1023, 1050, 1074)]
        places += [*halves, *(float(np.sqrt(2 * h)) for h in halves)]
        for width in cell_widths():
            places += boundaries(width, signature.points)
    return sorted({sign * abs(place) for place in places for sign in (1.0, -1.0)})


def neighbours(point: float) -> np.ndarray:
    """Consecutive numbers around a point."""
    here = np.float64(point).view(np.int64)
    magnitude, sign = here & np.int64(2**63 - 1), here & np.int64(-(2**63))
    run = np.clip(magnitude + np.arange(-RUN, RUN + 1), 0, 0x7FEFFFFFFFFFFFFF)
    return (run | sign).view(np.float64)


def drawn(seed: int, size: int) -> np.ndarray:
    """Random bit patterns: any in seven elevenths, of exponents -40 to 6 in the next two, -7 to 3 in the last."""
    random = np.random.default_rng(seed)
    bits = random.integers(0, 1 << 64, size, dtype=np.uint64)
    for begin, end, low, high in ((7, 9, -40, 6), (9, 11, -7, 3)):
        part = bits[size * begin // 11 : size * end // 11]
        exponent = random.integers(1023 + low, 1023 + high + 1, part.size).astype(np.uint64) << np.uint64(52)
        part[:] = part & np.uint64((1 << 63) | ((1 << 52) - 1)) | exponent
    x = bits.view(np.float64)
    return x[np.isfinite(x)]


def ulps(got: float, truth: mpfr, floor: float = 0.0) -> float:
    size = max(abs(truth), abs(floor))
    if size == 0:
        return 0.0 if got == 0 else np.inf
    exponent = max(gmpy2.get_exp(mpfr(size)) - 1, -1022)
    if exponent > 1023:
        return 0.0 if np.isinf(got) and (got > 0) == (truth > 0) else np.inf
    if not np.isfinite(got):  # right if the truth rounds to infinity
        return 0.0 if np.isinf(float(truth)) else np.inf
    return abs(float(gmpy2.mul_2exp(mpfr(got) - truth, 52 - exponent) if exponent <= 52
                     else gmpy2.div_2exp(mpfr(got) - truth, exponent - 52)))  # fmt: skip


def measure(job: tuple) -> dict:
    name, parameters, x, seed = job
    gmpy2.get_context().precision = PRECISION
    signature = KERNELS[name]
    if x is None:
        x = drawn(seed, CHUNK)
    functions, measured = accuracy.form_functions(signature), accuracy.measured_forms(signature)
    random = np.random.default_rng(seed)
    grad = random.standard_normal(x.size)
    data = (x, *(random.standard_normal(x.size) for _ in signature.inputs[1:]))
    unequal = 0
    with fastrelu.num_threads(1), np.errstate(all="ignore"):
        got = {
            form: functions[form](*((grad, *data) if form == "backward" else data), *parameters) for form in measured
        }
        if "with_derivative" in functions:
            both = functions["with_derivative"](*data, *parameters)
            plain = functions["backward"](1.0, *data, *parameters)
            pairs = zip((*both, *plain), (*got["value"], *got["derivative"], *got["derivative"]), strict=True)
            unequal = sum(int((a.view(np.uint64) != b.view(np.uint64)).sum()) for a, b in pairs)
    units = _judge.units(signature, data, parameters)
    floors = {form: None if units is None else units.results(form, grad) for form in measured}
    exact, about = [mpfr(float(p)) for p in parameters], reference(name)
    worst = dict.fromkeys(measured, (0.0, *([0.0] * len(data)), 0.0))
    for at, (gi, *numbers) in enumerate(zip(grad.tolist(), *(column.tolist() for column in data), strict=True)):
        arguments = [*map(mpfr, numbers), *exact]
        value = about.exact(MPFR, *arguments)
        slopes = [about.derivative(MPFR, *arguments, by=by) for by in range(len(data))]
        truths = {"value": [value], "derivative": slopes, "backward": [slope * mpfr(gi) for slope in slopes]}
        for form in measured:
            for k, (result, truth) in enumerate(zip(got[form], truths[form], strict=True)):
                error = ulps(
                    float(result[at]), mpfr(truth), 0.0 if floors[form] is None else float(floors[form][k][at])
                )
                if error > worst[form][0]:
                    worst[form] = (error, *numbers, gi)
    return {"count": int(x.size), "unequal": unequal, "worst": worst}


def main() -> None:
    names = list(KERNELS)
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--activations", nargs="+", default=names, choices=names)
    parser.add_argument("--inputs", type=int, default=11_000_000, help="random inputs, 7/11 of all exponents")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--dry", action="store_true", help="do not write docs/accuracy.json")
    options = parser.parse_args()
    track, good = accuracy.tracker(), True
    for name in options.activations:
        signature = KERNELS[name]
        parameters = signature.general_sample
        start = time.perf_counter()
        dense = [(name, parameters, neighbours(p), k) for k, p in enumerate(points(signature, parameters))]
        random = [(name, parameters, None, 1000 + k) for k in range(-(-options.inputs // CHUNK))]
        with multiprocessing.Pool(options.processes) as pool:
            jobs = dense + random
            parts = list(track(pool.imap_unordered(measure, jobs), total=len(jobs), description=f"{name} float64"))
        row = {
            "activation": name,
            "parameters": list(parameters),
            "inputs": sum(p["count"] for p in parts),
            "unequal": sum(p["unequal"] for p in parts),
            "worst": {form: list(max(p["worst"][form] for p in parts)) for form in accuracy.measured_forms(signature)},
            "seconds": round(time.perf_counter() - start),
        }
        errors = "  ".join(f"{form} {w[0]:.3f} at {w[1]!r}" for form, w in row["worst"].items())
        print(f"{name}{tuple(parameters)} float64, {row['inputs']} inputs, {row['seconds']} s: {errors}", flush=True)
        good = (
            good and row["unequal"] == 0 and all(w[0] <= signature.bound_of(form) for form, w in row["worst"].items())
        )
        if not options.dry:
            accuracy_page.store(row, "float64")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
