"""Make python/fastrelu/__init__.pyi, the types of the public functions, from the registry of the compiled module.

    python tools/make_stubs.py            # write the file
    python tools/make_stubs.py --check    # exit status 1 if the file is not what would be written

fastrelu must be installed as it stands in the sources, since the registry is compiled in.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fastrelu import _ufuncs

TARGET = Path(__file__).resolve().parent.parent / "python" / "fastrelu" / "__init__.pyi"

_HEAD = """\
# Made by tools/make_stubs.py from the registry; do not edit. A test makes it again and compares.
from types import TracebackType
from typing import Any, Literal, TypeAlias, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray
from typing_extensions import Self

__all__ = [
{names}
]

# A call without `out` and `dtype` on arrays of one float type gives arrays of that type. A call with `out` gives back
# what it was given. Series, data arrays and whatever else knows ufuncs give what they like: Any.
_Float = TypeVar("_Float", bound=np.floating[Any])
_Out = TypeVar("_Out", bound=NDArray[Any])
_Out2 = TypeVar("_Out2", bound=NDArray[Any])
_Casting: TypeAlias = Literal["no", "equiv", "safe", "same_kind", "unsafe"]
_Order: TypeAlias = Literal["K", "A", "C", "F"]

__version__: str

def get_num_threads() -> int: ...
def set_num_threads(n: int | None) -> None: ...

class num_threads:
    def __init__(self, n: int | None) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None, /
    ) -> None: ...

class reuse_buffers:
    def __init__(self, max_bytes: int = 1073741824) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def trim(self) -> int: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None, /
    ) -> None: ...
    @property
    def kept_bytes(self) -> int: ...
    @property
    def reused(self) -> int: ...
    @property
    def fresh(self) -> int: ...

@overload
def show_config(mode: Literal["stdout"] = "stdout") -> None: ...
@overload
def show_config(mode: Literal["dicts"]) -> dict[str, Any]: ...
"""

_OTHER_NAMES = ("__version__", "get_num_threads", "num_threads", "reuse_buffers", "set_num_threads", "show_config")


def _function(name: str, arguments: list[str], keywords: list[str], result: str) -> str:
    lines = ["@overload", f"def {name}(", *(f"    {a}," for a in arguments), "    *,"]
    return "\n".join([*lines, *(f"    {k}," for k in keywords), f") -> {result}: ..."])


def _keywords(own: list[str], out: str, dtype: str, where: str = "ArrayLike") -> list[str]:
    return [
        *own,
        f"out: {out}",
        f"where: {where} = True",
        f"dtype: {dtype} = None",
        'casting: _Casting = "same_kind"',
        'order: _Order = "K"',
        "subok: bool = True",
    ]


def _overloads(name: str, form: str, parameters: list[tuple[str, float | None, str]]) -> str:
    """All overloads of a function: float arrays, any arrays, with `out`, anything else."""
    data = _ufuncs.DATA[form]
    weight = name.startswith("prelu") and form == "backward"
    two = weight or form == "with_derivative"
    own = ["axis: int | None = None"] if name.startswith("prelu") else []

    def arguments(array: str, parameter: str) -> list[str]:
        given = [f"{d}: {array}" for d in data]
        for parameter_name, default, _ in parameters:
            given.append(f"{parameter_name}: {parameter}" + ("" if default is None else f" = {default!r}"))
        if name.startswith("gelu"):
            given.append('approximate: Literal["none", "tanh"] = "none"')
        return given

    def result(one: str, other: str | None = None) -> str:
        return f"tuple[{one}, {other or one}]" if two else one

    # The gradient of a number is a number, so prelu's second result may be one.
    second = "Any" if weight else None
    if two:
        out = "tuple[_Out, _Out2]"
        returned = result("_Out", "_Out2")
    else:
        out, returned = "_Out | tuple[_Out]", "_Out"
    cases = [
        (
            arguments("NDArray[_Float]", "float | NDArray[_Float]"),
            "None = None",
            "None",
            result("NDArray[_Float]", second),
        ),
        (arguments("NDArray[Any]", "ArrayLike"), "None = None", "DTypeLike | None", result("NDArray[Any]", second)),
        (arguments("ArrayLike", "ArrayLike"), out, "DTypeLike | None", returned),
    ]
    overloads = [_function(name, given, _keywords(own, o, dtype), r) for given, o, dtype, r in cases]
    anything = _keywords(own, "Any = None", "DTypeLike | None", where="Any")
    overloads.append(_function(name, arguments("Any", "Any"), anything, result("Any")))
    return "\n".join(overloads)


def make() -> str:
    """The whole stub file.

    Returns
    -------
    str
    """
    names, bodies = [], []
    was_function = True  # the last definition of the head
    for activation in _ufuncs.REGISTRY:
        if activation["name"] == "gelu_tanh":
            continue  # reached by gelu's `approximate`
        is_function = bool(activation["parameters"]) or activation["name"] == "gelu"
        # The formatter wants a blank line between definitions of different kinds, and none elsewhere.
        if is_function != was_function:
            bodies.append("")
        was_function = is_function
        for form, suffix in _ufuncs.FORMS.items():
            name = activation["name"] + suffix
            names.append(name)
            bodies.append(_overloads(name, form, activation["parameters"]) if is_function else f"{name}: np.ufunc")
    listed = "\n".join(f'    "{name}",' for name in sorted((*names, *_OTHER_NAMES)))
    return _HEAD.replace("{names}", listed) + "\n".join(bodies) + "\n"


def main(argv: list[str] | None = None) -> int:
    """Write the file, or with ``--check`` compare it.

    Parameters
    ----------
    argv : list of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        The exit status.
    """
    parser = argparse.ArgumentParser(description="Make the type stub of fastrelu from its registry.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if the file is out of date")
    args = parser.parse_args(argv)
    text = make()
    if not args.check:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET.name} is out of date: run python tools/make_stubs.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
