"""fastrelu beside PyTorch, each with an OpenMP runtime of its own, as two wheels bring them."""

import pytest

import support

pytest.importorskip("torch")

# Large enough for threads in both. They take turns: each runtime's threads wait while the other's work.
TURNS = """
import numpy as np
x = np.random.default_rng(1).standard_normal(1_000_000).astype(np.float32)
tensor = torch.from_numpy(x)
torch.set_num_threads(2)
fastrelu.set_num_threads(1)
wanted, wanted_by_torch = fastrelu.gelu(x), torch.nn.functional.gelu(tensor)
fastrelu.set_num_threads(2)
for _ in range(20):
    assert np.array_equal(fastrelu.gelu(x), wanted)
    assert torch.equal(torch.nn.functional.gelu(tensor), wanted_by_torch)
assert np.allclose(wanted, wanted_by_torch.numpy(), rtol=1e-5, atol=1e-6)
assert fastrelu.get_num_threads() == torch.get_num_threads() == 2
"""
# From several threads at once, each of which has a team of its own in either runtime.
AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
def both(_):
    return np.array_equal(fastrelu.gelu(x), wanted) and torch.equal(torch.nn.functional.gelu(tensor), wanted_by_torch)
with ThreadPoolExecutor(3) as pool:
    assert all(pool.map(both, range(12)))
"""


@pytest.mark.parametrize("order", [("torch", "fastrelu"), ("fastrelu", "torch")], ids=" first, then ".join)
def test_both_compute_with_threads(order):
    support.run_python("\n".join([*(f"import {name}" for name in order), TURNS, AT_ONCE]))
