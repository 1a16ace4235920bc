"""Fit the constants of silu and quick_gelu. Writes cpp/math/tables/silu.inc.

python tools/fit/silu.py
"""

from __future__ import annotations

import mpmath as mp
from common import fitted, pair, write_tables

QUICK = mp.mpf("1.702")


def bracket(a: mp.mpf) -> mp.mpf:
    """1 + e^-a - a, the factor of silu' at -a that changes its sign."""
    return 1 + mp.exp(-a) - a


ROOT = -mp.findroot(bracket, 1.278)
SLOPE = 1 + mp.exp(ROOT)


def bracket_rest(e: mp.mpf) -> mp.mpf:
    """(bracket(e - root) / e - slope) / e, the root being that of silu' and negative."""
    return (SLOPE - 1) / 2 if e == 0 else (bracket(-ROOT - e) / e - SLOPE) / e


def main() -> None:
    lines = [
        "  // The slope of quick_gelu's argument, 1.702.\n" + pair("quick", "double", QUICK),
        "  // silu' is 0 at -root.\n" + pair("root", "double", -ROOT),
        pair("slope", "double", SLOPE),
        fitted("rest", "((1 + e^-a - a) / e - slope) / e in e = root - a.", bracket_rest, mp.mpf(-1) / 4, mp.mpf(1) / 4,
               10, "double", abs),
    ]  # fmt: skip
    write_tables(__file__, "SiluTable", {"double": lines})


if __name__ == "__main__":
    main()
