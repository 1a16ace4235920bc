"""What there is to document: activations, their public names, and what belongs to none of them.

New names appear by themselves: those of functions are told by the activation's name in them, all others are the rest.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

import fastrelu
from fastrelu._signature import FUNCTIONS, ROWS, Signature

ACTIVATIONS: dict[str, Signature] = {**FUNCTIONS, **ROWS}
# Every name of an activation, aliases among them -> the activation.
_OWNERS = {alias: name for name, s in ACTIVATIONS.items() for alias in (name, *s.aliases)}


def owner(public: str) -> tuple[str, str] | None:
    """The activation of a public name, and the name or alias by which it goes there; None if it is of none."""
    plain = public.removeprefix("bias_")
    found = [alias for alias in _OWNERS if plain == alias or plain.startswith(f"{alias}_")]
    if not found:
        return None
    alias = max(found, key=len)
    return _OWNERS[alias], alias


def functions(activation: str) -> list[str]:
    """The public functions of an activation, under its own name."""
    return [name for name in fastrelu.__all__ if owner(name) == (activation, activation)]


def aliases(activation: str) -> list[str]:
    """Its functions under other names."""
    owners = {name: owner(name) for name in fastrelu.__all__}
    return [name for name, of in owners.items() if of and of[0] == activation and of[1] != activation]


def rest() -> list[str]:
    """The public names that are no activation's."""
    return sorted(name for name in fastrelu.__all__ if owner(name) is None and not name.startswith("__"))


def modules(package: ModuleType = fastrelu) -> list[str]:
    """The public modules, those in packages included.

    The reference and the benchmark say of themselves, by having no ``__all__``, that they are not for import.
    """
    found = []
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        last = module.name.rpartition(".")[2]
        spec = module.module_finder.find_spec(module.name, None)
        if last.startswith("_") or spec is None or spec.origin is None or "\n__all__" not in source(spec.origin):
            continue
        found.append(module.name)
        if module.ispkg:
            found += [
                f"{module.name}.{sub.name}"
                for sub in pkgutil.iter_modules(spec.submodule_search_locations)
                if not sub.name.startswith("_")
            ]
    return found


def source(path: str) -> str:
    """The text of a file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


# Tables whose framework is not spelt as its name begins.
_SPELLING = {"TORCH": "PyTorch", "ONNX": "ONNX", "SKLEARN": "scikit-learn", "JAX": "JAX", "THINC": "thinc"}


def frameworks(activation: str) -> dict[str, dict[str, str]]:
    """What other frameworks call an activation: framework -> what -> name.

    Read from the tables in ``fastrelu._names*``: dicts in capitals, either from our name to a row of theirs, or from
    theirs to rows that say which is ours.
    """
    found: dict[str, dict[str, str]] = {}
    for module in pkgutil.iter_modules(fastrelu.__path__, "fastrelu."):
        if not module.name.startswith("fastrelu._names"):
            continue
        for table, rows in vars(importlib.import_module(module.name)).items():
            if not table.isupper() or not isinstance(rows, dict):
                continue
            names = _named(rows.get(activation))
            theirs = [key for key, row in rows.items() if activation in _ours(row)]
            if theirs:
                names["also" if names else "name"] = ", ".join(theirs)
            if names:
                framework = table.removesuffix("_ROWS")
                found.setdefault(_SPELLING.get(framework, framework.title()), {}).update(names)
    return found


def _ours(row: Any) -> set[str]:
    """Our names in a row of a table that goes from theirs."""
    rows = row if isinstance(row, tuple) and not hasattr(row, "_asdict") else (row,)
    return {of.ours for of in rows if isinstance(getattr(of, "ours", None), str)}


def _named(row: Any) -> dict[str, str]:
    """The fields of a row that are names; of a plain tuple, its beginning."""
    if isinstance(row, tuple) and row and isinstance(row[0], str) and not hasattr(row, "_asdict"):
        return {"name": row[0]}
    if not hasattr(row, "_asdict") or hasattr(row, "ours"):
        return {}
    fields = {**row._asdict()}
    fields["also"] = ", ".join(fields.get("aliases") or ())
    what = ("function", "also", "module", "layer", "name", "op", "operator")
    return {field: fields[field] for field in what if isinstance(fields.get(field), str) and fields[field]}
