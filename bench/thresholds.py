"""What decides when a second thread pays: the cost per element of each activation, and where two threads overtake one.

    python bench/thresholds.py

Prints, for each activation, the nanoseconds per float32 element of its value on one core in cache (`cost` in cpp/ops),
and the ratio of two threads to one around the size at which cpp/parallel.cpp begins to use two. Run it with nothing
else running; a ratio below 1 anywhere says that kWorthAThread is too small for this machine.
"""

from __future__ import annotations

import functools
import os

import numpy as np

import fastrelu
from fastrelu import _ufuncs
from fastrelu.bench.timing import interleaved, loop

IN_CACHE = 20_000


def timed(name: str, size: int, counts: tuple[int, ...]) -> dict[int, float]:
    """Median nanoseconds per call by number of threads, interleaved."""
    x = np.random.default_rng(0).standard_normal(size).astype(np.float32)
    out = np.empty_like(x)
    ufunc = getattr(_ufuncs, name)
    arguments = (x, *(np.float32(0.5) for _ in range(ufunc.nin - 1)))

    def call(count: int) -> None:
        with fastrelu.num_threads(count):
            ufunc(*arguments, out=out)

    return interleaved({count: loop(functools.partial(call, count)) for count in counts}, 0.05)


def main() -> None:
    print(f"{'':12}{'ns/element':>12}   two threads against one, by size")
    for activation in _ufuncs.REGISTRY:
        name = activation["name"]
        cost = timed(name, IN_CACHE, (1,))[1] / IN_CACHE
        cells = []
        if (os.cpu_count() or 1) > 1:
            for power in range(14, 22):
                times = timed(name, 1 << power, (1, 2))
                cells.append(f"2^{power} {times[1] / times[2]:.2f}")
        print(f"{name:12}{cost:>12.3f}   {'  '.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
