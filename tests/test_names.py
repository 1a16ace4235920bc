"""Activations by name: what an `Activation` does, how names are found, and what is said of those that are not.

That the names mean what they mean in their frameworks is in `test_names_frameworks.py`.
"""

import copy
import importlib.util
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import fastrelu
import support
from fastrelu import Activation, activation, list_activations
from fastrelu._meanings import FRAMEWORKS, SIGNATURES, parameters_of, table
from fastrelu._names_other import REQUIRED, SYNONYMS
from fastrelu._signature import OUTPUT_FORM, ROW_FORMS

ROOT = Path(__file__).resolve().parent.parent
X = np.linspace(-3, 3, 24).reshape(4, 6)
GRAD = np.linspace(-1, 2, 24).reshape(4, 6)
functions = pytest.mark.parametrize("signature", SIGNATURES.values(), ids=lambda s: s.name)
trained = pytest.mark.parametrize("signature", [s for s in SIGNATURES.values() if s.trained], ids=lambda s: s.name)


def made(signature, **parameters):
    """The activation of one of our functions, with what it requires."""
    required = {p.name: p.example for p in signature.parameters if p.default is None}
    return Activation(signature.name, **required | parameters)


def forms(signature):
    """Form -> our function."""
    if signature.kind == "along_axis":
        names = {form: signature.name + suffix for form, suffix in ROW_FORMS.items()}
        names[OUTPUT_FORM] = f"{signature.name}_{OUTPUT_FORM}"
    else:
        of_output = [OUTPUT_FORM] if OUTPUT_FORM in signature.all_forms else []
        names = {form: signature.function_name(form) for form in [*signature.forms, *of_output]}
    return {form: getattr(fastrelu, name) for form, name in names.items()}


def inputs(signature, form):
    if signature.kind == "along_axis":
        return [X] if form == "value" else [GRAD, getattr(fastrelu, signature.name)(X)]
    return [GRAD if name == "grad_output" else X[:, ::-1] if name == "gate" else X for name in signature.data(form)]


# ----------------------------------------------------------------------------------------------------------- the object


@functions
def test_all_forms_are_those_of_the_function(signature):
    """With parameters other than the defaults, and every choice."""
    numbers = dict(zip((p.name for p in signature.parameters), signature.general_sample, strict=True))
    for choice in signature.variants or [None]:
        given = numbers | ({signature.choice.name: choice} if choice else {})
        act = Activation(signature.name, **given)
        for form, function in forms(signature).items():
            arrays = inputs(signature, form)
            want = function(*arrays, **given)
            if form in ("backward", OUTPUT_FORM) and signature.trained:
                want = want[0]  # bound parameters are constants
            got = getattr(act, form)(*arrays)
            for one, other in zip(support.as_tuple(got), support.as_tuple(want), strict=True):
                support.assert_same_bits(one, other)
        support.assert_same_bits(act(*inputs(signature, "value")), act.value(*inputs(signature, "value")))


@functions
def test_forms_that_a_kind_lacks(signature):
    act = made(signature)
    for form in ("value", "derivative", "backward", "with_derivative", OUTPUT_FORM):
        assert hasattr(act, form) == (form in forms(signature))
    if signature.kind != "elementwise":
        with pytest.raises(AttributeError, match=f"^{signature.name} has no derivative: it has value, backward"):
            _ = act.derivative


@functions
def test_parameters_are_all_of_them(signature):
    act = made(signature)
    assert act.name == signature.name
    wanted = {key: value for key, value in parameters_of(signature).items() if value is not None}
    assert act.parameters.keys() == wanted.keys()
    assert all(value in (act.parameters[key], REQUIRED) for key, value in wanted.items())
    with pytest.raises(TypeError):
        act.parameters["axis"] = 1


@functions
def test_pickle_copy_and_repr(signature):
    act = made(signature)
    for other in (pickle.loads(pickle.dumps(act)), copy.copy(act), copy.deepcopy(act), eval(repr(act))):
        assert other == act
        assert hash(other) == hash(act)
        assert other.parameters == act.parameters
        support.assert_same_bits(other(*inputs(signature, "value")), act(*inputs(signature, "value")))
    assert act != signature.name
    assert [made(s) == act for s in SIGNATURES.values()].count(True) == 1


def test_arrays_as_parameters():
    slopes = np.linspace(0, 0.5, 6)
    act = activation("fastrelu:leaky_relu", negative_slope=slopes)
    support.assert_same_bits(act(X), fastrelu.leaky_relu(X, slopes))
    assert pickle.loads(pickle.dumps(act)) == act
    assert act != activation("fastrelu:leaky_relu", negative_slope=slopes[:1])
    assert act != activation("fastrelu:leaky_relu")
    # Those that broadcast as lists do, too.
    support.assert_same_bits(activation("fastrelu:elu", alpha=[0.5] * 6)(X), fastrelu.elu(X, 0.5))


def test_keywords_of_ufuncs_go_through():
    act, out = activation("fastrelu:elu", alpha=0.5), np.full_like(X, 7)
    assert act(X, out=out, where=X > 0) is out
    np.testing.assert_array_equal(out, np.where(X > 0, X, 7))
    assert act(X, dtype=np.float32).dtype == np.float32
    assert act.derivative(X, out=out) is out
    assert act.backward(GRAD, X, out=(out,)) is out
    y, dy = act.with_derivative(X, out=(None, out))
    assert dy is out
    support.assert_same_bits(y, fastrelu.elu(X, 0.5))
    rows = activation("softmax", axis=0)
    assert rows(X, out=out) is out
    support.assert_same_bits(out, fastrelu.softmax(X, axis=0))
    for call in (act, act.value, act.derivative, act.backward, act.with_derivative):
        with pytest.raises(TypeError):
            call(*[X] * (2 if call == act.backward else 1), nonsense=1)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "i2"])
def test_bound_numbers_leave_the_dtype_alone(dtype):
    act, x = activation("keras:leaky_relu"), np.ones(3, dtype)
    assert act(x).dtype == act.backward(x, x).dtype == np.exp(x).dtype
    assert activation("fastrelu:prelu", weight=0.3).backward(x, x).dtype == np.exp(x).dtype


def test_a_call_may_give_other_parameters():
    act = activation("keras:leaky_relu")
    support.assert_same_bits(act(X, negative_slope=0.5), fastrelu.leaky_relu(X, 0.5))
    support.assert_same_bits(act(X), fastrelu.leaky_relu(X, 0.2))
    for extra in ((X, 0.5), (X, X, X)):
        with pytest.raises(TypeError, match=f"^leaky_relu: value takes x by position, .* {len(extra)} are given"):
            act(*extra)
    support.assert_same_bits(activation("gelu_new")(X, approximate="none"), fastrelu.gelu(X))


@trained
def test_trained_parameters_get_gradients_where_the_call_gives_them(signature):
    (name,) = (signature.parameters[k].name for k in signature.trained)
    backward = getattr(fastrelu, signature.function_name("backward"))
    act = Activation(signature.name, **{name: 0.7})
    grads, wanted = act.backward(GRAD, X, **{name: 0.3}), backward(GRAD, X, **{name: 0.3})
    for one, other in zip(grads, wanted, strict=True):
        support.assert_same_bits(one, other)
    # Bound ones get none, whatever their shape; nor is there a place for it in out.
    weight, out = np.linspace(0.1, 0.4, 4), np.empty_like(X)
    act = Activation(signature.name, **{name: weight}, axis=0)
    assert act.backward(GRAD, X, out=out) is out
    support.assert_same_bits(out, backward(GRAD, X, **{name: weight}, axis=0)[0])
    support.assert_same_bits(act(X), getattr(fastrelu, signature.name)(X, weight, axis=0))


def test_gated_functions_take_two_arrays_or_one():
    gate, x = X, X[:, ::-1].copy()
    for name in ("torch:glu", "fastrelu:swiglu"):
        act = activation(name, axis=0)
        halves = (gate, x) if act.parameters["gate_first"] else (x, gate)
        want = act(gate, x)  # an axis is how one array is halved, and says nothing of two
        support.assert_same_bits(act(np.concatenate(halves)), want)
        support.assert_same_bits(want, getattr(fastrelu, act.name)(gate, x))
        both = act.backward(GRAD, gate, x)
        assert len(both) == 2
        one = act.backward(GRAD, np.concatenate(halves))
        support.assert_same_bits(one, np.concatenate(both if act.parameters["gate_first"] else both[::-1]))


# ------------------------------------------------------------------------------------------------------------ the names


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        ("gelu_new", {}, 'gelu(approximate="tanh")'),
        ("quick_gelu", {}, "quick_gelu()"),
        ("jax:gelu", {}, 'gelu(approximate="tanh")'),
        ("jax:gelu", {"approximate": False}, 'gelu(approximate="none")'),
        ("keras:gelu", {"approximate": True}, 'gelu(approximate="tanh")'),
        ("keras:gelu", {"approximate": "tanh"}, 'gelu(approximate="tanh")'),
        ("keras:leaky_relu", {}, "leaky_relu(negative_slope=0.2)"),
        ("keras:LeakyReLU", {}, "leaky_relu(negative_slope=0.3)"),
        ("keras:LEAKYrelu", {}, "leaky_relu(negative_slope=0.3)"),
        ("Torch:LeakyReLU", {}, "leaky_relu(negative_slope=0.01)"),
        ("onnx:LeakyRelu", {"alpha": 0.5}, "leaky_relu(negative_slope=0.5)"),
        ("LeakyRelu", {"negative_slope": 0.5}, "leaky_relu(negative_slope=0.5)"),
        ("leaky_relu", {"negative_slope": 0.5}, "leaky_relu(negative_slope=0.5)"),
        ("gelu", {"approximate": "tanh"}, 'gelu(approximate="tanh")'),
        ("gelu", {"approximate": True}, 'gelu(approximate="tanh")'),
        ("HardSigmoid", {}, "hard_sigmoid(alpha=0.2)"),
        ("hard_sigmoid", {}, "hard_sigmoid()"),
        ("hardtanh", {}, "hard_tanh()"),
        ("RELU6", {}, "relu6()"),
        ("hf:swish", {}, "silu()"),
        ("Swish", {}, "silu()"),
        ("softmax", {}, "softmax()"),
        ("Softmax", {}, "softmax()"),
        ("torch:softmax", {"dim": 0}, "softmax(axis=0)"),
        ("softmax", {"dim": 0}, "softmax(axis=0)"),
        ("softmax", {"axis": None}, "softmax(axis=None)"),
        ("torch:Softmax2d", {}, "softmax(axis=-3)"),
        ("prelu", {"weight": 0.5}, "prelu(weight=0.5)"),
        ("torch:PReLU", {"init": 0.5}, "prelu(weight=0.5)"),
        ("torch:softplus", {"beta": 2.0, "threshold": 20}, "softplus(beta=2.0)"),
        ("keras:threshold", {"threshold": 1.0, "default_value": 2.0}, "threshold(threshold=1.0, value=2.0)"),
        ("keras:relu", {"max_value": 6}, "hard_tanh(min_val=0.0, max_val=6)"),
        ("keras:ReLU", {"negative_slope": 0.5, "threshold": 0}, "leaky_relu(negative_slope=0.5)"),
        ("keras:relu", {"threshold": 2.0, "max_value": None}, "thresholded_relu(alpha=2.0)"),
        ("onnx:Shrink", {"lambd": 1.5}, "hard_shrink(lambd=1.5)"),
        ("onnx:Shrink", {"lambd": 1.5, "bias": 1.5}, "soft_shrink(lambd=1.5)"),
        ("onnx:Clip", {"min": 0.0, "max": 2.0}, "hard_tanh(min_val=0.0, max_val=2.0)"),
        ("thinc:ClippedLinear", {"slope": 0.5}, "hard_sigmoid(alpha=0.5, beta=0.0)"),
        ("thinc:ClippedLinear", {"max_val": 3.0}, "hard_tanh(min_val=0.0, max_val=3.0)"),
        ("thinc:ReluK", {"k": 4.0}, "hard_tanh(min_val=0.0, max_val=4.0)"),
    ],
)
def test_what_names_mean(name, given, wanted):
    function, arguments = wanted.split("(")
    assert activation(name, **given) == eval(f"Activation({function!r}, {arguments}")


def test_every_name_that_is_listed_is_taken():
    everything = list_activations()
    assert len(set(everything)) == len(everything) > 200
    for name in everything:
        try:
            act = activation(name)
        except TypeError as error:
            assert re.fullmatch(rf"{name}: .* must be given", str(error))  # noqa: PT017
            continue
        assert isinstance(act, Activation)
    for framework in FRAMEWORKS:
        listed = list_activations(framework)
        assert listed == [name for name in everything if name.startswith(f"{framework}:")]
        assert len(listed) == sum(not isinstance(entry, str) for entry in table(framework).values())
    for synonym, framework in SYNONYMS.items():
        assert list_activations(synonym.upper()) == list_activations(framework)


def test_our_own_names_are_all_there():
    names = {f"fastrelu:{name}" for s in SIGNATURES.values() for name in (s.name, *s.aliases)}
    assert set(list_activations("fastrelu")) == names


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_tables_name_our_functions_and_parameters(framework):
    for name, entry in table(framework).items():
        if isinstance(entry, str):
            with pytest.raises(ValueError, match=f"^{framework}:{name} is not in fastrelu: {re.escape(entry)}$"):
                activation(f"{framework}:{name}")
            continue
        for row in entry:
            known = parameters_of(SIGNATURES[row.ours])
            assert {*row.arguments.values(), *row.defaults} <= known.keys(), name
            # An argument by the name of another parameter of ours would be taken for both.
            named = {theirs for theirs, ours in row.arguments.items() if theirs != ours} | row.fixed.keys()
            assert not named & known.keys(), name
            assert (row.laid is not None) <= bool(SIGNATURES[row.ours].trained), name


def test_bare_names_mean_what_every_framework_means():
    for name in sorted({name for framework in FRAMEWORKS for name in table(framework)}):
        meant, objections = [], 0
        for framework in FRAMEWORKS:
            if name in table(framework):
                try:
                    meant.append(activation(f"{framework}:{name}"))
                except (TypeError, ValueError) as error:
                    # PyTorch's softmax without an axis does not stand against others.
                    objections += "axis must be given" not in str(error)
        if meant and not objections and all(act == meant[0] for act in meant):
            assert activation(name) == meant[0]
        else:
            with pytest.raises((TypeError, ValueError)):
                activation(name)


def test_a_weight_for_each_channel_lies_where_the_framework_has_it():
    weight = np.array([0.1, 0.2, 0.3, 0.4])
    x = np.linspace(-1, 1, 24).reshape(2, 4, 3)
    act = activation("torch:prelu", weight=weight)
    assert act.parameters["axis"] == 1
    support.assert_same_bits(act(x), fastrelu.prelu(x, weight, axis=1))
    assert "axis" not in activation("torch:prelu", weight=weight[:1]).parameters
    assert "axis" not in activation("onnx:PRelu", slope=weight).parameters
    with pytest.raises(ValueError, match=r"'prelu' is ambiguous(.|\n)*torch:prelu, transformers:prelu: .*axis=1"):
        activation("prelu", weight=weight)


# ----------------------------------------------------------------------------------------------------------- bad names


def test_ambiguous_names_list_what_they_may_mean():
    with pytest.raises(ValueError, match="ambiguous") as caught:
        activation("leaky_relu")
    assert str(caught.value).split("\n") == [
        "'leaky_relu' is ambiguous; name one of these, or give its parameters:",
        "    fastrelu:leaky_relu, torch:leaky_relu, jax:leaky_relu, transformers:leaky_relu: "
        "leaky_relu(negative_slope=0.01)",
        "    keras:leaky_relu: leaky_relu(negative_slope=0.2)",
    ]
    with pytest.raises(ValueError, match=r"keras:LeakyReLU: leaky_relu\(negative_slope=0.3\)"):
        activation("leakyrelu")
    with pytest.raises(ValueError, match="thinc:HardSwish: not in fastrelu: its slope is a fifth"):
        activation("HardSwish")


@pytest.mark.parametrize(
    ("name", "given", "error", "words"),
    [
        ("gelo", {}, ValueError, "unknown activation: 'gelo'; near are fastrelu:gelu, torch:gelu"),
        ("keras:leaky_rlu", {}, ValueError, "unknown activation of keras: 'leaky_rlu'; near are keras:leaky_relu"),
        ("jax:quick_gelu", {}, ValueError, "of jax: 'quick_gelu'; near are .*transformers:quick_gelu"),
        ("zzz", {}, ValueError, r"unknown activation: 'zzz'; fastrelu.list_activations\(\) has all"),
        ("", {}, ValueError, "unknown activation: ''"),
        ("mxnet:relu", {}, ValueError, "no framework is called 'mxnet': there are fastrelu, torch, keras, jax"),
        (":relu", {}, ValueError, "no framework is called ''"),
        ("gelu_10", {}, ValueError, r"transformers:gelu_10 is not in fastrelu: it clips to \[-10, 10\]"),
        ("linear", {}, ValueError, "keras:linear is not in fastrelu: it is the identity"),
        (None, {}, TypeError, "the name of an activation must be a string, not None"),
        (fastrelu.relu, {}, TypeError, "the name of an activation must be a string, not <ufunc 'relu'>"),
        ("relu", {"alpha": 1.0}, TypeError, "fastrelu:relu: there is no parameter 'alpha'; its parameters: none"),
        ("torch:elu", {"beta": 1.0}, TypeError, "torch:elu: there is no parameter 'beta'; its parameters: alpha"),
        ("threshold", {}, TypeError, "fastrelu:threshold: threshold and value must be given"),
        ("torch:softmax", {}, TypeError, "torch:softmax: axis must be given"),
        ("celu", {"alpha": -1.0}, ValueError, "celu: alpha > 0 must hold, unlike alpha = -1.0"),
        ("elu", {"alpha": float("nan")}, ValueError, "elu: alpha must not be NaN"),
        ("elu", {"alpha": "1"}, TypeError, "elu: alpha must be a real number or an array of real numbers, not '1'"),
        ("elu", {"alpha": True}, TypeError, "elu: alpha must be a real number .*, not True"),
        ("elu", {"alpha": 1j}, TypeError, "elu: alpha must be a real number .*, not 1j"),
        ("elu", {"alpha": ["a"]}, TypeError, "elu: alpha must be a real number .*, not an array of <U1"),
        ("gelu", {"approximate": "no"}, ValueError, 'gelu: approximate must be "none" or "tanh", not \'no\''),
        ("torch:gelu", {"approximate": True}, ValueError, 'gelu: approximate must be "none" or "tanh", not True'),
        ("softmax", {"axis": 0.5}, TypeError, "softmax: axis must be an integer, not 0.5"),
        ("glu", {"axis": None}, TypeError, "glu: axis must be an integer, not None"),
        ("swiglu", {"gate_first": 1}, TypeError, "swiglu: gate_first must be True or False, not 1"),
        ("torch:softplus", {"threshold": 10}, ValueError, r"softplus\(threshold=10\) .* that with threshold=20.0"),
        ("onnx:Shrink", {"bias": 0.1}, ValueError, r"onnx:Shrink\(bias=0.1\) .* with bias=0.0 or with bias=lambd"),
        ("keras:relu", {"max_value": 3.0, "threshold": 1.0}, ValueError, r"keras:relu\(max_value=3.0, threshold=1.0\)"),
        ("torch:PReLU", {"init": 1.0, "weight": 2.0}, TypeError, "init and weight are one parameter; both are given"),
    ],
)
def test_errors(name, given, error, words):
    with pytest.raises(error, match=words):
        activation(name, **given)


def test_errors_of_our_own_names():
    with pytest.raises(ValueError, match=r"of fastrelu: 'gelu_new'; near are .*transformers:gelu_new"):
        Activation("gelu_new")
    with pytest.raises(TypeError, match="prelu: weight must be given"):
        Activation("prelu")
    with pytest.raises(TypeError, match="must be a string, not 3"):
        Activation(3)
    with pytest.raises(ValueError, match="no framework is called 'tensorflow'"):
        list_activations("tensorflow")
    with pytest.raises(TypeError, match="framework must be a string or None, not 3"):
        list_activations(3)


# ------------------------------------------------------------------------------------------------------ import and page


def test_import_leaves_the_tables_alone():
    code = "import sys, fastrelu; print(*[m for m in sys.modules if m.startswith('fastrelu.')])"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "fastrelu._functions" in modules
    assert not {f"fastrelu.{name}" for name in ("_by_name", "_activation", "_meanings", "_names_other", "_names")} & {
        *modules
    }


@pytest.fixture
def names_page():
    spec = importlib.util.spec_from_file_location("names_page", ROOT / "tools" / "names_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_is_up_to_date(names_page, monkeypatch, tmp_path, capsys):
    assert names_page.main(["--check"]) == 0, "run python tools/names_page.py"
    page = tmp_path / "names.md"
    page.write_text(names_page.TARGET.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    monkeypatch.setattr(names_page, "TARGET", page)
    assert names_page.main(["--check"]) == 1
    assert "python tools/names_page.py" in capsys.readouterr().err


def test_page_has_every_name(names_page):
    text = names_page.make()
    for framework in FRAMEWORKS:
        for name, entry in table(framework).items():
            assert (f"| {framework}:{name} |" if isinstance(entry, str) else f"`{name}`") in text
