"""Activation functions for NumPy on the CPU: right to the last bits, vectorised, zero-copy.

Each activation comes as its value (``elu``), its derivative (``elu_derivative``), its backward pass
(``elu_backward``, which is ``grad_output * elu_derivative(x)`` in one go), and value and derivative together
(``elu_with_derivative``). All of them take the keywords of NumPy's ufuncs.
"""

from . import _core  # first: it refuses subinterpreters, in which NumPy should not be loaded either
from ._buffers import reuse_buffers
from ._functions import PUBLIC as _PUBLIC
from ._functions import public as _public
from ._rows import PUBLIC as _ROWS
from ._rows import public as _row
from ._threads import get_num_threads, num_threads, set_num_threads, show_config
from ._units import dead_units, sparsity

__version__ = _core.__version__

_BY_NAME = ("Activation", "activation", "list_activations")  # with their tables, imported when first asked for

__all__ = [  # the signatures say which functions there are
    *_PUBLIC,
    *_ROWS,
    *_BY_NAME,
    "__version__",
    "dead_units",
    "get_num_threads",
    "num_threads",
    "reuse_buffers",
    "set_num_threads",
    "show_config",
    "sparsity",
]


def __getattr__(name):
    if name in _PUBLIC:
        globals()[name] = function = _public(name)
        return function
    if name in _ROWS:
        globals()[name] = function = _row(name)
        return function
    if name in _BY_NAME:
        from . import _by_name

        globals()[name] = thing = getattr(_by_name, name)
        return thing
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
