"""The part that is compiled against the PyTorch that is installed: gradients as nodes of its graph, in C++.

An `autograd.Function` costs a call of Python forward and one backward; for small tensors that is most of their time.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.machinery
import importlib.util
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import torch

from .. import _core
from . import _calls

_NAME = "fastrelu_nodes"
_SOURCES = Path(__file__).with_name("nodes")


def _directory() -> Path:
    """Where the module is for these sources, this PyTorch and this Python; PyTorch's place for such things."""
    root = os.environ.get("TORCH_EXTENSIONS_DIR")
    caches = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    digest = hashlib.sha256()
    for path in sorted(_SOURCES.iterdir()):
        digest.update(path.read_bytes())
    version = f"torch{torch.__version__}-{sys.implementation.cache_tag}-{digest.hexdigest()[:12]}"
    return (Path(root) if root else caches / "torch_extensions") / f"{_NAME}-{version}"


def _load() -> Any:
    """The compiled module, or None where it was not built."""
    if not _SOURCES.is_dir():
        return None
    path = _directory() / (_NAME + (".pyd" if sys.platform == "win32" else ".so"))
    if not path.exists():
        return None
    try:
        loader = importlib.machinery.ExtensionFileLoader(_NAME, str(path))
        spec = importlib.util.spec_from_file_location(_NAME, path, loader=loader)
        assert spec
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
    except ImportError as error:  # as after a change of the compiler's library; everything works without it
        warnings.warn(f"fastrelu.torch: {path} cannot be loaded, build it again: {error}", RuntimeWarning, stacklevel=2)
        return None
    return module if module.lend(_core.tensor_interface) else None


NODES = _load()


def has_nodes() -> bool:
    """Whether gradients are computed by nodes in C++, which `build_nodes` compiles.

    Returns
    -------
    bool

    Examples
    --------
    >>> import fastrelu.torch
    >>> fastrelu.torch.has_nodes() in (True, False)
    True
    """
    return NODES is not None


def build_nodes(verbose: bool = False) -> Path:
    """Compile gradients as nodes of PyTorch's graph, for the PyTorch that is installed.

    Without it they are `torch.autograd.Function`, which is as right, and takes some ten microseconds more, forward and
    backward; for tensors of a few thousand elements that is more than the activation itself. Programs that are started
    afterwards find what was built, until PyTorch, Python or fastrelu change.

    Parameters
    ----------
    verbose : bool, default False
        Show what the compiler says.

    Returns
    -------
    pathlib.Path
        The folder: below ``TORCH_EXTENSIONS_DIR`` if that is set in the environment, else below
        ``~/.cache/torch_extensions``.

    Raises
    ------
    RuntimeError
        If it cannot be compiled: there is no compiler, or PyTorch's headers say things otherwise.

    Notes
    -----
    Needs a C++ compiler, Python's headers and ninja (``pip install ninja``), and takes half a minute. In one line:
    ``python -c "import fastrelu.torch; fastrelu.torch.build_nodes()"``.
    """
    from torch.utils import cpp_extension

    directory = _directory()
    directory.mkdir(parents=True, exist_ok=True)
    cpp_extension.load(
        name=_NAME,
        sources=[str(path) for path in sorted(_SOURCES.glob("*.cpp"))],
        extra_include_paths=[str(_SOURCES)],
        extra_cflags=["-O2"],
        build_directory=str(directory),
        verbose=verbose,
    )
    return directory


def at_once_of(operator: Any, chosen: Any) -> Any:
    """A function of an operator's arguments, without the choice, that gives a new tensor, or None where it cannot.

    By a node, with the gradient; where there are none, where no gradient is wanted. See `_calls.at_once`.
    """
    ufuncs = [operator.ufuncs[form][chosen] for form in ("value", "backward")]
    if NODES is None:
        return _calls.at_once(ufuncs[0])
    if not operator.is_ordered:
        return _calls.never
    operate = operator.backward
    if chosen is not None:
        operate = functools.partial(operate, **{operator.signature.choice.name: chosen})
    numbers = len(operator.signature.parameters) - len(operator.trained)
    handles = map(_core.ufunc_handle, ufuncs)
    return NODES.make(_name_of(operator), *handles, operate, operator.data, operator.tensors, numbers) or _calls.never


def rows_at_once_of(operator: Any) -> Any:
    """The same of a function along an axis: of the tensor and the axis."""
    if NODES is None:
        return _calls.never
    handles = (_core.ufunc_handle(operator.ufuncs[form]) for form in ("value", "backward"))
    return NODES.make_rows(_name_of(operator), *handles, operator.backward) or _calls.never


def _name_of(operator: Any) -> str:
    return "".join(part.title() for part in operator.function.split("_")) + "Backward"
