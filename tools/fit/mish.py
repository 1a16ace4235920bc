"""Fit the constants of mish. Writes cpp/math/tables/mish.inc.

python tools/fit/mish.py
"""

from __future__ import annotations

import mpmath as mp
from common import fitted, pair, write_tables


def bracket(a: mp.mpf) -> mp.mpf:
    """(E + 2) (n + 2) - 4 a (E + 1), E = e^-a, n = E (E + 2): the factor of mish' at -a that changes its sign."""
    e = mp.exp(-a)
    return (e + 2) * (e * (e + 2) + 2) - 4 * a * (e + 1)


ROOT = -mp.findroot(bracket, 1.192)
SLOPE = -mp.diff(bracket, -ROOT)
CURVE = mp.diff(bracket, -ROOT, 2) / 2


def bracket_rest(e: mp.mpf) -> mp.mpf:
    """(bracket(e - root) / e - slope) / e, the root being that of mish' and negative."""
    return CURVE if e == 0 else (bracket(-ROOT - e) / e - SLOPE) / e


def main() -> None:
    parts = [
        "  // mish' is 0 at -root.\n" + pair("root", "double", -ROOT),
        pair("slope", "double", SLOPE),
        fitted("rest", "(bracket / e - slope) / e in e = root - a.", bracket_rest, mp.mpf(-1) / 4, mp.mpf(1) / 4, 13,
               "double", abs),
    ]  # fmt: skip
    write_tables(__file__, "MishTable", {"double": parts})


if __name__ == "__main__":
    main()
