"""fastrelu.onnx: ONNX's own node tests, versions of operators, and all types that they take."""

import doctest
import warnings

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
ml_dtypes = pytest.importorskip("ml_dtypes")

from onnx import helper, reference  # noqa: E402
from onnx.backend.test.loader import load_model_tests  # noqa: E402

import fastrelu  # noqa: E402
import fastrelu.onnx as ours  # noqa: E402
import support  # noqa: E402

OPERATORS = {cls.__name__: cls for cls in ours.OPERATORS}


def node_tests():
    """ONNX's tests of one operator in which there is one of ours: that one, or a part of what it is a function of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of how other cases are made
        cases = load_model_tests(kind="node")
    cases = [case for case in cases if any(node.op_type in OPERATORS for node in case.model.graph.node)]
    # The evaluator gives results of Range as a function one axis too many, with its own operators too.
    return [case for case in cases if not case.name.startswith("test_range")]


CASES = node_tests()


@pytest.fixture
def computed(monkeypatch):
    """The operators of ours that have computed something."""
    found = set()
    for name, cls in OPERATORS.items():
        original = cls._computed

        def counted(self, *args, original=original, name=name, **kwargs):
            found.add(name)
            return original(self, *args, **kwargs)

        monkeypatch.setattr(cls, "_computed", counted)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_onnx_node_tests(case, computed):
    evaluator = reference.ReferenceEvaluator(case.model, new_ops=ours.OPERATORS)
    names = [value.name for value in case.model.graph.input]
    for inputs, outputs in case.data_sets:
        results = evaluator.run(None, dict(zip(names, inputs, strict=True)))
        for result, wanted in zip(results, outputs, strict=True):
            assert result.dtype == wanted.dtype
            assert result.shape == wanted.shape
            # Attention in 16 bits is compared more closely than the type can tell, with its own bits.
            digits = ml_dtypes.finfo(wanted.dtype).eps if wanted.dtype.itemsize == 2 else 0
            result, wanted = result.astype("f8"), wanted.astype("f8")
            np.testing.assert_allclose(result, wanted, rtol=max(case.rtol, 2 * digits), atol=case.atol)
    assert computed


def test_node_tests_are_all_there():
    """Every operator has one, and none was lost on the way here."""
    alone = [case.model.graph.node[0].op_type for case in CASES if len(case.model.graph.node) == 1]
    # SwiGLU came to ONNX lately.
    assert set(OPERATORS) - set(alone) <= {"SwiGLU"}
    assert len(alone) >= 50
    assert len(CASES) >= 100


def run(operator, *inputs, version, **attributes):
    """The result of one node at a version of the set of operators."""
    element = helper.np_dtype_to_tensor_dtype(inputs[0].dtype)
    names = [f"x{k}" for k in range(len(inputs))]
    values = [helper.make_tensor_value_info(name, element, x.shape) for name, x in zip(names, inputs, strict=True)]
    graph = helper.make_graph(
        [helper.make_node(operator, names, ["y"], **attributes)],
        "g",
        values,
        [helper.make_tensor_value_info("y", element, None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)])
    evaluator = reference.ReferenceEvaluator(model, new_ops=ours.OPERATORS)
    return evaluator.run(None, dict(zip(names, inputs, strict=True)))[0]


X = np.linspace(-3, 3, 24).reshape(2, 3, 4)


@pytest.mark.parametrize("operator", [name for name in OPERATORS if name not in ("PRelu", "SwiGLU")])
def test_every_version_and_type(operator):
    """All since the first, in all float types that ONNX's schema of each has."""
    newest = onnx.defs.onnx_opset_version()
    seen = set()
    for version in range(1, newest + 1):
        try:
            schema = onnx.defs.get_schema(operator, version)
        except onnx.defs.SchemaError:
            continue  # it came later
        if schema.since_version in seen or schema.deprecated:
            continue
        seen.add(schema.since_version)
        for name in sorted(schema.inputs[0].types):
            kind = name.removeprefix("tensor(").removesuffix(")").replace("double", "float64")
            dtype = (
                np.dtype({"float": "float32"}.get(kind, kind)) if kind != "bfloat16" else np.dtype(ml_dtypes.bfloat16)
            )
            x = X.astype(dtype) if np.issubdtype(dtype, np.floating) or kind == "bfloat16" else np.abs(X).astype(dtype)
            result = run(operator, x, version=version)
            assert result.dtype == dtype
            wanted = run(operator, x.astype("f8"), version=version)
            np.testing.assert_allclose(result.astype("f8"), wanted.astype(dtype).astype("f8"), rtol=1e-2, atol=1e-3)
    assert seen


@pytest.mark.parametrize("operator", ["Softmax", "LogSoftmax"])
@pytest.mark.parametrize("axis", [None, 0, 1, 2, -1, -2])
def test_axes_counted_as_one_before_version_13(operator, axis):
    given = {} if axis is None else {"axis": axis}
    function = {"Softmax": fastrelu.softmax, "LogSoftmax": fastrelu.log_softmax}[operator]
    first = 1 if axis is None else axis % 3
    flat = X.reshape(int(np.prod(X.shape[:first])), -1)
    np.testing.assert_array_equal(run(operator, X, version=11, **given), function(flat, axis=1).reshape(X.shape))
    last = -1 if axis is None else axis
    np.testing.assert_array_equal(run(operator, X, version=13, **given), function(X, axis=last))


def test_slopes_of_channels():
    slope = np.array([0.1, 0.2, 0.3])
    wanted = fastrelu.prelu(X, slope, axis=1)
    np.testing.assert_array_equal(run("PRelu", X, slope, version=6), wanted)
    np.testing.assert_array_equal(run("PRelu", X, slope[:, None], version=9), wanted)
    np.testing.assert_array_equal(run("PRelu", X, slope[:1], version=6), fastrelu.prelu(X, 0.1))
    whole = np.array([-(2**60) - 1, 3])
    np.testing.assert_array_equal(run("PRelu", whole, np.array([2, 2]), version=9), [-(2**61) - 2, 3])


@pytest.mark.parametrize(("lambd", "bias"), [(0.5, 0.0), (0.5, 0.5), (1.5, 1.0), (0.5, -1.0), (0.0, 0.25), (-1.0, 0.5)])
@pytest.mark.parametrize("dtype", ["i4", "f4", "f8"])
def test_shrink(lambd, bias, dtype):
    x = (4 * X).astype(dtype)
    wanted = np.where(x < -lambd, x + bias, np.where(x > lambd, x - bias, 0)).astype(dtype)
    np.testing.assert_allclose(run("Shrink", x, version=9, lambd=lambd, bias=bias), wanted, rtol=1e-6)


def test_defaults_of_the_first_version():
    """Constants of selu with five digits."""
    x = np.array([-1.0, 2.0])
    for version, alpha, gamma in ((1, 1.6732, 1.0507), (6, 1.6732632423543772, 1.0507009873554805)):
        np.testing.assert_allclose(
            run("Selu", x, version=version), [gamma * alpha * np.expm1(-1), 2 * gamma], rtol=1e-7
        )


def test_swiglu():
    if not onnx.defs.has("SwiGLU"):
        pytest.skip("this version of ONNX has no SwiGLU")
    version = onnx.defs.onnx_opset_version()
    np.testing.assert_array_equal(run("SwiGLU", X, X + 1, version=version), fastrelu.swiglu(X, X + 1))
    wanted = X / (1 + np.exp(-2 * X)) * (X + 1)
    np.testing.assert_allclose(run("SwiGLU", X, X + 1, version=version, alpha=2.0), wanted, rtol=1e-13)
    with pytest.raises(ValueError, match="SwiGLU: A and B must have one shape and type"):
        run("SwiGLU", X, X[:1], version=version)


def test_numbers_without_axes():
    assert run("Gelu", np.array(0.0), version=20).shape == ()


def test_docstring():
    result = doctest.testmod(ours)
    assert result.attempted == 4
    assert result.failed == 0


def test_says_what_to_install():
    assert support.error_without("onnx", "onnx").endswith("fastrelu.onnx needs onnx: pip install fastrelu[onnx]\n")
