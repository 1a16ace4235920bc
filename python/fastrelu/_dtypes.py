"""The dtypes that there are loops for: the rows of cpp/activations/types.inc."""

from typing import NamedTuple

import numpy as np

from . import _core


class Row(NamedTuple):
    """A dtype.

    Attributes
    ----------
    name : str
        As of `numpy.dtype.name`.
    itemsize : int
        Bytes.
    is_float : bool
    is_numpys : bool
        Whether it is one of NumPy's own.
    """

    name: str
    itemsize: int
    is_float: bool
    is_numpys: bool


# By their bytes, as lists for people have them.
ROWS = tuple(sorted((Row(*row) for row in _core.dtypes), key=lambda row: row.itemsize))
# Names of those that functions compute in, and of those of them that NumPy has by itself.
FLOATS = tuple(row.name for row in ROWS if row.is_float)
NUMPY_FLOATS = tuple(row.name for row in ROWS if row.is_float and row.is_numpys)
INTEGERS = tuple(row.name for row in ROWS if not row.is_float)
NUMPY_FLOAT_DTYPES = frozenset(map(np.dtype, NUMPY_FLOATS))
