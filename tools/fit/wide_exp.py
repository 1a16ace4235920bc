"""Fit the exponentials of cpp/math/wide_exp.h: float32's accuracy, in double. Writes cpp/math/tables/wide_exp.inc.

python tools/fit/wide_exp.py
"""

from __future__ import annotations

import mpmath as mp
from common import array, fitted, least_squares, nodes, rounded, write_tables
from mish import ROOT as MISH_ROOT
from silu import ROOT as SILU_ROOT

DEGREE = 5  # of (e^r - 1) / r


def ratio(r: mp.mpf) -> mp.mpf:
    """(e^r - 1) / r."""
    return mp.mpf(1) if r == 0 else mp.expm1(r) / r


def through(root: mp.mpf | None) -> tuple[list[mp.mpf], mp.mpf]:
    """Coefficients of the ratio, and the log2 of the worst error of e^r; none where r is that of the root.

    A derivative that is 0 at the root is a sum with e^x there. Beside the root its error is then a part of the distance
    from it, however short the polynomial.
    """
    half_ln2 = mp.log(2) / 2 + mp.mpf(2) ** -12
    if root is None:
        found = least_squares(ratio, -half_ln2, half_ln2, DEGREE, abs, {})
        coefficients = [found[power] for power in range(DEGREE + 1)]
    else:
        at = root - mp.nint(root / mp.log(2)) * mp.log(2)
        exact = ratio(at)
        found = least_squares(lambda r: (ratio(r) - exact) / (r - at), -half_ln2, half_ln2, DEGREE - 1,
                              lambda r: abs(r * (r - at)) / max(abs(r - at), mp.mpf("0.15")), {})  # fmt: skip
        coefficients = [exact] + [mp.mpf(0)] * DEGREE
        for power, c in found.items():
            coefficients[power] -= at * c
            coefficients[power + 1] += c
    # The constant last: it takes up what the others' rounding does to the value at the root.
    coefficients = [rounded(c, 53) for c in coefficients]
    if root is not None:
        coefficients[0] = rounded(exact - mp.polyval([*coefficients[:0:-1], 0], at), 53)
    worst = max(
        abs(r * (mp.polyval(coefficients[::-1], r) - ratio(r)) / mp.exp(r)) for r in nodes(-half_ln2, half_ln2, 400)
    )
    return coefficients, mp.log(worst, 2)


def main() -> None:
    parts = []
    for name, root in (("plain", None), ("silu", SILU_ROOT), ("mish", MISH_ROOT)):
        coefficients, error = through(root)
        where = "" if root is None else f", and none at {name}'s root"
        parts.append(f"  // (e^r - 1) / r on [-0.346818, 0.346818]; worst error of e^r 2^{mp.nstr(error, 4)}{where}.\n")
        parts.append(array(name, "double", coefficients))
    half_ln2 = mp.log(2) / 2 + mp.mpf(2) ** -12
    parts.append(fitted("ratio", "(e^r - 1) / r, relative error.", ratio, -half_ln2, half_ln2, DEGREE + 1, "double",
                        lambda r: 1 / ratio(r)))  # fmt: skip
    write_tables(__file__, "WideExp", {"double": parts})


if __name__ == "__main__":
    main()
