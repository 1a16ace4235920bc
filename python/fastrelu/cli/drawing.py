"""Pictures of functions and their derivatives, by matplotlib."""

import math
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from .. import _ufuncs
from ..bench.plots import SERIES

_POINTS = 2001
# How far to look for kinks, what is shown if there are none, and how much more than that beyond the last of them.
_SEEN, _SHOWN, _BEYOND = 20.0, 4.0, 1.4
# A step that stays, between neighbouring numbers, is a jump if it is such a part of the range of the results.
_JUMP = 1e-3
_GREY = "#666666"
# The gate's partner is 1.
_PARTNER = 1.0


class Curve(NamedTuple):
    """What is to be drawn: a signature of `KERNELS`, its parameters, and what it is called."""

    signature: object
    parameters: tuple
    label: str


def _at(curve, form, x):
    """The results of one form, of which gated activations have several."""
    data = [x, np.full_like(x, _PARTNER)][: len(curve.signature.inputs)]
    data = [np.ones_like(x), *data] if form == "backward" else data
    results = _ufuncs.ufunc(curve.signature, form)(*data, *curve.parameters)
    return results if isinstance(results, tuple) else (results,)


def _functions(curve):
    """Label and function for the value and each derivative."""

    def one(form, k):
        return lambda x: _at(curve, form, x)[k]

    if "derivative" in curve.signature.forms:
        return {"f(x)": one("value", 0), "f'(x)": one("derivative", 0)}
    slopes = {f"slope by {name}": one("backward", k) for k, name in enumerate(curve.signature.inputs)}
    return {"value": one("value", 0), **slopes}


def _narrowed(function, low, high, keep):
    """Halve an interval while it can be: to its left half where `keep(at_low, at_middle, at_high)` says so."""
    for _ in range(200):
        middle = low + (high - low) / 2
        if not low < middle < high:
            break
        left = keep(*function(np.array([low, middle, high])))
        low, high = (low, middle) if left else (middle, high)
    return low, high


def _jumps(function, low, high):
    """Where a function jumps: pairs of neighbouring numbers."""
    x = np.linspace(low, high, _POINTS)
    y = function(x)
    steps = np.abs(np.diff(y))
    least = _JUMP * max(float(np.ptp(y)), 1e-300)
    found = []
    for at in np.flatnonzero(steps > least):
        ends = _narrowed(function, x[at], x[at + 1], lambda a, b, c: abs(b - a) >= abs(c - b))
        before, after = function(np.array(ends))
        if abs(after - before) > least:
            found.append(ends)
    return found


def _turns(slope, low, high):
    """Where a function has a smooth minimum or maximum: where its slope goes through 0."""
    # An even number: 0 itself is no sample, where many a slope touches 0.
    x = np.linspace(low, high, _POINTS + 1)
    y = slope(x)
    found = []
    for at in np.flatnonzero(y[:-1] * y[1:] < 0):
        left, right = _narrowed(slope, x[at], x[at + 1], lambda a, b, c: a * b <= 0)
        before, after = slope(np.array([left, right]))
        if abs(after - before) < _JUMP * np.ptp(y):
            found.append(left)
    return found


def _line(function, low, high):
    """Points of a curve that is broken where the function jumps."""
    jumps = _jumps(function, low, high)
    ends = np.array([end for pair in jumps for end in pair])
    breaks = np.array([left for left, _ in jumps])
    x = np.sort(np.concatenate([np.linspace(low, high, _POINTS), ends]))
    y = function(x)
    after = np.searchsorted(x, breaks, side="right")
    return np.insert(x, after, np.nan), np.insert(y, after, np.nan)


def _extent(curves):
    """What to show: the usual inputs, and some way beyond every kink and jump."""
    low, high = -_SHOWN, _SHOWN
    for curve in curves:
        for function in _functions(curve).values():
            for place, _ in _jumps(function, -_SEEN, _SEEN):
                low, high = min(low, _BEYOND * place), max(high, _BEYOND * place)
    return math.floor(low), math.ceil(high)


def _draw(axis, function, extent, color, label, style="-"):
    x, y = _line(function, *extent)
    axis.plot(x, y, style, color=color, label=label, linewidth=2, zorder=3, solid_capstyle="round")
    for left, right in _jumps(function, *extent):
        below, above = function(np.array([left, right]))
        # Of the two neighbours, the rounder number is where the jump is, and its value the one taken there.
        taken_left = len(repr(float(left))) < len(repr(float(right)))
        for at, result, taken in ((left, below, taken_left), (right, above, not taken_left)):
            face = color if taken else "white"
            axis.plot(at, result, "o", color=color, markerfacecolor=face, markersize=5, zorder=4)


def _mark(axis, curve, extent, color, tell):
    """Kinks, minima and maxima; `tell` writes beside the latter where they are."""
    value, slope = list(_functions(curve).values())[:2]
    broken = [left for left, _ in _jumps(value, *extent)]
    for place, _ in _jumps(slope, *extent):
        if place not in broken:
            axis.plot(place, value(np.array([place]))[0], "o", color=color, markersize=4, zorder=4)
    for place in _turns(slope, *extent):
        at = value(np.array([place]))[0]
        axis.plot(place, at, "o", color=color, markersize=4, zorder=4)
        if tell:
            up = slope(np.array([place + 0.1]))[0] < 0
            offset = (0, 8) if up else (0, -8)
            axis.annotate(
                f"({place:.4g}, {at:.4g})", (place, at), offset, textcoords="offset points", fontsize=9, color=color,
                ha="center", va="bottom" if up else "top", zorder=5,
            )  # fmt: skip


def _limits(axis, curve, which, color):
    """Dotted lines at finite limits other than 0."""
    limits = {curve.signature.limits(sign, *curve.parameters)[which] for sign in (-1, 1)}
    for limit in limits:
        if math.isfinite(limit) and limit != 0:
            axis.axhline(limit, linestyle=":", color=color, linewidth=1.2, zorder=1)


def _frame(axis, extent, title):
    axis.axhline(0, color="#bbbbbb", linewidth=0.8, zorder=0)
    axis.axvline(0, color="#bbbbbb", linewidth=0.8, zorder=0)
    axis.grid(alpha=0.25, zorder=0)
    axis.set_xlim(*extent)
    most = max(map(abs, extent)) * 1.05  # what grows faster than x would leave no room for the rest
    low, high = (min(max(end, -most), most) for end in axis.get_ylim())
    axis.set_ylim(low - 0.05 * (high - low), high)  # room for what is written below a minimum
    axis.set_title(title, fontsize=11, loc="left")
    axis.set_xlabel("x")
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def _given(curve):
    """What the horizontal axis is."""
    return "x" if len(curve.signature.inputs) == 1 else f"gate, beside x = {_PARTNER:g}"


def _single(curve, extent):
    figure = Figure(figsize=(7, 4.6), layout="constrained")
    axis = figure.subplots()
    styles = ("-", "-", "--")
    for k, (label, function) in enumerate(_functions(curve).items()):
        _draw(axis, function, extent, SERIES[k], label, styles[k])
    _mark(axis, curve, extent, SERIES[0], tell=True)
    for which in (0, 1):
        _limits(axis, curve, which, SERIES[which])
    _frame(axis, extent, "")
    axis.set_title(curve.label, fontsize=13, loc="left", pad=22)
    formula = curve.signature.formula
    axis.text(0, 1.02, formula, transform=axis.transAxes, fontsize=9 if len(formula) < 100 else 7, color=_GREY)
    axis.set_xlabel(_given(curve))
    axis.legend(frameon=False, loc="best")
    return figure


def _several(curves, extent):
    figure = Figure(figsize=(11, 4.8), layout="constrained")
    axes = figure.subplots(1, 2)
    for k, curve in enumerate(curves):
        functions, color, style = list(_functions(curve).values()), SERIES[k % 8], "-" if k < 8 else "--"
        for which, axis in enumerate(axes):
            _draw(axis, functions[which], extent, color, curve.label, style)
            _limits(axis, curve, which, color)
        _mark(axes[0], curve, extent, color, tell=False)
    gated = {len(curve.signature.inputs) > 1 for curve in curves}
    for axis, title in zip(axes, ("value", "derivative"), strict=True):
        _frame(axis, extent, title)
        axis.set_xlabel(_given(curves[0]) if len(gated) == 1 else f"x, or the gate beside x = {_PARTNER:g}")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=min(len(curves), 6), frameon=False)
    return figure


def draw(curves, extent=None):
    """Draw functions and their derivatives.

    Parameters
    ----------
    curves : list of Curve
    extent : (float, float), optional
        The inputs to show; by default what the kinks of the functions suggest.

    Returns
    -------
    matplotlib.figure.Figure
    """
    extent = _extent(curves) if extent is None else extent
    with np.errstate(all="ignore"):
        return _single(curves[0], extent) if len(curves) == 1 else _several(curves, extent)
