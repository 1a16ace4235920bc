"""Make python/fastrelu/torch/__init__.pyi, the types of the PyTorch adapter, from the signatures.

    python tools/make_torch_stubs.py            # write the file
    python tools/make_torch_stubs.py --check    # exit status 1 if the file is not what would be written

fastrelu must be installed as it stands in the sources, since the registry is compiled in, and so must PyTorch.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

import fastrelu.torch
from fastrelu.torch._functions import ARGUMENTS, Arguments
from fastrelu.torch._modules import MODULES
from fastrelu.torch._row_functions import FUNCTIONAL as ROW_FUNCTIONAL
from fastrelu.torch._row_functions import MODULES as ROW_MODULES
from stub_files import write_or_check

TARGET = Path(__file__).resolve().parent.parent / "python" / "fastrelu" / "torch" / "__init__.pyi"

_HEAD = """\
# Made by tools/make_torch_stubs.py from the registry; do not edit. A test makes it again and compares.
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

__all__ = [
{names}
]

def build_nodes(verbose: bool = False) -> Path: ...
def has_nodes() -> bool: ...
def replace_activations(model: torch.nn.Module) -> int: ...
def restore_activations(model: torch.nn.Module) -> int: ...
"""


def _types(arguments: Arguments, module: bool = False) -> dict[str, str]:
    signature = arguments.signature
    types = dict.fromkeys(arguments.inputs, "Tensor") | {"inplace": "bool", "dim": "int"}
    types |= dict.fromkeys(arguments.row.ignored, "float")
    for p in signature.parameters:
        optional = "float" if module else "float | Tensor"
        types[p.name] = "float" if not p.trained else "Tensor" if p.default is None else optional
    if signature.choice:
        choices = ", ".join(f'"{choice}"' for choice in signature.choice.about)
        types[signature.choice.name] = f"Literal[{choices}]"
    return types


def _text(arguments: Arguments, names: tuple[str, ...], types: dict[str, str]) -> str:
    shown, keywords = [], False
    for name in names:
        if name in arguments.keywords and not keywords:
            keywords = True
            shown.append("*")
        value = {**arguments.positional, **arguments.keywords}.get(name, ...)
        default = "" if value is ... else f" = {value!r}".replace("'", '"')
        shown.append(f"{name}: {types[name]}{default}")
    return ", ".join(shown)


def _wrapped(start: str, text: str, end: str, indent: str = "") -> str:
    line = f"{indent}{start}({text}){end}"
    if len(line) <= 120:
        return line
    return f"{indent}{start}(\n{indent}    {text}\n{indent}){end}"


def _along_axis() -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Functions along an axis, and their modules, which have the arguments of PyTorch's."""
    given = "input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: torch.dtype | None = None"
    functions = {name: _wrapped(f"def {name}", given, " -> Tensor: ...") for name in ROW_FUNCTIONAL}
    classes = []
    for name, module in ROW_MODULES.items():
        base = module.__mro__[1]
        inherited = base.__module__.startswith("torch.nn")
        lines = [f"class {name}(torch.nn.{base.__name__ if inherited else 'Module'}):"]
        if not inherited:
            lines += ["    dim: int | None", "    def __init__(self, dim: int | None = None) -> None: ..."]
        classes.append((name, "\n".join([*lines, "    def forward(self, input: Tensor) -> Tensor: ..."])))
    return functions, classes


def stubs() -> str:
    """The text of the file."""
    names = ",\n".join(f'    "{name}"' for name in sorted(fastrelu.torch.__all__)) + ","
    functions, classes = _along_axis()
    made = dict(zip(ARGUMENTS, MODULES.items(), strict=True))
    for key, arguments in ARGUMENTS.items():
        passed = (*arguments.inputs, *arguments.positional, *arguments.keywords)
        text = _text(arguments, passed, _types(arguments))
        functions[arguments.name] = _wrapped(f"def {arguments.name}", text, " -> Tensor: ...")
        name, module = made[key]
        base = module.__mro__[1]
        inherited = base is not torch.nn.Module
        lines = [f"class {name}(torch.nn.{base.__name__}):"]
        trained = [p.name for p in arguments.signature.parameters if p.trained and p.default is None]
        types = _types(arguments, module=True)
        attributes = [a for a in passed if a not in arguments.inputs and a not in trained]
        if not inherited:
            lines += [f"    {a}: {types[a]}" for a in attributes] + [f"    {a}: torch.nn.Parameter" for a in trained]
        else:
            lines += [f"    {a}: {types[a]}" for a in arguments.keywords]
        if not inherited or arguments.keywords:
            text = _text(arguments, tuple(attributes), types)
            if trained and not inherited:
                text += ", device: torch.device | str | None = None, dtype: torch.dtype | None = None"
            lines.append(_wrapped("def __init__", "self" + (f", {text}" if text else ""), " -> None: ...", "    "))
        inputs = ", ".join(f"{i}: Tensor" for i in arguments.inputs)
        lines.append(f"    def forward(self, {inputs}) -> Tensor: ...")
        classes.append((name, "\n".join(lines)))
    body = (
        "\n".join(functions[name] for name in sorted(functions))
        + "\n\n"
        + "\n\n".join(text for _, text in sorted(classes))
        + "\n"
    )
    return _HEAD.format(names=names) + body


def main(argv: list[str] | None = None) -> int:
    """The command line, as `write_or_check` has it."""
    return write_or_check(
        {TARGET: stubs()}, "make_torch_stubs.py", "Make the type stub of fastrelu.torch from the signatures.", argv
    )


if __name__ == "__main__":
    sys.exit(main())
