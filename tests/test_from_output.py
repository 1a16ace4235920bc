"""Backward passes from the output: f'(x) as a function of y = f(x), so that training may overwrite x."""

import itertools
import json

import numpy as np
import pytest
from mpmath import mp, mpf

import fastrelu
import support
from fastrelu import _ufuncs
from fastrelu._signature import FUNCTIONS, OUTPUT_FORM, ROWS
from fastrelu.reference import FROM_OUTPUT, reference

SIGNATURES = [s for s in FUNCTIONS.values() if OUTPUT_FORM in s.all_forms]
CASES = [
    pytest.param(s, sample, id="-".join([s.name, *(f"{p:g}" for p in sample)]))
    for s in SIGNATURES
    for sample in s.samples
]


def allowed(signature, parameters):
    """Does the output determine the derivative?"""
    numbers = {p.name: value for p, value in zip(signature.parameters, parameters, strict=True)}
    return not signature.output_constraint or eval(signature.output_constraint, {"inf": np.inf}, numbers)


CASES = [case for case in CASES if allowed(*case.values)]
cases = pytest.mark.parametrize(("signature", "parameters"), CASES)
by_signature = pytest.mark.parametrize("signature", SIGNATURES, ids=lambda s: s.name)


def function(signature):
    return getattr(fastrelu, signature.function_name(OUTPUT_FORM))


def first(result):
    return result[0] if isinstance(result, tuple) else result


def outputs(signature, parameters, dtype, n=3000):
    """x, and f(x), of every kind of number."""
    x = support.inputs_for(signature, dtype, n)
    return x, _ufuncs.ufunc(signature, "value")(x, *map(np.dtype(dtype).type, parameters))


def test_functions_that_have_one():
    assert {s.name for s in SIGNATURES} == FROM_OUTPUT.keys()
    for name in ROWS:
        assert getattr(fastrelu, f"{name}_{OUTPUT_FORM}") is getattr(fastrelu, f"{name}_backward")


@cases
def test_reference(signature, parameters):
    """The formula in y, and the derivative of the formula in x: two ways to one number."""
    exact = reference(signature.name)
    with mp.workprec(400):
        for number in (-30, -5.5, -1, -0.7, -1e-3, 1e-3, 0.3, 0.9, 2.7, 5.9, 6.1, 25):
            x, given = mpf(number), [mpf(p) for p in parameters]
            y = exact.exact(mp, x, *given)
            one, other = FROM_OUTPUT[signature.name](mp, y, *given), exact.derivative(mp, x, *given)
            assert mp.almosteq(one, other, 1e-60, 1e-60), (number, one, other)


@cases
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_within_the_bound_for_every_output(signature, parameters, dtype):
    parameters = support.in_dtype(parameters, dtype)
    _, y = outputs(signature, parameters, dtype)
    y = np.unique(y[np.isfinite(y)])
    grad = np.random.default_rng(0).normal(size=y.size).astype(dtype)
    got = _ufuncs.ufunc(signature, OUTPUT_FORM)(grad, y, *map(np.dtype(dtype).type, parameters))
    worst = 0.0
    with mp.workprec(200):
        given = [mpf(p) for p in parameters]
        for g, output, result in zip(grad.tolist(), y.tolist(), got.tolist(), strict=True):
            exact = g * FROM_OUTPUT[signature.name](mp, mpf(output), *given)
            worst = max(worst, support.mp_ulps(result, exact, dtype))
    assert worst <= max(signature.bound, 0.5)


@cases
@pytest.mark.parametrize("dtype", ["f2", "bfloat16"])
def test_rounded_once_at_every_pattern(signature, parameters, dtype):
    if dtype == "bfloat16":
        dtype = np.dtype(pytest.importorskip("ml_dtypes").bfloat16)
    y = np.arange(65536, dtype="u2").view(dtype)
    grad = np.random.default_rng(1).normal(size=y.size).astype(dtype)
    given = [np.array(p, dtype) for p in parameters]
    ufunc = _ufuncs.ufunc(signature, OUTPUT_FORM)
    got = ufunc(grad, y, *given)
    assert got.dtype == dtype
    with np.errstate(all="ignore"):
        want = ufunc(*(a.astype("f8") for a in (grad, y, *given)))
        rounded = want.astype(dtype) if dtype == "f2" else support.to_bfloat16(want)
    ends = [signature.limits(sign * np.inf, *parameters)[0] for sign in (-1, 1)]
    with np.errstate(invalid="ignore"):
        usable = np.isfinite(y.astype("f4")) & (y.astype("f8") >= ends[0]) & (y.astype("f8") <= ends[1])
    assert usable.sum() > 10_000
    if dtype != "f2":
        usable &= ~support.on_bfloat16_middle(want)
    np.testing.assert_array_equal(got[usable].astype("f8"), rounded[usable].astype("f8"))


# As test_bfloat16.py has it for the other forms.
@pytest.mark.slow
@by_signature
def test_rounded_once_by_mpmath(signature):
    dtype = np.dtype(pytest.importorskip("ml_dtypes").bfloat16)
    given = [dtype.type(p) for p in signature.samples[0]]
    numbers = list(map(float, given))
    ends = [signature.limits(sign * np.inf, *numbers)[0] for sign in (-1, 1)]
    y = np.arange(65536, dtype="u2").view(dtype)
    with np.errstate(invalid="ignore"):
        wide = y.astype("f8")
        y = y[np.isfinite(wide) & (wide >= ends[0]) & (wide <= ends[1])]
    grad = np.random.default_rng(1).normal(size=y.size).astype(dtype)
    got = first(_ufuncs.ufunc(signature, OUTPUT_FORM)(grad, y, *given))
    formula = FROM_OUTPUT[signature.name]
    with mp.workdps(100):
        exact = [mpf(float(g)) * formula(mp, mpf(float(v)), *map(mpf, numbers)) for g, v in zip(grad, y, strict=True)]
        support.assert_nearest_bfloat16(got, exact, signature.name)


@cases
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_against_the_backward_pass_from_the_input(signature, parameters, dtype):
    """Of straight pieces bit for bit; of the others as near as the rounding of y leaves it."""
    x, y = outputs(signature, parameters, dtype)
    grad = np.random.default_rng(2).normal(size=x.size).astype(dtype)
    given = [np.dtype(dtype).type(p) for p in parameters]
    want = first(_ufuncs.ufunc(signature, "backward")(grad, x, *given))
    got = _ufuncs.ufunc(signature, OUTPUT_FORM)(grad, y, *given)
    if signature.piecewise_linear:
        # A slope that takes all of x with it leaves 0, on the side of the kink that it was on.
        np.testing.assert_array_equal(got, want)
        return
    # The slopes of f' as a function of y times what y has lost.
    largest = 1 + 2 * max([1.0, *parameters]) if signature.name != "softplus" else 1 + parameters[0]
    unit = np.spacing(np.maximum(np.abs(y), np.finfo(dtype).tiny).clip(max=largest).astype(dtype)).astype("f8")
    slack = np.abs(grad.astype("f8")) * (largest * (unit + np.finfo(dtype).eps))
    if any(p.name == "alpha" for p in signature.parameters):
        slack = slack / min(1.0, parameters[0])
    assert (np.abs(got.astype("f8") - want) <= 8 * slack).all()


@by_signature
def test_layouts(signature):
    given = {p.name: p.example for p in signature.parameters if p.default is None}
    y = getattr(fastrelu, signature.name)(np.random.default_rng(3).normal(0, 2, (41, 67)), **given)
    grad = np.random.default_rng(4).normal(size=y.shape)
    for dtype in ("f2", "f4", "f8"):
        g, output = grad.astype(dtype), y.astype(dtype)
        whole = first(function(signature)(g, output, **given))
        assert whole.dtype == dtype
        for index in (np.s_[::2], np.s_[:, ::-3], np.s_[5], np.s_[3:4, :7]):
            part = first(function(signature)(g[index], output[index], **given))
            np.testing.assert_array_equal(part, whole[index])
        np.testing.assert_array_equal(first(function(signature)(g.T, output.T, **given)), whole.T)
        # The usual way of training: the gradient takes the place of the output, or of that of the layer above.
        one, other = output.copy(), g.copy()
        ufunc = _ufuncs.ufunc(signature, OUTPUT_FORM)
        parameters = [p.example for p in signature.parameters]
        assert ufunc(g, one, *parameters, out=one) is one
        assert ufunc(other, output, *parameters, out=other) is other
        np.testing.assert_array_equal(one, whole)
        np.testing.assert_array_equal(other, whole)


@by_signature
@pytest.mark.parametrize("isa", support.supported_isas())
def test_every_instruction_set(signature, isa):
    parameters = signature.samples[0]
    _, y = outputs(signature, parameters, "f4")
    grad = np.random.default_rng(5).normal(size=y.size).astype("f4")
    with support.using_isa(isa):
        got = _ufuncs.ufunc(signature, OUTPUT_FORM)(grad, y, *map(np.float32, parameters))
    wide = _ufuncs.ufunc(signature, OUTPUT_FORM)(grad.astype("f8"), y.astype("f8"), *map(np.float32, parameters))
    assert support.ulps(got, wide, "f4").max() <= max(signature.bound, 0.5) + 1e-3


REFUSED = {
    "leaky_relu": (0.0, -0.5),
    "prelu": (0.0, -0.5),
    "elu": (0.0, -1.0, np.inf),
    "celu": (0.0, -1.0, np.inf),
    "softplus": (0.0, -2.0),
    "thresholded_relu": (-0.1,),
}


@pytest.mark.parametrize(("name", "value"), [(name, v) for name, values in REFUSED.items() for v in (*values, np.nan)])
def test_parameters_for_which_it_is_not_defined(name, value):
    """As numbers and among the elements of arrays; nothing is written."""
    signature = FUNCTIONS[name]
    parameter = signature.parameters[0].name
    y, out = np.ones(4), np.full(4, 9.0)
    assert set(REFUSED) >= {s.name for s in SIGNATURES if s.output_constraint}
    arrays = [[1.0, value, 2.0, 1.0], np.array([1.0, 1.0, value, 1.0], "f4"), np.full((2, 1, 1), value)]
    if signature.output_constraint == "":
        arrays = []  # what the function itself refuses in numbers only
    if signature.trained:
        out = (out, None)
    for given in (value, np.float32(value), *arrays):
        with pytest.raises(ValueError, match=f"{name}_{OUTPUT_FORM}: .*{parameter}"):
            function(signature)(y, y, given, out=out)
    assert (first(out) == 9).all()


def test_gradient_of_the_slope():
    rng = np.random.default_rng(6)
    x, grad = rng.normal(size=(2, 20, 7, 30)).astype("f4")
    weight = rng.uniform(0.1, 3, 7).astype("f4")
    y = fastrelu.prelu(x, weight, axis=1)
    for name in ("f4", "f8"):
        of_x, of_weight = fastrelu.prelu_backward(grad, x, weight, axis=1, dtype=name)
        got_x, got_weight = fastrelu.prelu_backward_from_output(grad, y, weight, axis=1, dtype=name)
        np.testing.assert_array_equal(got_x, of_x)
        assert got_weight.shape == (7,)
        np.testing.assert_allclose(got_weight, of_weight, rtol=1e-5, atol=1e-5)
    out = np.empty_like(x), np.empty_like(weight)
    got = fastrelu.prelu_backward_from_output(grad, y, weight, axis=1, out=out)
    assert got[0] is out[0]
    assert got[1] is out[1]
    one, total = fastrelu.prelu_backward_from_output(2.0, -3.0, 0.5)
    assert (one, total) == (1.0, -12.0)
    with pytest.raises(ValueError, match="axis 1 of y has length 7"):
        fastrelu.prelu_backward_from_output(grad, y, weight[:3], axis=1)
    xarray = pytest.importorskip("xarray")
    labelled = fastrelu.prelu_backward_from_output(
        *(xarray.DataArray(a, dims=("n", "channel", "pixel")) for a in (grad, y)),
        xarray.DataArray(weight, dims="channel"),
    )
    np.testing.assert_allclose(labelled[1].values, of_weight, rtol=1e-5, atol=1e-5)


def test_softmax():
    x = np.random.default_rng(7).normal(size=(5, 9))
    y, grad = fastrelu.softmax(x), np.eye(5, 9)
    np.testing.assert_array_equal(fastrelu.softmax_backward_from_output(grad, y), fastrelu.softmax_backward(grad, y))


# A network of many layers, once as it is usually written and once so that each activation overwrites its input. Each
# prints the gradients' digest and the peak of what NumPy allocated.
TRAINING = """
import hashlib, json, tracemalloc
import numpy as np
import fastrelu

rng = np.random.default_rng(0)
layers = [rng.normal(0, 0.06, (256, 256)).astype("f4") for _ in range(12)]
x = rng.normal(size=(4096, 256)).astype("f4")
value, backward = fastrelu.{name}, fastrelu.{name}_backward
from_output = fastrelu.{name}_backward_from_output
tracemalloc.start()
kept = [x]
inputs = []
for w in layers:
    z = kept[-1] @ w
    if {in_place}:
        value(z, out=z)
        kept.append(z)
    else:
        inputs.append(z)
        kept.append(value(z))
    del z
grad = np.ones_like(kept[-1])
gradients = []
for w in reversed(layers):
    y = kept.pop()
    grad = from_output(grad, y, out=grad) if {in_place} else backward(grad, inputs.pop(), out=grad)
    gradients.append(kept[-1].T @ grad)
    grad = grad @ w.T
peak = tracemalloc.get_traced_memory()[1]
print(json.dumps([peak, [float(np.abs(g).max()) for g in gradients], hashlib.sha256(b"".join(gradients)).hexdigest()]))
"""


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "tanh", "elu", "selu"])
def test_training_that_keeps_outputs_alone(name):
    """The same gradients, bit for bit where f is straight, and half the memory for what is kept."""
    run = {}
    for in_place in (False, True):
        code = TRAINING.replace("{name}", name).replace("{in_place}", str(in_place))
        run[in_place] = json.loads(support.run_python(code).stdout)
    (usual, sizes, digest), (lean, lean_sizes, lean_digest) = run[False], run[True]
    if FUNCTIONS[name].piecewise_linear:
        assert lean_digest == digest
    np.testing.assert_allclose(lean_sizes, sizes, rtol=1e-4)
    activation = 4096 * 256 * 4
    assert usual - lean >= 11 * activation  # of twelve layers, each of which kept its input too
    assert lean <= 16 * activation


def test_pickles_and_signatures():
    import inspect
    import pickle

    for signature in SIGNATURES:
        one = function(signature)
        assert pickle.loads(pickle.dumps(one)) is one or pickle.loads(pickle.dumps(one)) == one
        if not isinstance(one, np.ufunc):
            names = list(inspect.signature(one).parameters)
            assert names[: 2 + len(signature.parameters)] == [
                "grad_output",
                "y",
                *(p.name for p in signature.parameters),
            ]


@by_signature
def test_not_a_number_and_limits(signature):
    parameters = signature.samples[0]
    for dtype, sign in itertools.product(("f2", "f4", "f8"), (-1, 1)):
        limit, slope = signature.limits(sign * np.inf, *parameters)
        given = [np.dtype(dtype).type(p) for p in parameters]
        y = np.array([limit, np.nan], dtype)
        got = _ufuncs.ufunc(signature, OUTPUT_FORM)(np.ones(2, dtype), y, *given)
        assert np.isnan(got[1])
        assert got[0] == pytest.approx(slope, rel=2e-3, abs=2e-3 if dtype == "f2" else 1e-6)
