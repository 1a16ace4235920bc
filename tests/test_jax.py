"""fastrelu.jax against the array functions, and under JAX's transformations."""

import doctest
import itertools
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import fastrelu
from fastrelu._formulas import FORMULAS
from fastrelu._signature import FUNCTIONS, KERNELS, ROWS

# JAX is an optional extra.
jax = pytest.importorskip("jax")

import fastrelu.jax as fj  # noqa: E402

jnp = jax.numpy
KINDS = ("elementwise", "gated")
SIGNATURES = {name: signature for name, signature in FUNCTIONS.items() if signature.kind in KINDS}
# A public name, what chooses its formula, and the kernel's signature.
CHOICES = [
    pytest.param(name, chosen, kernel, id=kernel.name)
    for name, signature in SIGNATURES.items()
    for chosen, kernel in (signature.variants or {None: signature}).items()
]
each_formula = pytest.mark.parametrize(("name", "chosen", "kernel"), CHOICES)
# One of each number of inputs and parameters: what concerns shapes alone is the same code for all of them.
each_sort = pytest.mark.parametrize(
    ("name", "chosen", "kernel"),
    {(len(c.values[2].inputs), len(c.values[2].parameters)): c for c in reversed(CHOICES)}.values(),
)


@pytest.fixture(autouse=True)
def with_float64():
    # JAX has no float64 unless it is switched on.
    with jax.enable_x64(True) if hasattr(jax, "enable_x64") else jax.experimental.enable_x64():
        yield


def function(module, name, chosen, form=""):
    """A function of the inputs and the parameters, the formula chosen."""
    f, choice = getattr(module, name + form), FUNCTIONS[name].choice
    return (lambda *args: f(*args, **{choice.name: chosen})) if choice else f


def normal(*shape, dtype="float64", seed=7):
    return (3 * np.random.default_rng(seed).standard_normal(shape)).astype(dtype)


def inputs(kernel, *shape, dtype="float64"):
    return [normal(*shape, dtype=dtype, seed=7 + k) for k in range(len(kernel.inputs))]


def smooth_points(kernel):
    """Points away from the kinks for any of the parameters that tests use."""
    x = np.linspace(-5.3, 5.7, 45)
    kinks = [*kernel.points, *(p for sample in kernel.samples for s in sample for p in (s, -s))]
    return x[np.all([np.abs(x - kink) > 0.05 for kink in kinks], axis=0)]


# -------------------------------------------------------------------------------------------------------------- values


@each_formula
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_bits_are_those_of_the_array_functions(name, chosen, kernel, dtype):
    ours, expected = function(fj, name, chosen), function(fastrelu, name, chosen)
    special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1e-45, -1e-7, 6e4, -6e4]).astype(dtype)
    for parameters in kernel.samples:
        for x in (inputs(kernel, 1000, dtype=dtype), [special] * len(kernel.inputs)):
            want = expected(*x, *parameters)
            for call in (jax.jit, lambda f: f)[: 1 + (parameters is kernel.samples[0])]:
                got = call(lambda *x, p=parameters: ours(*x, *p))(*x)
                assert got.dtype == dtype
                np.testing.assert_array_equal(got, want)
                np.testing.assert_array_equal(np.signbit(got), np.signbit(want))


@each_formula
def test_bfloat16_is_float32_rounded_once(name, chosen, kernel):
    f = function(fj, name, chosen)
    x = [jnp.asarray(v).astype("bfloat16") for v in inputs(kernel, 1000)]
    got = f(*x, *kernel.defaults)
    assert got.dtype == "bfloat16"
    assert jnp.array_equal(got, f(*(v.astype("float32") for v in x), *kernel.defaults).astype("bfloat16"))
    slope = jax.grad(lambda v: f(v, *x[1:], *kernel.defaults).astype("float32").sum())(x[0])
    assert slope.dtype == "bfloat16"


@each_sort
def test_broadcasting(name, chosen, kernel):
    ours, expected = function(fj, name, chosen), function(fastrelu, name, chosen)
    shapes = [(), (3,), (4, 3), (2, 1, 3), (2, 4, 1), (0,), (1, 1)]
    count = len(kernel.inputs) + len(kernel.parameters)
    for chosen_shapes in itertools.product(shapes, repeat=min(count, 2)):
        try:
            np.broadcast_shapes(*chosen_shapes)
        except ValueError:
            continue
        chosen_shapes += ((),) * (count - len(chosen_shapes))
        operands = [np.abs(normal(*shape, seed=k)) + 1 for k, shape in enumerate(chosen_shapes)]
        if kernel.constraint:  # holds among the defaults
            operands[len(kernel.inputs) :] = [np.full(s, d) for s, d in zip(
                chosen_shapes[len(kernel.inputs) :], kernel.defaults, strict=True)]  # fmt: skip
        want = np.asarray(expected(*operands))
        got = jax.jit(ours)(*operands)
        assert got.shape == want.shape
        np.testing.assert_array_equal(got, want)


def test_large_arrays_and_layouts():
    x = normal(700, 900, dtype="float32")
    np.testing.assert_array_equal(jax.jit(lambda x: fj.gelu(x.T))(x), fastrelu.gelu(x.T))
    np.testing.assert_array_equal(jax.jit(lambda x, w: fj.prelu(x, w))(x, x[0]), fastrelu.prelu(x, x[0]))
    np.testing.assert_array_equal(fj.prelu(x, x[:, 0], axis=0), fastrelu.prelu(x, x[:, 0], axis=0))


def test_integers():
    x = np.arange(-3, 4)
    for dtype in ("int8", "int16", "int32", "int64"):
        got = fj.relu(x.astype(dtype))
        assert got.dtype == dtype
        np.testing.assert_array_equal(got, np.maximum(x, 0))
    assert fj.relu(True).dtype == "int8"
    assert fj.elu(x).dtype == jnp.exp(x).dtype
    np.testing.assert_array_equal(fj.elu(x), fastrelu.elu(x.astype("float64")))
    with jax.enable_x64(False) if hasattr(jax, "enable_x64") else jax.experimental.disable_x64():
        assert fj.elu(np.arange(3, dtype="int32")).dtype == "float32"


def test_dtypes_follow_jax():
    x = jnp.ones(3, "float16")
    assert fj.elu(x, 2.0).dtype == "float16"
    assert fj.elu(x, np.float32(2)).dtype == "float32"
    assert fj.elu(x, jnp.ones((), "bfloat16")).dtype == jnp.result_type("float16", "bfloat16")
    assert fj.prelu(x.astype("bfloat16"), 0.5).dtype == "bfloat16"


# --------------------------------------------------------------------------------------------------------- derivatives


def assert_equal_or_flushed(ours, want):
    """The same; or 0, where XLA's product of a tangent with a subnormal derivative is that, as it flushes them."""
    ours, want = np.asarray(ours), np.asarray(want)
    flushed = (ours == 0) & (np.abs(want) < np.finfo(want.dtype).tiny)
    np.testing.assert_array_equal(np.where(flushed, want, ours), want)


@each_formula
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_first_derivatives_are_those_of_the_kernels(name, chosen, kernel, dtype):
    f, backward = function(fj, name, chosen), function(fastrelu, name, chosen, "_backward")
    x = tuple(inputs(kernel, 500, dtype=dtype))
    for parameters in kernel.samples:
        ones = np.ones(500, dtype)
        numbers = tuple(np.asarray(p, dtype) for p in parameters)
        result = backward(ones, *x, *numbers)
        expected = result[: len(x)] if isinstance(result, tuple) else (result,)

        def primal(*x, parameters=parameters):
            return f(*x, *parameters)

        got, pull = jax.vjp(primal, *x)
        np.testing.assert_array_equal(got, primal(*x))
        for k, (ours, want) in enumerate(zip(pull(jnp.ones_like(got)), expected, strict=True)):
            assert_equal_or_flushed(ours, want)
            tangents = tuple(ones * (j == k) for j in range(len(x)))
            assert_equal_or_flushed(jax.jit(jax.jvp, static_argnums=0)(primal, x, tangents)[1], want)


def holds(kernel, parameters, k, value):
    names = {p.name: number for p, number in zip(kernel.parameters, parameters, strict=True)}
    return eval(kernel.constraint, {"inf": np.inf}, {**names, kernel.parameters[k].name: value})


@each_formula
def test_derivatives_by_parameters(name, chosen, kernel):
    f = function(fj, name, chosen)
    points = [smooth_points(kernel)] * len(kernel.inputs)
    for parameters in kernel.samples:
        for k, value in enumerate(parameters):

            def of_parameter(p, k=k, parameters=parameters):
                return f(*points, *parameters[:k], p, *parameters[k + 1 :])

            step = 1e-5 * min(1.0, abs(value) or 1.0)
            if kernel.constraint and not all(holds(kernel, parameters, k, value + s) for s in (-step, step)):
                continue  # at the edge of what it may be
            expected = (of_parameter(value + step) - of_parameter(value - step)) / (2 * step)
            got = jax.jvp(of_parameter, (value,), (1.0,))[1]
            np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)
            np.testing.assert_allclose(
                jax.grad(lambda p: of_parameter(p).sum())(value), got.sum(), rtol=1e-9, atol=1e-9
            )


@each_formula
def test_second_derivatives(name, chosen, kernel):
    f, points = function(fj, name, chosen), smooth_points(kernel)
    step = 1e-5
    others = (0.75,) * (len(kernel.inputs) - 1)
    for parameters in kernel.samples[:2]:

        def g(x, rest=(*others, *parameters)):
            return f(x, *rest)

        slope = jax.jit(jax.vmap(jax.grad(g)))
        expected = (slope(points + step) - slope(points - step)) / (2 * step)
        # Compiled as one, which takes less time.
        ways = (jax.grad(jax.grad(g)), jax.jacfwd(jax.grad(g)), jax.jacrev(jax.jacfwd(g)))
        for second in jax.jit(jax.vmap(lambda x, ways=ways: [way(x) for way in ways]))(points):
            np.testing.assert_allclose(second, expected, rtol=1e-5, atol=1e-7)
        third = jax.jit(jax.vmap(jax.grad(jax.grad(jax.grad(g)))))(points)
        assert jnp.isfinite(third).all()
        # Far out nothing becomes NaN that the first derivative knows.
        far = np.array([-1e300, -1e4, -900.0, -50.0, 50.0, 900.0, 1e4, 1e300])
        known = jnp.isfinite(slope(far))
        assert jnp.isfinite(jax.jit(jax.vmap(jax.grad(jax.grad(g))))(far)[known]).all()


@each_formula
def test_second_derivatives_in_narrow_types(name, chosen, kernel):
    f = function(fj, name, chosen)
    rest = (0.75,) * (len(kernel.inputs) - 1) + kernel.defaults
    x = smooth_points(kernel)
    wide = jax.jit(jax.vmap(jax.grad(jax.grad(lambda v: f(v, *rest)))))(x)
    for dtype, near in (("float32", 1e-4), ("float16", 5e-3), ("bfloat16", 5e-2)):
        given = jnp.asarray(x).astype(dtype)
        second = jax.grad(jax.grad(lambda v: f(v, *(np.asarray(r, v.dtype) for r in rest))))
        got = jax.jit(jax.vmap(second))(given)
        assert got.dtype == dtype
        np.testing.assert_allclose(got.astype("float64"), wide, rtol=near, atol=2 * near)


def test_trained_parameters_get_their_gradient():
    x = normal(6, 4, 5)
    for shape in ((), (5,), (4, 1), (6, 1, 1), (1, 4, 5)):
        weight = np.full(shape, 0.25)
        got = jax.grad(lambda w: (fj.prelu(x, w) * x).sum())(weight)
        np.testing.assert_allclose(got, fastrelu.prelu_backward(x, x, weight)[1], rtol=1e-12)
        assert got.shape == shape


def test_every_kernel_has_a_formula():
    assert {kernel.name for kernel in KERNELS.values() if kernel.kind in KINDS} <= FORMULAS.keys()


def test_without_a_formula_there_is_an_error(monkeypatch):
    monkeypatch.delitem(FORMULAS, "elu")
    with pytest.raises(
        NotImplementedError, match="elu: nothing beyond its first derivative with respect to its inputs"
    ):
        jax.grad(jax.grad(fj.elu))(0.5, 1.25)
    assert jax.grad(fj.elu)(0.5, 1.25) == 1


# ----------------------------------------------------------------------------------------------------- transformations


@each_sort
def test_vmap(name, chosen, kernel):
    f = function(fj, name, chosen)
    data = len(kernel.inputs)
    count = data + len(kernel.parameters)
    x = inputs(kernel, 4, 3)
    parameters = [np.full(4, p) for p in kernel.defaults]
    for axes in itertools.product((0, None), repeat=count):
        if all(axis is None for axis in axes):
            continue
        operands = [a if axis == 0 else a[0] for a, axis in zip([*x, *parameters], axes, strict=True)]
        got = jax.vmap(f, axes)(*operands)
        # By hand: parameters are numbers to each element of the batch.
        rows = [[a[k] if axis == 0 else a for a, axis in zip(operands, axes, strict=True)] for k in range(4)]
        np.testing.assert_array_equal(got, np.stack([f(*row) for row in rows]))
    twice = jax.vmap(jax.vmap(f, (1,) * data + (None,) * (count - data)), (0,) * data + (None,) * (count - data))
    operands = [*(normal(2, 3, 4, seed=k) for k in range(data)), *kernel.defaults]
    expected = f(*operands)
    np.testing.assert_array_equal(twice(*operands), np.swapaxes(expected, 1, 2))


def test_control_flow_and_checkpoints():
    x = normal(5)

    def loss(w):
        return jax.lax.scan(lambda c, v: (fj.gelu(c * v + w), fj.elu(c)), 0.5, x)[0]

    def by_hand(w):
        c = 0.5
        for v in x:
            c = fj.gelu(c * v + w)
        return c

    np.testing.assert_allclose(jax.grad(loss)(0.3), jax.grad(by_hand)(0.3), rtol=1e-12)
    np.testing.assert_allclose(jax.grad(jax.checkpoint(by_hand))(0.3), jax.grad(by_hand)(0.3), rtol=1e-12)
    assert jax.linearize(by_hand, 0.3)[1](1.0) == pytest.approx(float(jax.grad(by_hand)(0.3)))


def test_one_value_keeps_its_subnormals():
    # XLA flushes them on its threads.
    tiny = np.full(100_000, -3e-42, "float32")
    np.testing.assert_array_equal(jax.jit(fj.elu)(tiny), fastrelu.elu(tiny))
    assert fastrelu.elu(tiny)[0] != 0


@pytest.mark.parametrize("signature", [s for s in FUNCTIONS.values() if s.kind == "gated"], ids=lambda s: s.name)
def test_halves_of_one_array(signature):
    ours, theirs = getattr(fj, signature.name), getattr(fastrelu, signature.name)
    both = np.random.default_rng(5).normal(size=(6, 8, 3)).astype("f4")
    for keywords in ({"axis": 1}, {"axis": 0, "gate_first": not signature.gate_first}):
        np.testing.assert_array_equal(jax.jit(lambda b, k=keywords: ours(b, **k))(both), theirs(both, **keywords))
    np.testing.assert_array_equal(ours(gate=both[..., :2]), theirs(both[..., :2]))
    slopes = jax.grad(lambda b: ours(b, axis=0).sum())(both)
    want = getattr(fastrelu, signature.name + "_backward")(np.ones((3, 8, 3), "f4"), both, axis=0)
    np.testing.assert_allclose(slopes, want, rtol=1e-6)
    with pytest.raises(ValueError, match=f"{signature.name}: axis -1 has length 3, and no two halves"):
        ours(both)
    with pytest.raises(TypeError, match="axis"):
        ours(both, both, axis=0)


# --------------------------------------------------------------------------------------------------------- what it says


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (TypeError, "gelu: arguments must be real, of float16", lambda: fj.gelu(1j)),
        (TypeError, "relu: arguments must be arrays or numbers, not list", lambda: fj.relu([1.0])),
        (TypeError, "relu() missing required argument: x", lambda: fj.relu()),
        (TypeError, "elu() takes at most 2 positional arguments but 3", lambda: fj.elu(1.0, 2.0, 3.0)),
        (TypeError, "gelu() got an unexpected keyword argument 'out'", lambda: fj.gelu(1.0, out=None)),
        (ValueError, 'gelu: approximate must be "none" or "tanh", not \'x\'', lambda: fj.gelu(1.0, "x")),
        (ValueError, "elu: alpha must not be NaN", lambda: fj.elu(1.0, float("nan"))),
        (ValueError, "prelu: axis 1 is out of bounds", lambda: fj.prelu(np.ones(3), np.ones(3), axis=1)),
        (AttributeError, "module 'fastrelu.jax' has no attribute 'nothing'", lambda: fj.nothing),
    ],
)
def test_errors(error, message, call):
    with pytest.raises(error, match=re.escape(message)):
        call()


@pytest.mark.parametrize("name", fj.__all__)
def test_docstrings(name):
    documented = getattr(fj, name)
    assert documented.__name__ == name
    with jax.enable_x64(False) if hasattr(jax, "enable_x64") else jax.experimental.disable_x64():
        runner = doctest.DocTestRunner()
        runner.run(doctest.DocTestParser().get_doctest(documented.__doc__, {}, name, None, 0))
        runner.run(doctest.DocTestParser().get_doctest(fj.__doc__, {}, "fastrelu.jax", None, 0))
    assert runner.failures == 0
    assert runner.tries > 2


def test_all_names_are_there():
    names = {name for signature in SIGNATURES.values() for name in (signature.name, *signature.aliases)}
    assert set(fj.__all__) == names | set(ROWS)


# ------------------------------------------------------------------------------------------------------- with the rest


ONE_CPU = """
import os
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import jax, numpy as np, fastrelu.jax as fj
for n in (300_000, 1_000_000, 5_000_000):
    x = np.full(n, 0.5, "float32")
    jax.jit(lambda x: fj.gelu(2 * x) + 1)(x).block_until_ready()
    jax.jit(jax.grad(lambda x: (fj.prelu(fj.elu(x), 0.5 * x) ** 2).sum()))(x).block_until_ready()
"""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no affinity")
def test_large_arrays_come_back_on_one_cpu():
    result = subprocess.run([sys.executable, "-c", ONE_CPU], capture_output=True, text=True, timeout=80)
    assert result.returncode == 0, result.stderr


def test_says_what_to_install():
    code = "import sys; sys.modules['jax'] = None; import fastrelu; fastrelu.relu(1.0); import fastrelu.jax"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert result.stderr.endswith("ImportError: fastrelu.jax needs JAX 0.5 or newer: pip install fastrelu[jax]\n")


# Ours, XLA's, and the fields of each in turn.
LAYOUTS = """
Head XLA_FFI_Extension_Base : size struct_size
Extended XLA_FFI_Extension_Base : size struct_size, type type, next next
Version XLA_FFI_Api_Version : major major_version, minor minor_version
Metadata XLA_FFI_Metadata : version api_version, traits traits
MetadataRequest XLA_FFI_Metadata_Extension : base extension_base, answer metadata
ErrorArguments XLA_FFI_Error_Create_Args : message message, code errc
Api XLA_FFI_Api : version api_version, internal internal_api, make_error XLA_FFI_Error_Create
Buffer XLA_FFI_Buffer : dtype dtype, data data, rank rank, shape dims
Text XLA_FFI_ByteSpan : start ptr, length len
Operands XLA_FFI_Args : count size, sorts types, at args
Operands XLA_FFI_Rets : count size, sorts types, at rets
Attributes XLA_FFI_Attrs : count size, sorts types, names names, at attrs
Call XLA_FFI_CallFrame : api api, context ctx, stage stage, inputs args, outputs rets, attributes attrs
"""
NUMBERS = """
kMajor XLA_FFI_API_MAJOR
metadata_extension XLA_FFI_Extension_Metadata
execute_stage XLA_FFI_ExecutionStage_EXECUTE
buffer_operand XLA_FFI_ArgType_BUFFER
buffer_operand XLA_FFI_RetType_BUFFER
string_attribute XLA_FFI_AttrType_STRING
invalid_argument XLA_FFI_Error_Code_INVALID_ARGUMENT
"""


def test_declarations_are_those_of_xla(tmp_path):
    folder = Path(__file__).resolve().parents[1] / "cpp"
    compiler = shutil.which(os.environ.get("CXX", "c++")) or shutil.which("g++") or shutil.which("clang++")
    if compiler is None or not folder.exists():
        pytest.skip("needs a C++ compiler and the sources")
    lines = ["#include <cstddef>", '#include "xla/ffi/api/c_api.h"', '#include "python/xla_interface.h"']
    lines.append("namespace ours = fastrelu::xla;")
    for line in LAYOUTS.strip().splitlines():
        structs, fields = line.split(" : ")
        mine, theirs = structs.split()
        for field in fields.split(", "):
            a, b = field.split()
            lines.append(
                f"static_assert(offsetof(ours::{mine}, {a}) == offsetof({theirs}, {b}), {line!r});".replace("'", '"')
            )
            lines.append(
                f"static_assert(sizeof(ours::{mine}::{a}) == sizeof({theirs}::{b}), {line!r});".replace("'", '"')
            )
    for line in NUMBERS.strip().splitlines():
        mine, theirs = line.split()
        lines.append(f'static_assert(int(ours::{mine}) == int({theirs}), "{mine}");')
    source = tmp_path / "layouts.cpp"
    source.write_text("\n".join(lines))
    command = [compiler, "-std=c++17", "-fsyntax-only", f"-I{folder}", f"-I{jax.ffi.include_dir()}", str(source)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, textwrap.shorten(result.stderr, 2000)
