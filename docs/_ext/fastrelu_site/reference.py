"""The pages of the reference: what is public beside the activations, made from ``__all__``."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import fastrelu

from . import names
from .pages import code, title


def _documented(path: str, thing: object) -> str:
    """The directive that documents a thing."""
    if inspect.isclass(thing):
        # Members of their own alone: a layer of PyTorch or Keras inherits dozens.
        own = [n for n, m in vars(thing).items() if not n.startswith("_") and callable(m) and m.__doc__]
        members = f"   :members: {', '.join(own)}\n" if own and not _is_layer(thing) else ""
        return f".. autoclass:: {path}\n{members}"
    return f".. autofunction:: {path}\n" if callable(thing) else f".. autodata:: {path}\n"


def _is_layer(thing: type) -> bool:
    return any(base.__module__.split(".")[0] in ("torch", "keras") for base in thing.__mro__)


def beside() -> str:
    """The page of what fastrelu itself has beside the activations."""
    parts = [title("Beside the activations", "="), ".. py:currentmodule:: fastrelu\n"]
    parts += [_documented(f"fastrelu.{name}", getattr(fastrelu, name)) for name in names.rest()]
    return "\n".join(parts)


def module(name: str) -> str:
    """The page of a public module; of one whose framework is not installed, what its file says."""
    parts = [title(name, "=")]
    try:
        found = importlib.import_module(name)
    except ImportError as error:
        return "\n".join((*parts, *_unimported(name, error)))
    parts += [f".. automodule:: {name}\n   :no-members:\n", f".. py:currentmodule:: {name}\n"]
    parts += [
        _documented(f"{name}.{member}", getattr(found, member))
        for member in found.__all__
        if not inspect.ismodule(getattr(found, member))
    ]
    return "\n".join(parts)


def _unimported(name: str, error: ImportError) -> list[str]:
    base = Path(fastrelu.__path__[0]).joinpath(*name.split(".")[1:])
    source, stub = (base / f"__init__{end}" if base.is_dir() else base.with_suffix(end) for end in (".py", ".pyi"))
    parts = [
        f".. py:module:: {name}\n",
        f".. note:: {error}. It was not there when this page was made, which so has the names alone.\n",
        (ast.get_docstring(ast.parse(names.source(str(source)))) or "").partition("\nExamples\n---")[0] + "\n",
    ]
    body = ast.parse(names.source(str(stub if stub.exists() else source))).body
    listed = [
        node.name
        for node in body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    ]
    return [*parts, ", ".join(code(member) for member in dict.fromkeys(listed)) + "\n"]


def command_line() -> str:
    """The page of the commands, from what they say of themselves."""
    base = [sys.executable, "-m", "fastrelu"]
    main = _help(base)
    commands = re.findall(r"^ {4}([a-z][\w-]*)(?: |$)", main.partition("commands:\n")[2], re.M)
    parts = [title("Command line", "="), _console("python -m fastrelu --help", main)]
    for command in commands:
        called = f"python -m fastrelu {command} --help"
        parts += [title(command), _console(called, _help([*base, command]))]
    return "\n".join(parts)


def _help(command: list[str]) -> str:
    # No colours, and lines that fit a page.
    environment = {"COLUMNS": "90", "NO_COLOR": "1", "PYTHONPATH": str(Path(fastrelu.__path__[0]).parent)}
    return subprocess.run([*command, "--help"], capture_output=True, text=True, check=True, env=environment).stdout


def _console(command: str, output: str) -> str:
    lines = "\n".join(f"   {line}".rstrip() for line in output.splitlines())
    return f".. code-block:: console\n\n   $ {command}\n{lines}\n"


def pages() -> dict[str, str]:
    """File -> text of all pages, the index included."""
    found = {"fastrelu": beside(), **{name: module(name) for name in names.modules()}, "command-line": command_line()}
    listed = "\n".join(f"   {name}" for name in found)
    index = (
        f"{title('Reference', '=')}\nThe functions of each activation are on its page: :doc:`/activations/index`. "
        f"All names: :ref:`genindex`.\n\n.. toctree::\n   :maxdepth: 1\n\n{listed}\n"
    )
    return {"index": index, **found}
