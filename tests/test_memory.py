"""Zero copies: what memory a call adds, counted by NumPy's allocations and by what the system has had to provide."""

import functools
import json
import sys

import pytest

import support

# A child process, in which the peak is that of each case alone: it is reset, and what was freed before is no longer
# there. The array is large enough for any copy of it, whole or by halves, to stand out; threads and their buffers are
# set up before.
CHILD = """
import json, tracemalloc
import numpy as np
import fastrelu

def peak():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024

def reset_peak():
    with open("/proc/self/clear_refs", "w") as clear:
        clear.write("5")

def written(shape):  # unlike np.zeros, whose pages the system provides when they are first written
    return np.full(shape, 9, "f4")

fastrelu.set_num_threads(2)
warm = np.ones((400, 400), "f4")
for signature in fastrelu._signature.FUNCTIONS.values():
    for form in signature.all_forms:
        if form.endswith("backward"):
            parameters = [p.example for p in signature.parameters]
            getattr(fastrelu, signature.function_name(form))(*[warm] * len(signature.data(form)), *parameters)

def measured(n, setup, statement, check):
    names = dict(np=np, fastrelu=fastrelu, written=written, n=n)
    exec(setup, names)
    statement = compile(statement, "statement", "exec")
    tracemalloc.start()
    reset_peak()
    before = peak()
    exec(statement, names)
    added = peak() - before
    allocated = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    try:
        exec(check, names)
    except AssertionError:
        return added, allocated, check
    return added, allocated, ""

print(json.dumps({name: measured(*case) for name, case in CASES.items()}))
"""

CASES = {
    "in place": (
        "x = np.full(n, -1, 'f4')",
        "fastrelu.leaky_relu(x, 0.5, out=x)",
        "assert (x[::997] == -0.5).all()",
    ),
    "in place, float16": (
        "x = np.full(n, -1, 'f2')",
        "fastrelu.leaky_relu(x, 0.5, out=x)",
        "assert (x[::997] == -0.5).all()",
    ),
    "into another array": (
        "x = np.full(n // 2, -1, 'f4'); y = written(n // 2)",
        "fastrelu.elu(x, out=y)",
        "assert (y[::997] < -0.6).all()",
    ),
    "strided input": (
        "x = np.full(n, -1, 'f4')[::2]; y = written(n // 2)",
        "fastrelu.leaky_relu(x, 0.5, out=y)",
        "assert (y[::997] == -0.5).all()",
    ),
    "strided output": (
        "x = np.full(n // 2, -1, 'f4'); y = written(n)[::2]",
        "fastrelu.relu(x, out=y)",
        "assert (y[::997] == 0).all()",
    ),
    "transposed": (
        "x = np.full((n // 20000, 10000), -1, 'f4').T; y = written(x.shape[::-1]).T",
        "fastrelu.gelu(x, out=y)",
        "assert (y[::97] < -0.1).all()",
    ),
    "transposed into another order": (
        "x = np.full((n // 20000, 10000), -1, 'f4').T; y = written(x.shape)",
        "fastrelu.relu(x, out=y)",
        "assert (y[::97] == 0).all()",
    ),
    "read-only input": (
        "x = np.full(n // 2, -1, 'f4'); x.flags.writeable = False; y = written(n // 2)",
        "fastrelu.gelu(x, approximate='tanh', out=y)",
        "assert (y[::997] < -0.1).all()",
    ),
    "broadcast input": (
        "x = np.full((1, 10000), -1, 'f4'); y = written((n // 10000, 10000))",
        "fastrelu.relu(x, out=y)",
        "assert (y[::97] == 0).all()",
    ),
    "parameter for each row": (
        "x = np.full((n // 10000, 10000), -1, 'f4'); w = np.full((n // 10000, 1), 0.5, 'f4')",
        "fastrelu.prelu(x, w, out=x)",
        "assert (x[::97] == -0.5).all()",
    ),
    "three parameters": (
        "x = np.full(n // 2, -1, 'f4')",
        "fastrelu.xielu(x, 0.5, 0.25, 0.125, out=x)",
        "assert (x[::997] < 0).all()",
    ),
    "bias": (
        "x = np.full((n // 20000, 10000), -1, 'f4'); b = np.full(10000, -1, 'f4')",
        "fastrelu.bias_leaky_relu(x, b, 0.5, out=x)",
        "assert (x[::97] == -1).all()",
    ),
    "bias_backward": (
        "x = np.full((n // 20000, 10000), -1, 'f4'); b = np.full(10000, -1, 'f4'); g = -x; s = written(10000)",
        "fastrelu.bias_leaky_relu_backward(g, x, b, 0.5, out=(g, s))",
        "assert (g[::97] == 0.5).all(); assert (s == 0.5 * (n // 20000)).all()",
    ),
    "where": (
        "x = np.full(n // 2, -1, 'f4'); where = np.ones(n // 2, bool)",
        "fastrelu.leaky_relu(x, 0.5, out=x, where=where)",
        "assert (x[::997] == -0.5).all()",
    ),
    "another byte order": (
        "x = np.full(n // 4, -1, '>f4'); y = written(n // 4)",
        "fastrelu.leaky_relu(x, 0.5, out=y)",
        "assert (y[::997] == -0.5).all()",
    ),
    "backward in place": (
        "x = np.full(n // 2, -1, 'f4'); g = np.ones(n // 2, 'f4')",
        "fastrelu.elu_backward(g, x, out=g)",
        "assert (g[::997] < 0.4).all()",
    ),
    "value and derivative": (
        "x = np.full(n // 2, -1, 'f4'); y = written(n // 2)",
        "fastrelu.leaky_relu_with_derivative(x, 0.5, out=(y, x))",
        "assert (y[::997] == -0.5).all(); assert (x[::997] == 0.5).all()",
    ),
    "gated": (
        "x = np.full(n // 4, 2, 'f4'); g = np.full(n // 4, 3, 'f4')",
        "fastrelu.reglu(g, x, out=g)",
        "assert (g[::997] == 6).all()",
    ),
    "gated, backward": (
        "x = np.full(n // 4, 2, 'f4'); g = np.full(n // 4, 3, 'f4'); a = np.ones(n // 4, 'f4')",
        "fastrelu.reglu_backward(a, g, x, out=(g, x))",
        "assert (g[::997] == 2).all(); assert (x[::997] == 3).all()",
    ),
    "both halves of an array": (
        "x = np.full((n // 20000, 10000), 2, 'f4'); y = written((n // 20000, 5000))",
        "fastrelu.reglu(x, out=y)",
        "assert (y[::97] == 4).all()",
    ),
    "both halves of an array, backward": (
        "x = np.full((n // 20000, 10000), 2, 'f4'); a = np.ones((n // 20000, 5000), 'f4')",
        "fastrelu.reglu_backward(a, x, out=x)",
        "assert (x[::97] == 2).all()",
    ),
    "an optional parameter that is trained": (
        "x = np.full(n // 4, -1, 'f4'); g = np.ones(n // 4, 'f4'); y = written(n // 4); s = written(())",
        "fastrelu.silu_backward(g, x, 0.0, out=(y, s))",
        "assert (y[::997] == 0.5).all(); assert s == np.float32(n // 16)",
    ),
    "prelu_backward": (
        "x = np.full(n // 4, -1, 'f4'); g = np.ones(n // 4, 'f4'); y = written(n // 4); s = written(())",
        "fastrelu.prelu_backward(g, x, 0.5, out=(y, s))",
        "assert (y[::997] == 0.5).all(); assert s == -np.float32(n // 4)",
    ),
    "prelu_backward by channels": (
        "x = np.full((4, 250, n // 4000), -1, 'f4'); g = -x; y = written(x.shape); s = written(250)",
        "fastrelu.prelu_backward(g, x, np.full(250, 0.5, 'f4'), axis=1, out=(y, s))",
        "assert (y == 0.5).all(); assert (s == -4 * (n // 4000)).all()",
    ),
    "prelu_backward of strided arrays": (
        "x = np.full(n // 2, -1, 'f4')[::2]; g = np.ones(n // 2, 'f4')[::2]; y = written(n // 4)",
        "fastrelu.prelu_backward(g, x, 0.5, out=(y, None))",
        "assert (y[::997] == 0.5).all()",
    ),
}

# 1e8 elements, 400 MB, for the first of them; the others show the same with less.
SIZES = {"in place": 100_000_000}
LIMIT = 1_000_000

reads_peak = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the peak of memory from /proc")


def measured(cases):
    """Of each case: bytes by which the peak rose, bytes that NumPy allocated, and what was wrong with the results."""
    # What is freed goes back to the system at once, and does not hide the next copy.
    return json.loads(support.run_python(f"CASES = {cases!r}\n{CHILD}", MALLOC_MMAP_THRESHOLD_="65536").stdout)


@functools.cache
def all_measured():
    return measured({name: (SIZES.get(name, 16_000_000), *case) for name, case in CASES.items()})


@reads_peak
@pytest.mark.parametrize("case", CASES)
def test_no_copies(case):
    added, allocated, wrong = all_measured()[case]
    assert not wrong
    assert allocated < LIMIT, f"NumPy allocated {allocated / 1e6:.1f} MB"
    assert added < LIMIT, f"the peak rose by {added / 1e6:.1f} MB"


@reads_peak
def test_the_measurement_sees_copies():
    copy = (2_000_000, "x = np.full(n, -1, 'f4')", "y = fastrelu.relu(x)", "assert y[0] == 1")
    for added, allocated, wrong in measured({"first": copy, "second": copy}).values():
        assert allocated >= 8_000_000
        assert added > 7_000_000
        assert wrong == copy[-1]


def test_nothing_is_kept():
    """Many calls leave no memory behind."""
    code = """
import gc, tracemalloc
import numpy as np
import fastrelu
x = np.linspace(-3, 3, 100, dtype="f4")

def calls(times):
    for _ in range(times):
        fastrelu.relu(x)
        fastrelu.elu(x, 0.5)
        fastrelu.elu(x, x)
        fastrelu.gelu_with_derivative(x, "tanh")
        fastrelu.prelu_backward(x, x, 0.25)
        fastrelu.prelu_backward(x[None], x[None], x, axis=1)
        fastrelu.silu_backward(x, x)
        fastrelu.silu_backward(x, x, beta=x)
        fastrelu.xielu(x, 0.5, x)
        fastrelu.bias_gelu(x, x)
        fastrelu.bias_gelu_backward(x, x, 0.5)
        fastrelu.glu(x)
        fastrelu.glu_backward(x[:50], x)
        for bad in ("a", 1j):
            try:
                fastrelu.elu(x, bad)
            except TypeError:
                pass
        try:
            fastrelu.softplus(x, -1.0)
        except ValueError:
            pass
        with fastrelu.num_threads(2):
            fastrelu.relu(x)
        fastrelu.show_config(mode="dicts")

calls(20)
tracemalloc.start()
gc.collect()
before = tracemalloc.get_traced_memory()[0]
calls(500)
gc.collect()
print(tracemalloc.get_traced_memory()[0] - before)
"""
    assert int(support.run_python(code).stdout) < 20_000
