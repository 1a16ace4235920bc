"""Gradients as nodes of PyTorch's graph, where they are compiled (`fastrelu.torch.build_nodes`).

All other tests of fastrelu.torch hold with them too: .ci/run goes through those twice.
"""

import copy
import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

torch = pytest.importorskip("torch")

import fastrelu  # noqa: E402
import fastrelu.torch as ft  # noqa: E402
from fastrelu.torch import _functions  # noqa: E402
from fastrelu.torch._calls import never  # noqa: E402
from fastrelu.torch._functions import ARGUMENTS  # noqa: E402
from torch_support import one_thread_for_torch, same_environment  # noqa: E402, F401  # fixtures

if not ft.has_nodes():
    pytest.skip(
        "nodes are not compiled for this PyTorch: fastrelu.torch.build_nodes() does that", allow_module_level=True
    )

DTYPES = [torch.float16, torch.bfloat16, torch.float32, torch.float64]


def operands_of(name, dtype=torch.float64, shape=(3, 4)):
    """The tensors of a function, each of which wants its gradient, and its other arguments."""
    arguments = ARGUMENTS[name]
    generator = torch.Generator().manual_seed(1)
    if arguments.row.halves:
        shape = (*shape[:-1], 2 * shape[-1])
    tensors = [torch.randn(shape, generator=generator).to(dtype).requires_grad_() for _ in arguments.inputs]
    others = []
    for p in arguments.signature.parameters:
        if p.default is None and p.trained:
            tensors.append(torch.full((1,), p.example, dtype=dtype).requires_grad_())
        elif p.default is None:
            others.append(p.example)
    return tensors, others


def is_node(tensor):
    """Does its gradient come from one of ours, in C++? PyTorch shows functions in Python as classes of their own."""
    return type(tensor.grad_fn).__name__ == "CppFunction" and tensor.grad_fn.name().endswith("Backward")


@pytest.fixture
def both_ways(monkeypatch):
    """The value and all gradients, by the node and by the `autograd.Function`."""

    def compute(name, tensors, others):
        found = []
        for by_node in (True, False):
            if not by_node:
                chosen = getattr(_functions, f"_at_once_of_{name}")
                none = dict.fromkeys(chosen, never) if isinstance(chosen, dict) else never
                monkeypatch.setattr(_functions, f"_at_once_of_{name}", none)
            given = [tensor.detach().clone().requires_grad_() for tensor in tensors]
            out = getattr(ft, name)(*given, *others)
            assert is_node(out) == by_node
            out.backward(torch.linspace(-1, 1, out.numel(), dtype=out.dtype).reshape(out.shape))
            found.append([out.detach(), *(tensor.grad for tensor in given)])
        return found

    return compute


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", ARGUMENTS)
def test_values_and_gradients_are_those_of_the_function(both_ways, name, dtype):
    public = ARGUMENTS[name].name
    tensors, others = operands_of(name, dtype)
    for one, other in zip(*both_ways(public, tensors, others), strict=True):
        assert one.dtype == other.dtype == dtype
        assert one.shape == other.shape
        assert torch.equal(one.view(torch.uint8), other.view(torch.uint8))


@pytest.mark.parametrize("shape", [(), (0,), (1,), (7,), (2, 0, 3), (5, 1031)])
@pytest.mark.parametrize("name", ["relu", "gelu", "prelu", "swiglu"])
def test_shapes(both_ways, name, shape):
    tensors, others = operands_of(name, torch.float32, shape)
    for one, other in zip(*both_ways(name, tensors, others), strict=True):
        assert torch.equal(one, other)


def test_memory_formats_are_kept():
    x = torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last).requires_grad_()
    out = ft.gelu(x)
    assert out.is_contiguous(memory_format=torch.channels_last)
    for grad in (
        torch.randn(2, 3, 4, 5),
        torch.ones(()).expand(2, 3, 4, 5),
        torch.randn(5, 4, 3, 2).permute(3, 2, 1, 0),
    ):
        (found,) = torch.autograd.grad(out, x, grad, retain_graph=True)
        assert found.is_contiguous(memory_format=torch.channels_last)
        assert torch.equal(found, torch.ops.fastrelu.gelu_backward(grad.contiguous(), x.detach(), "none"))


def test_strided_inputs():
    x = torch.randn(6, 8, requires_grad=True)
    for view in (x[::2], x[:, 1::3], x.T, x[3], x[:1].expand(4, 8)):
        (found,) = torch.autograd.grad(ft.silu(view).sum(), x, retain_graph=True)
        (wanted,) = torch.autograd.grad(torch.nn.functional.silu(view).sum(), x, retain_graph=True)
        torch.testing.assert_close(found, wanted)


def test_an_input_that_changes_is_noticed():
    x = torch.randn(4, requires_grad=True)
    y = x * 1
    out = ft.elu(y)
    y.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        out.sum().backward()


def test_a_second_time_needs_the_graph():
    x = torch.randn(4, requires_grad=True)
    out = ft.elu(x).sum()
    out.backward(retain_graph=True)
    out.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        out.backward()


def test_inputs_are_let_go():
    x = torch.randn(4, requires_grad=True)
    y = x * 1
    gone = weakref.ref(y)
    out = ft.elu(y)
    del y
    gc.collect()
    out.sum().backward()
    del out
    gc.collect()
    assert gone() is None


def test_differentiates_twice():
    x = torch.tensor([-1.0, 0.5, 2.0], dtype=torch.float64, requires_grad=True)
    (first,) = torch.autograd.grad(ft.gelu(x).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    wanted = torch.autograd.functional.hessian(lambda x: torch.nn.functional.gelu(x).sum(), x.detach()).diagonal()
    torch.testing.assert_close(second, wanted)
    assert torch.autograd.gradgradcheck(ft.swiglu, operands_of("swiglu")[0])
    assert torch.autograd.gradgradcheck(ft.gelu, operands_of("gelu")[0])


def test_gradients_in_a_batch():
    x = torch.randn(5, dtype=torch.float64, requires_grad=True)
    grads = torch.randn(3, 5, dtype=torch.float64)
    (found,) = torch.autograd.grad(ft.gelu(x), x, grads, is_grads_batched=True)
    wanted = torch.stack([torch.autograd.grad(ft.gelu(x), x, grad)[0] for grad in grads])
    torch.testing.assert_close(found, wanted)


def test_an_error_in_the_operator_comes_through():
    x = torch.randn(3, requires_grad=True)
    out = ft.elu(x)

    def wrong(grad):
        return torch.ones(3, device="meta")

    out.register_hook(wrong)
    with pytest.raises(RuntimeError):
        out.sum().backward()


def test_only_what_is_asked_for():
    (x, weight), _ = operands_of("prelu")
    assert torch.autograd.grad(ft.prelu(x, weight).sum(), weight)[0].shape == weight.shape
    out = ft.prelu(x.detach(), weight)
    out.sum().backward()
    wanted = x.detach().clamp(max=0).sum()
    torch.testing.assert_close(weight.grad, wanted.reshape(1))
    (gate, x), _ = operands_of("swiglu")
    (found,) = torch.autograd.grad(ft.swiglu(gate, x.detach()).sum(), gate)
    torch.testing.assert_close(found, torch.autograd.grad((torch.nn.functional.silu(gate) * x.detach()).sum(), gate)[0])


def test_weights_per_channel():
    x = torch.randn(6, 3, 5, 4, dtype=torch.float64, requires_grad=True)
    weight = torch.rand(3, dtype=torch.float64, requires_grad=True)
    found = torch.autograd.grad(ft.prelu(x, weight).square().sum(), (x, weight))
    wanted = torch.autograd.grad(torch.nn.functional.prelu(x, weight).square().sum(), (x, weight))
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other)


def test_saved_tensors_go_through_hooks():
    packed = []

    def pack(tensor):
        packed.append(tensor.shape)
        return tensor.numpy(force=True)

    x = torch.randn(7, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(pack, torch.from_numpy):
        out = ft.silu(x)
    assert packed == [(7,)]
    (found,) = torch.autograd.grad(out.sum(), x)
    torch.testing.assert_close(found, torch.autograd.grad(torch.nn.functional.silu(x).sum(), x)[0])


def test_checkpoints():
    x = torch.randn(7, requires_grad=True)
    out = torch.utils.checkpoint.checkpoint(lambda x: ft.gelu(ft.elu(x)), x, use_reentrant=False)
    (found,) = torch.autograd.grad(out.sum(), x)
    (wanted,) = torch.autograd.grad(ft.gelu(ft.elu(x)).sum(), x)
    assert torch.equal(found, wanted)


# PyTorch's transforms come with a warning of its own, of something else in it that is to go.
@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
def test_modes_and_levels_see_the_call():
    x = torch.randn(3, requires_grad=True)
    seen = []

    class Functions(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            seen.append(function)
            return function(*args, **(kwargs or {}))

    with Functions():
        ft.relu(x)
    assert seen
    with torch.autograd.forward_ad.dual_level():
        dual = torch.autograd.forward_ad.make_dual(x.detach(), torch.ones(3))
        tangent = torch.autograd.forward_ad.unpack_dual(ft.relu(dual)).tangent
    assert torch.equal(tangent, (x > 0).float())
    assert torch.equal(torch.func.grad(lambda x: ft.relu(x).sum())(x), (x > 0).float())
    with torch.inference_mode():
        assert ft.relu(torch.ones(3)).is_inference()


def test_under_no_grad_there_is_no_node():
    x = torch.randn(3, requires_grad=True)
    with torch.no_grad():
        assert ft.relu(x).grad_fn is None
    assert ft.relu(x.detach()).grad_fn is None


def test_the_threads_of_a_context_count_backward():
    x = torch.randn(200_000, requires_grad=True)
    grad = torch.ones_like(x)
    with fastrelu.num_threads(1):
        out = ft.gelu(x)
        out.backward(grad)
    one = x.grad
    x.grad = None
    ft.gelu(x).backward(grad)
    assert torch.equal(one, x.grad)


def test_many_threads_share_a_graph():
    x = torch.randn(5000, requires_grad=True)
    out = ft.gelu(x)
    (wanted,) = torch.autograd.grad(out, x, torch.ones(5000), retain_graph=True)

    def agrees(_):
        return all(
            torch.equal(torch.autograd.grad(out, x, torch.ones(5000), retain_graph=True)[0], wanted) for _ in range(50)
        )

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(agrees, range(6)))


# PyTorch's compiler looks at `grad` of what is no leaf, and warns itself.
@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")
def test_compiled_backward():
    """Compiled autograd takes the backward pass of a graph that was made without it."""
    autograd = pytest.importorskip("torch._dynamo.compiled_autograd")
    enable = getattr(autograd, "_enable", None) or autograd.enable
    x = torch.randn(6, requires_grad=True)
    (wanted,) = torch.autograd.grad(ft.elu(ft.gelu(x)).sum(), x)
    out = ft.elu(ft.gelu(x)).sum()
    with enable(lambda graph: graph):
        out.backward()
    torch.testing.assert_close(x.grad, wanted)


# That it is slow, as PyTorch says whenever it is switched on; and where the error comes from.
@pytest.mark.filterwarnings("ignore:Anomaly Detection:UserWarning", "ignore:Error detected in:UserWarning")
def test_anomaly_mode_names_the_function():
    x = torch.tensor([-1.0], requires_grad=True)
    with torch.autograd.detect_anomaly(check_nan=True):
        out = ft.leaky_relu(x)
        with pytest.raises(RuntimeError, match="LeakyReluBackward"):
            out.backward(torch.tensor([float("nan")]))


def test_models_are_copied():
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), ft.PReLU(), ft.GELU())
    again = copy.deepcopy(model)
    x = torch.randn(5, 3)
    assert torch.equal(model(x), again(x))


# ------------------------------------------------------------------------------------------------------ along an axis

rows = pytest.mark.parametrize("name", ["softmax", "log_softmax", "softmin"])


@rows
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize(("shape", "dim"), [((3, 5), -1), ((3, 5), 0), ((2, 3, 4), 1), ((7,), 0), ((), 0), ((0, 3), 1)])
def test_rows_are_those_of_the_operator(name, dtype, shape, dim):
    x = torch.randn(shape, generator=torch.Generator().manual_seed(2)).to(dtype).requires_grad_()
    out = getattr(ft, name)(x, dim)
    assert is_node(out)
    grad = torch.linspace(-1, 1, out.numel()).to(dtype).reshape(shape)
    (found,) = torch.autograd.grad(out, x, grad)
    value, backward = getattr(torch.ops.fastrelu, name), getattr(torch.ops.fastrelu, name + "_backward")
    assert torch.equal(out, value(x.detach(), dim))
    assert torch.equal(found, backward(grad, out.detach(), dim))


@rows
def test_rows_twice_and_batched(name):
    function = getattr(ft, name)
    x = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: function(x, 1), x)
    assert torch.autograd.gradgradcheck(lambda x: function(x, 0), x)
    grads = torch.randn(5, 3, 4, dtype=torch.float64)
    (found,) = torch.autograd.grad(function(x, 1), x, grads, is_grads_batched=True)
    torch.testing.assert_close(found, torch.stack([torch.autograd.grad(function(x, 1), x, grad)[0] for grad in grads]))


def test_an_output_that_changes_is_noticed():
    x = torch.randn(3, 4, requires_grad=True)
    out = ft.softmax(x, 1)
    out.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        out.sum().backward()


def test_rows_let_go():
    """What a node keeps of its own result must not keep both alive."""
    x = torch.randn(3, 4, requires_grad=True)
    out = ft.softmax(x, 1)
    gone = weakref.ref(out)
    del out
    gc.collect()
    assert gone() is None


@rows
def test_bad_axes_have_the_words_of_the_function(name):
    x = torch.randn(3, 4)
    with pytest.raises(IndexError, match="dim 2 is out of bounds"):
        getattr(ft, name)(x, 2)
    with pytest.raises(TypeError, match="dim must be an integer"):
        getattr(ft, name)(x, True)


# PyTorch's compiler looks at `grad` of what is no leaf, and warns itself.
@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")
def test_rows_compiled_backward():
    autograd = pytest.importorskip("torch._dynamo.compiled_autograd")
    enable = getattr(autograd, "_enable", None) or autograd.enable
    x = torch.randn(6, 3, requires_grad=True)
    grad = torch.randn(6, 3)
    (wanted,) = torch.autograd.grad(ft.softmax(x, 1), x, grad)
    out = ft.softmax(x, 1)
    with enable(lambda graph: graph):
        out.backward(grad)
    torch.testing.assert_close(x.grad, wanted)
