"""Make tests/checksums.json: one number for the bits that each function returns.

    python tools/checksums.py

AVX2, AVX-512 and NEON return the same bits; a test holds whatever runs the tests against the committed table. A kernel
that changes its results changes the table, and the difference shows in review. (The x86-64 baseline has no fused
multiply-add, and other bits.) Inputs: all of float16; of float32 and float64 2^18 bit patterns, multiples of an odd
constant, which spread evenly. The checksum over all of float32 is in docs/accuracy.md.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import accuracy
import fastrelu
from fastrelu._dtypes import ROWS
from fastrelu._signature import KERNELS

TABLE = Path(__file__).resolve().parent.parent / "tests" / "checksums.json"
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, as in Fibonacci hashing (Knuth, TAOCP 3, 6.4)
DTYPES = {row.name: np.dtype(f"u{row.itemsize}").type for row in ROWS if row.is_float and row.is_numpys}


def inputs(dtype: str) -> np.ndarray:
    bits = DTYPES[dtype]
    if dtype == "float16":
        return np.arange(1 << 16, dtype=bits).view(dtype)
    spread = np.arange(1 << 18, dtype=np.uint64) * SPREAD
    return (spread >> np.uint64(64 - np.dtype(dtype).itemsize * 8)).astype(bits).view(dtype)


def checksum(result: np.ndarray) -> str:
    """A sum of bits with odd weights modulo 2^64; all NaN alike."""
    bits = result.view(DTYPES[result.dtype.name]).astype(np.uint64)
    bits[np.isnan(result)] = 1
    weights = np.arange(1, 2 * bits.size, 2, dtype=np.uint64) * SPREAD
    return f"{int(np.sum(bits * weights, dtype=np.uint64)):016x}"


def checksums(name: str, dtype: str) -> dict[str, str]:
    """By form, for one kernel; with_derivative has the bits of two others (other tests see to that).

    Of the two gradients of a gated activation, that of x is "backward_x".
    """
    signature = KERNELS[name]
    x = inputs(dtype)
    grad = x[::-1].copy()
    data = (x,) if len(signature.inputs) == 1 else (x, np.roll(x, x.size // 3))
    functions = accuracy.form_functions(signature)
    samples = {"": signature.general_sample}
    if signature.general_sample != signature.defaults:  # which may have a way of their own
        samples[" by default"] = signature.defaults
    found = {}
    for label, sample in samples.items():
        parameters = tuple(map(x.dtype.type, sample))
        for form in accuracy.measured_forms(signature):
            with np.errstate(all="ignore"):
                results = functions[form](*((grad, *data) if form == "backward" else data), *parameters)
            keys = (form, *(f"{form}_{given}" for given in signature.inputs[1:]))
            found |= {key + label: checksum(r) for key, r in zip(keys[: len(results)], results, strict=True)}
    return found


def main() -> None:
    isa = fastrelu.show_config(mode="dicts")["instruction sets"]["active"]
    if isa == "baseline":
        raise SystemExit("the x86-64 baseline has other bits: run this with AVX2 or AVX-512")
    table = {name: {dtype: checksums(name, dtype) for dtype in DTYPES} for name in KERNELS}
    TABLE.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
