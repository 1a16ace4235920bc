"""The operators of functions along an axis, as ``torch.ops.fastrelu.softmax``: derivatives come from the output.

An operator takes the tensor and ``dim``, its backward pass the gradient, the output and ``dim``.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch

from .. import _core, _ufuncs
from .._formulas import ROW_FORMULAS
from .._names import TORCH_ROWS, Torch
from .._signature import ROW_FORMS, ROWS, Signature
from ._calls import EXCHANGE, never
from ._operators import differentiable, pushed, register, usual

_call_tensor_rows = _core.call_tensor_rows
_Tensors = tuple[torch.Tensor, ...]


def axis_of(function: str, dim: Any, tensor: torch.Tensor) -> int:
    """The axis that ``dim`` means, from 0 on; 0 for a tensor without any, which PyTorch takes for a row."""
    if isinstance(dim, bool) or not isinstance(dim, int):
        raise TypeError(f"{function}: dim must be an integer, not {dim!r}")
    count = max(tensor.ndim, 1)
    if not -count <= dim < count:
        raise IndexError(f"{function}: dim {dim} is out of bounds for an input of {tensor.ndim} dimensions")
    return dim % count


class RowOperator:
    """The operators of one function along an axis, for its value and its backward pass.

    Attributes
    ----------
    value, backward : torch.ops.OpOverload
    apply : callable
        The value, where `is_usual` holds and a gradient is wanted.
    function : str
        The name of the functional form.
    tensors : int
    """

    tensors = 1

    def __init__(self, signature: Signature):
        self.signature = signature
        self.row = TORCH_ROWS.get(signature.name, Torch())
        self.function = self.row.function or signature.name
        self._formulas = ROW_FORMULAS[signature.name]
        self.ufuncs = {form: _ufuncs.row_ufunc(signature, form) for form in ROW_FORMS}  # type: ignore[no-untyped-call]
        self._define()

    # -------------------------------------------------------------------------------------------------------- kernels

    def _compute(self, form: str, args: tuple[Any, ...]) -> torch.Tensor:
        tensors, axis = args[:-1], axis_of(self.function, args[-1], args[-2])
        out = torch.empty_like(tensors[-1])
        ufunc = self.ufuncs[form]
        if EXCHANGE is not None and _call_tensor_rows(EXCHANGE, ufunc, axis, *tensors, out):
            return out
        if out.dtype is torch.bfloat16:  # of which NumPy has no arrays
            return self._compute(form, (*(tensor.float() for tensor in tensors), axis)).to(out.dtype)
        arrays = [tensor.detach().numpy() for tensor in (*tensors, out)]
        rows = tuple(array.reshape(1) if array.ndim == 0 else array.swapaxes(axis, -1) for array in arrays)
        if not _core.run_rows(self.signature.name, form, rows):  # unaligned
            ufunc(*rows[:-1], out=rows[-1])
        return out

    def at_once(self, form: str) -> Any:
        """Not of rows."""
        return never

    def fresh(self, args: tuple[Any, ...]) -> torch.Tensor:
        """A tensor for the result; a compiler is told of the same one."""
        axis_of(self.function, args[-1], args[-2])
        return torch.empty_like(args[-2])

    def compute_value(self, *args: Any) -> torch.Tensor:
        """The value, as the kernel has it."""
        return self._compute("value", args)

    def compute_gradients(self, *args: Any) -> torch.Tensor:
        """The gradient of the input, as the kernel has it."""
        return self._compute("backward", args)

    # ----------------------------------------------------------------------------------------------------- derivatives

    def _by_formula(self, formula: Any, dim: int, *tensors: torch.Tensor) -> torch.Tensor:
        """A formula by PyTorch's own functions; halves in float32."""
        dtype = tensors[0].dtype
        mathematics = SimpleNamespace(exp=torch.exp, sum=lambda x: x.sum(dim, keepdim=True))
        wide = (t.float() if dtype.itemsize < 4 else t for t in tensors)
        return formula(mathematics, *wide).to(dtype)  # type: ignore[no-any-return]

    def _pulled(self, dim: int) -> Any:
        return lambda grad, output: self._by_formula(self._formulas.pull, dim, grad, output)

    def _push(self, tangent: torch.Tensor, output: torch.Tensor, dim: int) -> torch.Tensor:
        """The tangent of the output, from that of the input."""
        if self._formulas.push is None:
            return self.backward(tangent, output, dim)  # type: ignore[no-any-return]
        return self._by_formula(self._formulas.push, dim, tangent, output)

    def first(self, args: tuple[Any, ...], grads: _Tensors, needs: tuple[bool, ...]) -> _Tensors:
        """The gradient of the input, from that of the output."""
        return (self.backward(grads[0], *args),)

    def second(self, args: tuple[Any, ...], grads: _Tensors, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        """Gradients of the backward operator's tensors, from that of its result."""
        grad, output, dim = args
        of_grad = self._push(grads[0], output, dim) if needs[0] else None
        if not needs[1]:
            return of_grad, None
        pulled = self._pulled(dim)
        return of_grad, torch.func.vjp(lambda y: pulled(grad, y), output)[1](grads[0])[0]

    def tangents_of_value(self, args: tuple[Any, ...], tangents: tuple[Any, ...]) -> _Tensors:
        """The forward derivative."""
        return (self._push(tangents[0], *args),)

    def tangents_of_backward(self, args: tuple[Any, ...], tangents: tuple[Any, ...]) -> _Tensors:
        """The same of the backward pass."""
        return pushed(self._pulled(args[-1]), args[:-1], tangents)

    # ------------------------------------------------------------------------------------------------------------ vmap

    def batched_value(self, info: Any, in_dims: tuple[Any, ...], args: tuple[Any, ...]) -> tuple[Any, Any]:
        """The operator under `torch.vmap`."""
        return self._batched(self.value, info, in_dims, args)

    def batched_gradients(self, info: Any, in_dims: tuple[Any, ...], args: tuple[Any, ...]) -> tuple[Any, Any]:
        """The backward pass under `torch.vmap`."""
        return self._batched(self.backward, info, in_dims, args)

    def _batched(self, op: Any, info: Any, in_dims: tuple[Any, ...], args: tuple[Any, ...]) -> tuple[Any, Any]:
        tensors = [
            tensor.expand(info.batch_size, *tensor.shape) if dim is None else tensor.movedim(dim, 0)
            for tensor, dim in zip(args[:-1], in_dims, strict=False)
        ]
        axis = axis_of(self.function, args[-1], tensors[-1][0])
        if tensors[-1].ndim == 1:  # rows of one element each
            return op(*(tensor.unsqueeze(1) for tensor in tensors), 1).squeeze(1), 0
        return op(*tensors, axis + 1), 0

    # ---------------------------------------------------------------------------------------------------- registration

    def _define(self) -> None:
        value, backward = (f"fastrelu::{self.signature.name}{ROW_FORMS[form]}" for form in ("value", "backward"))
        tags = (torch.Tag.pt2_compliant_tag,)
        torch.library.define(value, "(Tensor input, int dim) -> Tensor", tags=tags)
        torch.library.define(backward, "(Tensor grad_output, Tensor output, int dim) -> Tensor", tags=tags)
        self.value, self.backward = (
            getattr(torch.ops.fastrelu, name.partition("::")[2]).default for name in (value, backward)
        )
        register(
            value,
            self.compute_value,
            self.fresh,
            differentiable(self.value, 1, self.first, self.tangents_of_value, self.batched_value, from_output=True),
        )
        register(
            backward,
            self.compute_gradients,
            self.fresh,
            differentiable(self.backward, 2, self.second, self.tangents_of_backward, self.batched_gradients),
        )
        self.apply = usual(self, from_output=True).apply


OPERATORS = {name: RowOperator(signature) for name, signature in ROWS.items()}
