"""Numbers to measure on: bit patterns from the whole range of a dtype, and the neighbours of points of interest."""

import numpy as np

# Inputs at a time.
_CHUNK = 1 << 17
# The exponents of numbers that activations are used on.
_USUAL = -7, 6


def _unsigned(dtype):
    return np.dtype(f"u{dtype.itemsize}")


def every(dtype, stride, first=0, last=None):
    """Every so many-th of the bit patterns from `first` up to `last`, by default all, as finite numbers.

    Parameters
    ----------
    dtype : dtype
        float16, float32 or float64.
    stride : int
    first, last : int, optional

    Yields
    ------
    ndarray
    """
    last = 1 << 8 * dtype.itemsize if last is None else last
    count = -(-(last - first) // stride)
    for begin in range(0, count, _CHUNK):
        steps = np.arange(begin, min(begin + _CHUNK, count), dtype=np.uint64)
        patterns = np.uint64(first) + steps * np.uint64(stride)
        x = patterns.astype(_unsigned(dtype)).view(dtype)
        yield x[np.isfinite(x)]


def count_of(dtype, stride):
    """How many patterns `every` looks at."""
    return -(-(1 << 8 * dtype.itemsize) // stride)


def spread(dtype, samples):
    """About so many numbers: half of them from the whole range, half of a size that activations are used on.

    Parameters
    ----------
    dtype : dtype
    samples : int

    Yields
    ------
    ndarray
    """
    half = max(samples // 2, 2)
    # Odd, so that the last bits take all values.
    yield from every(dtype, (1 << 8 * dtype.itemsize) // half | 1)
    low, high = (int(np.array(2.0**power, dtype).view(_unsigned(dtype))) for power in (_USUAL[0], _USUAL[1] + 1))
    stride = max(2 * (high - low) // half, 1) | 1
    sign = 1 << 8 * dtype.itemsize - 1
    for begin in (0, sign):
        yield from every(dtype, stride, begin + low, begin + high)


def neighbours(dtype, points, run):
    """The numbers next to points, so many on each side; of either sign, and those at both ends of the range too.

    Parameters
    ----------
    dtype : dtype
    points : sequence of float
    run : int

    Returns
    -------
    ndarray
    """
    info = np.finfo(dtype)
    places = np.abs([*points, 0.0, float(info.tiny), float(info.max)])
    sizes = np.minimum(places, float(info.max)).astype(dtype).view(_unsigned(dtype)).astype(object)
    largest = int(info.max.view(_unsigned(dtype)))
    patterns = sorted({min(max(int(s) + k, 0), largest) for s in sizes for k in range(-run, run + 1)})
    above = np.array(patterns, _unsigned(dtype)).view(dtype)
    return np.concatenate([above, -above])
