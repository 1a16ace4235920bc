"""Results as tables: for the terminal, and for pages."""

from __future__ import annotations

import functools
import statistics
from collections.abc import Callable
from typing import Any

from .._command import print_table

Results = dict[str, Any]
# Headings on top, and the lines of each section under its title; the cells of a line begin with its name.
Table = tuple[list[str], dict[str, list[list[str]]]]
Sections = Callable[[list[dict[str, Any]]], dict[str, list[dict[str, Any]]]]

LABELS = {
    "fastrelu": "fastrelu",
    "existing": "fastrelu, out=",
    "numpy": "NumPy/SciPy",
    "torch": "PyTorch",
    "onnxruntime": "ONNX Runtime",
    "jax": "JAX",
    "numexpr": "numexpr",
    "numba": "numba",
    "thinc": "thinc",
    "memcpy": "memcpy",
    "stream_copy": "streaming copy",
    "np.maximum": "np.maximum",
}
_NARROW = {
    "existing": "fastrelu,\nout=",
    "numpy": "NumPy/\nSciPy",
    "onnxruntime": "ONNX\nRuntime",
    "stream_copy": "streaming\ncopy",
}


def function(row: dict[str, Any]) -> str:
    """The function that a row is about: ``elu_backward``."""
    return str(row["activation"]) + ("" if row["form"] == "value" else "_" + row["form"])


def count(n: int) -> str:
    """A number of elements in few characters: ``1000``, ``3e5``, ``2^20``."""
    if n < 100_000:
        return str(n)
    if n & (n - 1) == 0:
        return f"2^{n.bit_length() - 1}"
    short = f"{n:.0e}"
    return short.replace("e+0", "e").replace("e+", "e") if float(short) == n else str(n)


def _time(ns: float | None) -> str:
    if ns is None:
        return "-"
    return f"{ns:.{3 if ns < 1 else 2 if ns < 10 else 1 if ns < 100 else 0}f}"


def _times(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.2f}x"


def _present(rows: list[dict[str, Any]], key: str) -> list[str]:
    """Contenders of which there is any figure, in the order of `LABELS`."""
    there = {name for row in rows for name in row[key]}
    return [name for name in LABELS if name in there]


def _sections(rows: list[dict[str, Any]], *keys: str) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return found


def data_of(row: dict[str, Any]) -> str:
    """The kind of numbers that a row is about; older results are of normal numbers."""
    return str(row.get("data", "normal"))


def _on(data: str) -> str:
    """What a title says of data that are not the usual ones."""
    return f", {data}" * (data != "normal")


def _by_arrays(rows: list[dict[str, Any]], elements: str = "elements") -> dict[str, list[dict[str, Any]]]:
    """Rows by the arrays they are about, under the titles of their sections."""
    return {
        f"{count(size)} {elements if size > 1 else elements.removesuffix('s')}, {dtype}{_on(data)}": members
        for (size, dtype, data), members in _sections(
            [{**row, "data": data_of(row)} for row in rows], "size", "dtype", "data"
        ).items()
    }


def _by_rows(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {
        f"{number} rows of {length}, {dtype}{_on(data)}": members
        for (number, length, dtype, data), members in _sections(rows, "rows", "size", "dtype", "data").items()
    }


def _throughput(results: Results, by: Sections = _by_arrays) -> Table:
    rows = results["rows"]
    names = _present(rows, "ns_per_element")
    headings = ["", *(_NARROW.get(name, LABELS[name]) for name in names), "ahead of\nfastest", "share of\nmemcpy"]
    streaming = "stream_copy" in names
    headings += ["share of\nstreaming"] * streaming
    sections = {}
    for title, members in by(rows).items():
        sections[title] = [
            [
                function(row),
                *(_time(row["ns_per_element"].get(name)) for name in names),
                _times(row["ratio"]),
                _times(row["share_of_memcpy"]),
                *[_times(row.get("share_of_stream_copy"))] * streaming,
            ]
            for row in members
        ]
    return headings, sections


def _forms(results: Results) -> Table:
    rows = results["rows"]
    forms = list(dict.fromkeys(row["form"] for row in rows))
    sections = {}
    for title, members in _by_arrays(rows).items():
        lines: dict[str, list[str]] = {}
        for row in members:
            line = lines.setdefault(row["activation"], [row["activation"], *["-"] * len(forms), "-"])
            line[1 + forms.index(row["form"])] = _time(row["ns_per_element"])
            if row["over_dearer"] is not None:
                line[-1] = _times(row["over_dearer"])
        sections[title] = list(lines.values())
    return ["", *forms, "over the\ndearer"], sections


def _calls(results: Results) -> Table:
    rows = results["rows"]
    names = _present(rows, "ns_per_call")
    headings = ["", *(LABELS[name] for name in names)]
    return headings, {
        title: [[function(row), *(_time(row["ns_per_call"].get(name)) for name in names)] for row in members]
        for title, members in _by_arrays(rows).items()
    }


def _scaling(results: Results) -> Table:
    rows = results["rows"]
    functions = list(dict.fromkeys(map(function, rows)))
    sections: dict[str, list[list[str]]] = {}
    for dtype, data, threads in dict.fromkeys(
        (r["dtype"], data_of(r), threads) for r in rows for threads in r["ratio"]
    ):
        lines: dict[int, list[str]] = {}
        for row in rows:
            if (row["dtype"], data_of(row)) == (dtype, data):
                line = lines.setdefault(row["size"], [count(row["size"]), *["-"] * len(functions)])
                line[1 + functions.index(function(row))] = _times(row["ratio"].get(threads))
        sections[f"{threads} threads against 1, {dtype}{_on(data)}"] = list(lines.values())
    return ["", *functions], sections


def copies(rows: list[dict[str, Any]], dtype: str) -> dict[str, float]:
    """By layout what NumPy's copy takes relative to a contiguous one: the median of all measurements."""
    found: dict[str, list[float]] = {}
    for row in rows:
        if row["dtype"] == dtype and row.get("copy_relative") is not None:
            found.setdefault(row["layout"], []).append(row["copy_relative"])
    return {layout: statistics.median(times) for layout, times in found.items()}


def _layouts(results: Results) -> Table:
    rows = results["rows"]
    functions = list(dict.fromkeys(map(function, rows)))
    sections = {}
    for (threads, dtype), members in sorted(_sections(rows, "threads", "dtype").items()):
        lines: dict[str, list[str]] = {}
        copy = copies(rows, dtype)
        for row in members:
            layout = row["layout"]
            line = lines.setdefault(layout, [layout, *["-"] * len(functions), _times(copy.get(layout))])
            line[1 + functions.index(function(row))] = _times(row["relative"])
        sections[f"{threads} thread{'s' * (threads > 1)}, {dtype}"] = list(lines.values())
    return ["", *functions, "a copy"], sections


TABLES: dict[str, Callable[[Results], Table]] = {
    "throughput": _throughput,
    "forms": _forms,
    "calls": _calls,
    "scaling": _scaling,
    "layouts": _layouts,
    "rows": functools.partial(_throughput, by=_by_rows),
}
_FIGURES = {
    "throughput": "Nanoseconds per{of} element",
    "forms": "Nanoseconds per{of} element",
    "calls": "Nanoseconds per call on{of} arrays",
    "scaling": "Times as fast as on one thread",
    "layouts": "Time per{of} element relative to contiguous arrays",
    "rows": "Nanoseconds per{of} element, into an existing output",
}


def kind(results: Results) -> str:
    """The mode that made some results."""
    return str(results.get("what", "throughput"))


def table(results: Results) -> Table:
    """Headings and sections of the table of some results, as `_command.print_table` takes them."""
    return TABLES[kind(results)](results)


def caption(results: Results) -> str:
    """What the figures of a table are."""
    dtypes = {row["dtype"] for row in results["rows"]}
    of = f" {dtypes.pop()}" if len(dtypes) == 1 else ""
    parts = [_FIGURES[kind(results)].format(of=of)]
    data = list(dict.fromkeys(map(data_of, results["rows"])))
    parts += [f"{' and '.join(data)} numbers"] * (data != ["normal"])
    if kind(results) == "throughput":
        output = "a fresh output" if results["fresh_output"] else "an existing output"
        parts.append("into " + output + " in reused memory" * results.get("reused_buffers", False))
        parts += ["with empty caches"] * results.get("cold", False)
    if kind(results) == "forms":
        output = "fresh outputs" if results["fresh_output"] else "existing outputs"
        parts.append("into " + output + " in reused memory" * results.get("reused_buffers", False))
    if kind(results) in ("throughput", "forms", "calls", "rows"):
        parts.append("one thread on one core" if results["threads"] == 1 else f"{results['threads']} threads")
    return ", ".join(parts)


def machine(results: Results) -> str:
    """Where the figures come from, in a line."""
    caches = ", ".join(f"{level} {size}" for level, size in results.get("caches", {}).items())
    names = {**LABELS, "numpy": "NumPy", "scipy": "SciPy"}
    versions = ", ".join(f"{names.get(name, name)} {version}" for name, version in results["versions"].items())
    return "; ".join(part for part in (f"{results['cpu']}, {results['isa']}", caches, versions) if part)


def print_results(results: Results) -> None:
    """Print some results as a table, with what one has to know to read it."""
    headings, sections = table(results)
    print(f"{caption(results)}; medians of calls in turns")
    print_table(headings, sections)
    print(machine(results))
    for note in results.get("notes", []):
        print(f"Note: {note}")
    if results["missing_peers"]:
        print(f"Not installed: {', '.join(results['missing_peers'])}")
