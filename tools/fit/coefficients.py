"""Fit the constants of exp. Writes cpp/math/tables/coefficients.inc.

python tools/fit/coefficients.py
"""

from __future__ import annotations

import mpmath as mp
from common import BITS, exp_tail, fitted, pair, rounded, scalar, write_tables


def constants(ctype: str) -> str:
    single = ctype == "float"
    half_ln2 = mp.log(2) / 2 + mp.mpf(2) ** -12
    degree = 4 if single else 10
    parts = [
        fitted("exp_tail", "(e^r - 1 - r) / r^2; the error is that of e^r - 1, relative to r.", exp_tail, -half_ln2,
               half_ln2, degree, ctype, weight=abs),
        # Where r is near -half_ln2, e^r - 1 rounds most coarsely beside e^r: there the fit shall be closer than elsewhere.
        fitted("parted_tail", "The same; the error is that of e^r, relative to its square.", exp_tail, -half_ln2, half_ln2,
               degree, ctype, weight=lambda x: x * x * mp.exp(-2 * x)),
        scalar("log2e", ctype, rounded(1 / mp.log(2), BITS[ctype])),
        pair("ln2", ctype, mp.log(2)),
    ]  # fmt: skip
    if not single:
        parts.append("  // Few enough bits that its product with every exponent that occurs is exact, without FMA.\n")
        parts.append(pair("ln2_short", ctype, mp.log(2), 41))
    return "".join(parts)


def main() -> None:
    write_tables(__file__, "Coefficients", {ctype: constants(ctype) for ctype in BITS})


if __name__ == "__main__":
    main()
