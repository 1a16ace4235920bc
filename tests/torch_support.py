"""What the tests of fastrelu.torch share: fixtures, to be imported by name, and tensors."""

import os
from unittest import mock

import pytest

# PyTorch is an optional extra.
torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def same_environment():
    """PyTorch's profiler and compiler leave variables in the environment."""
    with mock.patch.dict(os.environ):
        yield


@pytest.fixture(autouse=True, scope="module")
def one_thread_for_torch():
    """Where tests share cores, PyTorch's threads wait for each other for longer than they compute."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def normal(*shape, dtype=torch.float32, requires_grad=False, seed=20):
    """Normal numbers, of a standard deviation of 2."""
    generator = torch.Generator().manual_seed(seed)
    x = 2 * torch.randn(shape, generator=generator, dtype=torch.float64)
    return x.to(dtype).requires_grad_(requires_grad)
