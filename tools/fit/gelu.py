"""Fit the constants and the cells of gelu. Writes cpp/math/tables/gelu.inc.

python tools/fit/gelu.py
"""

from __future__ import annotations

import mpmath as mp
from cells import CELLS_END, TAIL_END, cells, end_of_tail, write
from common import BITS, Function, fitted, pair, rounded, scalar


def upper_tail(a: mp.mpf) -> mp.mpf:
    """Q(a) = e^(a^2/2) Phi(-a), which falls slowly from 1/2 like 1 / (a sqrt(2 pi))."""
    return mp.exp(a * a / 2) * mp.erfc(a / mp.sqrt(2)) / 2


def from_squashed(g: Function, pole: int, center: mp.mpf) -> Function:
    """g(a) as a function of t = a / (2 (a + pole)) - center, which maps [0, infinity) to an interval."""

    def of_t(t: mp.mpf) -> mp.mpf:
        squashed = 2 * (t + center)
        return g(pole * squashed / (1 - squashed))

    return of_t


DERIVATIVE_ROOT = mp.findroot(lambda a: upper_tail(a) - a / mp.sqrt(2 * mp.pi), 0.75)


def gelu_value_ratio(a: mp.mpf) -> mp.mpf:
    """h(a) in Q(a) = (1 + h(a)) / (2 (1 + a))."""
    return 2 * (1 + a) * upper_tail(a) - 1


def gelu_derivative_ratio(a: mp.mpf) -> mp.mpf:
    """h(a) in Q(a) - a / sqrt(2 pi) = (root - a) (1 + h(a)) / 2."""
    return 2 * (upper_tail(a) - a / mp.sqrt(2 * mp.pi)) / (DERIVATIVE_ROOT - a) - 1


# Beyond the cells, where 1/a^2 is small and the ratios to the first term of the asymptotic series are smooth in it. Poles of
# 1/(a^2 + so much) suit the longest range with the lowest degree.
FAR_POLE = {"float": 4, "double": 6}


def from_inverse(g: Function, pole: int) -> Function:
    """g(a) as a function of t = 1 / (a^2 + pole)."""
    return lambda t: g(mp.sqrt(1 / t - pole))


def gelu_far_value(a: mp.mpf, density: mp.mpf) -> mp.mpf:
    """h(a) in gelu(-a) = -density e^(-a^2/2) (1 + h(a)), density about 1 / sqrt(2 pi)."""
    return a * upper_tail(a) / density - 1


def gelu_far_derivative(a: mp.mpf, density: mp.mpf) -> mp.mpf:
    """h(a) in gelu'(-a) = -density a e^(-a^2/2) (1 + h(a))."""
    return (1 / mp.sqrt(2 * mp.pi) - upper_tail(a) / a) / density - 1


def gelu_tail(a: mp.mpf) -> mp.mpf:
    """gelu at -a."""
    return -a * mp.exp(-a * a / 2) * upper_tail(a)


def gelu_tail_derivative(a: mp.mpf) -> mp.mpf:
    """The derivative of gelu at -a."""
    return mp.exp(-a * a / 2) * (upper_tail(a) - a / mp.sqrt(2 * mp.pi))


def constants(ctype: str) -> str:
    bits = BITS[ctype]
    single = ctype == "float"
    end, pole, center = mp.mpf(TAIL_END["gelu", ctype]), 4, rounded(mp.mpf("0.2"), bits)
    low, high = -center, end / (end + pole) / 2 - center
    far_pole, density = FAR_POLE[ctype], rounded(1 / mp.sqrt(2 * mp.pi), bits)
    far_low, far_high = (1 / (mp.mpf(x) ** 2 + far_pole) for x in (end, CELLS_END["gelu" if single else "double"]))
    parts = [
        end_of_tail("gelu", ctype),
        scalar("center", ctype, center),
        fitted("value", "2 (1 + a) e^(a^2/2) Phi(-a) - 1 in t = a / (2 (a + 4)) - center.",
               from_squashed(gelu_value_ratio, pole, center), low, high, 12 if single else 24, ctype),
        fitted("derivative", "2 (e^(a^2/2) Phi(-a) - a / sqrt(2 pi)) / (root - a) - 1 in t = a / (a + 4) - 2 center.",
               lambda t: from_squashed(gelu_derivative_ratio, pole, center)(t / 2), 2 * low, 2 * high,
               11 if single else 22, ctype),
        scalar("density", ctype, density),
        scalar("far_pole", ctype, mp.mpf(far_pole)),
    ]  # fmt: skip
    for name, what, f in (
        ("far_value", "-gelu(-a) e^(a^2/2) / density - 1", gelu_far_value),
        ("far_derivative", "-gelu'(-a) e^(a^2/2) / (density a) - 1", gelu_far_derivative),
    ):
        of_inverse = from_inverse(lambda a, f=f: f(a, density), far_pole)
        what += " in t = 1 / (a^2 + far_pole)."
        parts.append(fitted(name, what, of_inverse, far_low, far_high, 5 if single else 12, ctype))
    parts.append("  // The derivative of gelu is 0 at -root.\n" + pair("root", ctype, DERIVATIVE_ROOT))
    parts.append(cells("gelu", ctype, gelu_tail, gelu_tail_derivative, DERIVATIVE_ROOT))
    return "".join(parts)


if __name__ == "__main__":
    write(__file__, "GeluTable", constants)
