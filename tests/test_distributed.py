"""examples/distributed_dask.py: an array larger than the workers' memory goes through, and their memory suffices."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

# Neither is needed by fastrelu itself: dask.array is tested as NumPy's protocols meet it, in test_ecosystem.py.
pytest.importorskip("dask.array")
pytest.importorskip("distributed")

EXAMPLE = Path(__file__).parents[1] / "examples" / "distributed_dask.py"


def run(*arguments):
    """The lines that the example prints, under their first words."""
    result = subprocess.run(
        [sys.executable, str(EXAMPLE), *arguments], capture_output=True, text=True, timeout=500, check=False
    )
    # Nothing is asked of stderr, where Dask says what it thinks of a busy machine.
    assert result.returncode == 0, result.stderr
    return dict(line.split(maxsplit=1) for line in result.stdout.splitlines())


def sizes(text):
    return [int(number) for number in re.findall(r"(\d+) MB", text)]


@pytest.mark.skipif(
    sys.platform == "win32", reason="the example asks the system for the peak of memory, as Unix has it"
)
def test_an_array_larger_than_the_memory_of_all_workers():
    said = run("--size", "1GB", "--memory", "400MB", "--workers", "2")
    print(said)
    (size,), (limit,), peaks = sizes(said["array"]), sizes(said["workers"]), sizes(said["memory"])
    assert said["workers"].startswith("2 processes")
    assert len(peaks) == 2
    # And Dask ends a worker that comes near to its limit.
    assert max(peaks) < limit < 2 * limit < size
    mean = float(re.match(r"mean (\S+)", said["gelu"])[1])
    # 125 million numbers of standard deviation 0.6.
    assert mean == pytest.approx(0.28209, abs=3e-4)
    assert said["softmax"] == "sums of rows from 1.0000000 to 1.0000000"
    assert said["bits"] == "the same as NumPy arrays give"


def test_threads():
    said = run("--size", "40MB", "--workers", "1", "--threads", "2", "--openmp", "2", "--memory", "1GB")
    assert said["threads"] == "2 in each worker, and 2 of OpenMP in each call of fastrelu"


@pytest.mark.parametrize("arguments", [["--workers", "0"], ["--size", "large"], ["--memory", "0MB"]])
def test_unfit_arguments(arguments):
    result = subprocess.run(
        [sys.executable, str(EXAMPLE), *arguments], capture_output=True, text=True, timeout=100, check=False
    )
    assert result.returncode == 2
    assert arguments[0] in result.stderr
    assert "Traceback" not in result.stderr
