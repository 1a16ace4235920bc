"""fastrelu.torch's functions along an axis: values, arguments and modules, against NumPy and PyTorch."""

import copy
import doctest
import io
import pickle
import tracemalloc

import numpy as np
import pytest

# PyTorch is an optional extra.
torch = pytest.importorskip("torch")

import fastrelu  # noqa: E402
import fastrelu.torch as ft  # noqa: E402
from fastrelu import _core, _ufuncs  # noqa: E402
from fastrelu._formulas import ROW_FORMULAS  # noqa: E402
from fastrelu._names import TORCH_IMAGES  # noqa: E402
from fastrelu._signature import ROWS  # noqa: E402
from fastrelu.torch import _calls, _row_functions  # noqa: E402
from fastrelu.torch._row_operators import OPERATORS  # noqa: E402
from torch_support import normal, one_thread_for_torch  # noqa: E402, F401  # fixtures among them

F = torch.nn.functional
FLOATS = [torch.float16, torch.bfloat16, torch.float32, torch.float64]
each_function = pytest.mark.parametrize("name", list(ROWS))
each_dtype = pytest.mark.parametrize("dtype", FLOATS)
each_module = pytest.mark.parametrize("name", list(_row_functions.MODULES))


def ours_of(name):
    return getattr(ft, OPERATORS[name].function)


def theirs_of(name):
    return getattr(F, OPERATORS[name].row.function)


def module_of(namespace, name):
    return getattr(namespace, name)(*(() if name in TORCH_IMAGES else (1,)))


def value_and_gradient(function, x):
    leaf = x.detach().clone().requires_grad_()
    y = function(leaf)
    grad = normal(*reversed(y.shape), dtype=y.dtype).permute(tuple(reversed(range(y.ndim))))
    return y.detach(), *torch.autograd.grad(y, leaf, grad)


# --------------------------------------------------------------------------------------------------------------- values


@each_function
@each_dtype
def test_kernels_read_tensors_without_numpy(name, dtype):
    if _calls.EXCHANGE is None:
        pytest.skip("PyTorch before 2.10")

    def runs(axis, *tensors, form=""):
        return _core.call_tensor_rows(_calls.EXCHANGE, getattr(_ufuncs, name + form), axis, *tensors)

    x = normal(6, 5, 8, dtype=dtype)
    for tensor in (x, x.permute(2, 0, 1), x[::2, :, 1:7:3], x[0, 0], x[:0], x[0, 0, 0].clone()):
        for axis in range(max(tensor.ndim, 1)):
            out = torch.full_like(tensor, 7)
            assert runs(axis, tensor, out)
            wanted = np.asarray(getattr(fastrelu, name)(np.atleast_1d(tensor.double().numpy()), axis=axis))
            near = torch.from_numpy(wanted.reshape(tensor.shape)).to(dtype)
            torch.testing.assert_close(out, near)
            back = torch.full_like(tensor, 7)
            assert runs(axis, out, out, back, form="_backward")
    # What is not for it is left alone.
    out = torch.zeros_like(x)
    assert not runs(3, x, out)
    assert not runs(-1, x, out)
    assert not runs(0, x[:5], out)
    assert not runs(0, x[0], out)
    assert not runs(0, x, out.to(torch.float64 if dtype != torch.float64 else torch.float32))
    assert not runs(0, x.to("meta"), out)
    assert not runs(0, x.to(torch.int32), out.to(torch.int32))
    assert not runs(0, x[:1].expand(6, 5, 8), x[:1].expand(6, 5, 8))
    assert not runs(0, x[:, :, 1:], x[:, :, :-1])
    assert not runs(0, x, out, form="_backward")
    assert not runs(0, x, x, out)
    assert not out.any()


@each_function
@each_dtype
@pytest.mark.parametrize("dim", [-1, 0, 1, 2])
def test_bits_are_those_of_the_array_functions(name, dtype, dim):
    array, backward = getattr(fastrelu, name), getattr(fastrelu, name + "_backward")
    x, grad = normal(7, 20, 33, dtype=dtype), normal(7, 20, 33, dtype=dtype, seed=1)
    leaf = x.clone().requires_grad_()
    y = ours_of(name)(leaf, dim)
    (gradient,) = torch.autograd.grad(y, leaf, grad)
    y = y.detach()
    if dtype is torch.bfloat16:  # float32, rounded once
        wanted = torch.from_numpy(array(x.float().numpy(), dim)).bfloat16()
        wanted_gradient = torch.from_numpy(backward(grad.float().numpy(), y.float().numpy(), dim)).bfloat16()
    else:
        wanted = torch.from_numpy(array(x.numpy(), dim))
        wanted_gradient = torch.from_numpy(backward(grad.numpy(), y.numpy(), dim))
    assert torch.equal(y, wanted)
    assert torch.equal(gradient, wanted_gradient)
    assert torch.equal(OPERATORS[name].value(x, dim), y)
    assert torch.equal(OPERATORS[name].backward(grad, y, dim), gradient)


@each_function
@each_dtype
def test_value_and_gradient_are_those_of_torch(name, dtype):
    eps = torch.finfo(dtype).eps
    for shape, dim in (((50, 9), 1), ((50, 9), 0), ((3, 5, 4, 6), 1), ((), 0), ((), -1), ((6,), 0), ((0, 3), 1)):
        x = normal(*shape, dtype=dtype)
        got = value_and_gradient(lambda x, d=dim: ours_of(name)(x, d), x)
        wanted = value_and_gradient(lambda x, d=dim: theirs_of(name)(x, d), x)
        for a, b in zip(got, wanted, strict=True):
            torch.testing.assert_close(a, b, rtol=8 * eps, atol=32 * eps)


@each_function
@pytest.mark.parametrize(
    "lay",
    [
        pytest.param(lambda x: x.transpose(0, 2), id="transposed"),
        pytest.param(lambda x: x[::2, :, 1::2], id="strided"),
        pytest.param(lambda x: x[:, :1].expand(4, 6, 8), id="expanded"),
        pytest.param(lambda x: x[1, 2, 3], id="no axes"),
        pytest.param(lambda x: x[:0], id="empty"),
        pytest.param(lambda x: x[..., :0], id="empty rows"),
        pytest.param(lambda x: x[None].contiguous(memory_format=torch.channels_last), id="channels last"),
    ],
)
def test_any_strides(name, lay):
    x = lay(normal(4, 6, 8))
    for dim in range(-max(x.ndim, 1), max(x.ndim, 1)):
        y = ours_of(name)(x, dim)
        packed = ours_of(name)(x.contiguous(), dim)
        assert torch.equal(y, packed)
        assert y.stride() == F.relu(x).stride() or not y.numel()
        leaf, leaf_packed = x.detach().requires_grad_(), x.detach().contiguous().requires_grad_()
        for of in (leaf, leaf_packed):
            ours_of(name)(of, dim).sin().sum().backward()
        assert torch.equal(leaf.grad, leaf_packed.grad)


@each_function
def test_unaligned_and_negated_tensors_and_those_of_subclasses(name):
    memory = bytearray(4 * 10 + 1)
    x = torch.frombuffer(memory, dtype=torch.float32, count=10, offset=1).view(2, 5)
    x.copy_(normal(2, 5))
    negated = torch.complex(normal(2, 5), normal(2, 5)).conj().imag
    for tensor in (x, negated):
        assert torch.equal(ours_of(name)(tensor, 1), ours_of(name)(tensor.clone(), 1))

    class Own(torch.Tensor):
        pass

    assert type(ours_of(name)(normal(10).as_subclass(Own), 0)) is Own


@each_function
@pytest.mark.parametrize("ndim", range(5))
def test_the_dim_that_is_not_given_is_that_of_torch(name, ndim):
    x = normal(*(3, 4, 5, 2)[:ndim])
    with pytest.warns(UserWarning, match=f"{name}: dim is not given and taken for") as ours:
        y = ours_of(name)(x)
    with pytest.warns(UserWarning, match="Implicit dimension") as theirs:
        torch.testing.assert_close(y, theirs_of(name)(x))
    assert ours[0].filename == theirs[0].filename == __file__
    module = getattr(ft, OPERATORS[name].row.module)()
    with pytest.warns(UserWarning, match="dim is not given") as ours:
        assert torch.equal(module(x), y)
    assert ours[0].filename == __file__


@each_function
def test_dtype_is_what_the_input_is_cast_to(name):
    for given in (*FLOATS, torch.int64, torch.bool):
        x = normal(4, 3).to(given)
        for dtype in FLOATS:
            y = ours_of(name)(x, 1, dtype=dtype)
            assert y.dtype == dtype
            assert torch.equal(y, ours_of(name)(x.to(dtype), 1))
    leaf = normal(4, 3, requires_grad=True)
    ours_of(name)(leaf, 1, dtype=torch.float64).square().sum().backward()
    got, leaf.grad = leaf.grad, None
    theirs_of(name)(leaf, 1, dtype=torch.float64).square().sum().backward()
    assert got.dtype == torch.float32
    torch.testing.assert_close(got, leaf.grad)


@each_function
def test_autocast_does_what_it_does_to_those_of_torch(name):
    for dtype in FLOATS:
        x = normal(3, 4, dtype=dtype, requires_grad=True)
        for cast in (torch.bfloat16, torch.float16):
            with torch.autocast("cpu", dtype=cast):
                y, wanted = ours_of(name)(x, 1), theirs_of(name)(x, 1)
                linear = ours_of(name)(F.linear(normal(2, 4), normal(3, 4)), 1)
            assert y.dtype == wanted.dtype
            assert linear.dtype == cast
            y.sum().backward()
            assert x.grad.dtype == dtype


@each_function
@pytest.mark.parametrize("dim", [0, 1])
def test_nothing_is_copied(name, dim):
    # NumPy reports its allocations to tracemalloc, and PyTorch its own to its profiler: one output, one gradient.
    x = normal(512, 512).t().requires_grad_()
    x, size = x if dim == 0 else x.detach().t().contiguous().requires_grad_(), 4 * x.numel()
    grad = torch.ones_like(x)
    with torch.autograd.profiler.profile(profile_memory=True, use_kineto=False):
        ours_of(name)(x, dim)
    tracemalloc.start()
    with torch.autograd.profiler.profile(profile_memory=True, use_kineto=False) as profile:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        torch.autograd.grad(ours_of(name)(x, dim), x, grad)
        peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert peak < size / 4
    allocated = sum(max(0, event.self_cpu_memory_usage) for event in profile.function_events)
    assert 2 * size <= allocated < 2.25 * size


# -------------------------------------------------------------------------------------------------------------- modules


def network(namespace, dtype=torch.float32):
    torch.manual_seed(5)
    layers = [torch.nn.Conv2d(3, 4, 1)]
    for name in _row_functions.MODULES:
        layers += [module_of(namespace, name), torch.nn.Conv2d(4, 4, 1)]
    return torch.nn.Sequential(*layers).to(dtype)


@each_module
def test_modules_are_like_those_of_torch(name):
    ours, theirs = module_of(ft, name), module_of(torch.nn, name)
    assert isinstance(ours, type(theirs))
    assert repr(ours) == repr(theirs)
    x = normal(2, 3, 4, 5)
    y = ours(x)
    torch.testing.assert_close(y, theirs(x))
    torch.testing.assert_close(ours(x[0]), theirs(x[0]))
    file = io.BytesIO()
    torch.save(ours, file)
    file.seek(0)
    for other in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours)), torch.load(file, weights_only=False)):
        assert type(other) is type(ours)
        assert torch.equal(other(x), y)
    assert ours.load_state_dict(theirs.state_dict())
    assert theirs.load_state_dict(ours.state_dict())


def test_modules_over_channels_want_images():
    for name in TORCH_IMAGES:
        for shape in ((3,), (2, 3), (1, 2, 3, 4, 5)):
            with pytest.raises(ValueError, match=f"{name}: input must have 3 or 4 dimensions, not {len(shape)}"):
                module_of(ft, name)(torch.ones(shape))


def test_functions_are_pickled_by_name():
    for name in ROWS:
        assert pickle.loads(pickle.dumps(ours_of(name))) is ours_of(name)


def test_replace_and_restore_activations():
    model, x = network(torch.nn), normal(2, 3, 5, 4)
    before, classes, seen = model(x), [type(module) for module in model], []
    model[1].register_forward_hook(lambda *_: seen.append(1))
    count = len(_row_functions.MODULES)
    assert ft.replace_activations(model) == count
    assert [type(module) for module in model[1::2]] == list(_row_functions.MODULES.values())
    torch.testing.assert_close(model(x), before)
    assert seen == [1]
    assert [getattr(module, "dim", None) for module in model[1::2]] == [1, 1, 1, None]
    assert ft.restore_activations(model) == count
    assert [type(module) for module in model] == classes


def test_trains_as_the_modules_of_torch_do():
    x, y = normal(16, 3, 2, 2, dtype=torch.float64), normal(16, 4, 2, 2, dtype=torch.float64, seed=1).sin()
    trained = []
    for namespace in (ft, torch.nn):
        model = network(namespace, torch.float64)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        for _ in range(10):
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            optimizer.step()
        trained.append(list(model.state_dict().values()))
    torch.testing.assert_close(*trained)


def test_a_module_that_torch_lacks():
    operator = next(iter(OPERATORS.values()))
    module = _row_functions._make_module("Unheard", operator, False)(dim=1)
    assert repr(module) == "Unheard(dim=1)"
    assert torch.equal(module(torch.eye(3)), _row_functions.FUNCTIONAL[operator.function](torch.eye(3), 1))


# --------------------------------------------------------------------------------------------------------------- errors


@each_function
def test_refuses_what_the_kernels_cannot_read(name):
    where = OPERATORS[name].function
    floats = "float16, bfloat16, float32 or float64"
    for error, words, value in (
        (TypeError, f"{where}: input must be of {floats}, not torch.int64", torch.arange(4)),
        (TypeError, f"{where}: input must be a torch.Tensor, not ndarray", np.zeros(4)),
        (ValueError, f"{where}: input is on the device meta", torch.zeros(4, device="meta")),
        (TypeError, f"{where}: input must be a dense tensor", torch.eye(4).to_sparse()),
    ):
        for dim in (0, None) if isinstance(value, np.ndarray) else (0,):
            with pytest.raises(error, match=words):
                ours_of(name)(value, dim)
    x = torch.ones(2, 3)
    for dim in (2, -3):
        for given in (x, x.clone().requires_grad_()):
            with pytest.raises(IndexError, match=f"{where}: dim {dim} is out of bounds for an input of 2 dimensions"):
                ours_of(name)(given, dim)
    for dim in (1.0, "1", True, (0, 1)):
        with pytest.raises(TypeError, match=f"{where}: dim must be an integer, not "):
            ours_of(name)(x, dim)
    for dtype in (torch.int32, "float32", torch.complex64):
        with pytest.raises(TypeError, match=f"{where}: dtype must be {floats}, not"):
            ours_of(name)(x, 1, dtype=dtype)
    with pytest.raises(TypeError, match=f"{where}: input must be a torch.Tensor, not list"):
        ours_of(name)([1.0], 0, dtype=torch.float32)


# ------------------------------------------------------------------------------------------------- everything is there


def test_every_function_has_what_it_needs():
    assert set(ROW_FORMULAS) == set(ROWS) == set(OPERATORS)
    for operator in OPERATORS.values():
        assert operator.function in ft.__all__
        if operator.row.function:
            assert callable(getattr(F, operator.row.function))
            assert issubclass(getattr(ft, operator.row.module), getattr(torch.nn, operator.row.module))
    assert {*_row_functions.MODULES, *_row_functions.FUNCTIONAL} <= set(ft.__all__)


def test_doctests():
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner()
    for name in (*_row_functions.MODULES, *_row_functions.FUNCTIONAL):
        for test in finder.find(getattr(ft, name), name, module=False, globs={}):
            assert runner.run(test).attempted >= 2, name
    assert runner.failures == 0
