"""The activations on the tensors of each backend of Keras.

``apply(signature, inputs, parameters)`` takes tensors of one of `DTYPES`, and the values of all parameters in their
order, then that of the keyword that chooses among formulas, if there is one. Of a function along an axis, that is the
one parameter.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import keras  # type: ignore[import-untyped]

import fastrelu

from .._dtypes import FLOATS
from .._signature import Signature

DTYPES = FLOATS


def _numpy() -> Callable[..., Any]:
    def apply(signature: Signature, inputs: tuple[Any, ...], parameters: tuple[Any, ...]) -> Any:
        dtype = inputs[0].dtype
        if dtype.name != "bfloat16":
            return getattr(fastrelu, signature.name)(*inputs, *parameters)
        # That of ml_dtypes, which NumPy's ufuncs do not know: in float32, rounded once.
        inputs, parameters = (
            tuple(value.astype("float32") if getattr(value, "dtype", None) == dtype else value for value in values)
            for values in (inputs, parameters)
        )
        return getattr(fastrelu, signature.name)(*inputs, *parameters).astype(dtype)

    return apply


def _torch() -> Callable[..., Any]:
    import torch

    importlib.import_module("fastrelu.torch")  # registers the operators

    def wide(value: Any) -> Any:
        return value.float() if isinstance(value, torch.Tensor) else value

    def apply(signature: Signature, inputs: tuple[Any, ...], parameters: tuple[Any, ...]) -> Any:
        if inputs[0].device.type != "cpu":
            raise ValueError(
                f"{signature.name}: inputs are on the device {inputs[0].device}, but fastrelu computes on the CPU"
            )
        # The operators broadcast as NumPy does, which is Keras's rule; the functions of fastrelu.torch have PyTorch's.
        operator = getattr(torch.ops.fastrelu, signature.name).default
        if inputs[0].dtype is torch.bfloat16:
            return operator(*map(wide, inputs), *map(wide, parameters)).bfloat16()
        return operator(*inputs, *parameters)

    return apply


def _jax() -> Callable[..., Any]:
    functions = importlib.import_module("fastrelu.jax")

    def apply(signature: Signature, inputs: tuple[Any, ...], parameters: tuple[Any, ...]) -> Any:
        return getattr(functions, signature.name)(*inputs, *parameters)

    return apply


_BACKENDS = {"numpy": _numpy, "torch": _torch, "jax": _jax}

if keras.backend.backend() not in _BACKENDS:
    raise ImportError(
        f"fastrelu.keras works on Keras's backends numpy, torch and jax, not on {keras.backend.backend()}: "
        "set the environment variable KERAS_BACKEND, or use the layers of Keras"
    )

apply = _BACKENDS[keras.backend.backend()]()
