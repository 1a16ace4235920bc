"""The dtypes of fastrelu.jax: what results have, by JAX's rules, and what they are computed in."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ._dtypes import INTEGERS, ROWS

# What each float dtype is computed in: XLA's buffers of bfloat16 are widened.
COMPUTED_IN = {row.name: row.name if row.is_numpys else "float32" for row in ROWS if row.is_float}


def dtype_of(name: str, operands: list[Any], keeps_integers: bool = False) -> str:
    """The dtype of a function's result.

    Parameters
    ----------
    name : str
        Of the function, for errors.
    operands : list
    keeps_integers : bool, optional
        Whether integers stay what they are.

    Returns
    -------
    str

    Raises
    ------
    TypeError
        For operands that are not arrays or numbers, and for dtypes that are not real.
    """
    for operand in operands:
        if not isinstance(operand, (jax.Array, np.ndarray, np.generic, bool, int, float, complex)):
            raise TypeError(f"{name}: arguments must be arrays or numbers, not {type(operand).__name__}")
    dtype = jnp.result_type(*operands)
    if dtype.kind == "b" or jnp.issubdtype(dtype, jnp.integer):
        kept = "int8" if dtype.kind == "b" else str(dtype.name)
        if keeps_integers and kept in INTEGERS:
            return kept
        dtype = jnp.result_type(dtype, 1.0)
    if dtype.name not in COMPUTED_IN:
        raise TypeError(f"{name}: arguments must be real, of {', '.join(COMPUTED_IN)} or integers, not {dtype.name}")
    return str(dtype.name)
