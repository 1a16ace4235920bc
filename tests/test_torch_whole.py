"""All modules of fastrelu.torch at once, in what people do with models: saving, exchange with PyTorch's, workers."""

import copy
import io
import subprocess
import sys

import pytest

# PyTorch is an optional extra.
torch = pytest.importorskip("torch")

import fastrelu.torch as ft  # noqa: E402
from fastrelu.torch import _modules, _row_functions  # noqa: E402
from fastrelu.torch._functions import ARGUMENTS  # noqa: E402

BY_NAME = dict(zip(_modules.MODULES, ARGUMENTS.values(), strict=True))
# Modules with all that they must be given; along an axis, of channels.
REQUIRED = {
    name: [p.example for p in arguments.signature.parameters if p.default is None and not p.trained]
    for name, arguments in BY_NAME.items()
} | {name: [] if issubclass(module, torch.nn.Softmax2d) else [1] for name, module in _row_functions.MODULES.items()}
# Those that PyTorch has too, and that make one tensor of one.
SHARED = [
    name
    for name in REQUIRED
    if hasattr(torch.nn, name) and not (name in BY_NAME and (BY_NAME[name].row.halves or len(BY_NAME[name].inputs) > 1))
]


def model_of(namespace, seed=0):
    torch.manual_seed(seed)
    layers = [torch.nn.Conv2d(3, 4, 1)]
    for name in SHARED:
        layers += [getattr(namespace, name)(*REQUIRED[name]), torch.nn.Conv2d(4, 4, 1)]
    return torch.nn.Sequential(*layers).eval()  # RReLU is the mean of its slopes then


def images(n=2):
    return torch.randn(n, 3, 5, 6, generator=torch.Generator().manual_seed(1))


def test_most_of_torch_is_there():
    assert len(SHARED) >= 20
    assert set(_row_functions.MODULES) <= set(SHARED)


def test_state_dicts_are_interchangeable():
    ours, theirs = model_of(ft), model_of(torch.nn, seed=1)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert not torch.allclose(ours(images()), theirs(images()))
    file = io.BytesIO()
    torch.save(theirs.state_dict(), file)
    file.seek(0)
    ours.load_state_dict(torch.load(file, weights_only=True))
    torch.testing.assert_close(ours(images()), theirs(images()))
    again = model_of(torch.nn, seed=2)
    again.load_state_dict(ours.state_dict())
    assert torch.equal(again(images()), theirs(images()))


def test_models_are_copied_and_saved_whole():
    model, x = model_of(ft), images()
    file = io.BytesIO()
    torch.save(model, file)
    file.seek(0)
    for other in (copy.deepcopy(model), torch.load(file, weights_only=False)):
        assert [type(module) for module in other] == [type(module) for module in model]
        assert torch.equal(other(x), model(x))
        other(x).sum().backward()
        assert all(p.grad is not None for p in other.parameters())
        assert all(p.grad is None for p in model.parameters())


def test_back_and_forth():
    model, x = model_of(torch.nn), images()
    classes, y, parameters = [type(module) for module in model], model(x), list(model.parameters())
    for _ in range(2):
        assert ft.replace_activations(model) == len(SHARED)
        assert all(type(module).__module__ == "fastrelu.torch" for module in model[1::2])
        torch.testing.assert_close(model(x), y)
        restored = copy.deepcopy(model)  # a copy of one that was changed can be changed back
        assert ft.restore_activations(restored) == ft.restore_activations(model) == len(SHARED)
        for back in (restored, model):
            assert [type(module) for module in back] == classes
            assert torch.equal(back(x), y)
    assert all(a is b for a, b in zip(model.parameters(), parameters, strict=True))


def test_a_model_inside_a_model_and_one_that_is_used_twice():
    shared = torch.nn.Softmax(1)
    model = torch.nn.ModuleDict({"a": torch.nn.Sequential(shared, torch.nn.ReLU()), "b": shared})
    assert ft.replace_activations(model) == 2
    assert model["b"] is model["a"][0]
    assert type(model["b"]) is ft.Softmax
    attention = torch.nn.TransformerEncoderLayer(8, 2, 16, activation=torch.nn.GELU(), batch_first=True).eval()
    x = torch.randn(2, 3, 8, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        before = attention(x)
        assert ft.replace_activations(attention) == 1
        torch.testing.assert_close(attention(x), before)


def test_exports():
    model, x = model_of(ft), images()
    exported = torch.export.export(model, (x,), dynamic_shapes=({0: torch.export.Dim("batch")},))
    targets = {str(node.target) for node in exported.graph.nodes if str(node.target).startswith("fastrelu")}
    assert len(targets) >= len(SHARED) - 1  # Softmax2d calls what Softmax calls
    torch.testing.assert_close(exported.module()(images(3)), model(images(3)))
    file = io.BytesIO()
    torch.export.save(exported, file)
    file.seek(0)
    torch.testing.assert_close(torch.export.load(file).module()(images(3)), model(images(3)))


# Large enough that the kernels use threads, before the fork and after it.
WORKERS = """
import torch, fastrelu, fastrelu.torch as ft

class Samples(torch.utils.data.Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, k):
        x = torch.full((1000, 1000), float(k)) + torch.linspace(-1, 1, 1000)
        # Sums of the bits: PyTorch's sums of numbers depend on its threads, of which workers have one.
        return ft.softmax(ft.gelu(x), 1).view(torch.int32).sum() + ft.mish(x).view(torch.int32).sum()

if __name__ == "__main__":
    fastrelu.set_num_threads(2)
    wanted = [Samples()[k] for k in range(6)]
    for method in ("fork", "spawn"):
        loader = torch.utils.data.DataLoader(Samples(), batch_size=2, num_workers=2, multiprocessing_context=method)
        for _ in range(2):
            assert torch.equal(torch.cat(list(loader)), torch.stack(wanted)), method
    print("done")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_workers_of_a_data_loader(tmp_path):
    script = tmp_path / "workers.py"  # spawned workers import it
    script.write_text(WORKERS, encoding="utf-8")
    result = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "done\n"
