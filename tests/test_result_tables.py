"""Long calls of 16-bit functions look their results up: the bits are those that are computed (result_table.h)."""

import numpy as np
import pytest

import fastrelu
import support
from fastrelu import _core
from fastrelu._signature import KERNELS

PATTERNS = np.random.default_rng(0).permutation(np.arange(1 << 16, dtype="u2").repeat(3))
SHORT = 8192  # is always computed
FORMS = ("value", "derivative", "with_derivative")
CASES = [(a, f) for a in support.ACTIVATIONS for f in FORMS]


try:
    import ml_dtypes

    DTYPES = (np.dtype("f2"), np.dtype(ml_dtypes.bfloat16))
except ImportError:  # bfloat16 is nobody's then
    DTYPES = (np.dtype("f2"),)


def computed(ufunc, x, *parameters):
    """By calls that are too short for a table."""
    parts = [support.as_tuple(ufunc(x[i : i + SHORT], *parameters)) for i in range(0, x.size, SHORT)]
    return tuple(np.concatenate(results) for results in zip(*parts, strict=True))


def looked_up(ufunc, x, *parameters, **keywords):
    """By a call of which it is sure that there is a table, if there ever is one."""
    for _ in range(2):
        ufunc(x, *parameters)
    return support.as_tuple(ufunc(x, *parameters, **keywords))


def assert_same(results, expected):
    for result, wanted in zip(results, expected, strict=True):
        support.assert_same_bits(result, wanted)


@pytest.mark.parametrize("case", CASES, ids=support.ufunc_id)
def test_bits_are_those_that_are_computed(case):
    ufunc = support.ufunc(*case)
    for dtype in DTYPES:
        x = PATTERNS.view(dtype)
        parameters = [dtype.type(p) for p in case[0].samples[0]]
        expected = computed(ufunc, x, *parameters)
        assert_same(looked_up(ufunc, x, *parameters), expected)
        if ufunc.nout == 1:
            own = x.copy()
            assert_same(looked_up(ufunc, own, *parameters, out=(own,)), expected)  # in place


@pytest.mark.parametrize("form", FORMS)
def test_layouts(form):
    ufunc = support.ufunc(KERNELS["gelu"], form)
    for dtype in DTYPES:
        x = PATTERNS.view(dtype)
        expected = computed(ufunc, x)
        looked_up(ufunc, x)
        spread = np.zeros((x.size, 2), dtype)
        spread[:, 0] = x
        assert_same(support.as_tuple(ufunc(spread[:, 0])), expected)
        assert_same([r[::-1] for r in support.as_tuple(ufunc(x[::-1]))], expected)
        square = x.reshape(512, 384)
        assert_same([r.T.ravel() for r in support.as_tuple(ufunc(square.T))], expected)
        assert_same([r.ravel() for r in support.as_tuple(ufunc(np.asfortranarray(square)))], expected)
        # past the caches
        before = _core.set_stream_bytes(0)
        try:
            assert_same(support.as_tuple(ufunc(x)), expected)
            assert_same(support.as_tuple(ufunc(x[3:-5])), [e[3:-5] for e in expected])
        finally:
            _core.set_stream_bytes(before)


def test_operands_that_overlap():
    x = PATTERNS.view("f2").copy()
    expected = computed(fastrelu.silu.ufunc, x, np.float16(1))
    looked_up(fastrelu.silu.ufunc, x, np.float16(1))
    fastrelu.silu(x[:-1], out=x[1:])
    support.assert_same_bits(x[1:], expected[0][:-1])


def test_what_has_tables():
    """All but what float32 computes exactly."""
    source = """
import numpy as np
from fastrelu import _core, _ufuncs
from fastrelu._signature import KERNELS
x = np.random.default_rng(0).normal(size=1 << 17).astype("f2")
for kernel in KERNELS.values():
    if kernel.kind != "elementwise":
        continue
    before = _core.result_tables_made()
    for form in ("value", "derivative", "with_derivative"):
        for _ in range(2):
            _ufuncs.ufunc(kernel, form)(x, *map(np.float16, kernel.defaults))
    print(kernel.name, _core.result_tables_made() - before, int(kernel.bound == 0.5))
"""
    for line in support.run_python(source).stdout.splitlines():
        name, made, exact = line.split()
        assert made == ("0" if exact == "1" else "3"), name


def test_a_table_is_made_once_and_of_the_default_alone():
    source = """
import numpy as np, fastrelu
from fastrelu import _core
x = np.random.default_rng(0).normal(size=1 << 17).astype("f2")
made = []
def call(function, *arguments, times=1):
    for _ in range(times):
        function(*arguments)
    made.append(_core.result_tables_made())
call(fastrelu.mish, x)
call(fastrelu.mish, x)             # so many elements have been worth it
call(fastrelu.mish, x, times=5)
call(fastrelu.mish, x.astype("f4"), times=5)
call(fastrelu.elu, x, 0.5, times=5)
call(fastrelu.elu, x, np.full_like(x, 1), times=5)
call(fastrelu.relu, x, times=5)    # is computed in no time
call(fastrelu.mish, x[:16000], times=50)
call(fastrelu.elu, x, times=2)
call(fastrelu.silu_backward, x, x, times=5)
print(*made)
"""
    assert support.run_python(source).stdout.split() == ["0", "1", "1", "1", "1", "1", "1", "1", "2", "2"]


def test_threads_at_once():
    source = """
import numpy as np, fastrelu
from concurrent.futures import ThreadPoolExecutor
from fastrelu import _core
x = np.random.default_rng(0).normal(size=1 << 16).astype("f2")
expected = np.concatenate([fastrelu.gelu(part) for part in np.split(x, 16)])
with ThreadPoolExecutor(8) as pool:
    results = list(pool.map(fastrelu.gelu, [x] * 160))
print(sum(not np.array_equal(result, expected) for result in results), _core.result_tables_made())
"""
    assert support.run_python(source).stdout.split() == ["0", "1"]
