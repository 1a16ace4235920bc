"""Which calls are usual, and the kernels on the memory of tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.autograd import forward_ad as _forward_ad

from .. import _core
from .._dtypes import FLOATS

DTYPES = frozenset(getattr(torch, name) for name in FLOATS)
_PLAIN = (torch.Tensor, torch.nn.Parameter)
# DLPack's functions for exchange in C, by which the compiled module reads tensors. None before PyTorch 2.10.
EXCHANGE = getattr(torch.Tensor, "__dlpack_c_exchange_api__", None)
call_tensors = _core.call_tensors
_C = torch._C  # pyright: ignore
_is_compiling = torch.compiler.is_compiling
_strided = torch.strided

try:  # private, and nothing public says the same
    _transforms, _modes, _tracing = (
        _C._are_functorch_transforms_active,
        _C._len_torch_dispatch_stack,
        _C._get_tracing_state,
    )
    _quiet: tuple[Callable[[], object], ...] = (_transforms, _modes, _tracing)
except AttributeError:  # a PyTorch to come: all calls go through the dispatcher
    _quiet = ()

    def is_usual(tensor: Any) -> bool:
        """Is there nothing to a tensor and to the moment but its memory?"""
        return False

else:

    def is_usual(tensor: Any) -> bool:
        """Is there nothing to a tensor and to the moment but its memory?

        False while PyTorch compiles, traces, transforms, or takes forward derivatives, under its modes, and for tensors
        of other kinds: all of that is the dispatcher's. (`__torch_function__` comes before.)
        """
        return (
            not _is_compiling()
            and type(tensor) in _PLAIN
            and tensor.is_cpu
            and tensor.dtype in DTYPES
            and tensor.layout is _strided
            and not tensor.is_neg()
            and not _transforms()
            and _forward_ad._current_level < 0
            and not _modes()
            and _tracing() is None
        )


def never(*inputs: Any) -> None:
    """What `at_once` is where no call is usual."""


def at_once(ufunc: Any) -> Any:
    """A function of a ufunc's inputs that gives a new tensor, or None where a call is not usual.

    The caller has seen to `__torch_function__`, to compilers, and that there are no forward derivatives.
    """
    if not _quiet or EXCHANGE is None:
        return never
    made = _core.make_tensor_function(EXCHANGE, ufunc, _PLAIN, _quiet, torch.is_grad_enabled, torch.empty_like)
    return made or never


def array(value: Any) -> Any:
    """A tensor's memory as an array, without a copy; any other value as it is."""
    return value.detach().numpy() if isinstance(value, torch.Tensor) else value


def by_float32(value: Any) -> Any:
    """A bfloat16 tensor in float32, any other value as it is."""
    return value.float() if isinstance(value, torch.Tensor) and value.dtype is torch.bfloat16 else value


def compute(ufunc: Any, inputs: tuple[Any, ...], outputs: tuple[torch.Tensor, ...]) -> None:
    """Run a kernel on tensors, and numbers for parameters, as they lie in memory."""
    if EXCHANGE is not None and call_tensors(EXCHANGE, ufunc, *inputs, *outputs):
        return
    if outputs[0].dtype is torch.bfloat16:
        wide = tuple(torch.empty_like(out, dtype=torch.float32) for out in outputs)
        compute(ufunc, tuple(map(by_float32, inputs)), wide)
        for out, result in zip(outputs, wide, strict=True):
            out.copy_(result)
        return
    with np.errstate(all="ignore"):
        ufunc(*map(array, inputs), out=tuple(map(array, outputs)))
