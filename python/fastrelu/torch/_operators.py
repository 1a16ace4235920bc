"""The operators ``torch.ops.fastrelu.*``, and what PyTorch has to know of them: derivatives, vmap, shapes.

An operator takes the data, then trained parameters as tensors, then numbers, then the choice among formulas. A trained
parameter that has a default is a number to the operator itself, and a tensor to its overload ``tensor``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from torch.autograd import forward_ad

from .. import _core, _ufuncs
from .._formulas import formula
from .._names import TORCH, Torch
from .._signature import FUNCTIONS
from ._calls import at_once, by_float32, compute, is_usual, never

_Tensors = tuple[torch.Tensor, ...]
_MATHEMATICS = SimpleNamespace(
    where=torch.where, expm1=torch.expm1, sqrt=torch.sqrt, tanh=torch.tanh, erf=torch.erf, logistic=torch.sigmoid,
    # Beyond its threshold PyTorch's is x; from there on the two are the same in float64 too.
    softplus=functools.partial(torch.nn.functional.softplus, threshold=35.0),
)  # fmt: skip


def alone(tensors: _Tensors) -> Any:
    """As operators return them: a tensor if there is one, else a tuple."""
    return tensors if len(tensors) != 1 else tensors[0]


class Operator:
    """One activation's operators, for its value and its backward pass.

    Attributes
    ----------
    value, backward : torch.ops.OpOverload
    apply : callable
        The value, where `is_usual` holds and a gradient is wanted.
    function : str
        The name of the functional form.
    names : tuple of str
        What that calls the tensors.
    data, tensors : int
        How many tensors are data, and how many there are with trained parameters.
    trained : tuple of int
        The numbers of the parameters that are tensors.
    ufuncs : dict
        Form -> what is chosen, or None where there is no choice -> ufunc.
    kernels : dict
        The same -> signature.
    """

    def __init__(self, signature: Any, trained: tuple[int, ...], overload: str):
        self.signature, self.trained = signature, trained
        self.data = len(signature.inputs)
        self.tensors = self.data + len(trained)
        self.row = TORCH.get(signature.public, Torch())
        # As the functional form has them.
        self.function = self.row.function or signature.public
        data = ("input" if name == "x" else name for name in signature.inputs)
        self.names = (*data, *(signature.parameters[k].name for k in trained))
        numbers = [k for k in range(len(signature.parameters)) if k not in trained]
        # Where in the operator's arguments the kernel's parameters are.
        self._places = [
            self.data + (trained.index(k) if k in trained else len(trained) + numbers.index(k))
            for k in range(len(signature.parameters))
        ]
        self.is_ordered = self._places == sorted(self._places)
        self.kernels = kernels = signature.variants or {None: signature}
        self.ufuncs = {
            form: {
                chosen: _ufuncs.ufunc(kernel, form)  # type: ignore[no-untyped-call]
                for chosen, kernel in kernels.items()
            }
            for form in ("value", "backward")
        }
        self._define(overload, numbers)

    # -------------------------------------------------------------------------------------------------------- kernels

    def _chosen(self, args: tuple[Any, ...]) -> Any:
        return args[-1] if self.signature.choice else None

    def _in_order(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The kernel's inputs, from the arguments of the operator for the value."""
        if self.is_ordered:
            return args[: self.data + len(self._places)]
        return (*args[: self.data], *[args[k] for k in self._places])

    def at_once(self, form: str) -> Callable[..., Any]:
        """The value or the gradient of the one tensor that there is, in one step, or None; see `_calls.at_once`."""
        if (form == "backward" and self.tensors > 1) or not self.is_ordered:
            return never
        functions = {chosen: at_once(ufunc) for chosen, ufunc in self.ufuncs[form].items()}
        return functions[None] if None in functions else lambda *args: functions[args[-1]](*args[:-1])

    def fresh(self, args: tuple[Any, ...]) -> torch.Tensor:
        """A tensor for the value; a compiler is told of the same one."""
        return torch.empty_like(args[self.data - 1])

    def compute_value(self, *args: Any) -> torch.Tensor:
        """The value, as the kernel has it."""
        out = self.fresh(args)
        compute(self.ufuncs["value"][self._chosen(args)], self._in_order(args), (out,))
        return out

    def compute_into(self, out: torch.Tensor, *args: Any) -> torch.Tensor:
        """The same into a tensor that may be the input."""
        compute(self.ufuncs["value"][self._chosen(args)], self._in_order(args), (out,))
        return out

    def fresh_gradients(self, args: tuple[Any, ...]) -> _Tensors:
        """Tensors for the gradients; a compiler is told of the same ones."""
        of_data = tuple(torch.empty_like(tensor) for tensor in args[1 : 1 + self.data])
        trained = args[1 + self.data : 1 + self.tensors]
        return *of_data, *(torch.empty_like(t, memory_format=torch.contiguous_format) for t in trained)

    def compute_gradients(self, *args: Any) -> Any:
        """The gradients of data and trained parameters, as the kernel has them."""
        gradients = self.fresh_gradients(args)
        inputs = (args[0], *self._in_order(args[1:]))
        compute(self.ufuncs["backward"][self._chosen(args)], inputs, gradients[: self.data])
        if self.trained:
            self._sum_for_parameters(args, gradients[self.data :])
        return alone(gradients)

    def _sum_for_parameters(self, args: tuple[Any, ...], gradients: _Tensors) -> None:
        """Gradients of trained parameters: sums over what they were broadcast along."""
        if gradients[0].dtype is torch.bfloat16:
            wide = tuple(torch.empty_like(gradient, dtype=torch.float32) for gradient in gradients)
            self._sum_for_parameters(tuple(map(by_float32, args)), wide)
            for gradient, result in zip(gradients, wide, strict=True):
                gradient.copy_(result)
            return
        grad = args[0].detach()
        shape, name = grad.shape, self.kernels[self._chosen(args)].name
        operands = []
        for value in (grad, *self._in_order(args[1:])):
            if not isinstance(value, torch.Tensor):
                value = torch.tensor(value, dtype=grad.dtype)
            operands.append((value if value.shape == shape else value.expand(shape)).detach().numpy())
        for k, gradient in zip(self.trained, gradients, strict=True):
            sums = gradient.view((1,) * (grad.ndim - gradient.ndim) + gradient.shape).numpy()
            _core.parameter_gradient(name, k, operands, sums)

    # ----------------------------------------------------------------------------------------------------- derivatives

    def _formula(self, numbers: tuple[Any, ...]) -> Callable[..., torch.Tensor]:
        """The value by PyTorch's own functions, of the tensors; halves in float32."""
        kernel = self.kernels[self._chosen(numbers)]
        of = formula(kernel)  # type: ignore[no-untyped-call]

        def evaluate(*tensors: torch.Tensor) -> torch.Tensor:
            dtype = tensors[0].dtype
            if dtype.itemsize < 4:
                tensors = tuple(tensor.float() for tensor in tensors)
            return of(_MATHEMATICS, *self._in_order((*tensors, *numbers))).to(dtype)  # type: ignore[no-any-return]

        return evaluate

    def _pulled(self, numbers: tuple[Any, ...]) -> Callable[..., Any]:
        """The backward pass of that formula: a function of `grad_output` and the tensors."""
        function = self._formula(numbers)

        def backward(grad: torch.Tensor, *inputs: torch.Tensor) -> Any:
            return torch.func.vjp(function, *inputs)[1](grad)

        return backward

    def _pulled_twice(self, args: tuple[Any, ...], grads: _Tensors) -> _Tensors:
        """The backward pass's own backward pass: gradients of all of its tensors, by PyTorch's formulas."""
        tensors, numbers = args[: 1 + self.tensors], args[1 + self.tensors :]
        return torch.func.vjp(self._pulled(numbers), *tensors)[1](grads)  # type: ignore[no-any-return]

    def first(self, args: tuple[Any, ...], grads: _Tensors, needs: tuple[bool, ...]) -> _Tensors:
        """Gradients of the value's tensors, from that of its result."""
        gradients = self.backward(grads[0], *args)
        return gradients if isinstance(gradients, tuple) else (gradients,)

    def second(self, args: tuple[Any, ...], grads: _Tensors, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        """Gradients of the backward operator's tensors, from those of its results."""
        grad, inputs, numbers = args[0], args[1 : 1 + self.tensors], args[1 + self.tensors :]
        if self.tensors > 1:
            return self._pulled_twice(args, grads)
        of_grad = self.backward(grads[0], *inputs, *numbers) if needs[0] else None
        if not needs[1]:
            return of_grad, None
        if self.signature.piecewise_linear:
            return of_grad, grads[0] * 0 * grad
        return of_grad, self._pulled_twice(args, grads)[1]

    def tangents_of_value(self, args: tuple[Any, ...], tangents: tuple[Any, ...]) -> _Tensors:
        """The forward derivative."""
        if self.tensors == 1:
            return (self.backward(tangents[0], *args),)
        inputs, numbers = args[: self.tensors], args[self.tensors :]
        if not self.trained:  # each element of the result comes from one of each input
            ones = torch.ones_like(inputs[-1])
            products = [
                factor * tangent
                for factor, tangent in zip(self.backward(ones, *args), tangents, strict=True)
                if tangent is not None
            ]
            return (sum(products[1:], products[0]),)
        return pushed(self._formula(numbers), inputs, tangents)

    def tangents_of_backward(self, args: tuple[Any, ...], tangents: tuple[Any, ...]) -> _Tensors:
        """The same of the backward pass."""
        grad, inputs, numbers = args[0], args[1 : 1 + self.tensors], args[1 + self.tensors :]
        if self.tensors == 1:
            parts = []
            if tangents[0] is not None:
                parts.append(self.backward(tangents[0], *inputs, *numbers))
            if tangents[1] is not None:  # the second derivative is symmetric
                parts.append(self.second(args, (tangents[1],), (False, True))[1])
            return (sum(parts[1:], parts[0]),)
        return pushed(self._pulled(numbers), (grad, *inputs), tangents)

    # ------------------------------------------------------------------------------------------------------------ vmap

    def batched_value(self, info: Any, in_dims: tuple[Any, ...], args: tuple[Any, ...]) -> tuple[Any, Any]:
        """The operator under `torch.vmap`."""
        tensors, _ = self._batch_first(info, in_dims, args, self.data, expand=False)
        return self.value(*tensors, *args[len(tensors) :]), 0

    def batched_gradients(self, info: Any, in_dims: tuple[Any, ...], args: tuple[Any, ...]) -> tuple[Any, Any]:
        """The backward pass under `torch.vmap`."""
        tensors, shapes = self._batch_first(info, in_dims, args, 1 + self.data, expand=True)
        results = self.backward(*tensors, *args[len(tensors) :])
        if not isinstance(results, tuple):
            return results, 0
        results = tuple(r.reshape(info.batch_size, *shape) for r, shape in zip(results, shapes[1:], strict=True))
        return results, (0,) * len(results)

    def _batch_first(
        self, info: Any, in_dims: tuple[Any, ...], args: tuple[Any, ...], data: int, expand: bool
    ) -> tuple[list[torch.Tensor], list[Any]]:
        """Tensors with the batch first, parameters with as many axes as data; and their shapes without it."""
        tensors = []
        for value, dim in zip(args[: data + len(self.trained)], in_dims, strict=False):
            value = value.unsqueeze(0) if dim is None else value.movedim(dim, 0)
            tensors.append(value)
        ndim = max(tensor.ndim for tensor in tensors[:data])
        shapes = [tensor.shape[1:] for tensor in tensors]
        for k, tensor in enumerate(tensors):
            if k >= data:
                tensor = tensor.reshape(tensor.shape[0], *(1 for _ in range(ndim - tensor.ndim)), *shapes[k])
            if k < data or expand:
                tensor = tensor.expand(info.batch_size, *tensor.shape[1:])
            tensors[k] = tensor
        return tensors, shapes

    # ---------------------------------------------------------------------------------------------------- registration

    def _define(self, overload: str, numbers: list[int]) -> None:
        signature, parameters = self.signature, self.signature.parameters
        value = f"fastrelu::{signature.public}"
        backward = value + signature.forms["backward"]
        data = signature.inputs if self.data > 1 else ("input",)
        tensors = [f"Tensor {name}" for name in (*data, *(parameters[k].name for k in self.trained))]
        others = [f"float {parameters[k].name}" for k in numbers]
        others += [f"str {signature.choice.name}"] if signature.choice else []
        returns = "Tensor" if self.tensors == 1 else f"({', '.join(['Tensor'] * self.tensors)})"
        suffix = f".{overload}" if overload else ""
        tags = (torch.Tag.pt2_compliant_tag,)
        torch.library.define(value + suffix, f"({', '.join(tensors + others)}) -> Tensor", tags=tags)
        arguments = ["Tensor grad_output", *tensors, *others]
        torch.library.define(backward + suffix, f"({', '.join(arguments)}) -> {returns}", tags=tags)

        packet = torch.ops.fastrelu
        self.value = getattr(getattr(packet, signature.public), overload or "default")
        self.backward = getattr(getattr(packet, signature.public + signature.forms["backward"]), overload or "default")
        register(
            value + suffix,
            self.compute_value,
            self.fresh,
            differentiable(self.value, self.tensors, self.first, self.tangents_of_value, self.batched_value),
        )
        register(
            backward + suffix,
            self.compute_gradients,
            lambda args: alone(self.fresh_gradients(args)),
            differentiable(
                self.backward, 1 + self.tensors, self.second, self.tangents_of_backward, self.batched_gradients
            ),
        )
        self.apply = usual(self).apply


def pushed(function: Callable[..., Any], inputs: _Tensors, tangents: tuple[Any, ...]) -> _Tensors:
    """A forward derivative by two backward passes, so that no level of forward differentiation is needed."""
    results, pull = torch.func.vjp(function, *inputs)  # type: ignore[misc]
    one = not isinstance(results, tuple)
    zeros = torch.zeros_like(results) if one else tuple(map(torch.zeros_like, results))
    pull_again = torch.func.vjp(pull, zeros)[1]
    filled = tuple(torch.zeros_like(x) if t is None else t for x, t in zip(inputs, tangents, strict=True))
    pushed: Any = pull_again(filled)[0]
    return (pushed,) if one else pushed


def _without_tangents(ctx: Any) -> _Tensors:
    """What was saved, without the tangents of this level; those of the levels around it are kept.

    PyTorch calls `jvp` with forward differentiation switched off on all levels, and they would be lost.
    """
    unpack: Any = forward_ad.unpack_dual
    return tuple(unpack(t, level=0).primal for t in ctx.saved_tensors)


def register(
    name: str, compute: Callable[..., Any], fresh: Callable[[tuple[Any, ...]], Any], function: type[_Function]
) -> None:
    """Tell PyTorch all of an operator that is defined.

    Parameters
    ----------
    name : str
        With the overload, where it is not the default.
    compute : callable
        The kernel.
    fresh : callable
        The results for its arguments, not yet computed.
    function : type
        As `differentiable` makes it.
    """
    torch.library.impl(name, "CPU")(compute)
    torch.library.register_fake(name, lambda *args: fresh(args))
    torch.library.impl(name, "Autograd")(_autograd_kernel(function.op, function))
    # Before any of functorch's levels is looked at: they know what to do with an `autograd.Function`.
    torch.library.impl(name, "FuncTorchDynamicLayerFrontMode")(function.apply)


def _autograd_kernel(op: Any, function: type[torch.autograd.Function]) -> Callable[..., Any]:
    """What the dispatcher calls where a gradient may be asked for."""

    def kernel(*args: Any) -> Any:
        wanted = torch.is_grad_enabled() and any(isinstance(a, torch.Tensor) and a.requires_grad for a in args)
        if wanted or forward_ad._current_level >= 0:
            return function.apply(*args)  # type: ignore[no-untyped-call]
        with torch._C._AutoDispatchBelowAutograd():
            return op(*args)

    return kernel


class _Function(torch.autograd.Function):
    op: Any


def differentiable(
    op: Any, tensors: int, pull: Any, push: Any, batch: Any, *, from_output: bool = False
) -> type[_Function]:
    """An operator, whose first arguments are tensors, with the methods of `Operator` that derive and batch it.

    Where derivatives are taken `from_output`, that is what they are given in place of the tensors.
    """

    class Function(_Function):
        @staticmethod
        def forward(*args: Any) -> Any:
            with torch._C._AutoDispatchBelowAutograd():
                return op(*args)

        @staticmethod
        def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
            kept = (output,) if from_output else inputs[:tensors]
            ctx.save_for_backward(*kept)
            ctx.save_for_forward(*kept)
            ctx.numbers = inputs[tensors:]

        @staticmethod
        def backward(ctx: Any, *grads: torch.Tensor) -> Any:
            gradients = pull((*ctx.saved_tensors, *ctx.numbers), grads, ctx.needs_input_grad)
            return *gradients, *(None for _ in ctx.numbers)

        @staticmethod
        def jvp(ctx: Any, *tangents: Any) -> Any:
            args = (*_without_tangents(ctx), *ctx.numbers)
            with torch.enable_grad(), forward_ad._set_fwd_grad_enabled(True):
                return alone(push(args, tangents[:tensors]))

        @staticmethod
        def vmap(info: Any, in_dims: tuple[Any, ...], *args: Any) -> Any:
            return batch(info, in_dims, args)

    Function.op = op
    return Function


def usual(operator: Any, *, from_output: bool = False) -> type[torch.autograd.Function]:
    """Past the dispatcher, for usual tensors."""
    tensors, value, gradients_of = operator.tensors, operator.compute_value, operator.compute_gradients
    is_grad_enabled, is_compiling, by_operator = torch.is_grad_enabled, torch.compiler.is_compiling, operator.backward
    value_at_once, gradient_at_once = operator.at_once("value"), operator.at_once("backward")

    class Usual(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *args: Any) -> Any:
            ctx.numbers = args[tensors:]
            result = value_at_once(*args)
            if result is None:
                result = value(*args)
            ctx.save_for_backward(*((result,) if from_output else args[:tensors]))
            return result

        @staticmethod
        def backward(ctx: Any, grad_output: torch.Tensor) -> Any:
            args = (grad_output, *ctx.saved_tensors, *ctx.numbers)
            differentiated = is_grad_enabled()
            if not differentiated and not is_compiling() and forward_ad._current_level < 0:
                gradient = gradient_at_once(*args)
                if gradient is not None:
                    return gradient, *(None for _ in ctx.numbers)
            if differentiated or not is_usual(grad_output):
                gradients = by_operator(*args)
            else:
                try:
                    gradients = gradients_of(*args)
                except RuntimeError:  # no memory of its own: torch.autograd.grad(..., is_grads_batched=True)
                    gradients = by_operator(*args)
            if not isinstance(gradients, tuple):
                gradients = (gradients,)
            return gradients + (None,) * len(ctx.numbers)

    return Usual


OPERATORS: dict[str, Operator] = {}  # with required trained parameters as tensors, others as numbers
WITH_TENSORS: dict[str, Operator] = {}  # with all trained parameters as tensors

for _name, _signature in FUNCTIONS.items():
    if _signature.kind not in ("elementwise", "gated"):
        continue
    _required = tuple(k for k in _signature.trained if _signature.parameters[k].default is None)
    OPERATORS[_name] = WITH_TENSORS[_name] = Operator(_signature, _required, "")
    if _required != _signature.trained:
        WITH_TENSORS[_name] = Operator(_signature, _signature.trained, "tensor")
