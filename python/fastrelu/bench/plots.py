"""Results as pictures, by matplotlib."""

from __future__ import annotations

from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .tables import LABELS, caption, copies, count, data_of, function, kind

Results = dict[str, Any]
# Colours of Okabe and Ito, which colour-blind readers can tell apart; ours is the strongest line.
_COLOURS = {
    "fastrelu": "#d55e00",
    "existing": "#f0a878",
    "numpy": "#0072b2",
    "np.maximum": "#0072b2",
    "torch": "#009e73",
    "onnxruntime": "#cc79a7",
    "jax": "#e69f00",
    "numexpr": "#56b4e9",
    "numba": "#8c6d1f",
    "thinc": "#b0a000",
    "memcpy": "#666666",
    "stream_copy": "#000000",
}
SERIES = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d1f", "#666666"]
# Contenders stand in the legend as they do in tables.
_PLACES = {label: place for place, label in enumerate(LABELS.values())}


def _grid(
    panels: int, width: float, height: float, most: int | None = None, **keywords: Any
) -> tuple[Figure, list[Any]]:
    columns = min(most or (2 if panels <= 4 else 3), panels)
    lines = -(-panels // columns)
    # Wide enough for the line below.
    figure = Figure(figsize=(max(width * columns, 7), height * lines + 0.9))
    FigureCanvasAgg(figure)
    axes = figure.subplots(lines, columns, squeeze=False, **keywords)
    for axis in axes.flat[panels:]:
        axis.set_visible(False)
    return figure, list(axes.flat[:panels])


def _finish(figure: Figure, results: Results, legend_columns: int = 6) -> Figure:
    """The legend on top, what is drawn and where it was measured below."""
    handles = {
        label: handle for axis in figure.axes for handle, label in zip(*axis.get_legend_handles_labels(), strict=True)
    }
    handles = dict(sorted(handles.items(), key=lambda item: _PLACES.get(item[0], 0)))
    columns = min(len(handles), legend_columns)
    lines = -(-len(handles) // columns)
    # By rows; matplotlib fills a legend by columns.
    labels = [label for i in range(columns) for label in list(handles)[i::columns]]
    figure.legend([handles[label] for label in labels], labels, loc="upper center", ncols=columns, frameon=False)
    text = f"{caption(results)}\n{results['cpu']}, {results['isa']}"
    height = figure.get_figheight()
    figure.text(0.5, 0.05 / height, text, ha="center", va="bottom", fontsize=8)
    figure.tight_layout(rect=(0, 0.4 / height, 1, 1 - (0.15 + 0.22 * lines) / height))
    return figure


def _titles(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], str]:
    """(function, dtype, data) -> title of a panel, which names dtype and data only where there are several."""
    dtypes, data = ({key(row) for row in rows} for key in (lambda row: row["dtype"], data_of))
    return {
        panel(row): function(row) + f", {row['dtype']}" * (len(dtypes) > 1) + f", {data_of(row)}" * (len(data) > 1)
        for row in rows
    }


def panel(row: dict[str, Any]) -> tuple[str, str, str]:
    """The panel that a row is drawn in."""
    return function(row), row["dtype"], data_of(row)


def _against_size(results: Results, key: str, unit: str) -> Figure:
    rows = results["rows"]
    titles = _titles(rows)
    figure, axes = _grid(len(titles), 4, 2.9, sharex=True, sharey=True)
    for axis, (here, title) in zip(axes, titles.items(), strict=True):
        mine = sorted((r for r in rows if panel(r) == here), key=lambda row: row["size"])
        for contender, label in LABELS.items():
            points = [(row["size"], row[key][contender]) for row in mine if contender in row[key]]
            if points:
                axis.plot(
                    *zip(*points, strict=True),
                    "--" if contender in ("memcpy", "stream_copy") else "-",
                    label=label,
                    color=_COLOURS[contender],
                    linewidth=2.5 if contender == "fastrelu" else 1.2,
                    zorder=3 if contender == "fastrelu" else 2,
                    marker="o",
                    markersize=3,
                )
        axis.set_title(title, fontsize=10)
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.grid(alpha=0.3)
    _label(axes, "elements of a row" if kind(results) == "rows" else "elements", unit)
    return _finish(figure, results)


def _label(axes: list[Any], below: str, left: str) -> None:
    """Name the scales where they are drawn: under the last panel of each column, beside the first of each line."""
    last = {axis.get_subplotspec().colspan.start: axis for axis in axes}
    for axis in axes:
        if last[axis.get_subplotspec().colspan.start] is axis:
            axis.set_xlabel(below)
            axis.tick_params(labelbottom=True)
        if axis.get_subplotspec().is_first_col():
            axis.set_ylabel(left)


def _name_bars(axes: list[Any], names: list[str], below: str) -> None:
    """Name the lying bars of panels that share their scales, the first name on top."""
    for axis in axes:
        axis.set_yticks(range(len(names)), names, fontsize=9)
        axis.grid(alpha=0.3, axis="x")
    axes[0].set_ylim(len(names) - 0.4, -0.6)  # shared
    _label(axes, below, "")


def _scaling(results: Results) -> Figure:
    rows = results["rows"]
    panels = list(dict.fromkeys((r["dtype"], data_of(r), n) for r in rows for n in r["ratio"]))
    functions = list(dict.fromkeys(map(function, rows)))
    figure, axes = _grid(len(panels), 6 if len(panels) == 1 else 5, 3.6, sharex=True)
    for axis, (dtype, data, threads) in zip(axes, panels, strict=True):
        for i, name in enumerate(functions):
            mine = sorted(
                (row["size"], row["ratio"][threads])
                for row in rows
                if panel(row) == (name, dtype, data) and threads in row["ratio"]
            )
            axis.plot(
                *zip(*mine, strict=True),
                label=name,
                color=SERIES[i % len(SERIES)],
                linestyle="-" if i < len(SERIES) else "--",
                linewidth=1.4,
                marker="o",
                markersize=3,
            )
        axis.axhline(1, color="#666666", linewidth=1, linestyle="--")
        axis.set_title(f"{threads} threads against 1, {dtype}" + f", {data}" * (data != "normal"), fontsize=10)
        axis.set_xscale("log", base=2)
        axis.set_ylim(bottom=0)
        axis.grid(alpha=0.3)
    _label(axes, "elements", "times as fast")
    return _finish(figure, results)


def _layouts(results: Results) -> Figure:
    rows = results["rows"]
    panels = sorted({(row["threads"], row["dtype"]) for row in rows})
    layouts = list(dict.fromkeys(row["layout"] for row in rows))
    functions = [*dict.fromkeys(map(function, rows)), "a copy"]
    figure, axes = _grid(len(panels), 6, 0.55 * len(layouts) + 0.5, sharey=True, sharex=True)
    for axis, (threads, dtype) in zip(axes, panels, strict=True):
        mine = {
            (row["layout"], function(row)): row["relative"]
            for row in rows
            if (row["threads"], row["dtype"]) == (threads, dtype)
        }
        mine |= {(layout, "a copy"): time for layout, time in copies(rows, dtype).items()}
        drawn = [name for name in functions if any(f == name for _, f in mine)]
        for i, name in enumerate(drawn):
            bars = []
            for place, layout in enumerate(layouts):
                # The bars of a layout lie about its place, close together whatever their number.
                here = [f for f in functions if (layout, f) in mine]
                if name in here:
                    thick = 0.8 / len(functions)
                    offset = (here.index(name) - (len(here) - 1) / 2) * thick
                    bars.append((place + offset, mine[layout, name], thick))
            at, lengths, thicknesses = zip(*bars, strict=True)
            color = "#999999" if name == "a copy" else SERIES[i % len(SERIES)]
            axis.barh(at, lengths, height=thicknesses, label=name, color=color)
        axis.axvline(1, color="#333333", linewidth=1, linestyle="--")
        axis.set_title(f"{threads} thread{'s' * (threads > 1)}, {dtype}", fontsize=10)
    _name_bars(axes, layouts, "time relative to contiguous")
    return _finish(figure, results)


def _forms(results: Results) -> Figure:
    rows = results["rows"]
    panels = list(dict.fromkeys((row["size"], row["dtype"], data_of(row)) for row in rows))
    names = list(dict.fromkeys(row["activation"] for row in rows))
    forms = list(dict.fromkeys(row["form"] for row in rows))
    # Bars of many names are thin; side by side they can be compared.
    height = (0.5 if len(names) < 10 else 0.3) * len(names) + 0.8
    figure, axes = _grid(len(panels), 4, height, most=3, sharey=True, sharex=True)
    thick = 0.8 / len(forms)
    for axis, (size, dtype, data) in zip(axes, panels, strict=True):
        for i, form in enumerate(forms):
            mine = {
                r["activation"]: r["ns_per_element"]
                for r in rows
                if (r["size"], r["dtype"], data_of(r), r["form"]) == (size, dtype, data, form)
            }
            at = [names.index(name) + (i - (len(forms) - 1) / 2) * thick for name in mine]
            axis.barh(at, list(mine.values()), height=thick, label=form, color=SERIES[i])
        axis.set_title(f"{count(size)} elements, {dtype}" + f", {data}" * (data != "normal"), fontsize=10)
    _name_bars(axes, names, "ns per element")
    return _finish(figure, results)


def draw(results: Results) -> Figure:
    """Draw some results.

    Parameters
    ----------
    results : dict
        What `modes.measure` returns, or has returned.

    Returns
    -------
    matplotlib.figure.Figure
    """
    what = kind(results)
    if what == "forms":
        return _forms(results)
    if what == "scaling":
        return _scaling(results)
    if what == "layouts":
        return _layouts(results)
    if what == "calls":
        return _against_size(results, "ns_per_call", "ns per call")
    return _against_size(results, "ns_per_element", "ns per element")
