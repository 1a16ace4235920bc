"""Numbers to measure on: bit patterns from the whole range of a dtype, and the neighbours of points of interest."""

import numpy as np

# Inputs at a time.
_CHUNK = 1 << 17
# The exponents of numbers that activations are used on.
_USUAL = -7, 6


def _unsigned(dtype):
    return np.dtype(f"u{dtype.itemsize}")


def every(dtype, stride):
    """Every so many-th of all bit patterns, as finite numbers.

    Parameters
    ----------
    dtype : dtype
        float16, float32 or float64.
    stride : int

    Yields
    ------
    ndarray
    """
    count = count_of(dtype, stride)
    for begin in range(0, count, _CHUNK):
        steps = np.arange(begin, min(begin + _CHUNK, count), dtype=np.uint64)
        yield _finite(steps * np.uint64(stride), dtype)


def count_of(dtype, stride):
    """How many patterns `every` looks at."""
    return -(-(1 << 8 * dtype.itemsize) // stride)


def _finite(patterns, dtype):
    x = patterns.astype(_unsigned(dtype)).view(dtype)
    return x[np.isfinite(x)]


def spread(dtype, samples):
    """Random numbers: half of them any bit patterns, half of a size that activations are used on.

    Parameters
    ----------
    dtype : dtype
    samples : int
        How many, about: what is not finite is left out.

    Yields
    ------
    ndarray
    """
    random = np.random.default_rng(0)
    low, high = (int(np.array(2.0**power, dtype).view(_unsigned(dtype))) for power in (_USUAL[0], _USUAL[1] + 1))
    sign = 1 << 8 * dtype.itemsize - 1
    for begin in range(0, samples, _CHUNK):
        count = min(_CHUNK, samples - begin)
        usual = random.integers(low, high, count // 2, dtype=np.uint64)
        usual |= random.integers(0, 2, usual.size, dtype=np.uint64) * np.uint64(sign)
        yield _finite(random.integers(0, 2 * sign, count - usual.size, dtype=np.uint64), dtype)
        yield _finite(usual, dtype)


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
