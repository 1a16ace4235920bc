"""What decides when a second thread pays, and from which size on outputs leave past the caches.

    python bench/thresholds.py

Prints, for each activation, the nanoseconds per float32 element of its value on one core in cache (`cost` in
cpp/activations), and the ratio of two threads to one around the size at which cpp/runtime/threads.cpp begins to use
two: a ratio below 1 anywhere says that kWorthAThread is too small for this machine. Then, by size of the output, how
much faster the cheapest activation is with stores past the caches than with ordinary ones, alone and followed by
something that reads the output: where the second is above 1 for good, g_stream_bytes in cpp/runtime/parallel.cpp should
be. Run it with nothing else running.
"""

from __future__ import annotations

import functools
import os

import numpy as np

import fastrelu
from fastrelu import _core, _ufuncs
from fastrelu._signature import KERNELS
from fastrelu.bench.timing import interleaved, loop

IN_CACHE = 20_000


def timed(name: str, size: int, counts: tuple[int, ...]) -> dict[int, float]:
    """Median nanoseconds per call by number of threads, interleaved."""
    x = np.random.default_rng(0).standard_normal(size).astype(np.float32)
    out = np.empty_like(x)
    signature = KERNELS[name]
    ufunc = _ufuncs.ufunc(signature, "value")
    arguments = (*(x,) * len(signature.inputs), *map(np.float32, signature.general_sample))

    def call(count: int) -> None:
        with fastrelu.num_threads(count):
            ufunc(*arguments, out=out)

    return interleaved({count: loop(functools.partial(call, count)) for count in counts}, 0.05)


# The cheapest there is: what streaming saves shows most.
CHEAPEST = next(s for s in KERNELS.values() if s.keeps_integers)


def streaming(megabytes: int) -> list[float]:
    """Ordinary stores against those past the caches: the ratio of times, alone and with a reader."""
    x = np.random.default_rng(0).standard_normal(megabytes << 18, dtype=np.float32)
    out, cheapest = np.empty_like(x), _ufuncs.ufunc(CHEAPEST, "value")

    def call(bytes: float, reads: bool) -> None:
        before = _core.set_stream_bytes(bytes)
        cheapest(x, out=out)
        if reads:
            cheapest(out, out=out)  # in place, which is never streamed
        _core.set_stream_bytes(before)

    ratios = []
    with fastrelu.num_threads(1):
        for reads in (False, True):
            ways = {name: loop(functools.partial(call, b, reads)) for name, b in (("stored", 1e18), ("streamed", 0.0))}
            times = interleaved(ways, 1.0)
            ratios.append(times["stored"] / times["streamed"])
    return ratios


def main() -> None:
    print(f"{'':12}{'ns/element':>12}   two threads against one, by size")
    for name in KERNELS:
        cost = timed(name, IN_CACHE, (1,))[1] / IN_CACHE
        cells = []
        if (os.cpu_count() or 1) > 1:
            for power in range(14, 22):
                times = timed(name, 1 << power, (1, 2))
                cells.append(f"2^{power} {times[1] / times[2]:.2f}")
        print(f"{name:12}{cost:>12.3f}   {'  '.join(cells)}", flush=True)
    print(
        f"\nstores past the caches against ordinary ones, {CHEAPEST.name}, float32\n"
        + f"{'output':>8}{'alone':>10}{'and read':>10}"
    )
    for megabytes in (1, 2, 4, 8, 16, 24, 32, 48, 64, 128, 256):
        alone, read = streaming(megabytes)
        print(f"{megabytes:>5} MB{alone:>10.2f}{read:>10.2f}", flush=True)


if __name__ == "__main__":
    main()
