"""The activations for PyTorch on the CPU: operators with autograd, and modules for `torch.nn.Sequential` and the like.

Names, arguments and defaults are those of `torch.nn.functional` and `torch.nn`, without ``inplace``. The operators read
the tensors where they lie, whatever their strides, and write into fresh tensors of the same dtype: nothing is copied.
They work under `torch.compile`, and are reached by name too, as ``torch.ops.fastrelu.gelu`` and so on. They do not go
through `torch.func.grad` and its kin, nor through forward-mode differentiation; `relu` and `leaky_relu` can be
differentiated twice, the others once.

`fastrelu.set_num_threads`, not `torch.set_num_threads`, says how many threads they use.

Examples
--------
>>> import torch, fastrelu.torch
>>> model = torch.nn.Sequential(torch.nn.Linear(5, 3), fastrelu.torch.ReLU())
>>> model(torch.tensor([[-1.0, 0.5, 2.0, -0.3, 4.0]])).shape
torch.Size([1, 3])
"""

from __future__ import annotations

from typing import Any, NamedTuple

try:
    import torch
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    raise ImportError("fastrelu.torch needs PyTorch: pip install fastrelu[torch]") from error

import fastrelu

__all__ = ["ELU", "GELU", "LeakyReLU", "PReLU", "ReLU", "elu", "gelu", "leaky_relu", "prelu", "relu"]

# ------------------------------------------------------------------------------------------------------- the operators


class _Operator(NamedTuple):
    """What an activation adds to the operators below; tensors stand before numbers among its parameters."""

    name: str
    parameters: str  # in the language of PyTorch's operator schemas
    gradients: str  # what its backward pass returns, in the same language
    # f'' is 0 wherever it exists, so that the backward pass can be differentiated in its turn, by itself.
    piecewise_linear: bool


_OPERATORS = (
    _Operator("relu", "", "Tensor", True),
    _Operator("leaky_relu", ", float negative_slope", "Tensor", True),
    _Operator("prelu", ", Tensor weight", "(Tensor, Tensor)", False),
    _Operator("elu", ", float alpha", "Tensor", False),
    _Operator("gelu", ", str approximate", "Tensor", False),
)


def _array(value: Any) -> Any:
    """A tensor's memory as an array, without a copy; any other value as it is."""
    return value.detach().numpy() if isinstance(value, torch.Tensor) else value


def _empty(inputs: tuple[Any, ...]) -> Any:
    """A fresh tensor for each tensor among the inputs: alone if there is one, else as a tuple."""
    fresh = tuple(torch.empty_like(value) for value in inputs if isinstance(value, torch.Tensor))
    return fresh if len(fresh) > 1 else fresh[0]


def _remember(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
    """Keep the inputs of an operator for its backward pass."""
    tensors = [value for value in inputs if isinstance(value, torch.Tensor)]
    ctx.save_for_backward(*tensors)
    ctx.numbers = inputs[len(tensors) :]


def _define(operator: _Operator) -> None:
    """Register ``fastrelu::<name>`` and ``fastrelu::<name>_backward`` with PyTorch."""
    value_array = getattr(fastrelu, operator.name)
    backward_array = getattr(fastrelu, operator.name + "_backward")

    # A kernel writes into tensors that the matching `register_fake` function makes too, so that the strides which a
    # compiler plans with are those that it gets.
    def value(input: torch.Tensor, *parameters: Any) -> torch.Tensor:
        output = torch.empty_like(input)
        value_array(_array(input), *map(_array, parameters), out=_array(output))
        return output

    def backward(grad_output: torch.Tensor, *inputs: Any) -> Any:
        gradients = _empty(inputs)
        out = tuple(map(_array, gradients)) if isinstance(gradients, tuple) else _array(gradients)
        backward_array(_array(grad_output), *map(_array, inputs), out=out)
        return gradients

    value_name = f"fastrelu::{operator.name}"
    backward_name = value_name + "_backward"
    # `torch.library.custom_op` would do these steps in one, and make an operator that takes twice as long to call.
    tags = (torch.Tag.pt2_compliant_tag,)
    torch.library.define(value_name, f"(Tensor input{operator.parameters}) -> Tensor", tags=tags)
    torch.library.define(
        backward_name, f"(Tensor grad_output, Tensor input{operator.parameters}) -> {operator.gradients}", tags=tags
    )
    torch.library.impl(value_name, "cpu", value)
    torch.library.impl(backward_name, "cpu", backward)
    torch.library.register_fake(value_name, lambda input, *parameters: torch.empty_like(input))
    torch.library.register_fake(backward_name, lambda grad_output, *inputs: _empty(inputs))
    backward_operator = getattr(torch.ops.fastrelu, operator.name + "_backward").default

    def first(ctx: Any, grad_output: torch.Tensor) -> tuple[Any, ...]:
        gradients = backward_operator(grad_output, *ctx.saved_tensors, *ctx.numbers)
        gradients = gradients if isinstance(gradients, tuple) else (gradients,)
        return *gradients, *(None for _ in ctx.numbers)

    def second(ctx: Any, grad: torch.Tensor, *others: torch.Tensor) -> tuple[Any, ...]:
        if not operator.piecewise_linear:
            raise NotImplementedError(
                f"fastrelu.torch.{operator.name} cannot be differentiated twice: PyTorch's own can"
            )
        _, input = ctx.saved_tensors
        return backward_operator(grad, input, *ctx.numbers), None, *(None for _ in ctx.numbers)

    torch.library.register_autograd(value_name, first, setup_context=_remember)
    torch.library.register_autograd(backward_name, second, setup_context=_remember)


for _operator in _OPERATORS:
    _define(_operator)

# ------------------------------------------------------------------------------------------------- the functional forms

_DTYPES = (torch.float16, torch.float32, torch.float64)


def _check(function: str, **tensors: torch.Tensor) -> None:
    """Refuse, by its name, an argument that the kernels cannot read."""
    for name, tensor in tensors.items():
        if not isinstance(tensor, torch.Tensor):
            raise TypeError(f"{function}: {name} must be a torch.Tensor, not {type(tensor).__name__}")
        if tensor.device.type != "cpu":
            raise ValueError(f"{function}: {name} is on the device {tensor.device}, but fastrelu computes on the CPU")
        if tensor.layout is not torch.strided:
            raise TypeError(f"{function}: {name} must be a dense tensor, not one of layout {tensor.layout}")
        if tensor.dtype not in _DTYPES:
            raise TypeError(f"{function}: {name} must be of float16, float32 or float64, not {tensor.dtype}")


def relu(input: torch.Tensor) -> torch.Tensor:
    """Rectified linear unit, ``max(x, 0)``, as `torch.nn.functional.relu`.

    Parameters
    ----------
    input : torch.Tensor
        Of float16, float32 or float64, on the CPU.

    Returns
    -------
    torch.Tensor
        Of the shape and dtype of `input`.

    Raises
    ------
    TypeError, ValueError
        For a tensor of another dtype, or on another device.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> fastrelu.torch.relu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """
    _check("relu", input=input)
    return torch.ops.fastrelu.relu.default(input)  # type: ignore[no-any-return]


def leaky_relu(input: torch.Tensor, negative_slope: float = 0.01) -> torch.Tensor:
    """Leaky rectified linear unit, as `torch.nn.functional.leaky_relu`.

    Parameters
    ----------
    input : torch.Tensor
        Of float16, float32 or float64, on the CPU.
    negative_slope : float, default 0.01
        Slope for negative x.

    Returns
    -------
    torch.Tensor
        Of the shape and dtype of `input`.

    Raises
    ------
    TypeError, ValueError
        For a tensor of another dtype, or on another device.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> fastrelu.torch.leaky_relu(torch.tensor([-1.0, 0.0, 2.0]), negative_slope=0.5)
    tensor([-0.5000,  0.0000,  2.0000])
    """
    _check("leaky_relu", input=input)
    return torch.ops.fastrelu.leaky_relu.default(input, negative_slope)  # type: ignore[no-any-return]


def prelu(input: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Leaky rectified linear unit with trained slopes, as `torch.nn.functional.prelu`.

    Parameters
    ----------
    input : torch.Tensor
        Of float16, float32 or float64, on the CPU.
    weight : torch.Tensor
        Slopes for negative x, of the dtype of `input`: one for all, or one for each channel, along axis 1 of `input`.

    Returns
    -------
    torch.Tensor
        Of the shape and dtype of `input`.

    Raises
    ------
    TypeError, ValueError
        For a tensor of another dtype or shape, or on another device.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> fastrelu.torch.prelu(torch.tensor([[-1.0, -1.0]]), torch.tensor([0.25, 0.5]))
    tensor([[-0.2500, -0.5000]])
    """
    _check("prelu", input=input, weight=weight)
    if weight.dtype != input.dtype:
        raise TypeError(f"prelu: weight must be of the dtype of input, {input.dtype}, not {weight.dtype}")
    if weight.ndim > 1:
        raise ValueError(f"prelu: weight must have at most one dimension, not {weight.ndim}")
    channels = input.shape[1] if input.ndim > 1 else 1
    if weight.numel() not in (1, channels):
        raise ValueError(f"prelu: weight must have 1 element or {channels}, one for each channel, not {weight.numel()}")
    # The operator broadcasts as NumPy does. A weight of one element must not add an axis to an input without any.
    shape = () if weight.numel() == 1 else (-1, *(1 for _ in range(input.ndim - 2)))
    return torch.ops.fastrelu.prelu.default(input, weight.reshape(shape))  # type: ignore[no-any-return]


def elu(input: torch.Tensor, alpha: float = 1.0) -> torch.Tensor:
    """Exponential linear unit, as `torch.nn.functional.elu`.

    Parameters
    ----------
    input : torch.Tensor
        Of float16, float32 or float64, on the CPU.
    alpha : float, default 1.0
        The value tends to ``-alpha`` for x to minus infinity.

    Returns
    -------
    torch.Tensor
        Of the shape and dtype of `input`.

    Raises
    ------
    TypeError, ValueError
        For a tensor of another dtype, or on another device.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> fastrelu.torch.elu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.6321,  0.0000,  2.0000])
    """
    _check("elu", input=input)
    return torch.ops.fastrelu.elu.default(input, alpha)  # type: ignore[no-any-return]


def gelu(input: torch.Tensor, approximate: str = "none") -> torch.Tensor:
    """Gaussian error linear unit, as `torch.nn.functional.gelu`.

    Parameters
    ----------
    input : torch.Tensor
        Of float16, float32 or float64, on the CPU.
    approximate : {"none", "tanh"}, default "none"
        "none" for the normal distribution function, "tanh" for the formula with the hyperbolic tangent.

    Returns
    -------
    torch.Tensor
        Of the shape and dtype of `input`.

    Raises
    ------
    TypeError, ValueError
        For a tensor of another dtype, on another device, or for another `approximate`.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> fastrelu.torch.gelu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.1587,  0.0000,  1.9545])
    """
    _check("gelu", input=input)
    # Said here, since a compiler does not run the kernel which would say it.
    if approximate not in ("none", "tanh"):
        raise ValueError(f'gelu: approximate must be "none" or "tanh", not {approximate!r}')
    return torch.ops.fastrelu.gelu.default(input, approximate)  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------------------------------- the modules


class ReLU(torch.nn.Module):
    """Rectified linear unit as a module, in place of `torch.nn.ReLU`.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> fastrelu.torch.ReLU()(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Apply `relu`."""
        return relu(input)


class LeakyReLU(torch.nn.Module):
    """Leaky rectified linear unit as a module, in place of `torch.nn.LeakyReLU`.

    Parameters
    ----------
    negative_slope : float, default 0.01
        Slope for negative x.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> fastrelu.torch.LeakyReLU(0.5)(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.5000,  0.0000,  2.0000])
    """

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Apply `leaky_relu`."""
        return leaky_relu(input, self.negative_slope)

    def extra_repr(self) -> str:
        """What the module shows of itself between its parentheses."""
        return f"negative_slope={self.negative_slope}"


class PReLU(torch.nn.Module):
    """Leaky rectified linear unit with trained slopes, in place of `torch.nn.PReLU`.

    The state dictionaries of the two are interchangeable.

    Parameters
    ----------
    num_parameters : int, default 1
        Number of slopes: 1, or the number of channels, which is the length of axis 1 of the input.
    init : float, default 0.25
        Value of the slopes before training.
    device : torch.device or str, optional
        Where the slopes lie. Inputs must be on the CPU, and so must the slopes by then.
    dtype : torch.dtype, optional
        Of the slopes.

    Attributes
    ----------
    weight : torch.nn.Parameter
        The slopes, of shape ``(num_parameters,)``.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> module = fastrelu.torch.PReLU(2)
    >>> module(torch.tensor([[-1.0, -2.0]])).sum().backward()
    >>> module.weight.grad
    tensor([-1., -2.])
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = torch.nn.Parameter(torch.empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set the slopes back to `init`."""
        torch.nn.init.constant_(self.weight, self.init)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Apply `prelu`."""
        return prelu(input, self.weight)

    def extra_repr(self) -> str:
        """What the module shows of itself between its parentheses."""
        return f"num_parameters={self.num_parameters}"


class ELU(torch.nn.Module):
    """Exponential linear unit as a module, in place of `torch.nn.ELU`.

    Parameters
    ----------
    alpha : float, default 1.0
        The value tends to ``-alpha`` for x to minus infinity.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> fastrelu.torch.ELU()(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.6321,  0.0000,  2.0000])
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = alpha

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Apply `elu`."""
        return elu(input, self.alpha)

    def extra_repr(self) -> str:
        """What the module shows of itself between its parentheses."""
        return f"alpha={self.alpha}"


class GELU(torch.nn.Module):
    """Gaussian error linear unit as a module, in place of `torch.nn.GELU`.

    Parameters
    ----------
    approximate : {"none", "tanh"}, default "none"
        "none" for the normal distribution function, "tanh" for the formula with the hyperbolic tangent.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> fastrelu.torch.GELU()(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.1587,  0.0000,  1.9545])
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Apply `gelu`."""
        return gelu(input, self.approximate)

    def extra_repr(self) -> str:
        """What the module shows of itself between its parentheses."""
        return f"approximate={self.approximate!r}"
