"""Activation functions for NumPy on the CPU: right to the last bits, vectorised, zero-copy.

Each activation comes as its value (``elu``), its derivative (``elu_derivative``), its backward pass
(``elu_backward``, which is ``grad_output * elu_derivative(x)`` in one go), and value and derivative together
(``elu_with_derivative``). All of them take the keywords of NumPy's ufuncs.
"""

from . import _functions
from ._buffers import reuse_buffers
from ._core import __version__
from ._threads import get_num_threads, num_threads, set_num_threads, show_config

globals().update(_functions.PUBLIC)

__all__ = [  # the registry says which functions there are
    *_functions.PUBLIC,
    "__version__",
    "get_num_threads",
    "num_threads",
    "reuse_buffers",
    "set_num_threads",
    "show_config",
]


def __dir__():
    return sorted(__all__)
