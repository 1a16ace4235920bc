"""Fit the series of tanh and tanh_shrink near 0. Writes cpp/math/tables/tanh.inc.

python tools/fit/tanh.py
"""

from __future__ import annotations

import mpmath as mp
from common import exp_tail, fitted, pair, write_tables

NEAR = {
    "float": mp.mpf("0.5625"),
    "double": mp.mpf("0.5625"),
}  # for tanh; where it is beyond 1/2 the way by e^2x is as good


def cubic(t: mp.mpf) -> mp.mpf:
    """(tanh x / x - 1) / x^2 in t = x^2."""
    x = mp.sqrt(t)
    return -mp.mpf(1) / 3 if x < mp.mpf(10) ** -12 else (mp.tanh(x) / x - 1) / t


def shrink(t: mp.mpf) -> mp.mpf:
    """((x - tanh x) / x^3 - 1/3) / x^2 in t = x^2."""
    return -mp.mpf(2) / 15 if t < mp.mpf(10) ** -12 else (-cubic(t) - mp.mpf(1) / 3) / t


def main() -> None:
    parts = {}
    for ctype in ("float", "double"):
        single = ctype == "float"
        near = NEAR[ctype]
        parts[ctype] = [
            fitted("cubic", "(tanh x / x - 1) / x^2 in x^2; the error is that of tanh x / x.", cubic, 0, near**2,
                   3 if single else 11, ctype, lambda t: t),
        ]  # fmt: skip
    half_ln2 = mp.log(2) / 2 + mp.mpf(2) ** -12
    parts["float"] += [
        fitted("exp_tail", "(e^r - 1 - r) / r^2; the error is that of e^r.", exp_tail, -half_ln2, half_ln2, 3, "float",
               lambda r: r * r * mp.exp(-r)),
    ]  # fmt: skip
    parts["double"] += [
        pair("third", "double", mp.mpf(1) / 3),
        fitted("shrink", "((x - tanh x) / x^3 - 1/3) / x^2 in x^2; the error is that of (x - tanh x) / x^3.", shrink, 0, 1,
               16, "double", lambda t: 3 * t),
        fitted("shrink_short", "The same, for float32.", shrink, 0, 1, 6, "double", lambda t: 3 * t),
    ]  # fmt: skip
    write_tables(__file__, "TanhTable", parts)


if __name__ == "__main__":
    main()
