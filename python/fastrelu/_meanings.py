"""What the names of every framework stand for, from the tables of names and the signatures.

The tables: `_names` (PyTorch) and `_names_keras`, which the adapters have too, and `_names_other`.
"""

from __future__ import annotations

import difflib
import functools
import numbers
from collections.abc import Callable, Iterator
from typing import Any

from . import _names, _names_keras, _names_other
from ._names_other import REQUIRED, SYNONYMS, Name, Table
from ._signature import FUNCTIONS, ROWS, Signature

# In the order in which errors name them; all but the first are what one imports.
FRAMEWORKS = ("fastrelu", "torch", "keras", "jax", "onnx", "transformers", "thinc")
SIGNATURES: dict[str, Signature] = {**FUNCTIONS, **ROWS}


def parameters_of(signature: Signature) -> dict[str, Any]:
    """All that a call of our function may bind, and its default, or `REQUIRED`."""
    found: dict[str, Any] = {p.name: REQUIRED if p.default is None else p.default for p in signature.parameters}
    if signature.choice:
        found[signature.choice.name] = signature.choice.default
    if signature.kind == "along_axis":
        found["axis"] = -1
    elif signature.kind == "gated":
        found.update(axis=-1, gate_first=signature.gate_first)
    elif signature.trained:
        found["axis"] = None
    return found


def _own() -> Table:
    return {
        name: (Name(signature.name),)
        for signature in SIGNATURES.values()
        for name in (signature.name, *signature.aliases)
    }


def _torch() -> Table:
    table: Table = {}
    for ours, row in _names.TORCH.items():
        if ours not in SIGNATURES:
            continue
        taken = set(row.arguments.split()) & set(row.ignored)
        arguments = {"dim": "axis"} if "dim" in row.arguments.split() else {}
        for name in filter(None, (row.function, row.module)):
            table[name] = (Name(ours, arguments, fixed={key: row.ignored[key] for key in taken}),)
    for ours, row in _names.TORCH_ROWS.items():
        for name in filter(None, (row.function, row.module)):
            # Without an axis PyTorch warns, and chooses one by the number of axes.
            table[name] = (Name(ours, {"dim": "axis"}, {"axis": REQUIRED}),)
    for name, ours in _names.TORCH_IMAGES.items():
        table[name] = (Name(ours, defaults={"axis": -3}),)
    return table | _names_other.TORCH


def _keras() -> Table:
    table: Table = {}
    for ours, row in (_names_keras.KERAS | _names_keras.KERAS_ROWS).items():
        if ours not in SIGNATURES:
            continue
        arguments = {a.name: a.ours for a in row.arguments if a.name != a.ours}
        choices = {theirs: chosen for a in row.arguments for theirs, chosen in (a.choices or {}).items()}
        of_function = {a.ours: a.function for a in row.arguments if a.function is not None}
        for name in filter(None, (row.function, *row.aliases)):
            table[name] = (Name(ours, arguments, of_function, choices),)
        if row.layer in _names_other.KERAS_LAYERS:
            of_layer = {a.ours: a.layer for a in row.arguments if a.layer is not None}
            table[row.layer] = (Name(ours, arguments, of_layer, choices),)
    return table | _names_other.KERAS


def _jax() -> Table:
    return {theirs: (Name(ours),) for ours, theirs in _names.JAX.items()} | _names_other.JAX


@functools.cache
def table(framework: str) -> Table:
    """A framework's names, what each stands for, or why it stands for nothing of ours."""
    made: dict[str, Callable[[], Table]] = {
        "fastrelu": _own,
        "torch": _torch,
        "keras": _keras,
        "jax": _jax,
        "onnx": lambda: _names_other.ONNX,
        "transformers": lambda: _names_other.TRANSFORMERS,
        "thinc": lambda: _names_other.THINC,
    }
    return made[framework]()


def framework_of(prefix: str) -> str:
    """The framework of a prefix, in any case of its letters; a ValueError that lists all if there is none."""
    word = prefix.casefold()
    word = SYNONYMS.get(word, word)
    if word not in FRAMEWORKS:
        raise ValueError(f"no framework is called {prefix!r}: there are {', '.join(FRAMEWORKS)}")
    return word


def find(name: str, frameworks: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The framework and the spelling of all that bear a name: those of the same case, or if there are none, others."""
    exact = [framework for framework in frameworks if name in table(framework)]
    if exact:
        yield from ((framework, name) for framework in exact)
        return
    for framework in frameworks:
        for spelling in table(framework):
            if spelling.casefold() == name.casefold():
                yield framework, spelling


def unknown(name: str, frameworks: tuple[str, ...]) -> ValueError:
    """The error for a name that none of these frameworks has, with those that are like it."""
    near: list[str] = []
    for framework in FRAMEWORKS:
        spellings: dict[str, str] = {}
        for spelling in table(framework):
            spellings.setdefault(spelling.casefold(), spelling)
        # Of frameworks that were not asked for, the name itself alone.
        cutoff, most = (0.7, 3) if framework in frameworks else (1.0, 1)
        found = difflib.get_close_matches(name.casefold(), spellings, most, cutoff)
        near += [f"{framework}:{spellings[match]}" for match in found]
    of = f" of {frameworks[0]}" if len(frameworks) == 1 else ""
    also = f"near are {', '.join(near)}" if near else "fastrelu.list_activations() has all"
    return ValueError(f"unknown activation{of}: {name!r}; {also}")


def bind(framework: str, name: str, given: dict[str, Any]) -> tuple[Signature, dict[str, Any]]:
    """Our function and its parameters, for a name and arguments by their names there or here.

    Parameters
    ----------
    framework, name : str
        A name that is in the framework's `table`.
    given : dict

    Returns
    -------
    signature : Signature
    parameters : dict
        All of them; `REQUIRED` are those that have no default and are not given.

    Raises
    ------
    TypeError
        If a parameter is unknown.
    ValueError
        If we have no such function, or not with these arguments.
    """
    label, rows = f"{framework}:{name}", table(framework)[name]
    if isinstance(rows, str):
        raise ValueError(f"{label} is not in fastrelu: {rows}")
    known = {key for row in rows for key in (*row.arguments, *row.fixed)} | parameters_of(
        SIGNATURES[rows[0].ours]
    ).keys()
    for key in given:
        if key not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise TypeError(f"{label}: there is no parameter {key!r}; its parameters: {listed}")
    for row in rows:
        if _fits(row, given):
            return SIGNATURES[row.ours], _values(label, row, given)
    shown = ", ".join(f"{key}={value!r}" for key, value in given.items())
    those = (", ".join(f"{key}={value}" for key, value in row.fixed.items()) for row in rows)
    raise ValueError(f"{label}({shown}) is not in fastrelu; it has that with {' or with '.join(those)}")


def _is(value: Any, wanted: Any) -> bool:
    return value is wanted or (not isinstance(value, bool) and isinstance(value, numbers.Real) and value == wanted)


def _fits(row: Name, given: dict[str, Any]) -> bool:
    """Can a row take these arguments?"""
    ours = parameters_of(SIGNATURES[row.ours])
    for key, wanted in row.fixed.items():
        if isinstance(wanted, str):  # the value of another argument
            if key not in given or not _is(given[key], given.get(wanted, row.defaults.get(wanted, ours.get(wanted)))):
                return False
        elif key in given and not _is(given[key], wanted):
            return False
    return all(key in ours or key in row.arguments or key in row.fixed for key in given)


def _values(label: str, row: Name, given: dict[str, Any]) -> dict[str, Any]:
    signature = SIGNATURES[row.ours]
    values = {**parameters_of(signature), **row.defaults}
    seen: dict[str, str] = {}
    for key, value in given.items():
        ours = row.arguments.get(key, key)
        if key in row.fixed:
            continue
        if ours in seen:
            raise TypeError(f"{label}: {seen[ours]} and {key} are one parameter; both are given")
        seen[ours] = key
        if signature.choice and ours == signature.choice.name and isinstance(value, bool):
            value = row.choices.get(value, value)
        values[ours] = value
    if row.laid is not None and "axis" not in seen:
        for number in signature.trained:
            weight = values[signature.parameters[number].name]
            if getattr(weight, "ndim", 0) == 1 and weight.size > 1:
                values["axis"] = row.laid
    return values
