"""What kinds of operands there are besides arrays."""

import numpy as np


def overrides(operand):
    """Does an operand see to ufuncs itself?"""
    if isinstance(operand, np.ndarray):
        return type(operand).__array_ufunc__ is not np.ndarray.__array_ufunc__ or isinstance(operand, np.ma.MaskedArray)
    return hasattr(type(operand), "__array_ufunc__") and not isinstance(operand, np.generic)


def dtype_of(operand):
    """The NumPy dtype in which an operand reaches a ufunc, or None."""
    dtype = getattr(operand, "dtype", None)
    if dtype is None:  # a table: of one dtype, or there is no telling
        try:
            (dtype,) = set(operand.dtypes)
        except (AttributeError, TypeError, ValueError):
            return None
    if not isinstance(dtype, np.dtype):  # pandas' own: nullable, of Arrow, sparse
        dtype = getattr(dtype, "numpy_dtype", getattr(dtype, "subtype", None))
    return dtype if isinstance(dtype, np.dtype) else None
