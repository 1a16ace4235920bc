"""Fit the polynomial of cpp/math/log.h, and print it as cpp/math/tables/log_one_plus.inc.

    python tools/fit/log_one_plus.py > cpp/math/tables/log_one_plus.inc

The method is that of tools/fit_coefficients.py.
"""

from __future__ import annotations

import pathlib
import sys

import mpmath as mp

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import fit_coefficients as fitting

# |f| <= sqrt(2) - 1 gives |s| = |2 f / (2 + f)| <= 0.3432.
END = mp.mpf("0.1178")
DEGREE = 7


def tail(z: mp.mpf) -> mp.mpf:
    """(2 artanh(s/2) - s) / s^3 with z = s^2."""
    if z == 0:
        return mp.mpf(1) / 12
    s = mp.sqrt(z)
    return (2 * mp.atanh(s / 2) - s) / (s * z)


def main() -> None:
    values, error = fitting.fit(tail, mp.mpf(0), END, DEGREE, 53, weight=lambda z: z)
    sys.stdout.write(
        "// Made by tools/fit/log_one_plus.py; do not edit.\n"
        '#pragma once\n\n#include "math/namespace.h"\n\nFASTRELU_BEGIN\n\n'
        "struct LogOnePlus {\n"
        "  // (2 artanh(s/2) - s) / s^3 in z = s^2; the error is that of 2 artanh(s/2), relative to it.\n"
        f"  // on [0, {mp.nstr(END, 4)}], degree {DEGREE}, worst error 2^{mp.nstr(error, 4)}.\n"
        + fitting.array("tail", "double", values)
        + "};\n\nFASTRELU_END\n"
    )


if __name__ == "__main__":
    main()
