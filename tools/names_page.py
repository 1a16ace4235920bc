"""Make docs/names.md, what every activation is called elsewhere, from the tables of names.

    python tools/names_page.py            # write the file
    python tools/names_page.py --check    # exit status 1 if the file is not what would be written

No framework needs to be installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import fastrelu
from fastrelu._meanings import FRAMEWORKS, SIGNATURES, table
from fastrelu._meanings import bind as bind_name
from fastrelu._names_other import REQUIRED, Name
from stub_files import write_or_check

TARGET = Path(__file__).resolve().parent.parent / "docs" / "names.md"

_TITLES = {
    "fastrelu": "fastrelu",
    "torch": "PyTorch",
    "keras": "Keras 3",
    "jax": "JAX",
    "onnx": "ONNX",
    "transformers": "Transformers",
    "thinc": "thinc",
}

_HEAD = """\
# What every activation is called elsewhere

Made by `tools/names_page.py` from the tables that `fastrelu.activation` reads; do not edit.

`fastrelu.activation(name, **parameters)` takes any of these names, with its framework in front:

```python
>>> import numpy as np, fastrelu
>>> act = fastrelu.activation("keras:leaky_relu")
>>> act
Activation('leaky_relu', negative_slope=0.2)
>>> act(np.array([-1.0, 1.0])), act.derivative(np.array([-1.0, 1.0]))
(array([-0.2,  1. ]), array([0.2, 1. ]))

```

A bare name is taken if all that have it mean the same function with the same parameters, those that are given among
them. Names are looked up in their case first: `"softplus"` is not taken for `Softplus`. If no framework has the name in
its case, it is found in any case.

```python
>>> import fastrelu
>>> fastrelu.activation("gelu_new")
Activation('gelu', approximate='tanh')
>>> fastrelu.activation("gelu", approximate="none")
Activation('gelu', approximate='none')

```

Parameters are given by our names, or by those of the framework that is named (`onnx:Elu` has `alpha`, `torch:softmax`
has `dim`). `fastrelu.list_activations()` lists the names.

PyTorch's are those of `torch.nn.functional` and `torch.nn`, Keras's of `keras.activations` and `keras.layers`, JAX's of
`jax.nn`, ONNX's the operators, those of Transformers the keys of `ACT2FN`, and thinc's its layers, without their
weights. Read from {versions}.

## Every function

After a name stands what it binds where that is not our default; "to be given" has no default there. An argument that
has another name there is written "theirs = ours"; one that is taken with one value alone, "only".
"""

_VERSIONS = "PyTorch 2.13, Keras 3.15, JAX 0.10, ONNX 1.23 (opset 28), Transformers 5.24 and thinc 9.1"


def _shown(value: object) -> str:
    if value is REQUIRED:
        return "to be given"
    return f'"{value}"' if isinstance(value, str) else f"{value:.7g}" if isinstance(value, float) else repr(value)


def _is_default(ours: str, key: str, value: object) -> bool:
    _, defaults = bind_name("fastrelu", ours, {})
    return defaults[key] is value or (value is not REQUIRED and defaults[key] == value)


def _entry(name: str, row: Name, first: Name) -> str:
    """A name, and what it binds; `first` is what it stands for without arguments."""
    told = [key for key in first.fixed if row is not first and key not in row.fixed]
    notes = [f"{key} {_shown(value)}" if value is REQUIRED else f"{key}={_shown(value)}"
             for key, value in row.defaults.items()
             if key not in told and not _is_default(row.ours, key, value)]  # fmt: skip
    notes += [f"{theirs} = {ours}" for theirs, ours in row.arguments.items() if theirs != ours]
    notes += [f"{key}={value} only" for key, value in row.fixed.items()]
    if row.laid is not None:
        notes.append(f"several along axis {row.laid}")
    return f"`{name}`" + (f" with {' or '.join(told)}" if told else "") + (f" ({', '.join(notes)})" if notes else "")


def _functions() -> list[str]:
    lines = []
    for ours, signature in SIGNATURES.items():
        _, defaults = bind_name("fastrelu", ours, {})
        bound = ", ".join(f"{key}: {_shown(v)}" if v is REQUIRED else f"{key}={_shown(v)}"
                          for key, v in defaults.items() if v is not None)  # fmt: skip
        lines += ["", f"### {ours}", "", f"{signature.summary}: `{signature.formula}`.", ""]
        if bound:
            lines += [f"Parameters: {bound}.", ""]
        lines += ["| framework | names |", "|---|---|"]
        for framework in FRAMEWORKS:
            named = ((name, rows) for name, rows in table(framework).items() if not isinstance(rows, str))
            entries = [_entry(name, row, rows[0]) for name, rows in named for row in rows if row.ours == ours]
            if entries:
                lines.append(f"| {_TITLES[framework]} | {', '.join(entries)} |")
    return lines


def _ambiguous() -> list[str]:
    """The names that mean different things to different frameworks."""
    lines = []
    for name in sorted({name for framework in FRAMEWORKS for name in table(framework)}):
        try:
            fastrelu.activation(name)
        except ValueError as error:
            _, *rest = str(error).split("\n")
            if rest:
                lines.append(f"| `{name}` | {'<br>'.join(line.strip() for line in rest)} |")
        except TypeError:
            pass  # it lacks a parameter
    return lines


def _lacking() -> list[str]:
    return [
        f"| {framework}:{name} | {reason} |"
        for framework in FRAMEWORKS
        for name, reason in table(framework).items()
        if isinstance(reason, str)
    ]


def make() -> str:
    """The whole page.

    Returns
    -------
    str
    """
    lines = [*_HEAD.replace("{versions}", _VERSIONS).rstrip("\n").split("\n"), *_functions()]
    lines += ["", "## Names that need a prefix, or parameters", "", "| name | means |", "|---|---|", *_ambiguous()]
    lines += ["", "## Names without a function here", "", "| name | why |", "|---|---|", *_lacking()]
    return "\n".join(lines) + "\n"


def main(argv: list[str] | None = None) -> int:
    """The command line, as `write_or_check` has it."""
    return write_or_check({TARGET: make()}, "names_page.py", "Make docs/names.md from the tables of names.", argv)


if __name__ == "__main__":
    sys.exit(main())
