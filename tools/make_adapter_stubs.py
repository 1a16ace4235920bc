"""Make the types of the adapters whose names come from the signatures: fastrelu.jax and fastrelu.keras.

    python tools/make_adapter_stubs.py            # write the files
    python tools/make_adapter_stubs.py --check    # exit status 1 if a file is not what would be written

fastrelu must be installed as it stands in the sources; JAX and Keras need not be.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from fastrelu._keras_arguments import Arguments, rows
from fastrelu._signature import FUNCTIONS, ROWS
from stub_files import write_or_check

PACKAGE = Path(__file__).resolve().parent.parent / "python" / "fastrelu"
_HEAD = "# Made by tools/make_adapter_stubs.py from the signatures; do not edit. A test makes it again and compares.\n"


def _listed(names: list[str]) -> str:
    return "__all__ = [\n" + "".join(f'    "{name}",\n' for name in sorted(names)) + "]\n"


def _jax() -> str:
    names, lines = [], []
    for signature in FUNCTIONS.values():
        if signature.kind not in ("elementwise", "gated"):
            continue
        given = [f"{name}: ArrayLike" for name in signature.inputs]
        if signature.kind == "gated":
            given[1] += " | None = None"
        for p in signature.parameters:
            given.append(f"{p.name}: ArrayLike" + ("" if p.default is None else f" = {p.default!r}"))
        if signature.choice:
            choices = ", ".join(f'"{name}"' for name in signature.choice.about)
            given.append(f'{signature.choice.name}: Literal[{choices}] = "{signature.choice.default}"')
        if signature.trained:
            given.append("*, axis: int | None = None")
        if signature.kind == "gated":
            given.append(f"*, axis: int = -1, gate_first: bool = {signature.gate_first}")
        for name in (signature.name, *signature.aliases):
            names.append(name)
            lines.append(f"def {name}({', '.join(given)}) -> Array: ...\n")
    for name in ROWS:
        names.append(name)
        lines.append(f"def {name}(x: ArrayLike, axis: int | None = -1) -> Array: ...\n")
    imports = "from typing import Literal\n\nfrom jax import Array\nfrom jax.typing import ArrayLike\n\n"
    return f"{_HEAD}{imports}{_listed(names)}\n{''.join(lines)}"


def _arguments(arguments: Arguments, of_layer: bool) -> list[str]:
    given, keyword = [], False
    choices = {a.name for a in arguments.row.arguments if a.choices}
    for p in arguments.given(of_layer):
        kind = "bool" if p.name in choices else "int" if p.name == "axis" else "float"
        kind = "int | Sequence[int]" if kind == "int" and arguments.is_along else kind
        kind = "None" if p.default is None else kind
        if p.kind is p.KEYWORD_ONLY and not keyword:
            given.append("*")
            keyword = True
        given.append(f"{p.name}: {kind}" + ("" if p.default is inspect.Parameter.empty else f" = {p.default!r}"))
    return given


_BASES = """\
class _Activation(keras.layers.Layer):  # type: ignore[misc]
    def call(self, inputs: Any) -> Any: ...
    def compute_output_shape(self, input_shape: Any) -> Any: ...
    def get_config(self) -> dict[str, Any]: ...

class _Masked(_Activation):
    def call(self, inputs: Any, mask: Any = None) -> Any: ...
"""
_TRAINED = """\
class _Trained(_Activation):
    alpha: Any
    alpha_initializer: Any
    alpha_regularizer: Any
    alpha_constraint: Any
    shared_axes: list[int]
    def __init__(
        self,
        alpha_initializer: Any = "zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: int | Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None: ...
    def build(self, input_shape: Sequence[int | None]) -> None: ...
"""


def _layers() -> str:
    head = (
        f"{_HEAD}from collections.abc import Sequence\nfrom typing import Any\n\n"
        "import keras  # type: ignore[import-untyped]\n\nfrom . import activations as activations\n\n"
    )
    names, lines = ["activations"], []
    for row, signature in rows():
        names.append(row.layer)
        if row.trained:
            lines.append(f"class {row.layer}(_Trained): ...\n")
            continue
        arguments = Arguments(row, signature)
        base = "_Masked" if row.masked else "_Activation"
        lines.append(f"class {row.layer}({base}):\n    def __init__(\n        self,\n")
        lines += [f"        {argument},\n" for argument in (*_arguments(arguments, True), "**kwargs: Any")]
        lines.append("    ) -> None: ...\n")
        own = [p.name for p in arguments.own()]
        choices = {a.name for a in row.arguments if a.choices}
        for name in own:
            kind = "bool" if name in choices else "int" if name == "axis" else "float"
            kind = "int | list[int]" if kind == "int" and arguments.is_along else kind
            lines.append(f"    {name}: {kind}\n")
    return f"{head}{_listed(names)}\n{_BASES}\n{_TRAINED}\n{''.join(lines)}"


def _functions() -> str:
    names, lines = ["get"], ["def get(name: str) -> Callable[..., Any]: ...\n"]
    for row, signature in rows():
        if row.function:
            given = ", ".join(["x: Any", *_arguments(Arguments(row, signature), False)])
            for name in (row.function, *row.aliases):
                names.append(name)
                lines.append(f"def {name}({given}) -> Any: ...\n")
    imports = "from collections.abc import Callable, Sequence\nfrom typing import Any\n\n"
    return f"{_HEAD}{imports}{_listed(names)}\n{''.join(lines)}"


def make() -> dict[Path, str]:
    """The texts of all files.

    Returns
    -------
    dict of Path to str
    """
    return {
        PACKAGE / "jax.pyi": _jax(),
        PACKAGE / "keras" / "__init__.pyi": _layers(),
        PACKAGE / "keras" / "activations.pyi": _functions(),
    }


def main(argv: list[str] | None = None) -> int:
    """The command line, as `write_or_check` has it."""
    return write_or_check(
        make(), "make_adapter_stubs.py", "Make the type stubs of fastrelu.jax and fastrelu.keras.", argv
    )


if __name__ == "__main__":
    sys.exit(main())
