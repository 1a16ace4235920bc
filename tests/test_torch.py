"""fastrelu.torch, every function by its signature: against NumPy and PyTorch, and under PyTorch's own checks."""

import copy
import doctest
import importlib
import io
import pickle
import subprocess
import sys
import tracemalloc
import warnings
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

# PyTorch is an optional extra.
torch = pytest.importorskip("torch")

import fastrelu  # noqa: E402
import fastrelu.torch as ft  # noqa: E402
from fastrelu._formulas import FORMULAS  # noqa: E402
from fastrelu.torch import _row_functions  # noqa: E402
from fastrelu.torch._functions import ARGUMENTS  # noqa: E402
from fastrelu.torch._modules import MODULES  # noqa: E402
from fastrelu.torch._operators import OPERATORS, WITH_TENSORS  # noqa: E402
from torch_support import normal, one_thread_for_torch, same_environment  # noqa: E402, F401  # fixtures among them

# PyTorch's forward differentiation uses what PyTorch deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit.script:DeprecationWarning")

F = torch.nn.functional
ROOT = Path(__file__).resolve().parent.parent
FLOATS = [torch.float16, torch.bfloat16, torch.float32, torch.float64]


class Case:
    """A function with values for its parameters.

    Attributes
    ----------
    ours, theirs : callable
        Of all tensors: the data, then trained parameters. `theirs` is None where PyTorch has none.
    on_arrays : callable
        The same of arrays.
    """

    def __init__(self, name, sample, choice):
        self.name, self.arguments, self.operator = name, ARGUMENTS[name], OPERATORS[name]
        self.signature = signature = self.arguments.signature
        self.trained = [signature.parameters[k] for k in self.operator.trained]
        self.numbers = {p.name: v for p, v in zip(signature.parameters, sample, strict=True) if p not in self.trained}
        self.weights = [v for p, v in zip(signature.parameters, sample, strict=True) if p in self.trained]
        self.others = (*(float(v) for v in self.numbers.values()), *((choice,) if choice else ()))
        self.keywords = {**self.numbers, **({signature.choice.name: choice} if choice else {})}
        self.halves = self.arguments.row.halves
        self.data = len(self.arguments.inputs)
        self.id = f"{self.arguments.name}({', '.join(f'{v:g}' for v in sample)}{choice or ''})"
        self.theirs = None
        known = {p for p in self.keywords if p in self.arguments.positional}
        defaults = {p.name: p.default for p in signature.parameters}
        usual = all(self.numbers[p] == defaults[p] for p in self.numbers if p not in known)
        if self.arguments.row.function and usual:
            self.their_keywords = {p: self.keywords[p] for p in known}
            self.theirs = lambda *t: getattr(F, self.arguments.name)(*t, **self.their_keywords)

    def ours(self, *tensors):
        return getattr(ft, self.arguments.name)(*tensors, **self.keywords)

    def by_operator(self, *tensors):
        if self.halves:
            tensors = tensors[0].chunk(2, -1)[::-1]
        return self.operator.value(*tensors, *self.others)

    def on_arrays(self, *arrays):
        if self.halves:
            arrays = np.split(arrays[0], 2, -1)[::-1]
        trained = {p.name: w for p, w in zip(self.trained, arrays[self.operator.data :], strict=True)}
        return getattr(fastrelu, self.name)(*arrays[: self.operator.data], **trained, **self.keywords)

    def tensors(self, *shape, dtype=torch.float64, requires_grad=False, seed=3):
        """Data away from kinks, and trained parameters."""
        generator = torch.Generator().manual_seed(seed)
        length = 40 * int(np.prod(shape))
        pool = [2 * torch.randn(length, generator=generator, dtype=torch.float64) for _ in range(self.operator.data)]
        weights = [torch.tensor([w], dtype=torch.float64) for w in self.weights]
        far = torch.ones(length, dtype=torch.bool)
        for k in range(len(pool)):
            slopes = []
            for step in (-0.02, 0.02):
                moved = [x + step * (j == k) for j, x in enumerate(pool)]
                gradients = self.operator.backward(torch.ones(length).double(), *moved, *weights, *self.others)
                slopes.append(gradients[k] if isinstance(gradients, tuple) else gradients)
            far &= (slopes[0] - slopes[1]).abs() < 0.15
        data = [x[far][: int(np.prod(shape))].reshape(shape) for x in pool]
        if self.halves:
            data = [torch.cat((data[1], data[0]), -1)]
        return [t.to(dtype).requires_grad_(requires_grad) for t in (*data, *weights)]


CASES = [
    Case(name, sample, choice)
    for name, arguments in ARGUMENTS.items()
    for choice in (arguments.signature.choice.about if arguments.signature.choice else [None])
    for sample in arguments.signature.samples[:2]
]
FIRST = [case for k, case in enumerate(CASES) if k == 0 or CASES[k - 1].name != case.name]
ELEMENTWISE = [case for case in CASES if case.signature.kind == "elementwise" and not case.trained]

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
each_function = pytest.mark.parametrize("case", FIRST, ids=lambda case: case.id)
each_dtype = pytest.mark.parametrize("dtype", FLOATS)


def assert_near(got, expected, x, ulps=8):
    """Within `ulps` of the larger of value and x: PyTorch's formulas cancel where ours do not."""
    assert got.dtype == expected.dtype
    assert got.shape == expected.shape
    step = ulps * torch.finfo(got.dtype).eps
    allowed = step * torch.maximum(expected.detach().double().abs(), x.detach().double().abs().clamp(min=1))
    assert ((got.detach().double() - expected.detach().double()).abs() <= allowed).all()


def gradients(function, tensors):
    """The value, and the gradients for an output gradient in another order of memory."""
    leaves = [t.detach().clone().requires_grad_() for t in tensors]
    y = function(*leaves)
    grad = normal(*reversed(y.shape), dtype=y.dtype).permute(tuple(reversed(range(y.ndim))))
    return y.detach(), torch.autograd.grad(y, leaves, grad), grad


def run(code):
    return subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=300)


# --------------------------------------------------------------------------------------------------------------- values


@each_dtype
@each_case
def test_bits_are_those_of_the_array_functions(case, dtype):
    tensors = case.tensors(50, 6, dtype=dtype)
    y = case.ours(*tensors)
    assert y.dtype == dtype
    if dtype is torch.bfloat16:
        # By float32 with one rounding: next to the rounded value of float64, if anything. Parameters are rounded too,
        # as NumPy has it.
        rounded = copy.copy(case)
        numbers = {name: torch.tensor(value).bfloat16().item() for name, value in case.numbers.items()}
        rounded.keywords = {**case.keywords, **numbers}
        expected = torch.from_numpy(rounded.on_arrays(*(t.double().numpy() for t in tensors)))
        assert ((y.double() - expected).abs() <= expected.abs() * 2**-8 + 2.0**-130).all()
    else:
        np.testing.assert_array_equal(y.numpy(), case.on_arrays(*(t.numpy() for t in tensors)))
    assert torch.equal(y, case.by_operator(*tensors))


@each_dtype
@each_case
def test_value_and_gradients_are_those_of_torch(case, dtype):
    if case.theirs is None:
        pytest.skip("PyTorch has no such function")
    tensors = case.tensors(7, 5, 4, dtype=dtype)
    y, ours, grad = gradients(case.ours, tensors)
    expected, theirs, _ = gradients(case.theirs, tensors)
    assert_near(y, expected, tensors[0] if not case.halves else expected)
    for k, (got, wanted) in enumerate(zip(ours, theirs, strict=True)):
        if k < case.data and dtype is torch.float64:  # some constants of PyTorch's backward passes are of float32
            torch.testing.assert_close(got, wanted, rtol=1e-6, atol=1e-6)
        elif k < case.data:  # a product of two roundings at PyTorch, whose derivatives cancel as its values do
            assert_near(got, wanted, (1 + grad.abs().max()) * (1 + tensors[k].abs()))
        else:  # sums, which PyTorch adds up in the dtype of x or a little better
            assert_near(got, wanted, torch.ones(()), ulps=8 * y.numel())


@pytest.mark.parametrize("case", [case for case in FIRST if case.trained], ids=lambda case: case.id)
@pytest.mark.parametrize(("shape", "channels"), [((), 1), ((4,), 1), ((4, 3), 1), ((4, 3), 3), ((2, 3, 5, 4), 3)])
def test_trained_parameters_lie_along_the_channels(case, shape, channels):
    if case.theirs is None:
        pytest.skip("PyTorch has no such function")
    weights = [torch.linspace(0.1, 0.5, channels, dtype=torch.float64) for _ in case.trained]
    tensors = [normal(*shape, dtype=torch.float64), *weights]
    (y, ours, _), (expected, theirs, _) = gradients(case.ours, tensors), gradients(case.theirs, tensors)
    for got, wanted in zip((y, *ours), (expected, *theirs), strict=True):
        torch.testing.assert_close(got, wanted)


@pytest.mark.parametrize("name", [name for name, op in WITH_TENSORS.items() if op is not OPERATORS[name]])
def test_trained_parameters_with_a_default_may_be_tensors(name):
    arguments, function = ARGUMENTS[name], getattr(ft, ARGUMENTS[name].name)
    data = [normal(4, 3, dtype=torch.float64, requires_grad=True) + 0.1 for _ in arguments.inputs]
    trained = [p for p in arguments.signature.parameters if p.trained]
    numbers = {p.name: p.example for p in trained}
    weights = {p.name: torch.full((), p.example, dtype=torch.float64) for p in trained}
    assert torch.equal(function(*data, **numbers), function(*data, **weights))
    leaves = [torch.full((3,), p.example, dtype=torch.float64, requires_grad=True) for p in trained]

    def call(*values):
        return function(*data, **dict(zip(numbers, values, strict=True)))

    assert torch.autograd.gradcheck(call, leaves, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(call, leaves)


@pytest.mark.parametrize("case", [c for c in FIRST if c.data > 1], ids=lambda case: case.id)
def test_several_inputs_broadcast(case):
    data = [normal(3, 1 if k == 0 else 4, dtype=torch.float64, requires_grad=True) for k in range(case.data)]
    assert torch.equal(case.ours(*data), case.ours(*torch.broadcast_tensors(*data)))
    assert torch.autograd.gradcheck(case.ours, data)
    with pytest.raises(
        TypeError, match=f"{case.arguments.inputs[0]} must be of the dtype of {case.arguments.inputs[-1]}"
    ):
        case.ours(data[0].float(), *data[1:])


@each_function
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
def test_any_strides(case, lay):
    x = lay(normal(4, 6, 8))
    if case.halves and x.ndim == 0:
        pytest.skip("nothing to halve")
    weights = [torch.tensor([w]) for w in case.weights]
    tensors, packed = [x] * case.data + weights, [x.contiguous()] * case.data + weights
    y = case.ours(*tensors)
    assert torch.equal(y, case.ours(*packed))
    if not case.halves:
        assert y.stride() == F.relu(x).stride()
    leaf = x.detach().requires_grad_()
    with_graph = case.ours(*[leaf] * case.data, *weights)
    assert torch.equal(with_graph, y)
    with_graph.sum().backward()
    assert leaf.grad.shape == x.shape


def test_unaligned_and_negated_tensors_and_those_of_subclasses():
    memory = bytearray(4 * 10 + 1)
    x = torch.frombuffer(memory, dtype=torch.float32, count=10, offset=1)
    x.copy_(normal(10))
    negated = torch.complex(normal(10), normal(10)).conj().imag

    class Own(torch.Tensor):
        pass

    for case in FIRST:
        if case.data != 1:
            continue
        weights = [torch.tensor([w]) for w in case.weights]
        for tensor in (x, negated):
            assert torch.equal(case.ours(tensor, *weights), case.ours(tensor.clone(), *weights))
        assert type(case.ours(normal(10).as_subclass(Own), *weights)) is Own


# --------------------------------------------------------------------------------------------------------------- memory


@pytest.mark.parametrize("lay", [lambda x: x, lambda x: x.t()], ids=["contiguous", "transposed"])
@pytest.mark.parametrize("case", ELEMENTWISE, ids=lambda case: case.id)
def test_nothing_is_copied(case, lay):
    # NumPy reports its allocations to tracemalloc, and PyTorch reports its own to its profiler. Together they see one
    # output for the value and one for the gradient, and nothing else of that size.
    x = lay(normal(500, 500)).requires_grad_()
    grad = torch.ones_like(x)
    size = x.numel() * x.element_size()
    # What is made once, such as caches, is made here; the profiler imports much.
    with torch.autograd.profiler.profile(profile_memory=True, use_kineto=False):
        case.ours(x)

    tracemalloc.start()
    with torch.autograd.profiler.profile(profile_memory=True, use_kineto=False) as profile:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        y = case.ours(x)
        (gradient,) = torch.autograd.grad(y, x, grad)
        peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()

    assert gradient.shape == x.shape
    assert peak < size / 4
    allocated = sum(max(0, event.self_cpu_memory_usage) for event in profile.function_events)
    assert 2 * size <= allocated < 2.25 * size


@pytest.mark.parametrize(
    "case", [case for case in FIRST if "inplace" in case.arguments.positional], ids=lambda case: case.id
)
def test_inplace(case):
    function = getattr(ft, case.arguments.name)
    for x in (normal(50), normal(50, dtype=torch.bfloat16), normal(6, 4).t()[::2]):
        expected, y = case.ours(x), x.clone()
        version = y._version
        assert function(y, **case.keywords, inplace=True) is y
        assert torch.equal(y, expected)
        assert y._version > version  # autograd must know
    (x,) = case.tensors(5, requires_grad=True)
    y = x * 1
    assert function(y, **case.keywords, inplace=True) is y
    (got,), (wanted,) = torch.autograd.grad(y.sum(), x), torch.autograd.grad(case.ours(x).sum(), x)
    assert torch.equal(got, wanted)
    with pytest.raises(RuntimeError, match="in-place"):
        function(x, **case.keywords, inplace=True)
    with pytest.raises(RuntimeError, match="single memory location"):
        function(torch.ones(1).expand(4), **case.keywords, inplace=True)


# ------------------------------------------------------------------------------------------------------------- autograd


@each_case
def test_gradcheck(case):
    tensors = case.tensors(3, 2, requires_grad=True)
    assert torch.autograd.gradcheck(
        case.ours, tensors, check_forward_ad=True, check_batched_grad=True, check_batched_forward_grad=True
    )


@each_case
def test_gradgradcheck(case):
    tensors = case.tensors(3, 2, requires_grad=True)
    assert torch.autograd.gradgradcheck(case.ours, tensors, check_fwd_over_rev=True, check_batched_grad=True)


@pytest.mark.parametrize("function", ["ours", "by_operator"])
@each_function
def test_forward_derivatives(case, function):
    """Of the functional forms and of the bare operators: the operators once gave zeros, without a word."""
    call, tensors = getattr(case, function), case.tensors(4, 2)
    ones = [torch.ones_like(t) for t in tensors]
    y, pull = torch.func.vjp(call, *tensors)
    _, tangent = torch.func.jvp(call, tuple(tensors), tuple(ones))
    if case.halves or case.trained or case.data > 1:
        u = torch.zeros_like(y, requires_grad=True)
        expected = torch.autograd.grad(pull(u), u, ones)[0]
    else:
        (expected,) = pull(torch.ones_like(y))
    torch.testing.assert_close(tangent, expected)
    with torch.autograd.forward_ad.dual_level():
        duals = [torch.autograd.forward_ad.make_dual(t, one) for t, one in zip(tensors, ones, strict=True)]
        torch.testing.assert_close(torch.autograd.forward_ad.unpack_dual(call(*duals)).tangent, expected)


@each_function
def test_transforms_of_transforms(case):
    tensors = case.tensors(3, 2)
    everything = tuple(range(len(tensors)))

    def total(*tensors):
        return case.ours(*tensors).sin().sum()

    leaves = [t.clone().requires_grad_() for t in tensors]
    expected = torch.autograd.grad(total(*leaves), leaves)
    torch.testing.assert_close(torch.func.grad(total, everything)(*tensors), expected)
    by_reverse = torch.func.jacrev(torch.func.jacrev(total, everything), everything)(*tensors)
    for outer, inner in ((torch.func.jacfwd, torch.func.jacrev), (torch.func.jacrev, torch.func.jacfwd)):
        torch.testing.assert_close(outer(inner(total, everything), everything)(*tensors), by_reverse)
    torch.testing.assert_close(
        torch.func.jacfwd(torch.func.jacfwd(total, everything), everything)(*tensors), by_reverse
    )


@each_function
@pytest.mark.filterwarnings("ignore:An output with one or more elements was resized")  # by a vmap of PyTorch's own
def test_vmap(case):
    samples = [case.tensors(3, 2, seed=seed) for seed in (1, 2, 3, 4)]

    def total(*tensors):
        return case.ours(*tensors).sin().sum()

    everything = tuple(range(len(samples[0])))
    for function in (case.ours, torch.func.grad(total, everything), torch.func.hessian(total, everything)):
        for shared in range(-1, len(everything)):  # an input that is not mapped
            dims = tuple(None if k == shared else 1 for k in everything)
            batch = [
                samples[0][k] if dim is None else torch.stack([sample[k] for sample in samples], 1)
                for k, dim in enumerate(dims)
            ]
            if all(dim is None for dim in dims):
                continue
            one_by_one = [
                function(*(samples[0][k] if dim is None else sample[k] for k, dim in enumerate(dims)))
                for sample in samples
            ]
            got = torch.utils._pytree.tree_leaves(torch.vmap(function, dims)(*batch))
            expected = zip(*map(torch.utils._pytree.tree_leaves, one_by_one), strict=True)
            for leaf, leaves in zip(got, expected, strict=True):
                torch.testing.assert_close(leaf, torch.stack(leaves))


def test_no_graph_where_none_is_wanted():
    x = normal(3, requires_grad=True)
    with torch.no_grad():
        assert not ft.elu(x).requires_grad
    with torch.inference_mode():
        assert ft.elu(x).is_inference()
        assert ft.relu(torch.ones(3), inplace=True).is_inference()
    assert not ft.elu(x.detach()).requires_grad


# ---------------------------------------------------------------------------------------------- operators and compilers


@each_function
def test_opcheck(case):
    tensors = case.tensors(4, 2, dtype=torch.float32)
    if case.halves:
        tensors = list(tensors[0].chunk(2, -1)[::-1])
    leaves = [t.clone().requires_grad_() for t in tensors]
    tests = ("test_schema", "test_autograd_registration", "test_faketensor", "test_aot_dispatch_dynamic")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.library.opcheck(case.operator.value, (*leaves, *case.others), test_utils=tests)
        grad = normal(2, 4).t()
        torch.library.opcheck(case.operator.backward, (grad, *tensors, *case.others), test_utils=tests[:3])
        torch.library.opcheck(case.operator.backward, (grad, *leaves, *case.others), test_utils=tests)


def module_of(case):
    """The module of a case, with PyTorch's where there is one."""
    name = dict(zip(ARGUMENTS, MODULES, strict=True))[case.name]
    ours = getattr(ft, name)(**case.keywords)
    return ours, getattr(torch.nn, name)(**case.their_keywords) if case.theirs else None


def some_modules():
    return torch.nn.Sequential(torch.nn.Linear(4, 4), *(module_of(case)[0] for case in FIRST if takes_one(case)))


def takes_one(case):
    return case.data == 1 and not case.halves


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_compiles_without_a_graph_break(backend):
    model = some_modules().double()
    x = normal(3, 4, dtype=torch.float64)
    compiled = torch.compile(model, backend=backend, fullgraph=True)
    results = []
    for function in (compiled, model):
        model.zero_grad()
        y = function(x)
        y.sum().backward()
        results.append([y, *(p.grad for p in model.parameters())])
    torch.testing.assert_close(*results)


def test_compiles_transforms_and_choices():
    x = normal(3, 4)
    case = next(case for case in ELEMENTWISE if not case.signature.piecewise_linear)

    def function(x):
        first = torch.func.grad(lambda t: case.ours(t).sum())(x)
        return first + torch.func.jvp(case.ours, (x,), (x,))[1] + torch.vmap(case.ours)(x)

    compiled = torch.compile(function, backend="aot_eager", fullgraph=True, dynamic=True)
    torch.testing.assert_close(compiled(x), function(x))
    with pytest.raises(Exception, match="must be"):
        torch.compile(lambda x: case.ours(x.int()), backend="eager", fullgraph=True)(x)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # PyTorch's compiler is in need of much of that
def test_compiles_to_machine_code():
    model, x = some_modules(), normal(3, 4)
    torch.testing.assert_close(torch.compile(model, fullgraph=True)(x), model(x))


def test_exports_and_traces():
    model, x = some_modules().eval(), normal(3, 4)
    for made in (torch.export.export(model, (x,)).module(), torch.fx.symbolic_trace(model)):
        torch.testing.assert_close(made(-x), model(-x))


# -------------------------------------------------------------------------------------------------------------- modules


@each_case
def test_modules_are_like_those_of_torch(case):
    ours, theirs = module_of(case)
    tensors = case.tensors(3, 2)[: case.data]
    ours = ours.double()
    y = ours(*tensors)
    if not case.trained:
        assert torch.equal(y, case.ours(*tensors))
    file = io.BytesIO()
    torch.save(ours, file)
    file.seek(0)
    for other in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours)), torch.load(file, weights_only=False)):
        assert type(other) is type(ours)
        assert torch.equal(other(*tensors), y)
    if theirs is None:
        return
    assert repr(ours) == repr(theirs)
    assert isinstance(ours, type(theirs))
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())


def network(namespace):
    torch.manual_seed(5)
    layers = [torch.nn.Linear(5, 4)]
    for case in FIRST:
        if case.theirs and takes_one(case):
            name = dict(zip(ARGUMENTS, MODULES, strict=True))[case.name]
            layers += [getattr(namespace, name)(**case.their_keywords), torch.nn.Linear(4, 4)]
    return torch.nn.Sequential(*layers).double()


def test_trains_as_the_modules_of_torch_do():
    x, y = normal(32, 5, dtype=torch.float64), normal(32, 4, dtype=torch.float64).sin()
    trained = []
    for namespace in (ft, torch.nn):
        model = network(namespace)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(10):
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            optimizer.step()
        trained.append(model.state_dict())
    for ours, theirs in zip(trained[0].values(), trained[1].values(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-7, atol=1e-9)


def test_replace_and_restore_activations():
    model, x = network(torch.nn), normal(3, 5, dtype=torch.float64)
    before, parameters, seen = model(x), list(model.parameters()), []
    model[1].register_forward_hook(lambda *_: seen.append(1))
    classes = [type(module) for module in model]
    count = sum(1 for case in FIRST if case.theirs and takes_one(case))
    assert ft.replace_activations(model) == count
    assert {type(module).__module__ for module in model[1::2]} == {"fastrelu.torch"}
    torch.testing.assert_close(model(x), before)
    assert seen == [1]  # hooks, parameters and modes are where they were
    assert all(a is b for a, b in zip(model.parameters(), parameters, strict=True))
    assert ft.replace_activations(model) == 0
    assert ft.restore_activations(model) == count
    assert [type(module) for module in model] == classes

    class Own(torch.nn.ReLU):
        pass

    assert ft.replace_activations(torch.nn.Sequential(Own())) == 0


@pytest.mark.parametrize("case", [case for case in FIRST if case.theirs], ids=lambda case: case.id)
def test_autocast_does_what_it_does_to_those_of_torch(case):
    """Nothing, but for trained parameters: these are cast, and their gradients are of their own dtype."""
    for data, weight in (
        (torch.float32, torch.float32),
        (torch.bfloat16, torch.float32),
        (torch.float32, torch.bfloat16),
    ):
        results = []
        for function in (case.ours, case.theirs):
            tensors = case.tensors(3, 2, dtype=data)
            tensors = [t.to(weight) if k >= case.data else t for k, t in enumerate(tensors)]
            leaves = [t.clone().requires_grad_() for t in tensors]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                y = function(*leaves)
            y.sum().backward()
            results.append([y.dtype, *(leaf.grad.dtype for leaf in leaves)])
        assert results[0] == results[1]


def test_modules_with_trained_parameters_take_dtype_and_device():
    for case in FIRST:
        if case.trained and case.theirs:
            module = type(module_of(case)[0])
            assert all(p.dtype == torch.float64 for p in module(dtype=torch.float64).parameters())
            assert all(p.shape == (3,) and p.is_meta for p in module(3, device="meta").parameters())


# --------------------------------------------------------------------------------------------------------------- errors


@each_function
def test_refuses_tensors_that_the_kernels_cannot_read(case):
    first, weights = case.arguments.inputs[0], [torch.tensor([w]) for w in case.weights]
    where = f"{case.arguments.name}: {first}"

    def call(value):
        return case.ours(value, *[normal(4)] * (case.data - 1), *weights)

    floats = "float16, bfloat16, float32 or float64"
    for error, words, value in (
        (TypeError, f"{where} must be of {floats}, not torch.int64", torch.arange(4)),
        (TypeError, f"{where} must be of {floats}, not torch.complex64", torch.zeros(4, dtype=torch.complex64)),
        (TypeError, f"{where} must be a torch.Tensor, not ndarray", np.zeros(4)),
        (ValueError, f"{where} is on the device meta", torch.zeros(4, device="meta")),
        (TypeError, f"{where} must be a dense tensor", torch.eye(4).to_sparse()),
    ):
        with pytest.raises(error, match=words):
            call(value)


@each_function
def test_refuses_bad_parameters(case):
    function, x = getattr(ft, case.arguments.name), case.tensors(4, 2)
    for name in case.numbers:
        for error, value in (
            (TypeError, "one"),
            (TypeError, None),
            (TypeError, torch.ones(2, 5).bool()),
            (ValueError, float("nan")),
        ):
            if isinstance(value, torch.Tensor) and case.operator is not WITH_TENSORS[case.name]:
                continue
            with pytest.raises(error, match=f"{case.arguments.name}: {name} must"):
                function(*x, **{**case.keywords, name: value})
    choice = case.signature.choice
    if choice:
        with pytest.raises(ValueError, match=f"{case.arguments.name}: {choice.name} must be .*, not 'erf'"):
            function(*x, **{choice.name: "erf"})
    for name, least in case.arguments.row.ignored.items():
        with pytest.raises(ValueError, match=f"{case.arguments.name}: {name} must be at least"):
            function(*x, **{name: least / 2})
    for k, p in enumerate(case.trained, case.data):
        where = f"{case.arguments.name}: {p.name} must"
        for error, words, value in (
            (TypeError, "be of the dtype of input", x[k].float()),
            (ValueError, "have 1 element or 2, one for each channel, not 4", torch.ones(4).double()),
            (ValueError, "have at most one dimension, not 2", torch.ones(4, 2).double()),
            (TypeError, r"be a torch\.Tensor, not float", 0.25),
        ):
            with pytest.raises(error, match=f"{where} {words}"):
                case.ours(*x[:k], value, *x[k + 1 :])
    if case.halves:
        with pytest.raises(ValueError, match="even length, not 3"):
            case.ours(torch.ones(3))


# ------------------------------------------------------------------------------------------------- everything is there


def test_every_function_has_what_it_needs():
    """An activation that is added has a function, a module, and a way to be differentiated twice."""
    for name, arguments in ARGUMENTS.items():
        assert arguments.name in ft.__all__
        assert {kernel.name for kernel in OPERATORS[name].kernels.values()} <= FORMULAS.keys()
        if arguments.row.function:
            assert callable(getattr(F, arguments.row.function))
            assert issubclass(getattr(ft, arguments.row.module), getattr(torch.nn, arguments.row.module))
    along_axis = {*_row_functions.FUNCTIONAL, *_row_functions.MODULES}
    assert set(ft.__all__) == {a.name for a in ARGUMENTS.values()} | set(MODULES) | along_axis | {
        "build_nodes",
        "has_nodes",
        "replace_activations",
        "restore_activations",
    }


def test_stubs_are_those_of_this_build():
    spec = importlib.util.spec_from_file_location("make_torch_stubs", ROOT / "tools" / "make_torch_stubs.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.TARGET.read_text(encoding="utf-8") == tool.stubs()


# --------------------------------------------------------------------------------------------------------------- import


def test_without_dlpack_in_c_the_arrays_do():
    from fastrelu.torch import _calls

    with mock.patch.object(_calls, "EXCHANGE", None):
        for case in FIRST:
            tensors = case.tensors(4, 2)
            expected = torch.from_numpy(case.on_arrays(*(t.numpy() for t in tensors)))
            assert torch.equal(case.by_operator(*tensors), expected)
            tensors = case.tensors(4, 2, dtype=torch.bfloat16)
            assert case.by_operator(*tensors).dtype == torch.bfloat16


def test_fastrelu_does_not_import_torch():
    result = run("import sys, fastrelu; assert 'torch' not in sys.modules")
    assert result.returncode == 0, result.stderr


def test_without_torch_the_error_says_what_to_install():
    # None in sys.modules makes an import fail as if there were no such module.
    result = run("import sys; sys.modules['torch'] = None; import fastrelu; fastrelu.relu(1.0); import fastrelu.torch")
    assert result.returncode == 1
    assert result.stderr.endswith("ImportError: fastrelu.torch needs PyTorch: pip install fastrelu[torch]\n")


def test_doctests():
    made = {name: getattr(ft, name) for name in ft.__all__}
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner()
    attempted = 0
    for name, thing in made.items():
        for test in finder.find(thing, name, module=False, globs={}):
            attempted += runner.run(test).attempted

    assert attempted >= 2 * len(made)
    assert runner.failures == 0
