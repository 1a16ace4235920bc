"""The ways through arrays that may be larger than the memory: a window at a time, in the order of the file.

Each takes ``read(first, into)`` and ``write(first, array)``, which count elements in the order of the file, and a
function of arrays with an ``out``.
"""

import math

import numpy as np

# Elements at a time: enough for several threads, and few enough for the caches.
WINDOW = 1 << 20


class Buffers:
    """Memory that is used again for every window.

    Parameters
    ----------
    read : callable
    stored, dtype, result : dtype
        As the file has the elements, as the function takes them, and its results.
    """

    def __init__(self, read, stored, dtype, result):
        self._read, self._stored, self._dtype, self._result = read, stored, dtype, result
        self._memory = {}

    def _of(self, key, count, dtype):
        if key not in self._memory or self._memory[key].size < count:
            self._memory[key] = np.empty(count, dtype)
        return self._memory[key][:count]

    def inputs(self, first, count, key=0):
        """So many elements of the file, in the dtype of the function."""
        stored = self._of(("stored", key), count, self._stored)
        self._read(first, stored)
        return self.cast(stored, key)

    def stored(self, count):
        """An array to read to."""
        return self._of(("stored", 0), count, self._stored)

    def cast(self, stored, key=0):
        """Elements of the file in the dtype of the function."""
        if self._stored == self._dtype:
            return stored
        inputs = self._of(("inputs", key), stored.size, self._dtype)
        with np.errstate(all="ignore"):  # a narrower dtype may overflow
            np.copyto(inputs, stored, casting="unsafe")
        return inputs

    def results(self, count):
        """Memory for results."""
        return self._of("results", count, self._result)


def elementwise(size, buffers, write, function, advance):
    """Every element by itself."""
    for first in range(0, size, WINDOW):
        count = min(WINDOW, size - first)
        results = buffers.results(count)
        function(buffers.inputs(first, count), out=results)
        write(first, results)
        advance(count)


def around(shape, axis, fortran):
    """How an axis lies in the file: the number of blocks, its length, the elements between its neighbours."""
    before, after = math.prod(shape[:axis]), math.prod(shape[axis + 1 :])
    return (after, shape[axis], before) if fortran else (before, shape[axis], after)


def halves(layout, gate_first, buffers, write, function, advance):
    """A function of the two halves of an axis."""
    blocks, length, inner = layout
    half = length // 2 * inner
    order = slice(None) if gate_first else slice(None, None, -1)
    if 2 * half <= WINDOW:
        step = WINDOW // max(2 * half, 1)
        for block in range(0, blocks, step):
            count = min(step, blocks - block)
            both = buffers.inputs(2 * half * block, 2 * half * count).reshape(count, 2, half)
            results = buffers.results(count * half)
            function(*(both[:, k] for k in range(2)[order]), out=results.reshape(count, half))
            write(half * block, results)
            advance(2 * half * count)
        return
    for block in range(blocks):
        for first in range(0, half, WINDOW):
            count = min(WINDOW, half - first)
            both = [buffers.inputs((2 * block + k) * half + first, count, k) for k in range(2)]
            results = buffers.results(count)
            function(*both[order], out=results)
            write(block * half + first, results)
            advance(2 * count)


def rows(layout, buffers, read, write, function, advance):
    """A function along an axis; a row of it has to fit into memory."""
    blocks, length, inner = layout
    size = length * inner
    if inner == 1 or size <= WINDOW:
        step = max(WINDOW // max(size, 1), 1)
        for block in range(0, blocks, step):
            count = min(step, blocks - block)
            shape = (count, length, inner)
            results = buffers.results(count * size)
            function(buffers.inputs(size * block, count * size).reshape(shape), axis=1, out=results.reshape(shape))
            write(size * block, results)
            advance(count * size)
        return
    step = max(WINDOW // length, 1)
    for block in range(blocks):
        for first in range(0, inner, step):
            width = min(step, inner - first)
            places = [size * block + inner * k + first for k in range(length)]
            stored = buffers.stored(length * width).reshape(length, width)
            for place, line in zip(places, stored, strict=True):
                read(place, line)
            shape = (length, width)
            results = buffers.results(length * width).reshape(shape)
            function(buffers.cast(stored.reshape(-1)).reshape(shape), axis=0, out=results)
            for place, line in zip(places, results, strict=True):
                write(place, line)
            advance(length * width)
