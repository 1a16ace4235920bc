"""Measure the float64 functions against MPFR, over eleven million inputs each.

    python tools/accuracy_float64.py                        # two to four minutes per activation on two cores
    python tools/accuracy_float64.py --activations gelu --inputs 100000 --dry

Inputs: seven million random bit patterns over all of float64, two million of the exponents where something happens, two
million of those where activations are used, runs of neighbouring numbers around every kink, zero crossing and boundary
of a range reduction or of a cell, and at both ends of the range.
The references are the exact formulas of fastrelu/_reference.py, evaluated by MPFR (gmpy2) with 160 bits: what cancels
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
import fastrelu
from fastrelu import _reference, _ufuncs

PRECISION = 160
CHUNK = 22_000
RUN = 2_000  # neighbouring inputs on each side of a point of interest
FORMS = ("value", "derivative", "backward")

gmpy2.get_context().precision = PRECISION
# What the exact formulas of fastrelu/_reference.py ask of mpmath, answered by MPFR.
MPFR = SimpleNamespace(
    erfc=gmpy2.erfc, exp=gmpy2.exp, expm1=gmpy2.expm1, sqrt=gmpy2.sqrt, pi=gmpy2.const_pi(), mpf=mpfr, one=mpfr(1),
    zero=mpfr(0),
)  # fmt: skip
# The set of parameters, of those in accuracy.py, that rounds most.
PARAMETERS = {"leaky_relu": (2.5,), "prelu": (0.25,), "elu": (0.7,)}

LN2 = float(np.log(2.0))


def cell_boundaries(table: str) -> list[float]:
    """Where a cell of a table ends and the next begins: all near 0 and the derivative's zero, some of the others."""
    text = (accuracy.ROOT / "cpp" / "math" / "coefficients.h").read_text()
    count, width = re.search(rf"SeparateCells<double, (\d+)> {table} = \{{\s*\S+, (\S+),", text).groups()
    last, width = int(count) // 2, float.fromhex(width)
    of_zero = round(0.75 / width)
    cells = sorted({*range(8), *range(of_zero - 4, of_zero + 5), *range(0, last, 12), last - 1})
    return [(k + 0.5) * width for k in cells]


def points(name: str) -> list[float]:
    """Where the function or the way it is computed changes."""
    common = [0.0, 1.0, -1.0, 2.0**-1022, -(2.0**-1022), 2.0**-27, -(2.0**-27), 2.0**-54, -(2.0**-54)]
    ends = [float(np.finfo(np.float64).max), -float(np.finfo(np.float64).max), 5e-324, -5e-324]
    halves = [(k + 0.5) * LN2 for k in (*range(12), 100, 500, 899, 900, 901, 1000, 1021, 1022, 1023, 1050, 1074)]
    if name == "elu":
        return common + ends + [-h for h in halves] + [-36.7, -37.4, -40.0, -708.4, -745.13, -1300.0]
    if name == "gelu":
        edges, cells = [float(np.sqrt(2 * h)) for h in halves], cell_boundaries("gelu_cells")
        places = (*edges, *cells, 0.7517915246935645, 8.2, 37.5, 38.5, 50.0)
        return common + ends + [s * e for e in places for s in (1, -1)]
    if name == "gelu_tanh":
        linear = 2 * np.sqrt(2 / np.pi)
        cubic = 0.044715 * linear
        edges = [max(r.real for r in np.roots([cubic, 0, linear, -h]) if abs(r.imag) < 1e-9) for h in halves]
        cells = cell_boundaries("tanh_cells")
        roots = [0.7524614220710163, 0.7524614220710163 - 1 / 16, 0.7524614220710163 + 1 / 16]
        return common + ends + [s * e for e in (*edges, *cells, *roots, 8.0, 21.6, 26.0) for s in (1, -1)]
    return common + ends


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


def ulps(got: float, truth: mpfr) -> float:
    if truth == 0:
        return 0.0 if got == 0 else np.inf
    exponent = max(gmpy2.get_exp(truth) - 1, -1022)
    if exponent > 1023:
        return 0.0 if np.isinf(got) and (got > 0) == (truth > 0) else np.inf
    if not np.isfinite(got):  # right if the truth rounds to infinity
        return 0.0 if np.isinf(float(truth)) else np.inf
    return abs(float(gmpy2.mul_2exp(mpfr(got) - truth, 52 - exponent) if exponent <= 52
                     else gmpy2.div_2exp(mpfr(got) - truth, exponent - 52)))  # fmt: skip


def measure(job: tuple) -> dict:
    name, parameters, x, seed = job
    gmpy2.get_context().precision = PRECISION
    if x is None:
        x = drawn(seed, CHUNK)
    forms = accuracy.form_functions(name)
    reference = _reference.reference(name)
    grad = np.random.default_rng(seed).standard_normal(x.size)
    with fastrelu.num_threads(1), np.errstate(all="ignore"):
        got = {
            "value": forms["value"](x, *parameters),
            "derivative": forms["derivative"](x, *parameters),
            "backward": forms["backward"](grad, x, *parameters),
        }
        both = forms["with_derivative"](x, *parameters)
        plain = forms["backward"](1.0, x, *parameters)
    unequal = sum(
        int((a.view(np.uint64) != b.view(np.uint64)).sum())
        for a, b in ((both[0], got["value"]), (both[1], got["derivative"]), (plain, got["derivative"]))
    )
    exact = [mpfr(float(p)) for p in parameters]
    worst = dict.fromkeys(FORMS, (0.0, 0.0, 0.0))
    columns = zip(x.tolist(), grad.tolist(), *(got[form].tolist() for form in FORMS), strict=True)
    for xi, gi, value, slope, back in columns:
        true_value = reference.exact_value(MPFR, mpfr(xi), *exact)
        true_slope = reference.exact_derivative(MPFR, mpfr(xi), *exact)
        for form, result, truth in (
            ("value", value, true_value),
            ("derivative", slope, true_slope),
            ("backward", back, true_slope * mpfr(gi)),
        ):
            error = ulps(result, truth)
            if error > worst[form][0]:
                worst[form] = (error, xi, gi)
    return {"count": int(x.size), "unequal": unequal, "worst": worst}


def main() -> None:
    names = [a["name"] for a in _ufuncs.REGISTRY]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--activations", nargs="+", default=names, choices=names)
    parser.add_argument("--inputs", type=int, default=11_000_000, help="random inputs, 7/11 of all exponents")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--dry", action="store_true", help="do not write docs/accuracy.json")
    options = parser.parse_args()
    track, good = accuracy.tracker(), True
    for name in options.activations:
        parameters = PARAMETERS.get(name, ())
        start = time.perf_counter()
        dense = [(name, parameters, neighbours(p), k) for k, p in enumerate(points(name))]
        random = [(name, parameters, None, 1000 + k) for k in range(-(-options.inputs // CHUNK))]
        with multiprocessing.Pool(options.processes) as pool:
            jobs = dense + random
            parts = list(track(pool.imap_unordered(measure, jobs), total=len(jobs), description=f"{name} float64"))
        row = {
            "activation": name,
            "parameters": list(parameters),
            "inputs": sum(p["count"] for p in parts),
            "unequal": sum(p["unequal"] for p in parts),
            "worst": {form: list(max(p["worst"][form] for p in parts)) for form in FORMS},
            "seconds": round(time.perf_counter() - start),
        }
        errors = "  ".join(f"{form} {w[0]:.3f} at {w[1]!r}" for form, w in row["worst"].items())
        print(f"{name}{tuple(parameters)} float64, {row['inputs']} inputs, {row['seconds']} s: {errors}", flush=True)
        good = good and row["unequal"] == 0 and all(w[0] <= 2 for w in row["worst"].values())
        if not options.dry:
            accuracy.store(row, "float64")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
