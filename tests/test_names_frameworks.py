"""Every name of every framework, its defaults and arguments, against that framework itself; and that none lacks."""

import inspect
from importlib.metadata import version

import numpy as np
import pytest

import fastrelu
from fastrelu._meanings import FRAMEWORKS, SIGNATURES, table
from fastrelu._names_other import REQUIRED
from frameworks import peer

PEERS = {name: name for name in FRAMEWORKS[1:]} | {"onnxruntime": "onnx"}
# The releases that the tables were read from.
READ = {
    "torch": (2, 13), "keras": (3, 15), "jax": (0, 10), "onnx": (1, 23), "transformers": (5, 24), "thinc": (9, 1),
}  # fmt: skip
NAMES = [
    pytest.param(tested, framework, name, id=f"{tested}:{name}")
    for tested, framework in PEERS.items()
    for name, rows in table(framework).items()
    if not isinstance(rows, str)
]
names = pytest.mark.parametrize(("tested", "framework", "name"), NAMES)

# Kinks, tails, and all between, of every function; of a shape that has an axis of channels.
POINTS = np.concatenate([np.linspace(-12, 12, 589), np.arange(-7, 7.5, 0.5), np.linspace(-0.1, 0.1, 10)])
X = np.concatenate([POINTS, np.array([-80.0, -30.0, -21.0, 21.0, 30.0, 80.0] * 2)]).reshape(2, 8, 40)


def inputs(rows):
    kinds = {SIGNATURES[row.ours].kind for row in rows}
    # Softmax of numbers so far apart is 0 in most frameworks, and its logarithm infinite.
    return {"elementwise": [X], "gated": [X, X[:, ::-1].copy()], "along_axis": [X / 10]}[kinds.pop()]


def wanted(framework, name, given):
    """What `fastrelu.activation` makes of a name, and of arguments by their names in the framework."""
    return fastrelu.activation(f"{framework}:{name}", **given)


def required(framework, name, taken):
    """Arguments that have to be given, by their names there, with values."""
    given = {}
    for row in table(framework)[name][:1]:
        signature, theirs = SIGNATURES[row.ours], {ours: key for key, ours in row.arguments.items()}
        examples = {p.name: p.example for p in signature.parameters} | {"axis": 1}
        defaults = {p.name: REQUIRED for p in signature.parameters if p.default is None} | row.defaults
        for ours in (key for key, value in defaults.items() if value is REQUIRED):
            given[theirs.get(ours, ours)] = examples[ours]
    assert given.keys() <= taken.keys(), "by its name there"
    return given


def other_value(framework, name, argument, default):
    """A value of an argument, other than its default if we can compute any other."""
    rows = table(framework)[name]
    for row in rows:
        fixed = row.fixed.get(argument)
        if isinstance(fixed, str):  # the value of another argument, which is not given
            return row.defaults.get(fixed, {p.name: p.default for p in SIGNATURES[row.ours].parameters}[fixed])
    if all(argument in row.fixed for row in rows):
        return rows[0].fixed[argument]
    row = next(row for row in rows if argument not in row.fixed)
    ours = row.arguments.get(argument, argument)
    choice = SIGNATURES[row.ours].choice
    if choice and ours == choice.name:
        values = list(row.choices) or list(choice.about)
        return next(value for value in values if value != default)
    if ours == "axis":
        return 0
    return 1.5 if default is None else 1.25 * default + 0.0625


def compare(tested, framework, name, given):
    arrays = inputs(table(framework)[name])
    ours = wanted(framework, name, given)
    if len(arrays) > 1 and tested not in ("onnx", "onnxruntime"):  # it takes both in one
        arrays = [np.concatenate(arrays, ours.parameters["axis"])]
    with np.errstate(all="ignore"):
        theirs = peer(tested).evaluate(name, arrays, given)
    y = ours(*arrays)
    assert y.shape == theirs.shape
    np.testing.assert_allclose(y, theirs, rtol=3e-6, atol=3e-6)


def arguments_of(tested, framework, name):
    if name not in peer(framework).activations():
        installed = tuple(map(int, version(framework).split("+")[0].split(".")[:2]))
        assert installed < READ[framework], f"{framework} has no {name}"
        # The name is newer than the release that is installed.
        pytest.skip(f"{framework} {version(framework)} has no {name} yet")
    return peer(tested).arguments(name)


@names
def test_names_and_defaults(tested, framework, name):
    taken = arguments_of(tested, framework, name)
    compare(tested, framework, name, required(framework, name, taken))


@names
def test_arguments(tested, framework, name):
    """Each by itself, by its name there, at another value than the default."""
    taken = arguments_of(tested, framework, name)
    given = required(framework, name, taken)
    for argument, default in taken.items():
        if default is not inspect.Parameter.empty:
            value = other_value(framework, name, argument, default)
            compare(tested, framework, name, {**given, argument: value})
        elif argument in given and isinstance(given[argument], float):
            compare(tested, framework, name, {**given, argument: 1.25 * given[argument] + 0.0625})


@pytest.mark.parametrize("framework", ["torch"])
def test_a_weight_for_each_channel(framework):
    """Of PyTorch, whose channels are axis 1."""
    weight = np.linspace(-0.5, 0.5, X.shape[1])
    compare(framework, framework, "prelu", {"weight": weight})
    assert wanted(framework, "prelu", {"weight": weight}).parameters["axis"] == 1
    compare(framework, framework, "prelu", {"weight": weight[:1]})


# --------------------------------------------------------------------------------------------------------- completeness

# What is found beside activations: functions of one array that are used for other things.
OTHERS = {
    "torch": "",
    "keras": "get serialize deserialize",
    "jax": "log1mexp logmeanexp standardize",
    "transformers": "",
    "onnx": """Abs Acos Acosh Asin Asinh Atan Atanh AveragePool Ceil Cos Cosh DepthToSpace Det Erf Exp Flatten Floor
        GlobalAveragePool GlobalLpPool GlobalMaxPool LRN Log LpNormalization LpPool MeanVarianceNormalization Neg
        Reciprocal Round Sign Sin Sinh SpaceToDepth Sqrt Tan Transpose""",
    "thinc": """CauchySimilarity Dropout Embed LSTM LayerNorm Linear ParametricAttention ParametricAttention_v2
        TorchScriptWrapper_v1 expand_window list2array list2padded list2ragged padded2list ragged2list reduce_first
        reduce_last reduce_max reduce_mean reduce_sum remap_ids remap_ids_v2 strings2arrays""",
}


@pytest.mark.parametrize("framework", OTHERS)
def test_no_activation_lacks_a_row(framework):
    found, others = peer(framework).activations(), set(OTHERS[framework].split())
    assert len(found) > 15
    assert sorted(found - others - table(framework).keys()) == []
    assert sorted(others & table(framework).keys()) == []
