"""Make tests/reference_values.json: what mpmath says each function is, at some numbers of every dtype.

    python tools/reference_values.py                # the kernels that have no table yet, or whose samples have changed
    python tools/reference_values.py --all

Float32 results are judged by the float64 kernels, so that a constant that is wrong in both would go unseen where those
are not measured themselves; against this table every dtype and form is tested. No kernel takes part in making it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import mpmath
import numpy as np

from fastrelu import _judge
from fastrelu._dtypes import NUMPY_FLOATS
from fastrelu._signature import KERNELS, Signature

TABLE = Path(__file__).resolve().parent.parent / "tests" / "reference_values.json"
DIGITS = 21  # more than float64 has, so that the table's own rounding does not count
RANDOM = {True: 12, False: 5}  # numbers for the usual parameters, for others


def inputs(signature: Signature, dtype: str, usual: bool) -> np.ndarray:
    """Points of interest, for the usual parameters with their neighbours, and random numbers."""
    kind = np.dtype(dtype).type
    rng = np.random.default_rng(sum(map(ord, signature.name + dtype)))
    with np.errstate(over="ignore", under="ignore"):
        points = np.array([p for p in signature.points if abs(p) <= np.finfo(dtype).max], dtype)
    parts = [points]
    if usual:
        parts += [np.nextafter(points, kind(to)) for to in (-np.inf, np.inf)]
    n = RANDOM[usual]
    parts += [rng.standard_normal(n).astype(dtype), rng.uniform(-12, 12, n // 2).astype(dtype)]
    return np.unique(np.concatenate(parts))


def fits(parameters: tuple[float, ...], dtype: str) -> bool:
    """Does a dtype have these numbers, or others near them?"""
    with np.errstate(all="ignore"):
        rounded = np.array(parameters, np.float64).astype(dtype)
    return bool(np.isfinite(rounded).all() and ((rounded != 0) == (np.array(parameters) != 0)).all())


def table(signature: Signature) -> list[dict[str, Any]]:
    """The rows of a kernel: one for each dtype and sample of its parameters."""
    mp = mpmath.MPContext()
    mp.dps = 50
    rows = []
    for sample in signature.samples:
        for dtype in NUMPY_FLOATS:
            if not fits(sample, dtype):
                continue
            usual = sample == signature.samples[0]
            first = inputs(signature, dtype, usual)
            columns = [first]
            if len(signature.inputs) > 1:
                columns.append(np.random.default_rng(7).standard_normal(first.size).astype(dtype))
            rounded = tuple(float(np.dtype(dtype).type(p)) for p in sample)
            truth = _judge.by_mpmath(mp, signature, tuple(columns), rounded)
            results = (truth.value, *truth.slopes)
            rows.append(
                {
                    "parameters": list(sample),
                    "dtype": dtype,
                    "inputs": [[float(str(number)) for number in column] for column in columns],
                    "results": [[mp.nstr(mp.mpf(number), DIGITS) for number in column] for column in results],
                }
            )
    return rows


def missing(tables: dict[str, Any]) -> list[str]:
    """Kernels without a table of all their samples."""
    found = {name: list(dict.fromkeys(tuple(row["parameters"]) for row in rows)) for name, rows in tables.items()}
    return [name for name, signature in KERNELS.items() if found.get(name) != list(signature.samples)]


def write(tables: dict[str, Any]) -> None:
    """One line for each row, in the order of the kernels."""
    names = [*(name for name in KERNELS if name in tables), *(name for name in tables if name not in KERNELS)]
    blocks = [
        f"{json.dumps(name)}: [\n" + ",\n".join(" " + json.dumps(row) for row in tables[name]) + "\n]" for name in names
    ]
    TABLE.write_text("{\n" + ",\n".join(blocks) + "\n}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--all", action="store_true", help="make the tables of all kernels again")
    options = parser.parse_args()
    tables = json.loads(TABLE.read_text()) if TABLE.exists() and not options.all else {}
    for name in missing(tables):
        tables[name] = table(KERNELS[name])
        print(f"{name}: {sum(len(row['inputs'][0]) for row in tables[name])} numbers")
    write(tables)


if __name__ == "__main__":
    main()
