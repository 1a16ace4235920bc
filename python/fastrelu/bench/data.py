"""The data that activations are timed on: `DATA`, each with what it is like and how it is drawn.

An activation may take a short way where its input is small, or the same for all elements of a group: on normal numbers
alone nobody would see what the others cost.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._command import normal

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Data:
    """Numbers of a kind.

    Attributes
    ----------
    about : str
    draw : callable
        ``draw(rng, size, dtype)``; an array, or numbers that are rounded to `dtype`.
    realistic : bool
        Whether networks have such data.
    """

    about: str
    draw: Callable[[np.random.Generator, int, str], Array]
    realistic: bool = True


def _scaled(mean: float, deviation: float) -> Callable[[np.random.Generator, int, str], Array]:
    return lambda rng, size, dtype: rng.normal(mean, deviation, size)


def _transformer(rng: np.random.Generator, size: int, dtype: str) -> Array:
    x = rng.normal(-0.8, 1.05, size)
    far = rng.random(size) < 0.006
    x[far] = 5 * rng.standard_t(2, np.count_nonzero(far))
    return x


def _outliers(rng: np.random.Generator, size: int, dtype: str) -> Array:
    x = rng.normal(0, 0.5, size)
    x[7::32] = 6
    return x


def limits(dtype: str) -> Any:
    """`numpy.finfo` of a dtype, or that of ml_dtypes, whose import makes NumPy know its name."""
    if dtype != "bfloat16":
        return np.finfo(dtype)
    return importlib.import_module("ml_dtypes").finfo(dtype)


def _subnormal(rng: np.random.Generator, size: int, dtype: str) -> Array:
    info = limits(dtype)
    steps = rng.integers(1, 1 << info.nmant, size) * rng.choice([-1.0, 1.0], size)
    return np.asarray(steps * float(info.smallest_subnormal), dtype)


DATA = {
    "normal": Data("standard normal", normal),
    "wide": Data("normal, standard deviation 2", _scaled(0, 2)),
    "shifted": Data("normal, mean -2, standard deviation 2", _scaled(-2, 2)),
    "transformer": Data(
        "as in a transformer's hidden layers: normal, mean -0.8, standard deviation 1.05, 0.6 % of it by 5 times "
        "Student's t of two degrees",
        _transformer,
    ),
    "uniform": Data("uniform from -10 to 10", lambda rng, size, dtype: rng.uniform(-10, 10, size), realistic=False),
    "outliers": Data("normal, standard deviation 0.5, and a 6 in every 32", _outliers),
    "far": Data("all 8", lambda rng, size, dtype: np.full(size, 8.0), realistic=False),
    "far-signs": Data("8 or -8", lambda rng, size, dtype: rng.choice([-8.0, 8.0], size), realistic=False),
    "zeros": Data("all 0", lambda rng, size, dtype: np.zeros(size), realistic=False),
    "subnormal": Data("subnormal numbers of both signs", _subnormal, realistic=False),
}


def sample(name: str, size: int, dtype: str, seed: int = 0) -> Array:
    """Numbers of a kind.

    Parameters
    ----------
    name : str
        Of `DATA`.
    size : int
    dtype : str
    seed : int, optional

    Returns
    -------
    ndarray
        Finite numbers, the same for the same arguments.
    """
    largest = float(limits(dtype).max)  # which a t distribution may exceed in float16
    numbers = DATA[name].draw(np.random.default_rng(seed), size, dtype)
    return np.clip(numbers, -largest, largest).astype(dtype, copy=False)
