"""Fit the constants and the cells of gelu_tanh. Writes cpp/math/tables/gelu_tanh.inc.

python tools/fit/gelu_tanh.py
"""

from __future__ import annotations

import mpmath as mp
from cells import cells, end_of_tail, write
from common import fitted, pair

LINEAR = 2 * mp.sqrt(2 / mp.pi)
CUBIC = LINEAR * mp.mpf("0.044715")


def exponential(a: mp.mpf) -> mp.mpf:
    """E = e^-v, v = a (linear + cubic a^2): gelu_tanh is a / (1 + E)."""
    return mp.exp(-a * (LINEAR + CUBIC * a**2))


def bracket(a: mp.mpf) -> mp.mpf:
    """1 + E - a v', the factor of the derivative of gelu_tanh that changes its sign."""
    return 1 + exponential(a) - a * (LINEAR + 3 * CUBIC * a**2)


ROOT = mp.findroot(bracket, 0.75)


SLOPE = -mp.diff(bracket, ROOT)


def bracket_rest(e: mp.mpf) -> mp.mpf:
    """(bracket(root - e) / e - slope) / e; at e = 0 its limit."""
    return mp.diff(bracket, ROOT, 2) / 2 if e == 0 else (bracket(ROOT - e) / e - SLOPE) / e


def tail(a: mp.mpf) -> mp.mpf:
    """gelu_tanh at -a."""
    return -a * exponential(a) / (1 + exponential(a))


def tail_derivative(a: mp.mpf) -> mp.mpf:
    """The derivative of gelu_tanh at -a."""
    return exponential(a) * bracket(a) / (1 + exponential(a)) ** 2


def constants(ctype: str) -> str:
    return "".join([
        end_of_tail("gelu_tanh", ctype),
        "  // gelu_tanh is x / (1 + e^(-v)), v = x (linear + cubic x^2).\n",
        pair("linear", ctype, LINEAR),
        pair("cubic", ctype, CUBIC),
        pair("cubic_tripled", ctype, 3 * CUBIC),
        "  // Its derivative is 0 at -root.\n",
        pair("root", ctype, ROOT),
        pair("slope", ctype, SLOPE),
        fitted("bracket", "((1 + e^-v - a v') / e - slope) / e in e = root - a.", bracket_rest,
               mp.mpf(-1) / 16, mp.mpf(1) / 16, 3 if ctype == "float" else 9, ctype),
        cells("gelu_tanh", ctype, tail, tail_derivative, ROOT),
    ])  # fmt: skip


if __name__ == "__main__":
    write(__file__, "GeluTanhTable", constants)
