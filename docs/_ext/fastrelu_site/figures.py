"""The pictures, drawn by Matplotlib and put into the pages as SVG, so that they take the page's colours and fonts.

Colours are marks that become CSS variables (`_static/site.css` has them, for light and dark).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from fastrelu._signature import Signature

from .curves import Curve, Trace, curves, jumps, stretch, trace

ROOT = Path(__file__).resolve().parents[3]

# Colours that nothing else has -> variables.
INK, FAINT, PAPER = "#010203", "#010204", "#010205"
SERIES = ("#010211", "#010212", "#010213", "#010214", "#010215")
_VARIABLES = {
    INK: "--plot-ink",
    FAINT: "--plot-faint",
    PAPER: "--plot-paper",
    **{color: f"--plot-{k}" for k, color in enumerate(SERIES, 1)},
}
_DASHES = ("-", (0, (5, 2)), (0, (6, 2, 1, 2)), (0, (1, 1.5)), "-")
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "fastrelu",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "axes.unicode_minus": True,
}


def svg(figure: Figure, label: str) -> str:
    """The figure as an SVG element for a page of HTML."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    # A style in it would be one of the whole page.
    text = re.sub(r"<(metadata|style).*?</\1>", "", text, flags=re.S)
    head, body = text.split(">", 1)
    view = re.search(r'viewBox="[^"]*"', head)
    assert view is not None
    # Many pictures share a page: names within them that nothing refers to go, and the others become their own.
    used = set(re.findall(r"#([\w-]+)", body))
    own = re.sub(r"\W", "", label)
    body = re.sub(r'\sid="([^"]*)"', lambda m: f' id="{own}-{m[1]}"' if m[1] in used else "", body)
    body = re.sub(r'(url\(|href=")#', rf"\1#{own}-", body)
    for color, variable in _VARIABLES.items():
        body = body.replace(color, f"var({variable})")
    body = re.sub(r"font(-family)?: ?[^;\"]*?'?sans-serif'?[^;\"]*", _font, body)
    body = re.sub(r"\n\s*", "\n", body)
    return (
        f'<svg class="plot" role="img" aria-label="{escape(label)}" {view[0]} xmlns="http://www.w3.org/2000/svg">{body}'
    )


def _font(match: re.Match[str]) -> str:
    size = re.search(r"[\d.]+px", match[0])
    return f"font-size: {size[0]}" if size else "font-family: inherit"


def _draw(axes: Axes, traces: Sequence[Trace], width: float, colors: Sequence[str] = SERIES) -> None:
    # The dashed ones above, so that both are seen where they are the same.
    for k, (line, color) in enumerate(zip(traces, colors, strict=False)):
        axes.plot(line.x, line.y, color=color, linestyle=_DASHES[k], linewidth=width, zorder=4 + k / 10)
        for jump in line.jumps:
            for side in {jump.before, jump.behind} - {jump.at}:
                if abs(side - jump.at) > 1e-6:
                    _dot(axes, jump.x, side, color, width, False, 5 + k / 10)
            _dot(axes, jump.x, jump.at, color, width, True, 5 + k / 10)


def _dot(axes: Axes, x: float, y: float, color: str, width: float, filled: bool, order: float) -> None:
    axes.plot(
        [x], [y], "o", color=color, markersize=2.4 * width, markerfacecolor=color if filled else PAPER,
        markeredgewidth=0.6 * width, zorder=order,
    )  # fmt: skip


def _axes_at_zero(axes: Axes) -> None:
    axes.axhline(0, color=INK, linewidth=0.8, zorder=2)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=2)
    axes.grid(linewidth=0.5, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _span(traces: Iterable[Trace], least: float, most: float) -> tuple[float, float]:
    """The lowest and the highest that is drawn, cut to an interval."""
    values = np.concatenate([t.y for t in traces])
    values = values[np.isfinite(values)]
    return float(np.clip(values.min(), least, most)), float(np.clip(values.max(), least, most))


def _frame(line: Trace, low: float, high: float, ratio: float) -> tuple[float, float]:
    """What y goes over, where one unit of it is to be as long as one of x."""
    height = (high - low) * ratio
    bottom, top = _span([line], -height / 2, height)
    if top - bottom > 0.9 * height:  # it does not go in: what lies about 0 does
        return (-height / 2, height / 2) if bottom < -0.3 * height else (bottom - 0.1 * height, bottom + 0.9 * height)
    middle = (top + bottom) / 2
    return middle - height / 2, middle + height / 2


def thumbnail(signature: Signature) -> str:
    """Value and derivative by the usual parameters, one unit of x as long as one of y."""
    curve = curves(signature)[0]
    low, high = stretch(curve)
    kinks = tuple(jump.x for jump in jumps(curve.slope, low, high))
    value, slope = trace(curve.value, low, high, kinks), trace(curve.slope, low, high)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(2.4, 1.8))
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        _axes_at_zero(axes)
        _draw(axes, [slope], 1.3, SERIES[1:])
        _draw(axes, [value], 2.0)
        axes.set(xlim=(low, high), ylim=_frame(value, low, high, 0.75))
        axes.set_xticks(np.arange(np.ceil(low), high + 0.01))
        axes.set_yticks(np.arange(np.ceil(axes.get_ylim()[0]), axes.get_ylim()[1]))
        axes.set(xticklabels=[], yticklabels=[])
        return svg(figure, f"{signature.name} and its derivative")


def _panel(title: str, lines: list[Trace], names: list[str], low: float, high: float, ylim: tuple[float, float]) -> str:
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(4.4, 3.3))
        axes = figure.add_axes((0.09, 0.09, 0.9, 0.82))
        _axes_at_zero(axes)
        _draw(axes, lines, 2.0)
        axes.set(xlim=(low, high), ylim=ylim)
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10], integer=True))
        axes.set_title(title, fontsize=11, loc="left")
        return svg(figure, f"{title}: {'; '.join(name for name in names if name) or 'the only curve'}")


def panels(signature: Signature) -> tuple[str, str, list[str]]:
    """Value, derivative, and what their curves are."""
    shown: list[Curve] = curves(signature)
    reaches = [stretch(curve) for curve in shown]
    low, high = min(r[0] for r in reaches), max(r[1] for r in reaches)
    # In the slopes' pictures too all curves have one stretch.
    slopes = [trace(curve.slope, low, high) for curve in shown]
    values = [trace(c.value, low, high, tuple(j.x for j in s.jumps)) for c, s in zip(shown, slopes, strict=True)]
    names = [curve.label for curve in shown]
    bottom, top = _span(values, -3.5, 5)
    if top - bottom > 1.6:  # one unit of x as long as one of y; of what stays within 1, more can be seen without
        ylim = _frame(values[0], low, high, 0.72)
    else:
        ylim = bottom - 0.08 * (top - bottom), top + 0.08 * (top - bottom)
    bottom, top = _span(slopes, -2.5, 4)
    bottom, top = min(bottom, 0), max(top, 0)
    pad = 0.08 * (top - bottom)
    what = {
        "elementwise": ("f(x)", "f\N{PRIME}(x)"),
        "gated": ("f(gate, x), over gate", "its derivative by gate"),
        "along_axis": ("an element of the result, over its own x", "its derivative by that x"),
    }[signature.kind]
    first, second = (f"{signature.name}, {title}" for title in what)
    return (
        _panel(first, values, names, low, high, ylim),
        _panel(second, slopes, names, low, high, (bottom - pad, top + pad)),
        names,
    )


# --------------------------------------------------------------------------------------------------- measured figures

_LIBRARIES = {
    "fastrelu": "fastrelu",
    "torch": "PyTorch",
    "onnxruntime": "ONNX Runtime",
    "jax": "JAX",
    "numpy": "NumPy/SciPy",
}
_MARKERS = "DosP^"


def _dots(rows: dict[str, dict[str, float]], label: str, ticks: list[float], names: list[str], title: str) -> str:
    """Rows of dots over a logarithmic axis, a colour and a shape for each library."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(4.6, 0.34 * len(rows) + 1.25), layout="constrained")
        axes = figure.add_subplot()
        axes.grid(axis="x", linewidth=0.5)
        for y, name in enumerate(rows):
            known = [rows[name][library] for library in _LIBRARIES if library in rows[name]]
            axes.plot([min(known), max(known)], [y, y], color=FAINT, linewidth=1.5, zorder=1)
        for k, (library, shown) in enumerate(_LIBRARIES.items()):
            points = [(rows[name][library], y) for y, name in enumerate(rows) if library in rows[name]]
            axes.plot(
                *zip(*points, strict=True), _MARKERS[k], color=SERIES[k], markersize=8 if k == 0 else 6.5, label=shown,
                linestyle="none", zorder=4 if k == 0 else 3, clip_on=False,
            )  # fmt: skip
        axes.set_xscale("log")
        axes.set_xticks(ticks, names)
        axes.minorticks_off()
        axes.set_xlim(ticks[0], ticks[-1])
        axes.set_yticks(range(len(rows)), rows)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.tick_params(length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(label)
        figure.legend(loc="outside upper left", ncols=3, handletextpad=0.1, columnspacing=1, fontsize=9)
        return svg(figure, title)


def speed() -> tuple[str, str]:
    """Time per element beside others, and what measured it."""
    results: dict[str, Any] = json.loads((ROOT / "bench" / "results" / "throughput.json").read_text(encoding="utf-8"))
    size = max(row["size"] for row in results["rows"])
    rows = {
        row["activation"]: row["ns_per_element"]
        for row in results["rows"]
        if row["size"] == size and row["form"] == "value" and row["data"] == "normal"
    }
    count = f"{size:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    title = f"Nanoseconds per element, {count} of float32, one core"
    ticks = [0.05, 0.1, 0.3, 1, 3, 10, 30, 100]
    versions = ", ".join(f"{_LIBRARIES[k]} {v}" for k, v in results["versions"].items() if k in _LIBRARIES)
    note = f"{results['cpu']}, {results['isa']}; {versions}. {results['command']}"
    return _dots(rows, title, ticks, [f"{t:g}" for t in ticks], title), note


def errors() -> tuple[str, str]:
    """Worst errors beside others, and what measured them."""
    results: dict[str, Any] = json.loads((ROOT / "docs" / "accuracy.json").read_text(encoding="utf-8"))
    rows: dict[str, dict[str, float]] = {}
    for name, peers in results["peers"].items():
        activation, _, form = name.partition("_derivative") if name.endswith("_derivative") else (name, "", "value")
        form = form or "derivative"
        ours = [
            row["worst"][form][0][0]
            for row in results["sweeps"]
            if row["activation"] == activation and row["errors"] and form in row["worst"]
        ]
        shown = {library: min(worst, 1e9) for library, worst in peers.items() if worst >= 0.5}
        if ours:  # an exact one has no place on a logarithmic axis
            rows[name] = {"fastrelu": max(ours), **shown}
    ticks = [0.3, 1, 10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
    names = ["", "1", "10", "", "10³", "", "", "10⁶", "", "", "∞"]
    title = "Worst error over float32, in units in the last place"
    note = f"fastrelu over all inputs or every so many, the others over every {results['peers_stride']}th: "
    return _dots(rows, title, ticks, names, title), note + results["peers_versions"]
