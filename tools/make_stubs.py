"""Make python/fastrelu/__init__.pyi, the types of the public functions, from the signatures of the compiled module.

    python tools/make_stubs.py            # write the file
    python tools/make_stubs.py --check    # exit status 1 if the file is not what would be written

fastrelu must be installed as it stands in the sources, since the signatures are compiled in.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fastrelu._signature import BIASED, FUNCTIONS, OUTPUT_FORM, ROW_FORMS, ROWS, Signature
from fastrelu._ufuncs import is_public
from stub_files import write_or_check

TARGET = Path(__file__).resolve().parent.parent / "python" / "fastrelu" / "__init__.pyi"

_HEAD = """\
# Made by tools/make_stubs.py from the signatures; do not edit. A test makes it again and compares.
from collections.abc import Mapping
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
_Out3 = TypeVar("_Out3", bound=NDArray[Any])
_Out4 = TypeVar("_Out4", bound=NDArray[Any])
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

class Activation:
    def __init__(self, name: str, /, **parameters: Any) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...
    def __call__(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def value(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def backward(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def backward_from_output(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def derivative(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def with_derivative(self, *inputs: Any, **kwargs: Any) -> Any: ...

def activation(name: str, /, **parameters: Any) -> Activation: ...
def list_activations(framework: str | None = None) -> list[str]: ...
def sparsity(y: ArrayLike, axis: int | tuple[int, ...] | None = None) -> Any: ...
def dead_units(y: ArrayLike, axis: int | tuple[int, ...] = 0) -> NDArray[np.bool_]: ...
@overload
def show_config(mode: Literal["stdout"] = "stdout") -> None: ...
@overload
def show_config(mode: Literal["dicts"]) -> dict[str, Any]: ...
"""

_OTHER_NAMES = (
    "Activation",
    "__version__",
    "activation",
    "dead_units",
    "get_num_threads",
    "list_activations",
    "num_threads",
    "reuse_buffers",
    "set_num_threads",
    "show_config",
    "sparsity",
)


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


def _overloads(name: str, form: str, signature: Signature) -> str:
    """All overloads of a function: float arrays, any arrays, with `out`, anything else.

    Where a trained parameter has a default, each twice: without the parameter, and with it and its gradient. So where a
    gate and x may come in one array, which has one gradient.
    """
    if signature.kind == "gated" and form == "backward":
        return "\n".join(_overloads_with(name, form, signature, True, x) for x in ("given", "none"))
    if form in ("backward", OUTPUT_FORM) and any(p.trained and p.default is not None for p in signature.parameters):
        return "\n".join(_overloads_with(name, form, signature, given) for given in (False, True))
    return _overloads_with(name, form, signature, True)


def _overloads_with(name: str, form: str, signature: Signature, trained: bool, x: str = "either") -> str:
    """The overloads with gradients of trained parameters, or without them; of a gated function, x given or not."""
    data = signature.data(form)
    takes_gradient = form in ("backward", OUTPUT_FORM)
    gradients = sum(p.trained for p in signature.parameters) if takes_gradient and trained else 0
    gradients += form == "bias_backward"
    results = 1 if x == "none" else len(signature.results(form)) + gradients
    biased = form in BIASED[signature.kind]
    own = ["axis: int | None = None"] if (trained and signature.trained) or biased else []
    if signature.kind == "gated":
        own = ["axis: int = -1", f"gate_first: bool = {signature.gate_first}"]

    def arguments(array: str, parameter: str) -> list[str]:
        given = [f"{d}: {array}" for d in data]
        if signature.kind == "gated" and x != "given":
            given[-1] = "x: None = None" if x == "none" else f"x: {array} | None = None"
        for p in signature.parameters:
            if p.trained and not trained:
                continue
            required = p.default is None or (takes_gradient and p.trained)
            given.append(f"{p.name}: {parameter}" + ("" if required else f" = {p.default!r}"))
        if signature.choice:
            choices = ", ".join(f'"{choice}"' for choice in signature.choice.about)
            given.append(f'{signature.choice.name}: Literal[{choices}] = "{signature.choice.default}"')
        return given

    def result(one: str, *others: str) -> str:
        # The gradient of a number is a number, so that of a parameter may be one.
        each = [one, *others, *[one] * results][: results - gradients] + ["Any"] * gradients
        return f"tuple[{', '.join(each)}]" if results > 1 else one

    outs = ["_Out", "_Out2", "_Out3", "_Out4"][:results]
    if results > 1:
        out, returned = f"tuple[{', '.join(outs)}]", f"tuple[{', '.join(outs)}]"
    else:
        out, returned = "_Out | tuple[_Out]", "_Out"
    cases = [
        (arguments("NDArray[_Float]", "float | NDArray[_Float]"), "None = None", "None", result("NDArray[_Float]")),
        (arguments("NDArray[Any]", "ArrayLike"), "None = None", "DTypeLike | None", result("NDArray[Any]")),
        (arguments("ArrayLike", "ArrayLike"), out, "DTypeLike | None", returned),
    ]
    overloads = [_function(name, given, _keywords(own, o, dtype), r) for given, o, dtype, r in cases]
    anything = _keywords(own, "Any = None", "DTypeLike | None", where="Any")
    overloads.append(_function(name, arguments("Any", "Any"), anything, result("Any")))
    return "\n".join(overloads)


def _row_overloads(name: str, form: str) -> str:
    """The overloads of a function along an axis."""
    data = ["grad_output", "y"] if form == "backward" else ["x"]
    overloads = []
    for array, out, dtype, result in (
        ("NDArray[_Float]", "None = None", "None", "NDArray[_Float]"),
        ("ArrayLike", "_Out | tuple[_Out]", "DTypeLike | None", "_Out"),
        ("Any", "Any = None", "DTypeLike | None", "Any"),
    ):
        given = [*(f"{d}: {array}" for d in data), "axis: int | None = -1"]
        keywords = [f"out: {out}", f"dtype: {dtype} = None", 'casting: _Casting = "same_kind"', 'order: _Order = "K"']
        overloads.append(_function(name, given, [*keywords, "subok: bool = True"], result))
    return "\n".join(overloads)


def make() -> str:
    """The whole stub file.

    Returns
    -------
    str
    """
    names, bodies = [], []
    was_function = True  # the last definition of the head
    for signature in FUNCTIONS.values():
        for form in signature.all_forms:
            name = signature.function_name(form)
            names.append(name)
            is_function = not is_public(signature, form)
            # The formatter wants a blank line between definitions of different kinds, and none elsewhere.
            if is_function != was_function:
                bodies.append("")
            was_function = is_function
            bodies.append(_overloads(name, form, signature) if is_function else f"{name}: np.ufunc")
    for signature in ROWS.values():
        for form, suffix in ROW_FORMS.items():
            names.append(signature.name + suffix)
            bodies.append(_row_overloads(signature.name + suffix, form))
    aliases = [(f"{name}_{OUTPUT_FORM}", f"{name}_backward") for name in ROWS]
    for signature in FUNCTIONS.values():
        aliases += [(signature.function_name(form, alias), signature.function_name(form))
                    for alias in signature.aliases for form in signature.all_forms]  # fmt: skip
    if aliases:
        names += [alias for alias, _ in aliases]
        bodies += ["", *(f"{alias} = {name}" for alias, name in aliases)]
    listed = "\n".join(f'    "{name}",' for name in sorted((*names, *_OTHER_NAMES)))
    return _HEAD.replace("{names}", listed) + "\n".join(bodies) + "\n"


def main(argv: list[str] | None = None) -> int:
    """The command line, as `write_or_check` has it."""
    return write_or_check(
        {TARGET: make()}, "make_stubs.py", "Make the type stub of fastrelu from its signatures.", argv
    )


if __name__ == "__main__":
    sys.exit(main())
