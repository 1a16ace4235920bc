"""What a measurement is asked for, and what all of them need to say and do."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import fastrelu

from . import timing
from .cases import forms_of
from .peers import Peer
from .timing import Loop

Row = dict[str, Any]


@dataclass
class Plan:
    """The options of the command, with the defaults of a mode filled in, and the peers that are installed."""

    sizes: list[int]
    activations: list[str]
    dtypes: list[str]
    data: list[str]
    forms: list[str]
    threads: int
    fresh: bool
    cold: bool
    seconds: float
    peers: dict[str, Peer]

    def cases(self) -> Iterator[tuple[str, str]]:
        """Names of activations, each with those of the forms that it has."""
        for name in self.activations:
            for form in forms_of(name, self.forms):
                yield name, form

    def arrays(self) -> Iterator[tuple[int, str, str]]:
        """Sizes, dtypes and kinds of data."""
        return itertools.product(self.sizes, self.dtypes, self.data)

    @property
    def pause(self) -> float:
        return timing.PAUSE if self.threads > 1 else 0.0

    @functools.cached_property
    def emptied(self) -> Callable[[], object]:
        """What empties the caches."""
        return timing.emptied_caches()


def beside(times: dict[str, float], rivals: Collection[str], elements: int) -> Row:
    """What a row says of times for so many elements, those of ours, of memcpy, and of rivals among others."""
    fastest = min((name for name in times if name in rivals), key=times.__getitem__, default=None)
    return {
        "ns_per_element": {name: round(time / elements, 4) for name, time in times.items()},
        "fastest_peer": fastest,
        "ratio": None if fastest is None else round(times[fastest] / times["fastrelu"], 3),
        "share_of_memcpy": round(times["fastrelu"] / times["memcpy"], 3),
    }


def what(name: str, form: str, dtype: str, size: int, data: str = "normal") -> str:
    """A step, for those who wait."""
    return f"{name} {form}, {dtype}, {size} elements" + f", {data}" * (data != "normal")


def with_threads(count: int, run: Loop) -> Loop:
    """A loop on so many threads."""

    def timed(number: int) -> float:
        with fastrelu.num_threads(count):
            return run(number)

    return timed
