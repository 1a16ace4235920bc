"""Functions along an axis, of contiguous rows: beside what other people use, by the length of the rows."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

import numpy as np

import fastrelu

from . import timing
from .data import sample
from .plan import Plan, Row, beside, what
from .row_peers import Rows, peer_call
from .timing import Call, loop

# Elements of a row -> rows. Others have about a million elements in all.
SHAPES = {10: 10_000, 64: 100_000, 300: 3000, 1000: 1000, 50_257: 64}


def rows_of(name: str, length: int, dtype: str, data: str) -> Rows:
    """Rows of some length, as many as `SHAPES` says."""
    shape = SHAPES.get(length, max(1, 10**6 // length)), length
    x, grad = (sample(kind, length * shape[0], dtype, seed).reshape(shape) for kind, seed in ((data, 0), ("normal", 1)))
    return Rows(x, grad, getattr(fastrelu, name)(x), np.empty_like(x))


def ours(name: str, form: str, a: Rows) -> Call:
    """Our function, into an existing output."""
    if form == "backward":
        return functools.partial(getattr(fastrelu, f"{name}_backward"), a.grad, a.output, out=a.y)
    return functools.partial(getattr(fastrelu, name), a.x, out=a.y)


def rows(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    """The rows of the mode."""
    for length, dtype, data in plan.arrays():
        for name, form in plan.cases():
            step(f"rows of {what(name, form, dtype, length, data)}")
            a = rows_of(name, length, dtype, data)
            calls = {"fastrelu": ours(name, form, a)}
            for peer in plan.peers:
                call = peer_call(peer, name, form, a, plan.threads)
                if call is not None:
                    calls[peer] = call
            calls["memcpy"] = functools.partial(np.copyto, a.y, a.x)
            turns = {contender: loop(call) for contender, call in calls.items()}
            times = timing.interleaved(turns, plan.seconds, plan.pause)
            yield {
                "activation": name,
                "form": form,
                "dtype": dtype,
                "data": data,
                "size": length,
                "rows": len(a.x),
                **beside(times, plan.peers, a.x.size),
            }
            del a, calls, turns  # before the next ones, which may be large
