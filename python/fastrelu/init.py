"""First weights for layers with these activations, as PyTorch's `torch.nn.init` has them, by NumPy's generators.

A weight has the shape ``(outputs, inputs, *kernel)``, as in PyTorch; for weights that lie the other way, as in
``x @ weight``, pass ``transposed=True``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["calculate_gain", "kaiming_normal", "kaiming_uniform", "xavier_normal", "xavier_uniform"]

# Activation -> what keeps the variance of a layer, by PyTorch's conventions (`torch.nn.init.calculate_gain`).
_GAINS = {"linear": 1.0, "conv": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor by which weights before an activation are larger, so that variances are kept.

    Parameters
    ----------
    nonlinearity : {"linear", "conv", "sigmoid", "tanh", "relu", "leaky_relu", "selu"}
    param : float, optional
        The slope of "leaky_relu", 0.01 by default.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        For another name.

    Examples
    --------
    >>> from fastrelu import init
    >>> init.calculate_gain("tanh")
    1.6666666666666667
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else float(param)
        return math.sqrt(2 / (1 + slope**2))
    if nonlinearity not in _GAINS:
        known = ", ".join(sorted([*_GAINS, "leaky_relu"]))
        raise ValueError(f"calculate_gain: nonlinearity must be one of {known}, not {nonlinearity!r}")
    return _GAINS[nonlinearity]


def _fans(shape: tuple[int, ...], transposed: bool, function: str) -> tuple[int, int]:
    """How many inputs and outputs a unit has."""
    if len(shape) < 2:
        raise ValueError(f"{function}: shape must have at least two axes, for outputs and inputs, unlike {shape}")
    outputs, inputs = shape[:2]
    if transposed:
        outputs, inputs = inputs, outputs
    field = math.prod(shape[2:])
    return inputs * field, outputs * field


def _shape(shape: Any) -> tuple[int, ...]:
    return (int(shape),) if np.ndim(shape) == 0 else tuple(int(n) for n in shape)


def _scaled(numbers: NDArray[Any], scale: float, dtype: DTypeLike) -> NDArray[Any]:
    numbers *= scale
    return numbers.astype(dtype, copy=False)


def _generator(rng: np.random.Generator | int | None) -> np.random.Generator:
    return np.random.default_rng(rng)


def _kaiming(shape: Any, rng: Any, slope: float, mode: str, nonlinearity: str, transposed: bool, function: str) -> Any:
    shape = _shape(shape)
    fan_in, fan_out = _fans(shape, transposed, function)
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f'{function}: mode must be "fan_in" or "fan_out", not {mode!r}')
    fan = fan_in if mode == "fan_in" else fan_out
    return shape, _generator(rng), calculate_gain(nonlinearity, slope) / math.sqrt(max(fan, 1))


def kaiming_normal(
    shape: tuple[int, ...],
    rng: np.random.Generator | int | None = None,
    *,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    transposed: bool = False,
    dtype: DTypeLike = np.float32,
) -> NDArray[Any]:
    """Normal weights that keep the variance through rectifiers (He et al., Delving deep into rectifiers, ICCV 2015).

    Parameters
    ----------
    shape : tuple of int
        ``(outputs, inputs, *kernel)``.
    rng : numpy.random.Generator or int, optional
        Where random numbers come from.
    a : float, default 0.0
        The slope of the leaky rectifier behind the layer; 0 for relu.
    mode : {"fan_in", "fan_out"}
        Keep the variance forwards or backwards.
    nonlinearity : str, default "leaky_relu"
        As in `calculate_gain`.
    transposed : bool, default False
        The shape is ``(inputs, outputs, *kernel)``.
    dtype : dtype, default float32

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        For a shape of less than two axes, another `mode` or `nonlinearity`.

    Examples
    --------
    >>> from fastrelu import init
    >>> float(init.kaiming_normal((400, 300), 0).std().round(3))  # sqrt(2 / 300)
    0.082
    """
    shape, generator, std = _kaiming(shape, rng, a, mode, nonlinearity, transposed, "kaiming_normal")
    return _scaled(generator.standard_normal(shape), std, dtype)


def kaiming_uniform(
    shape: tuple[int, ...],
    rng: np.random.Generator | int | None = None,
    *,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    transposed: bool = False,
    dtype: DTypeLike = np.float32,
) -> NDArray[Any]:
    """Uniform weights that keep the variance through rectifiers; parameters as of `kaiming_normal`.

    Examples
    --------
    >>> from fastrelu import init
    >>> float(abs(init.kaiming_uniform((400, 300), 0)).max().round(3))  # sqrt(6 / 300)
    0.141
    """
    shape, generator, std = _kaiming(shape, rng, a, mode, nonlinearity, transposed, "kaiming_uniform")
    return _scaled(generator.uniform(-1.0, 1.0, shape), math.sqrt(3) * std, dtype)


def _xavier(shape: Any, rng: Any, gain: float, transposed: bool, function: str) -> Any:
    shape = _shape(shape)
    return shape, _generator(rng), gain * math.sqrt(2 / max(sum(_fans(shape, transposed, function)), 1))


def xavier_normal(
    shape: tuple[int, ...],
    rng: np.random.Generator | int | None = None,
    *,
    gain: float = 1.0,
    transposed: bool = False,
    dtype: DTypeLike = np.float32,
) -> NDArray[Any]:
    """Normal weights that keep the variance both ways (Glorot and Bengio, AISTATS 2010).

    Parameters
    ----------
    shape : tuple of int
        ``(outputs, inputs, *kernel)``.
    rng : numpy.random.Generator or int, optional
    gain : float, default 1.0
        Of `calculate_gain`.
    transposed : bool, default False
        The shape is ``(inputs, outputs, *kernel)``.
    dtype : dtype, default float32

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        For a shape of less than two axes.

    Examples
    --------
    >>> from fastrelu import init
    >>> float(init.xavier_normal((400, 400), 0).std().round(3))  # sqrt(2 / 800)
    0.05
    """
    shape, generator, std = _xavier(shape, rng, gain, transposed, "xavier_normal")
    return _scaled(generator.standard_normal(shape), std, dtype)


def xavier_uniform(
    shape: tuple[int, ...],
    rng: np.random.Generator | int | None = None,
    *,
    gain: float = 1.0,
    transposed: bool = False,
    dtype: DTypeLike = np.float32,
) -> NDArray[Any]:
    """Uniform weights that keep the variance both ways; parameters as of `xavier_normal`.

    Examples
    --------
    >>> from fastrelu import init
    >>> float(abs(init.xavier_uniform((400, 400), 0)).max().round(3))  # sqrt(6 / 800)
    0.087
    """
    shape, generator, std = _xavier(shape, rng, gain, transposed, "xavier_uniform")
    return _scaled(generator.uniform(-1.0, 1.0, shape), math.sqrt(3) * std, dtype)
