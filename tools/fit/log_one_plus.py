"""Fit the polynomial of cpp/math/log.h. Writes cpp/math/tables/log_one_plus.inc.

python tools/fit/log_one_plus.py
"""

from __future__ import annotations

import mpmath as mp
from common import fitted, write_tables

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
    what = "(2 artanh(s/2) - s) / s^3 in z = s^2; the error is that of 2 artanh(s/2), relative to it."
    polynomial = fitted("tail", what, tail, mp.mpf(0), END, DEGREE, "double", weight=lambda z: z)
    write_tables(__file__, "LogOnePlus", {"double": [polynomial]})


if __name__ == "__main__":
    main()
