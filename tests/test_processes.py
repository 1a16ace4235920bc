"""Other people's pools: of processes by fork and by spawn, of threads, and what PyTorch loads data with."""

import concurrent.futures
import multiprocessing
import sys

import numpy as np
import pytest

import fastrelu
import support

has_fork = pytest.mark.skipif(sys.platform == "win32", reason="this system has no fork")

# In a program of its own, as spawned processes run the main module again.
PROGRAM = """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)  # of forks in processes with threads, which is what this is about
import numpy as np
import fastrelu

X = np.linspace(-5, 5, 200_003, dtype="f4")

def work(k):
    value = fastrelu.gelu(X + k)
    grad, slope = fastrelu.prelu_backward(value, X, 0.25)
    rows = fastrelu.softmax(X[:200_000].reshape(-1, 1000))
    return float(value.sum(dtype="f8")), float(grad.sum(dtype="f8")), float(slope), float(rows.sum(dtype="f8"))

if __name__ == "__main__":
    wanted = [work(k) for k in range(6)]
{body}
    print("done")
"""
BODIES = {
    "multiprocessing": """
    import multiprocessing
    with multiprocessing.get_context("METHOD").Pool(3) as pool:
        assert pool.map(work, range(6)) == wanted
        assert pool.map(fastrelu.gelu, [X, X])[1].tobytes() == fastrelu.gelu(X).tobytes()
""",
    "concurrent.futures": """
    import concurrent.futures, multiprocessing
    with concurrent.futures.ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("METHOD")) as pool:
        assert list(pool.map(work, range(6))) == wanted
""",
}


def run_program(tmp_path, body):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM.replace("{body}", body))
    code = f"import runpy, sys; sys.argv = [{str(path)!r}]; runpy.run_path({str(path)!r}, run_name='__main__')"
    # Spawned processes look for the program by its path.
    assert support.run_python(code, timeout=100, PYTHONPATH=str(tmp_path)).stdout == "done\n"


@pytest.mark.parametrize("method", [pytest.param("fork", marks=has_fork), "spawn"])
@pytest.mark.parametrize("pool", BODIES)
def test_pools_of_processes(tmp_path, pool, method):
    run_program(tmp_path, BODIES[pool].replace("METHOD", method))


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing"])
def test_joblib(tmp_path, backend):
    pytest.importorskip("joblib")
    run_program(
        tmp_path,
        f"""
    import joblib
    assert joblib.Parallel(n_jobs=3, backend={backend!r})(joblib.delayed(work)(k) for k in range(6)) == wanted
""",
    )


def test_pool_of_threads():
    x = np.linspace(-5, 5, 200_003, dtype="f4")

    def work(k):
        with fastrelu.num_threads(1 + k % 4):
            return fastrelu.mish(x + k)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for k, result in enumerate(pool.map(work, range(40))):
            np.testing.assert_array_equal(result, fastrelu.mish(x + k))


@pytest.mark.parametrize("method", [pytest.param("fork", marks=has_fork), "spawn"])
def test_workers_of_a_data_loader(tmp_path, method):
    pytest.importorskip("torch")
    if method not in multiprocessing.get_all_start_methods():
        # Not every system has each of the two.
        pytest.skip(f"this system does not {method}")
    run_program(
        tmp_path,
        f"""
    import torch
    from data import Data
    torch.nn.functional.gelu(torch.ones(100_000))  # its threads are there when processes are forked
    loader = torch.utils.data.DataLoader(Data(), batch_size=8, num_workers=2, multiprocessing_context={method!r})
    got = torch.cat(list(loader)).numpy()
    assert got.tobytes() == np.stack([Data()[k].numpy() for k in range(32)]).tobytes()
"""
        if (tmp_path / "data.py").write_text(DATA)
        else "",
    )


DATA = """
import numpy as np, torch
import fastrelu, fastrelu.torch

class Data(torch.utils.data.Dataset):
    def __len__(self):
        return 32

    def __getitem__(self, k):
        x = np.linspace(-k, k, 50_000, dtype="f4")
        return fastrelu.torch.gelu(torch.from_numpy(fastrelu.silu(x)))
"""
