"""fastrelu.torch's functions along an axis: derivatives, vmap, operators and compilers, against PyTorch's."""

import warnings

import pytest

# PyTorch is an optional extra.
torch = pytest.importorskip("torch")

import fastrelu.torch as ft  # noqa: E402
from fastrelu._names import TORCH_IMAGES  # noqa: E402
from fastrelu._signature import ROWS  # noqa: E402
from fastrelu.torch import _row_functions  # noqa: E402
from fastrelu.torch._row_operators import OPERATORS  # noqa: E402
from torch_support import normal, one_thread_for_torch, same_environment  # noqa: E402, F401  # fixtures among them

# PyTorch's forward differentiation uses what PyTorch deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit.script:DeprecationWarning")

F = torch.nn.functional
NARROW = [torch.float16, torch.bfloat16, torch.float32]
each_function = pytest.mark.parametrize("name", list(ROWS))


def ours_of(name):
    return getattr(ft, OPERATORS[name].function)


def theirs_of(name):
    return getattr(F, OPERATORS[name].row.function)


# --------------------------------------------------------------------------------------------------------- derivatives


@each_function
@pytest.mark.parametrize("dim", [-1, 0, 1])
def test_gradcheck(name, dim):
    x = normal(3, 4, 2, dtype=torch.float64, requires_grad=True)
    checks = {"check_forward_ad": True, "check_batched_grad": True, "check_batched_forward_grad": True}
    assert torch.autograd.gradcheck(lambda x: ours_of(name)(x, dim), x, **checks)
    assert torch.autograd.gradgradcheck(
        lambda x: ours_of(name)(x, dim), x, check_fwd_over_rev=True, check_rev_over_rev=True, check_batched_grad=True
    )


@each_function
def test_derivatives_of_the_backward_pass(name):
    op = OPERATORS[name]
    grad = normal(3, 4, dtype=torch.float64, requires_grad=True, seed=2)
    y = ours_of(name)(normal(3, 4, dtype=torch.float64), 1).requires_grad_()
    for dim in (0, 1):
        for given in ((grad, y), (grad, y.detach()), (grad.detach(), y)):
            assert torch.autograd.gradcheck(lambda g, y, d=dim: op.backward(g, y, d), given, check_forward_ad=True)
            assert torch.autograd.gradgradcheck(lambda g, y, d=dim: op.backward(g, y, d), given)


@each_function
def test_gradgradcheck_at_masked_elements(name):
    """Where a logarithm is minus infinity nothing becomes NaN."""
    sign = -1 if name == "softmin" else 1
    x = normal(5, dtype=torch.float64) * sign
    x[2] = -float("inf") * sign
    leaf = x.requires_grad_()
    y = ours_of(name)(leaf, 0)
    (first,) = torch.autograd.grad(y[0] + y[1], leaf, create_graph=True)
    (second,) = torch.autograd.grad(first[3] + first[0], leaf)
    assert torch.isfinite(first).all()
    assert torch.isfinite(second).all()


@each_function
def test_torch_func(name):
    weights = normal(4, dtype=torch.float64)

    def total(function):
        return lambda x: (function(x, 0).sin() * weights).sum()

    x = normal(4, dtype=torch.float64, seed=5)
    ours, theirs = total(ours_of(name)), total(theirs_of(name))
    torch.testing.assert_close(torch.func.grad(ours)(x), torch.func.grad(theirs)(x))
    torch.testing.assert_close(torch.func.hessian(ours)(x), torch.func.hessian(theirs)(x))
    for outer in (torch.func.jacfwd, torch.func.jacrev):
        for inner in (torch.func.jacfwd, torch.func.jacrev):
            torch.testing.assert_close(outer(inner(ours))(x), outer(inner(theirs))(x))
            third = (outer(inner(torch.func.jacrev(f)))(x) for f in (ours, theirs))
            torch.testing.assert_close(*third)


@each_function
def test_second_derivatives_in_narrow_types(name):
    def second(x):
        leaf = x.detach().requires_grad_()
        (first,) = torch.autograd.grad(ours_of(name)(leaf, 1)[:, 0].sum(), leaf, create_graph=True)
        return torch.autograd.grad(first[:, 1].sum(), leaf)[0]

    x = normal(50, 4, dtype=torch.float64)
    for dtype in NARROW:
        got = second(x.to(dtype))
        assert got.dtype == dtype
        torch.testing.assert_close(got.double(), second(x.to(dtype).double()), rtol=0, atol=4 * torch.finfo(dtype).eps)


@each_function
def test_vmap(name):
    x = normal(3, 4, 5, dtype=torch.float64)
    for dim in (-2, -1, 0, 1):
        for of in (0, 1, 2):
            got = torch.vmap(lambda x, d=dim: ours_of(name)(x, d), of)(x)
            torch.testing.assert_close(got, torch.vmap(lambda x, d=dim: theirs_of(name)(x, d), of)(x))
            loops = torch.stack([ours_of(name)(one, dim) for one in x.unbind(of)])
            assert torch.equal(got, loops)
    by_one = torch.vmap(torch.vmap(torch.vmap(lambda x: ours_of(name)(x, 0))))(x)
    assert torch.equal(by_one, torch.full_like(x, float(ours_of(name)(x[:1, 0, 0], 0))))

    op, grad = OPERATORS[name], normal(3, 4, dtype=torch.float64, seed=3)
    pull = torch.vmap(lambda g, y: op.backward(g, y, 0), (None, 2))(grad, x[:, :, :2])
    assert torch.equal(pull, torch.stack([op.backward(grad, x[:, :, k].contiguous(), 0) for k in range(2)]))

    def total(x):
        return ours_of(name)(x, -1).sin().sum()

    hessians = torch.vmap(torch.func.hessian(total))(x[:, 0])
    torch.testing.assert_close(hessians, torch.stack([torch.func.hessian(total)(one) for one in x[:, 0]]))
    for function in (op.value, lambda x, dim: ours_of(name)(x, dim)):
        with pytest.raises(IndexError, match="dim -2 is out of bounds for an input of 1 dimensions"):
            torch.vmap(lambda x, f=function: f(x, -2))(x[0])


def test_no_graph_where_none_is_wanted():
    x = normal(3, requires_grad=True)
    with torch.no_grad():
        assert not ft.softmax(x, 0).requires_grad
    with torch.inference_mode():
        assert ft.softmax(x, 0).is_inference()
    assert not ft.softmax(x.detach(), 0).requires_grad


@each_function
def test_an_output_that_has_changed_is_noticed(name):
    y = ours_of(name)(normal(3, requires_grad=True), 0)
    y.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


# ---------------------------------------------------------------------------------------------- operators and compilers


@each_function
def test_opcheck(name):
    op, x = OPERATORS[name], normal(4, 3)
    y, grad = ours_of(name)(x, 1), normal(3, 4).t()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for dim in (1, -2):
            torch.library.opcheck(op.value, (x.clone().requires_grad_(), dim))
            torch.library.opcheck(op.backward, (grad, y, dim))
            torch.library.opcheck(op.backward, (grad.clone().requires_grad_(), y.clone().requires_grad_(), dim))


def network(dtype=torch.float32):
    torch.manual_seed(5)
    layers = [torch.nn.Conv2d(3, 4, 1)]
    for name, module in _row_functions.MODULES.items():
        layers += [module(*(() if name in TORCH_IMAGES else (1,))), torch.nn.Conv2d(4, 4, 1)]
    return torch.nn.Sequential(*layers).to(dtype)


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_compiles_without_a_graph_break(backend):
    torch._dynamo.reset()
    model, x = network(torch.float64), normal(2, 3, 5, 4, dtype=torch.float64)
    compiled = torch.compile(model, backend=backend, fullgraph=True)
    results = []
    for function in (compiled, model):
        model.zero_grad()
        y = function(x)
        y.sum().backward()
        results.append([y, *(p.grad for p in model.parameters())])
    torch.testing.assert_close(*results)


@each_function
def test_compiles_functions_and_transforms(name):
    torch._dynamo.reset()

    def function(x):
        first = torch.func.grad(lambda t: ours_of(name)(t, 1).sin().sum())(x)
        along = torch.func.jvp(lambda t: ours_of(name)(t, -1, dtype=torch.float64), (x,), (x,))[1]
        return first + along + torch.vmap(lambda t: ours_of(name)(t, 0))(x)

    compiled = torch.compile(function, backend="aot_eager", fullgraph=True, dynamic=True)
    for rows in (3, 7):
        x = normal(rows, 4)
        torch.testing.assert_close(compiled(x), function(x))
    with pytest.raises(Exception, match="out of bounds"):
        torch.compile(lambda x: ours_of(name)(x, 2), backend="eager", fullgraph=True)(normal(3, 4))


def test_exports_and_traces():
    model, x = network().eval(), normal(2, 3, 5, 4)
    batch = torch.export.Dim("batch")
    exported = torch.export.export(model, (x,), dynamic_shapes=({0: batch},))
    called = {str(node.target) for node in exported.graph.nodes if node.op == "call_function"}
    assert {f"fastrelu.{name}.default" for name in ROWS} <= called
    for made in (exported.module(), torch.fx.symbolic_trace(model)):
        torch.testing.assert_close(made(normal(7, 3, 5, 4)), model(normal(7, 3, 5, 4)))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # PyTorch's compiler is in need of much of that
def test_compiles_to_machine_code():
    model, x = network(), normal(2, 3, 5, 4)
    torch.testing.assert_close(torch.compile(model, fullgraph=True)(x), model(x))
