"""fastrelu.torch against PyTorch's own functions and modules, and under PyTorch's own checks of operators."""

import copy
import doctest
import os
import subprocess
import sys
import tracemalloc
from unittest import mock

import numpy as np
import pytest

# PyTorch is an optional extra.
torch = pytest.importorskip("torch")

import fastrelu  # noqa: E402
import fastrelu.torch as ft  # noqa: E402

F = torch.nn.functional

# Name, and arguments other than the defaults.
CASES = [
    ("relu", {}),
    ("leaky_relu", {}),
    ("leaky_relu", {"negative_slope": 0.2}),
    ("elu", {}),
    ("elu", {"alpha": 1.5}),
    ("gelu", {}),
    ("gelu", {"approximate": "tanh"}),
]
MODULES = [
    ("ReLU", {}),
    ("LeakyReLU", {"negative_slope": 0.2}),
    ("PReLU", {"num_parameters": 3, "init": 0.1}),
    ("ELU", {"alpha": 1.5}),
    ("GELU", {"approximate": "tanh"}),
]
FLOATS = [torch.float16, torch.float32, torch.float64]

each_case = pytest.mark.parametrize(("name", "arguments"), CASES)
each_dtype = pytest.mark.parametrize("dtype", FLOATS)


@pytest.fixture(autouse=True)
def same_environment():
    """PyTorch's profiler and compiler leave variables in the environment."""
    with mock.patch.dict(os.environ):
        yield


def normal(*shape, dtype=torch.float32, requires_grad=False):
    generator = torch.Generator().manual_seed(20)
    x = 2 * torch.randn(shape, generator=generator, dtype=torch.float64)
    return x.to(dtype).requires_grad_(requires_grad)


def assert_near(got, expected, x, ulps=4):
    """Within `ulps` of the larger of value and x: PyTorch's gelu cancels for negative x, ours does not."""
    assert got.dtype == expected.dtype
    assert got.shape == expected.shape
    step = ulps * torch.finfo(got.dtype).eps
    allowed = step * torch.maximum(expected.detach().double().abs(), x.detach().double().abs().clamp(min=1))
    assert ((got.detach().double() - expected.detach().double()).abs() <= allowed).all()


def run(code):
    return subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=300)


# --------------------------------------------------------------------------------------------------------------- values


@each_dtype
@each_case
def test_value_and_gradient_are_those_of_torch(name, arguments, dtype):
    ours, theirs = (normal(7, 5, 3, dtype=dtype, requires_grad=True) for _ in range(2))
    y, expected = getattr(ft, name)(ours, **arguments), getattr(F, name)(theirs, **arguments)
    assert_near(y, expected, theirs)
    grad = normal(3, 5, 7, dtype=dtype).permute(2, 1, 0)
    y.backward(grad)
    expected.backward(grad)
    # The gradient is a product of two roundings at PyTorch, and its derivatives cancel as its values do.
    assert_near(ours.grad, theirs.grad, grad.abs() * (1 + theirs.detach().abs()))


@each_dtype
@pytest.mark.parametrize(("shape", "slopes"), [((), 1), ((4,), 1), ((4, 3), 1), ((4, 3), 3), ((2, 3, 5, 4), 3)])
def test_prelu_is_that_of_torch(shape, slopes, dtype):
    results = []
    for function in (ft.prelu, F.prelu):
        x = normal(*shape, dtype=dtype, requires_grad=True)
        weight = torch.linspace(0.1, 0.5, slopes, dtype=dtype).requires_grad_()
        y = function(x, weight)
        y.backward(torch.ones_like(y))
        results.append((y, x.grad, weight.grad))
    (y, grad_x, grad_weight), (expected, expected_grad_x, expected_grad_weight) = results
    assert_near(y, expected, expected)
    assert_near(grad_x, expected_grad_x, expected)
    # Sums of as many terms as lie on each slope, which PyTorch adds up in the dtype of x or a little better.
    assert_near(grad_weight, expected_grad_weight, torch.ones(()), ulps=4 * max(1, y.numel()))


@each_case
@pytest.mark.parametrize(
    "lay",
    [
        pytest.param(lambda x: x.transpose(0, 2), id="transposed"),
        pytest.param(lambda x: x[::2, :, 1::2], id="strided"),
        pytest.param(lambda x: x[:, :1].expand(4, 6, 8), id="expanded"),
        pytest.param(lambda x: x[1, 2, 3], id="no axes"),
        pytest.param(lambda x: x[:0], id="empty"),
        pytest.param(lambda x: x[None].contiguous(memory_format=torch.channels_last), id="channels last"),
    ],
)
def test_any_strides(name, arguments, lay):
    x = lay(normal(4, 6, 8))
    y = getattr(ft, name)(x, **arguments)
    assert torch.equal(y, getattr(ft, name)(x.contiguous(), **arguments))
    assert y.stride() == getattr(F, name)(x, **arguments).stride()


@each_case
def test_bits_are_those_of_the_array_functions(name, arguments):
    x = normal(1000)
    expected = getattr(fastrelu, name)(x.numpy(), **arguments)
    np.testing.assert_array_equal(getattr(ft, name)(x, **arguments).numpy(), expected)


# --------------------------------------------------------------------------------------------------------------- memory


@pytest.mark.parametrize("lay", [lambda x: x, lambda x: x.t()], ids=["contiguous", "transposed"])
@each_case
def test_nothing_is_copied(name, arguments, lay):
    # NumPy reports its allocations to tracemalloc, and PyTorch reports its own to its profiler. Together they see one
    # output for the value and one for the gradient, and nothing else of that size.
    function = getattr(ft, name)
    x = lay(normal(500, 500)).requires_grad_()
    grad = torch.ones_like(x)
    size = x.numel() * x.element_size()
    function(x, **arguments)  # what is made once, such as caches, is made here

    tracemalloc.start()
    profile = torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True)
    with profile:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        y = function(x, **arguments)
        (gradient,) = torch.autograd.grad(y, x, grad)
        peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()

    assert gradient.shape == x.shape
    assert peak < size / 4
    allocated = sum(max(0, event.self_cpu_memory_usage) for event in profile.events())
    assert 2 * size <= allocated < 2.25 * size


def test_operator_reads_the_memory_of_the_tensor():
    x = normal(6, 4).t()[::2]
    array = ft._array(x)
    assert array.ctypes.data == x.data_ptr()
    assert array.strides == tuple(x.element_size() * stride for stride in x.stride())


# ------------------------------------------------------------------------------------------------------------- autograd


def away_from_kink(*shape):
    x = normal(*shape, dtype=torch.float64)
    return (x + 0.1 * x.sign()).requires_grad_()


@each_case
def test_gradcheck(name, arguments):
    assert torch.autograd.gradcheck(lambda x: getattr(ft, name)(x, **arguments), (away_from_kink(3, 4),))


@pytest.mark.parametrize("slopes", [1, 4])
def test_gradcheck_of_prelu(slopes):
    weight = torch.linspace(-0.3, 0.4, slopes, dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(ft.prelu, (away_from_kink(3, 4, 2), weight))


@pytest.mark.parametrize("function", [ft.relu, ft.leaky_relu])
def test_piecewise_linear_ones_can_be_differentiated_twice(function):
    assert torch.autograd.gradgradcheck(function, (away_from_kink(3, 4),))


@pytest.mark.parametrize("name", ["prelu", "elu", "gelu"])
def test_others_say_that_they_cannot_be_differentiated_twice(name):
    x = away_from_kink(3)
    arguments = [torch.tensor([0.25], dtype=torch.float64)] if name == "prelu" else []
    (first,) = torch.autograd.grad(getattr(ft, name)(x, *arguments).sum(), x, create_graph=True)
    with pytest.raises(NotImplementedError, match=f"fastrelu.torch.{name} cannot be differentiated twice"):
        first.sum().backward()


def test_no_graph_where_none_is_wanted():
    x = normal(3, requires_grad=True)
    with torch.no_grad():
        assert not ft.elu(x).requires_grad
    with torch.inference_mode():
        assert ft.elu(x).is_inference()
    assert not ft.elu(x.detach()).requires_grad


# ---------------------------------------------------------------------------------------------- operators and compilers

OPERATORS = [
    ("relu", ()),
    ("leaky_relu", (0.2,)),
    ("prelu", (torch.tensor([0.1, 0.2, 0.3]),)),
    ("elu", (1.5,)),
    ("gelu", ("tanh",)),
]


@pytest.mark.parametrize(("name", "parameters"), OPERATORS)
def test_opcheck(name, parameters):
    x = normal(4, 3)
    torch.library.opcheck(getattr(torch.ops.fastrelu, name).default, (x, *parameters))
    torch.library.opcheck(getattr(torch.ops.fastrelu, name).default, (x.clone().requires_grad_(), *parameters))
    backward = getattr(torch.ops.fastrelu, name + "_backward").default
    torch.library.opcheck(backward, (normal(3, 4).t(), x, *parameters))


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
@pytest.mark.parametrize(("name", "arguments"), MODULES)
def test_compiles_without_a_graph_break(name, arguments, backend):
    module = getattr(ft, name)(**arguments)
    compiled = torch.compile(module, backend=backend, fullgraph=True)
    ours, theirs = (normal(4, 3, requires_grad=True) for _ in range(2))
    y, expected = compiled(ours), module(theirs)
    y.sum().backward()
    expected.sum().backward()
    assert torch.equal(y, expected)
    assert torch.equal(ours.grad, theirs.grad)


# -------------------------------------------------------------------------------------------------------------- modules


def network(namespace):
    torch.manual_seed(5)
    layers = [torch.nn.Linear(5, 3)]
    for name, arguments in MODULES:
        layers += [getattr(namespace, name)(**arguments), torch.nn.Linear(3, 3)]
    return torch.nn.Sequential(*layers).double()


def test_trains_as_the_modules_of_torch_do():
    x, y = normal(32, 5, dtype=torch.float64), normal(32, 3, dtype=torch.float64).sin()
    trained, losses = [], []
    for namespace in (ft, torch.nn):
        model = network(namespace)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(20):
            optimizer.zero_grad()
            loss = F.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        trained.append(model.state_dict())
    assert losses[19] < losses[0]
    for ours, theirs in zip(trained[0].values(), trained[1].values(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-12)


def test_state_dictionaries_are_interchangeable():
    ours, theirs = network(ft), network(torch.nn)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())


@pytest.mark.parametrize(("name", "arguments"), MODULES)
def test_modules_look_like_those_of_torch(name, arguments):
    ours, theirs = getattr(ft, name)(**arguments), getattr(torch.nn, name)(**arguments)
    assert repr(ours) == repr(theirs)
    assert torch.equal(copy.deepcopy(ours)(normal(4, 3)), ours(normal(4, 3)))


def test_prelu_module_takes_dtype_and_device():
    assert ft.PReLU(dtype=torch.float64).weight.dtype == torch.float64
    assert ft.PReLU(3, device="meta").weight.shape == (3,)


# --------------------------------------------------------------------------------------------------------------- errors


@each_case
def test_refuses_tensors_that_the_kernels_cannot_read(name, arguments):
    function = getattr(ft, name)
    with pytest.raises(TypeError, match=f"{name}: input must be of float16, float32 or float64, not torch.bfloat16"):
        function(normal(3, dtype=torch.bfloat16), **arguments)
    with pytest.raises(TypeError, match=f"{name}: input must be of float16, float32 or float64, not torch.int64"):
        function(torch.arange(3), **arguments)
    with pytest.raises(TypeError, match=f"{name}: input must be a torch.Tensor, not ndarray"):
        function(np.zeros(3), **arguments)
    with pytest.raises(ValueError, match=f"{name}: input is on the device meta"):
        function(torch.zeros(3, device="meta"), **arguments)
    with pytest.raises(TypeError, match=f"{name}: input must be a dense tensor"):
        function(torch.eye(3).to_sparse(), **arguments)


def test_prelu_refuses_weights_that_do_not_fit():
    x = normal(4, 3)
    with pytest.raises(TypeError, match=r"prelu: weight must be of the dtype of input, torch\.float32"):
        ft.prelu(x, torch.ones(3, dtype=torch.float64))
    with pytest.raises(ValueError, match="prelu: weight must have 1 element or 3, one for each channel, not 4"):
        ft.prelu(x, torch.ones(4))
    with pytest.raises(ValueError, match="prelu: weight must have at most one dimension, not 2"):
        ft.prelu(x, torch.ones(4, 3))
    with pytest.raises(TypeError, match=r"prelu: weight must be a torch\.Tensor, not float"):
        ft.prelu(x, 0.25)


def test_refuses_bad_parameters():
    with pytest.raises(ValueError, match='gelu: approximate must be "none" or "tanh", not \'erf\''):
        ft.gelu(normal(3), approximate="erf")
    # PyTorch checks the numbers by the operator's schema, and names the argument.
    with pytest.raises(RuntimeError, match="alpha"):
        ft.elu(normal(3), alpha="one")


# --------------------------------------------------------------------------------------------------------------- import


def test_fastrelu_does_not_import_torch():
    result = run("import sys, fastrelu; assert 'torch' not in sys.modules")
    assert result.returncode == 0, result.stderr


def test_without_torch_the_error_says_what_to_install():
    # None in sys.modules makes an import fail as if there were no such module.
    result = run("import sys; sys.modules['torch'] = None; import fastrelu; fastrelu.relu(1.0); import fastrelu.torch")
    assert result.returncode == 1
    assert result.stderr.endswith("ImportError: fastrelu.torch needs PyTorch: pip install fastrelu[torch]\n")


def test_doctests():
    result = doctest.testmod(ft)
    assert result.attempted > 20
    assert result.failed == 0
