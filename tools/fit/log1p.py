"""Fit log1p between 0 and 1. Writes cpp/math/tables/log1p.inc.

python tools/fit/log1p.py
"""

from __future__ import annotations

import mpmath as mp
from common import fitted, write_tables

DEGREES = {"float": 9, "double": 24}


def missing(e: mp.mpf) -> mp.mpf:
    """(1 - log1p(e) / e) / e - 5/16, which is nearly 0 at 1."""
    return (mp.mpf(1) / 2 if e == 0 else (1 - mp.log1p(e) / e) / e) - mp.mpf(5) / 16


def main() -> None:
    what = "(1 - log1p(e) / e) / e - 5/16; the error is that of log1p, relative."
    parts = {
        ctype: [fitted("missing", what, missing, 0, 1, degree, ctype, lambda e: e * e / mp.log1p(e))]
        for ctype, degree in DEGREES.items()
    }
    parts["float"].append(
        fitted("whole_missing", "The same, with the 5/16.", lambda e: missing(e) + mp.mpf(5) / 16, 0, 1, DEGREES["float"], "float",
               lambda e: e * e / mp.log1p(e), lowest_first=True)
    )  # fmt: skip
    write_tables(__file__, "Log1pTable", parts)


if __name__ == "__main__":
    main()
