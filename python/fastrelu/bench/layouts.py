"""Arrays that are not contiguous, and parameters that lie along an axis."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import _ufuncs
from .._command import normal
from .._signature import KERNELS
from . import timing
from .cases import Array
from .plan import Plan, Row, what, with_threads
from .timing import Loop, loop


@dataclass(frozen=True)
class Layout:
    """Part of an array, or all of it in another order.

    Attributes
    ----------
    name : str
    shape : tuple of int
        Of the whole array.
    part : callable
        What of it is computed on.
    channels : int, optional
        The axis along which a trained parameter lies: the layout is one of activations that have such a parameter.
    """

    name: str
    shape: tuple[int, ...]
    part: Callable[[Array], Array] = lambda whole: whole
    channels: int | None = None


def _columns(number: int) -> Callable[[Array], Array]:
    return lambda whole: whole[:, :number]


def layouts(size: int) -> list[Layout]:
    """Those of about `size` elements; the slices are of a large matrix, and have as many rows for each width."""
    side = max(2, round(size**0.5))
    rows, width = max(2, size // 64), 1024
    found = [
        Layout("transposed", (side, side), lambda whole: whole.T),
        *(Layout(f"x[:, :{k}] of {width} columns", (rows, width), _columns(k)) for k in (8, 64, 512)),
        Layout("every second column", (side, 2 * side), lambda whole: whole[:, ::2]),
    ]
    for edge in (7, 28, 56):
        images = max(1, size // (64 * edge * edge))
        found.append(Layout(f"NCHW, {edge}x{edge}, weight by channel", (images, 64, edge, edge), channels=1))
    pixels = max(1, size // 64)
    return [*found, Layout("NHWC, 64 channels, weight by channel", (pixels, 64), channels=-1)]


def _loops(layout: Layout, name: str, form: str, dtype: str) -> tuple[int, dict[tuple[str, bool], Loop]]:
    """How many elements it has, and who and whether over the contiguous array -> that loop."""
    rng = np.random.default_rng(0)
    signature = KERNELS[name]
    ufunc = _ufuncs.ufunc(signature, form)
    parts = [layout.part(normal(rng, layout.shape, dtype)) for _ in signature.data(form)]
    contiguous = [np.ascontiguousarray(part) for part in parts]
    out = tuple(np.empty(parts[0].shape, dtype) for _ in range(ufunc.nout))
    plain: list[Any] = list(map(np.dtype(dtype).type, signature.defaults))
    loops = {("fastrelu", True): loop(functools.partial(ufunc, *contiguous, *plain, out=out))}
    if layout.channels is None:
        loops["fastrelu", False] = loop(functools.partial(ufunc, *parts, *plain, out=out))
        loops["copy", False] = loop(functools.partial(np.copyto, out[0], parts[0]))
        loops["copy", True] = loop(functools.partial(np.copyto, out[0], contiguous[0]))
        return parts[0].size, loops
    shape = [1] * parts[0].ndim
    shape[layout.channels] = -1
    weight = np.linspace(0, 1, parts[0].shape[layout.channels], dtype=dtype).reshape(shape)
    plain[signature.trained[0]] = weight
    loops["fastrelu", False] = loop(functools.partial(ufunc, *parts, *plain, out=out))
    return parts[0].size, loops


def rows(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    """The rows of the mode."""
    for size, dtype in itertools.product(plan.sizes, plan.dtypes):
        for layout, (name, form) in itertools.product(layouts(size), plan.cases()):
            step(f"{layout.name}: {what(name, form, dtype, size)}")
            if layout.channels is not None and not KERNELS[name].trained:
                continue
            elements, loops = _loops(layout, name, form, dtype)
            counts = sorted({1, plan.threads})
            turns = {
                (count, *key): with_threads(count, run)
                for count in counts
                for key, run in loops.items()
                if key[0] == "fastrelu" or count == 1
            }
            times = timing.interleaved(turns, plan.seconds)
            del loops, turns  # the next ones may be large
            copied = (1, "copy", False) in times
            copy = times[1, "copy", False] / times[1, "copy", True] if copied else None
            for count in counts:
                there, contiguous = (times[count, "fastrelu", whole] / elements for whole in (False, True))
                yield {
                    "layout": layout.name,
                    "activation": name,
                    "form": form,
                    "dtype": dtype,
                    "data": "normal",
                    "size": elements,
                    "threads": count,
                    "ns_per_element": round(there, 4),
                    "contiguous_ns_per_element": round(contiguous, 4),
                    "relative": round(there / contiguous, 3),
                    "copy_relative": copy and round(copy, 3),
                }
