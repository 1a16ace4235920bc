"""Memory that runs out, that is a file's, that is more than 32 bits can count; and a million calls that keep none."""

import json
import sys

import numpy as np
import pytest

import fastrelu
import support

is_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits and /proc as Linux has them")

# --------------------------------------------------------------------------------------------------------- exhaustion

# A child raises its limit of address space by a page or a few from call to call, so that each allocation that a call
# makes fails once. Whatever happens, it has to be a MemoryError or the right result, and afterwards all must work.
EXHAUSTION = """
import gc, json, resource, sys, threading
import numpy as np
import fastrelu

n = 1 << 18  # arrays that the system provides each by itself, so that the limit is felt: no gap in the heap takes one
gaps = [np.empty(60000, "u1") for _ in range(200)]
rng = np.random.default_rng(0)
x, g = rng.normal(size=(2, 128, n // 128)).astype("f4")
half, wide, row = x.astype("f2"), x.astype("f8"), x[0].copy()
strided = np.asfortranarray(np.repeat(x, 2, axis=0))[::2]
calls = {{
    "value": lambda: fastrelu.gelu(x),
    "two outputs": lambda: fastrelu.elu_with_derivative(x, row),
    "strided": lambda: fastrelu.silu(strided),
    "parameter": lambda: fastrelu.leaky_relu(x, row),
    "other dtype": lambda: fastrelu.mish(half, dtype="f8"),
    "mixed": lambda: fastrelu.relu_backward(half, wide),
    "overlap": lambda: fastrelu.relu(x[:-1], out=x[1:].copy()),
    "where": lambda: fastrelu.tanh(x, where=x > 0, out=np.zeros_like(x)),
    "weight": lambda: fastrelu.prelu_backward(g, x, row),
    "weights along an axis": lambda: fastrelu.prelu_backward(g, x, x[:, 0].copy(), axis=0),
    "number": lambda: fastrelu.prelu_backward(g, x, 0.25),
    "bias": lambda: fastrelu.bias_gelu_backward(g, x, row),
    "from output": lambda: fastrelu.tanh_backward_from_output(g, x),
    "gated": lambda: fastrelu.swiglu(x),
    "gated backward": lambda: fastrelu.swiglu_backward(x[:, : n // 256].copy(), x),
    "rows": lambda: fastrelu.softmax(x),
    "rows of float16": lambda: fastrelu.softmax(half, axis=0),
    "a long row": lambda: fastrelu.log_softmax(x, axis=None),
    "rows, backward": lambda: fastrelu.softmax_backward(half, half, axis=0),
    "integers": lambda: fastrelu.sigmoid(x.astype("i4")),
    "buffers": lambda: buffers(),
}}

def buffers():
    with fastrelu.reuse_buffers():
        return fastrelu.relu(fastrelu.relu(x))

def arrays(result):
    return [np.asarray(r) for r in (result if isinstance(result, tuple) else (result,))]

def room():
    return int(open("/proc/self/statm").read().split()[0]) * 4096

call = calls[{name!r}]

def main():
    with fastrelu.num_threads({threads}):
        wanted = [a.copy() for a in arrays(call())]
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        failed = done = 0
        gc.collect()
        for more in [*range(0, 1 << 17, 8192), *range(1 << 17, 24 << 20, 1 << 18)]:
            resource.setrlimit(resource.RLIMIT_AS, (room() + more, hard))
            try:
                got = arrays(call())
            except MemoryError:
                failed += 1
                continue
            finally:
                resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
            done += 1
            assert all(np.array_equal(a, b) for a, b in zip(got, wanted)), more
            del got
        assert all(np.array_equal(a, b) for a, b in zip(arrays(call()), wanted))
    print(json.dumps([failed, done]))

# In a thread, whose stack is there as a whole. The main one's grows, and where the limit forbids that the process ends.
threading.stack_size(8 << 20)
thread = threading.Thread(target=main)
thread.start()
thread.join()
"""
NAMES = [line.split('"')[1] for line in EXHAUSTION.splitlines() if line.startswith('    "') and ": lambda" in line]


@is_linux
@pytest.mark.parametrize("name", NAMES)
def test_every_allocation_may_fail(name):
    threads = 2 if name in ("value", "weight", "a long row") else 1
    # Threads' own arenas have reserved more room than the limit knows of.
    malloc = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_ARENA_MAX": "1"}
    child = support.run_python(EXHAUSTION.format(name=name, threads=threads), **malloc)
    failed, done = json.loads(child.stdout)
    assert failed > 0, "the limit was never felt"
    assert done > 0, "there was never room enough"


# -------------------------------------------------------------------------------------------------------------- files


def test_arrays_in_files(tmp_path):
    """Read-only, copied when written, and shared; zero-copy, so that results are in the file."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(300, 257)).astype("f4")
    np.save(tmp_path / "x.npy", x)
    read = np.load(tmp_path / "x.npy", mmap_mode="r")
    shared = np.lib.format.open_memmap(tmp_path / "y.npy", "w+", "f4", x.shape)
    assert fastrelu.gelu(read, out=shared) is shared
    fastrelu.softmax(read[:, ::-1], out=shared[:, ::-1])
    shared.flush()
    np.testing.assert_array_equal(np.load(tmp_path / "y.npy"), fastrelu.softmax(x[:, ::-1])[:, ::-1])
    with pytest.raises(ValueError, match="read-only"):
        fastrelu.relu(x, out=read)
    private = np.load(tmp_path / "x.npy", mmap_mode="c")
    fastrelu.relu(private, out=private)
    np.testing.assert_array_equal(private, fastrelu.relu(x))
    np.testing.assert_array_equal(np.load(tmp_path / "x.npy"), x)
    result = fastrelu.elu(read)
    assert isinstance(result, np.memmap) == isinstance(np.exp(read), np.memmap)
    np.testing.assert_array_equal(np.asarray(result), fastrelu.elu(x))


def test_other_byte_orders():
    """Through NumPy's casts, as for its own functions; results in the byte order of the machine."""
    x = np.random.default_rng(2).normal(size=1001)
    other = ">" if sys.byteorder == "little" else "<"
    for dtype in ("f2", "f4", "f8"):
        given = x.astype(dtype)
        swapped = given.astype(other + dtype)
        np.testing.assert_array_equal(fastrelu.mish(swapped), fastrelu.mish(given))
        np.testing.assert_array_equal(fastrelu.softmax(swapped), fastrelu.softmax(given))
        np.testing.assert_array_equal(fastrelu.glu(swapped[:1000]), fastrelu.glu(given[:1000]))
        got, slopes = fastrelu.prelu_backward(swapped, swapped, swapped)
        want, wanted = fastrelu.prelu_backward(given, given, given)
        np.testing.assert_array_equal(got, want)
        np.testing.assert_array_equal(slopes, wanted)
        out = np.empty_like(swapped)
        assert fastrelu.relu(swapped, out=out) is out
        np.testing.assert_array_equal(out, fastrelu.relu(given))


# ---------------------------------------------------------------------------------------------- more than 32 bits count


def available():
    with open("/proc/meminfo") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable"))


LARGE = {
    "elements": ("i1", (1 << 31) + 1001, "fastrelu.relu(x, out=x)", "np.maximum(part, 0)"),
    "bytes": ("f4", (1 << 30) + 1001, "fastrelu.leaky_relu(x, 0.5, out=x)", "np.where(part > 0, part, part / 2)"),
    "a row": ("f2", (1 << 31) + 1001, "fastrelu.relu(x[None], out=x[None])", "np.maximum(part, 0)"),
}


@pytest.mark.slow
@is_linux
@pytest.mark.parametrize("case", LARGE)
def test_beyond_32_bits(case):
    dtype, n, call, by_hand = LARGE[case]
    # 2^31 elements or 2^32 bytes have to be held.
    if available() < 1.3 * n * np.dtype(dtype).itemsize:
        pytest.skip("not enough memory is free")
    code = f"""
import numpy as np, fastrelu
n = {n}
x = np.empty(n, {dtype!r})
tile = np.random.default_rng(0).integers(-100, 100, 1 << 20).astype({dtype!r})
for i in range(0, n, tile.size):
    x[i : i + tile.size] = tile[: n - i]
{call}
for i in range(0, n, tile.size):
    part = tile[: n - i]
    assert np.array_equal(x[i : i + tile.size], {by_hand}), i
"""
    support.run_python(code, timeout=600)


@pytest.mark.slow
@is_linux
def test_softmax_of_a_row_beyond_32_bits():
    n = (1 << 30) + 1001
    # A row of float32, whose result takes its place. (Of float16 one would be computed in two buffers of float32.)
    if available() < 6 << 30:
        pytest.skip("not enough memory is free")
    code = f"""
import numpy as np, fastrelu
x = np.full({n}, -np.inf, "f4")
x[[0, 1 << 29, -1]] = 0, 1, 2
y = fastrelu.softmax(x, out=x)
want = fastrelu.softmax(np.array([0, 1, 2], "f4"))
assert np.array_equal(y[[0, 1 << 29, -1]], want) and np.count_nonzero(y) == 3
"""
    support.run_python(code, timeout=600)


# --------------------------------------------------------------------------------------------------------------- a soak

SOAK = """
import gc
import numpy as np
import fastrelu
from fastrelu._signature import FUNCTIONS, ROWS

rng = np.random.default_rng(0)
shapes = (6,), (40,), (4, 6), (300,)
arrays = [rng.normal(size=shape).astype(dtype) for shape in shapes for dtype in ("f2", "f4", "f8")]
jobs = []
for x in arrays:
    for signature in FUNCTIONS.values():
        given = {p.name: p.example for p in signature.parameters if p.default is None}
        for form in signature.all_forms:
            function = getattr(fastrelu, signature.function_name(form))
            jobs.append((function, (np.abs(x),) * len(signature.data(form)), given))
    for name in ROWS:
        jobs.append((getattr(fastrelu, name), (x,), {}))
        jobs.append((getattr(fastrelu, name + "_backward"), (x, x), {"axis": 0}))

def refused(x):
    for bad in ((x, "a"), (x, np.ones(7)), (object(), 1.0), ()):
        try:
            fastrelu.leaky_relu(*bad)
        except (TypeError, ValueError):
            pass

def calls(count):
    done = 0
    while done < count:
        for k, (function, data, given) in enumerate(jobs):
            function(*data, **given)
            if k % 50 == 0:
                refused(data[0])
                with fastrelu.num_threads(1 + k % 3), fastrelu.reuse_buffers(1 << 20):
                    function(*data, **given)
        done += len(jobs)
    gc.collect()

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

calls(5 * len(jobs))
before = resident()
calls(COUNT)
print(resident() - before)
"""


@is_linux
@pytest.mark.parametrize("count", [30_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_many_mixed_calls_keep_no_memory(count):
    grown = int(support.run_python(SOAK.replace("COUNT", str(count)), timeout=600).stdout)
    assert grown < 1_500_000, grown  # three bytes a call would show in a million
