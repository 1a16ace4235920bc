"""The curves of an activation: what is drawn of it, over which stretch, and where it jumps.

All of it comes from the signature and from calls of fastrelu's functions, so that a new activation has its pictures as
soon as it is built.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

import fastrelu
from fastrelu._signature import ROW_FORMS, Signature

Array = np.ndarray
# At most that many curves in a picture.
MOST = 4
# How far from 0 kinks are looked for, and how far a picture reaches at least.
FAR, NEAR = 10.0, 4.0


class Curve(NamedTuple):
    """A function of one number, and its slope."""

    label: str
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]


class Jump(NamedTuple):
    """A place where a function jumps: what it is there, and what it comes to from both sides."""

    x: float
    at: float
    before: float
    behind: float


class Trace(NamedTuple):
    """A function as it is drawn; NaN in `y` is a gap."""

    x: Array
    y: Array
    jumps: tuple[Jump, ...]


def number(value: float) -> str:
    """A number as a label has it."""
    text = f"{value:.4g}".replace("-", "\N{MINUS SIGN}")
    return text.replace("inf", "\N{INFINITY}")


def assignments(signature: Signature, values: tuple[float, ...]) -> str:
    """``alpha = 1, beta = 0.5``."""
    return ", ".join(f"{p.name} = {number(value)}" for p, value in zip(signature.parameters, values, strict=True))


def shown_samples(signature: Signature) -> list[tuple[float, ...]]:
    """The parameters that are drawn: the usual ones, and those of the samples that a picture of this size can show."""
    others = [s for s in signature.samples if all(p == 0 or 0.1 <= abs(p) <= 5 for p in s)]
    return list(dict.fromkeys([signature.defaults, *others]))[:MOST]


def _elementwise(signature: Signature, label: str, values: tuple[float, ...], **choice: str) -> Curve:
    value = getattr(fastrelu, signature.function_name("value"))
    derivative = getattr(fastrelu, signature.function_name("derivative"))
    return Curve(label, lambda x: value(x, *values, **choice), lambda x: derivative(x, *values, **choice))


def _gated(signature: Signature, label: str, x: float, **choice: str) -> Curve:
    """As a function of the gate."""
    value = getattr(fastrelu, signature.function_name("value"))
    backward = getattr(fastrelu, signature.function_name("backward"))
    rest = signature.defaults
    return Curve(
        label,
        lambda gate: value(gate, x, *rest, **choice),
        lambda gate: backward(1.0, gate, x, *rest, **choice)[0],
    )


def _along_axis(signature: Signature, label: str, others: int) -> Curve:
    """One element of a row as a function of that element, the others being 0."""
    function = getattr(fastrelu, signature.name)
    backward = getattr(fastrelu, signature.name + ROW_FORMS["backward"])

    def value(x: Array) -> Array:
        return function(_row(x, others))[..., 0]

    def slope(x: Array) -> Array:
        y = function(_row(x, others))
        first = np.zeros(others + 1)
        first[0] = 1
        return backward(np.broadcast_to(first, y.shape), y)[..., 0]

    return Curve(label, value, slope)


def _row(x: Array, others: int) -> Array:
    row = np.zeros((*np.shape(x), others + 1))
    row[..., 0] = x
    return row


def curves(signature: Signature) -> list[Curve]:
    """What is drawn of an activation, the usual first."""
    if signature.kind == "along_axis":
        return [_along_axis(signature, f"beside {n} zero{'s' * (n > 1)}", n) for n in (1, 3, 9)]
    if signature.kind == "gated":
        if signature.choice:
            name = signature.choice.name
            return [_gated(signature, f'{name}="{c}"', 1.0, **{name: c}) for c in signature.variants]
        return [_gated(signature, f"x = {number(x)}", x) for x in (1.0, 2.0, -1.0)]
    if signature.choice:
        name = signature.choice.name
        return [_elementwise(signature, f'{name}="{c}"', signature.defaults, **{name: c}) for c in signature.variants]
    return [_elementwise(signature, assignments(signature, s), s) for s in shown_samples(signature)]


def jumps(function: Callable[[Array], Array], low: float, high: float) -> tuple[Jump, ...]:
    """Where a function jumps.

    Every cell of a grid is halved until nothing is left of it, by the half across which the function differs more: what
    is left of the difference then is a jump.
    """
    grid = np.linspace(low, high, 401)
    a, b = grid[:-1].copy(), grid[1:].copy()
    for _ in range(40):
        middle = (a + b) / 2
        at = function(middle)
        left = np.abs(at - function(a)) > np.abs(function(b) - at)
        a, b = np.where(left, a, middle), np.where(left, middle, b)
    jumping = np.abs(function(a) - function(b)) > 1e-6
    places = np.unique(np.round((a + b)[jumping] / 2, 6)) + 0.0  # no -0
    results = function(places), function(places - 1e-9), function(places + 1e-9)
    return tuple(Jump(*map(float, row)) for row in zip(places, *results, strict=True))


def stretch(curve: Curve) -> tuple[float, float]:
    """From where to where x goes in a picture: around 0, and a little beyond the outermost kinks."""
    places = [jump.x for function in (curve.value, curve.slope) for jump in jumps(function, -FAR, FAR)]
    return min([-NEAR, *(x - 2 for x in places)]), max([NEAR, *(x + 2 for x in places)])


def trace(function: Callable[[Array], Array], low: float, high: float, kinks: tuple[float, ...] = ()) -> Trace:
    """A function from `low` to `high`, with gaps where it jumps and corners where it has `kinks`."""
    found = jumps(function, low, high)
    x = np.unique([*np.linspace(low, high, 241), *kinks])
    x = x[~np.isin(np.round(x, 6), [jump.x for jump in found])]
    x, y = list(x), list(function(x))
    for jump in found:
        place = int(np.searchsorted(x, jump.x))
        x[place:place] = [jump.x] * 3
        y[place:place] = [jump.before, np.nan, jump.behind]
    return Trace(np.array(x), np.array(y), found)
