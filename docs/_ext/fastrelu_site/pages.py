"""A page for each activation, made from its signature: the text of it, in reStructuredText, as docstrings are."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastrelu._signature import KERNELS, Signature
from fastrelu.bench import tables

from . import names
from .curves import assignments, number

ROOT = Path(__file__).resolve().parents[3]


def title(text: str, line: str = "-") -> str:
    return f"{text}\n{line * len(text)}\n"


def table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A list-table; cells are reStructuredText of one line."""
    lines = [".. list-table::", "   :header-rows: 1", "   :class: compact", ""]
    for row in (heading, *rows):
        for k, cell in enumerate(row):
            lines.append(f"   {'* -' if k == 0 else '  -'} {cell}".rstrip())
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A docstring's text, so that nothing in it is markup but its backquotes."""
    parts = re.split(r"(`+.*?`+)", text)
    return "".join(part if k % 2 else re.sub(r"([\\*|_<>])", r"\\\1", part) for k, part in enumerate(parts))


def code(text: str) -> str:
    return f"``{text}``"


def kernels(signature: Signature) -> dict[str, Signature]:
    """Its formulas, by what chooses them; one without a choice is ""."""
    return dict(signature.variants) or {"": signature}


def activation(name: str) -> str:
    """The page of an activation."""
    signature = names.ACTIVATIONS[name]
    others = " Also " + ", ".join(code(alias) for alias in signature.aliases) + "." if signature.aliases else ""
    sections = [
        f".. _activation-{name}:\n\n{title(name, '=')}",
        ".. py:currentmodule:: fastrelu\n",
        f"{escaped(signature.summary)}.{others}\n",
        *_formulas(signature),
        f".. activation-figure:: {name}\n",
        _facts(signature),
        _parameters(signature),
        _limits(signature),
        _accuracy(signature),
        _speed(signature),
        _frameworks(signature),
        _functions(name),
        _source(signature),
    ]
    return "\n".join(section for section in sections if section)


def _formulas(signature: Signature) -> Iterable[str]:
    left = {"elementwise": "f(x)", "gated": "f(gate, x)", "along_axis": "f(x)"}[signature.kind]
    for chosen, kernel in kernels(signature).items():
        if chosen and signature.choice:
            yield f'With ``{signature.choice.name}="{chosen}"``:\n'
        yield f".. formula:: {kernel.formula}\n   :left: {left}\n"
        yield f".. formula:: {kernel.derivative_formula}\n   :left: f'(x)\n"


def _facts(signature: Signature) -> str:
    """What the signature says in words, and what follows from its flags."""
    facts = [escaped(kernel.notes) for kernel in kernels(signature).values() if kernel.notes]
    if signature.kind == "elementwise":
        facts.append(
            "Piecewise linear." if signature.piecewise_linear
            else "Monotonic, in every bit of its results." if signature.monotone
            else ""
        )  # fmt: skip
    if signature.kind == "gated":
        half = "first" if signature.gate_first else "second"
        facts.append(f"In one array that holds both, the gate is the {half} half unless ``gate_first`` says otherwise.")
    words = " ".join(dict.fromkeys(fact for fact in facts if fact))
    return words + "\n" if words else ""


def _parameters(signature: Signature) -> str:
    rows = [
        (
            code(p.name),
            "must be given" if p.default is None else number(p.default),
            escaped(p.about) + (" Trained: the backward pass gives its gradient." if p.trained else ""),
        )
        for p in signature.parameters
    ]
    if signature.choice:
        choices = "; ".join(f'``"{chosen}"``: {escaped(about)}' for chosen, about in signature.choice.about.items())
        rows.append((code(signature.choice.name), code(f'"{signature.choice.default}"'), choices))
    if not rows:
        return ""
    must = f"\nNumbers must satisfy ``{signature.constraint}``.\n" if signature.constraint else ""
    return title("Parameters") + "\n" + table(("", "default", ""), rows) + must


def _limits(signature: Signature) -> str:
    """Values and slopes at both infinities, by the usual parameters; of gated ones by the gate, for x = 1."""
    if signature.kind == "along_axis":
        return ""
    rows = []
    for chosen, kernel in kernels(signature).items():
        given = f'{signature.choice.name}="{chosen}"' if chosen and signature.choice else ""
        given = given or assignments(kernel, kernel.defaults)
        cells = [number(limit) for sign in (-1, 1) for limit in kernel.limits(sign, *kernel.defaults)]
        rows.append((*([code(given)] if given else []), *cells))
    of = "gate" if signature.kind == "gated" else "x"
    heading = [f"at {of} = {sign}∞{what}" for sign in "−+" for what in ("", ", slope")]
    if len(rows[0]) == 5:
        heading.insert(0, "parameters")
    note = "With x = 1.\n\n" if signature.kind == "gated" else ""
    return title("Limits") + f"\n{note}" + table(heading, rows)


@functools.cache
def _measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "accuracy.json").read_text(encoding="utf-8"))
    return found


def _accuracy(signature: Signature) -> str:
    """What is promised, and what has been measured (docs/accuracy.json)."""
    results = _measured()
    forms = ("value", "derivative", "backward")
    rows = []
    for chosen, kernel in kernels(signature).items():
        for row in results["sweeps"]:
            if row["activation"] != kernel.name or not row["errors"]:
                continue
            worst = [f"{row['worst'][f][0][0]:.3f}" if f in row["worst"] else "0" for f in forms]
            inputs = "all" if row["stride"] == 1 else f"every {row['stride']}th"
            given = assignments(kernel, tuple(row["parameters"])) if row["parameters"] else chosen
            rows.append((*([code(given)] if given else []), row["isa"], inputs, *worst))
    promise = f"Worst error: {escaped(signature.worst_error)}, for every dtype and instruction set.\n"
    if not rows:
        return title("Accuracy") + "\n" + promise
    heading = ["instruction set", "float32 inputs", *forms]
    if len(rows[0]) > len(heading):
        heading.insert(0, "parameters")
    measured = "Measured, in units in the last place (:doc:`how </accuracy>`):\n"
    return "\n".join((title("Accuracy"), promise, measured, table(heading, rows)))


@functools.cache
def _timed() -> tuple[list[dict[str, Any]], str]:
    """The rows of the benchmark beside others, and where they come from."""
    rows: list[dict[str, Any]] = []
    line = ""
    for name in ("throughput", "family"):
        path = ROOT / "bench" / "results" / f"{name}.json"
        if path.exists():
            results = json.loads(path.read_text(encoding="utf-8"))
            rows += (row for row in results["rows"] if row["size"] == 1_000_000 and row["dtype"] == "float32")
            line = f"{results['cpu']}, {results['isa']}"
    return rows, line


def _speed(signature: Signature) -> str:
    """Times beside others' (bench/results)."""
    timed, machine = _timed()
    peers = ("numpy", "torch", "onnxruntime", "jax")
    rows = []
    for kernel in kernels(signature).values():
        for row in timed:
            if row["activation"] != kernel.name:
                continue
            times, ratio = row["ns_per_element"], row["ratio"]
            cells = [f"{times[p]:.2f}" if p in times else "-" for p in peers]
            ahead = "-" if ratio is None else f"{ratio:.2f}x"
            rows.append((code(tables.function(row)), tables.data_of(row), f"{times['fastrelu']:.2f}", *cells, ahead))
    if not rows:
        return ""
    heading = ("", "numbers", "fastrelu", *(tables.LABELS[p] for p in peers), "ahead of the fastest")
    note = f"Nanoseconds per float32 element, 10⁶ of them, one core ({machine}; :doc:`all figures </speed>`):\n"
    return "\n".join((title("Speed"), note, table(heading, rows)))


def _frameworks(signature: Signature) -> str:
    found = names.frameworks(signature.name)
    if not found:
        return ""
    rows = [
        (framework, "; ".join(f"{what} {_codes(name)}" for what, name in row.items()))
        for framework, row in found.items()
    ]
    note = "What the functions, modules and layers of the adapters are called (:doc:`/reference/index`).\n"
    return "\n".join((title("In other frameworks"), note, table(("", "names"), rows)))


def _codes(listed: str) -> str:
    return ", ".join(code(name) for name in listed.split(", "))


def _functions(name: str) -> str:
    parts = [title("Functions")]
    parts += [f".. autofunction:: fastrelu.{function}\n" for function in names.functions(name)]
    others = names.aliases(name)
    if others:
        listed = f"\n{' ' * 17}".join(others)
        parts.append(f".. py:function:: {listed}\n\n   Other names of the same functions.\n")
    return "\n".join(parts)


def struct(signature: Signature) -> tuple[Path, int, int] | None:
    """The file that has the struct, and its first and last line in it; None where it says so by other means."""
    for path in sorted((ROOT / "cpp" / "activations").glob("*.h")):
        lines = path.read_text(encoding="utf-8").splitlines()
        said = [k for k, line in enumerate(lines) if re.search(rf'\bname = "{signature.name}"', line)]
        if said:
            first = max(k for k in range(said[0]) if re.match(r"(template|struct)\b", lines[k]))
            if lines[first - 1].startswith("template"):
                first -= 1
            last = next(k for k in range(first, len(lines)) if lines[k].startswith("};"))
            return path, first + 1, last + 1
    return None


def _source(signature: Signature) -> str:
    papers = list(dict.fromkeys(escaped(kernel.source) for kernel in kernels(signature).values()))
    parts = [title("Source"), "\n".join(f"{paper}." for paper in papers) + "\n"]
    for kernel in kernels(signature).values():
        found = struct(KERNELS.get(kernel.name, kernel))
        if found is None:
            continue
        path, first, last = found
        shown = path.relative_to(ROOT).as_posix()
        parts.append(
            f".. literalinclude:: /../{shown}\n   :language: cpp\n   :lines: {first}-{last}\n   :caption: {shown}\n"
        )
    return "\n".join(parts)
