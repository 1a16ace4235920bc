"""``fastrelu apply``: right in every layout, in little memory, and no half of a file whatever happens."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import fastrelu
from fastrelu import cli
from fastrelu._signature import FUNCTIONS, ROWS
from fastrelu.cli import output, windows
from test_cli import refused


@pytest.fixture(autouse=True)
def no_syncing(monkeypatch):
    """These files need not outlive a crash of the machine."""
    monkeypatch.setattr(output.os, "fsync", lambda number: None)


@pytest.fixture
def paths(tmp_path):
    return str(tmp_path / "in.npy"), str(tmp_path / "out.npy")


def apply(paths, x, name, *options):
    source, target = paths
    np.save(source, x)
    assert cli.main(["apply", name, source, "-o", target, "--force", *options]) == 0
    return np.load(target)


def assert_same(result, expected, x):
    assert (result.dtype, result.shape) == (expected.dtype, expected.shape)
    np.testing.assert_array_equal(result, expected)
    if result.size > 1:
        assert result.flags.f_contiguous or not np.asarray(x).flags.f_contiguous


def failed(capsys, *arguments):
    """The one line of a command that fails."""
    assert cli.main(list(map(str, arguments))) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    return captured.err


# ------------------------------------------------------------------------------------------------------------- results


@pytest.mark.parametrize("window", [7, 1 << 20])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(), (0, 4), (1,), (101,), (4, 6, 10), (2, 20, 2)])
def test_layouts(shape, order, window, paths, monkeypatch):
    monkeypatch.setattr(windows, "WINDOW", window)
    x = np.array(np.random.default_rng(0).normal(0, 3, shape), "f4", order=order)
    assert_same(apply(paths, x, "gelu"), fastrelu.gelu(x), x)
    for axis in range(-1, x.ndim - 1):
        if x.ndim == 0:
            continue
        assert_same(apply(paths, x, "softmax", "--axis", str(axis)), fastrelu.softmax(x, axis=axis), x)
        if x.shape[axis] % 2 == 0:
            assert_same(apply(paths, x, "swiglu", "--axis", str(axis)), fastrelu.swiglu(x, axis=axis), x)
            swapped = apply(paths, x, "glu", "--axis", str(axis), "--gate", "first")
            assert_same(swapped, fastrelu.glu(x, axis=axis, gate_first=True), x)
    assert_same(apply(paths, x, "softmax", "--axis", "none"), fastrelu.softmax(x, axis=None), x)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4", ">f8", "i1", "u2", "i4", ">i8", "?"])
def test_dtypes(dtype, paths):
    x = np.random.default_rng(0).normal(0, 3, 300).astype(dtype)
    for name in ("gelu", "relu", "gelu_derivative", "softmax"):
        assert_same(apply(paths, x, name), getattr(fastrelu, name)(x), x)
    narrow = apply(paths, x, "gelu", "--dtype", "float16")
    with np.errstate(over="ignore"):
        assert_same(narrow, fastrelu.gelu(x.astype("f2")), x)


@pytest.mark.parametrize("signature", [*FUNCTIONS.values(), *ROWS.values()], ids=lambda s: s.name)
def test_every_function(signature, paths):
    x = np.random.default_rng(1).normal(0, 3, (6, 8)).astype("f4")
    examples = {p.name: p.example for p in signature.parameters}
    options = [f"--param={name}={value!r}" for name, value in examples.items()]
    expected = getattr(fastrelu, signature.name)(x, **examples)
    assert_same(apply(paths, x, signature.name, *options), expected, x)


def test_overflow_is_silent(paths):
    assert apply(paths, np.array([1e300, -1.0]), "relu", "--dtype", "float16").tolist() == [np.inf, 0]


def test_version_two_of_the_format(paths):
    x = np.arange(-3.0, 4.0)
    with open(paths[0], "wb") as file:
        np.lib.format.write_array(file, x, version=(2, 0))
    assert cli.main(["apply", "relu", paths[0], "-o", paths[1]]) == 0
    np.testing.assert_array_equal(np.load(paths[1]), np.maximum(x, 0))


# ------------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.ones(3, complex), "complex128, not real"),
        (np.array(["a"]), "not real"),
        (np.ones(3, "M8[s]"), "not real"),
        (np.ones(3, [("a", "f4")]), "not real"),
        (np.ones(3, "V2"), "bfloat16"),
        (np.ones(3, "V5"), "without a type"),
    ],
)
def test_unfit_arrays(array, message, paths, capsys):
    np.save(paths[0], array)
    assert message in failed(capsys, "apply", "relu", paths[0], "-o", paths[1])
    assert os.listdir(os.path.dirname(paths[0])) == ["in.npy"]


def test_unfit_files(paths, tmp_path, capsys):
    source, target = paths
    assert "No such file" in failed(capsys, "apply", "relu", source, "-o", target)
    assert "not a regular file" in failed(capsys, "apply", "relu", tmp_path, "-o", target)
    np.save(source, np.array([None]), allow_pickle=True)
    assert "not real" in failed(capsys, "apply", "relu", source, "-o", target)
    np.save(source, np.ones(100))
    whole = Path(source).read_bytes()
    for content, message in (
        (b"", "not a .npy file"), (b"no numbers", "not a .npy file"), (whole[:30], "not a .npy file"),
        (whole.replace(b"'descr'", b"'desc('"), "not a .npy file"), (whole[:-3], "3 bytes are missing"),
    ):  # fmt: skip
        Path(source).write_bytes(content)
        assert message in failed(capsys, "apply", "relu", source, "-o", target)
    assert os.listdir(tmp_path) == ["in.npy"]


def test_unfit_arguments(paths, capsys):
    np.save(paths[0], np.ones((2, 3)))
    files = paths[0], "-o", paths[1]
    assert "needs --param weight=" in refused(capsys, "apply", "prelu", *files)
    assert "--axis is for" in refused(capsys, "apply", "relu", *files, "--axis", "0")
    assert "has no gate" in refused(capsys, "apply", "relu", *files, "--gate", "first")
    assert "'x' is not an axis" in refused(capsys, "apply", "softmax", *files, "--axis", "x")
    assert "needs an axis" in refused(capsys, "apply", "glu", *files, "--axis", "none")
    assert "axis 1 has length 3, and no two halves" in failed(capsys, "apply", "glu", *files)
    assert "--axis 2 is out of bounds" in failed(capsys, "apply", "softmax", *files, "--axis", "2")
    assert "No such file" in failed(capsys, "apply", "relu", paths[0], "-o", paths[1] + "/absent/x.npy")
    assert "not a regular file" in failed(capsys, "apply", "relu", paths[0], "-o", os.path.dirname(paths[1]))


# ---------------------------------------------------------------------------------------------- one file for another


def test_existing_files_need_force(paths, capsys):
    np.save(paths[0], np.ones(3))
    np.save(paths[1], np.zeros(3))
    assert "exists; --force replaces it" in failed(capsys, "apply", "relu", paths[0], "-o", paths[1])
    assert "exists" in failed(capsys, "apply", "relu", paths[0], "-o", paths[0])
    np.testing.assert_array_equal(np.load(paths[1]), np.zeros(3))


def test_in_place(paths, monkeypatch):
    monkeypatch.setattr(windows, "WINDOW", 16)
    x = np.random.default_rng(0).normal(size=(10, 8))
    for name, expected in (("gelu", fastrelu.gelu(x)), ("swiglu", fastrelu.swiglu(x))):
        np.save(paths[0], x)
        assert cli.main(["apply", name, paths[0], "-o", paths[0], "--force"]) == 0
        np.testing.assert_array_equal(np.load(paths[0]), expected)


# Windows has no such permissions, and links for administrators only.
@pytest.mark.skipif(sys.platform == "win32", reason="no permissions and links as elsewhere")
def test_permissions_and_links(paths, tmp_path):
    np.save(paths[0], np.ones(3))
    link = tmp_path / "link.npy"
    link.symlink_to(tmp_path / "kept.npy")
    np.save(tmp_path / "kept.npy", np.zeros(3))
    os.chmod(tmp_path / "kept.npy", 0o640)
    assert cli.main(["apply", "relu", paths[0], "-o", str(link), "--force"]) == 0
    assert link.is_symlink()
    assert stat.S_IMODE(os.stat(link).st_mode) == 0o640
    assert np.load(link).tolist() == [1, 1, 1]
    assert cli.main(["apply", "relu", paths[0], "-o", paths[1]]) == 0
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(os.stat(paths[1]).st_mode) == 0o666 & ~mask


def test_error_half_way_leaves_nothing(paths, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(windows, "WINDOW", 10)
    np.save(paths[0], np.ones(100))
    np.save(paths[1], np.zeros(3))
    calls = []

    def full(file, shape, dtype, fortran):
        target = real(file, shape, dtype, fortran)
        write = target.write

        def writing(first, array):
            calls.append(first)
            if first == 50:
                raise OSError(28, "No space left on device")
            write(first, array)

        target.write = writing
        return target

    from fastrelu.cli import npy

    real = npy.Target
    monkeypatch.setattr(npy, "Target", full)
    assert "No space left" in failed(capsys, "apply", "relu", *paths[:1], "-o", paths[1], "--force")
    assert len(calls) == 6
    assert sorted(os.listdir(tmp_path)) == ["in.npy", "out.npy"]
    np.testing.assert_array_equal(np.load(paths[1]), np.zeros(3))


# ------------------------------------------------------------------------------------------- processes of their own
#
# What follows needs POSIX's signals and limits.

posix = pytest.mark.skipif(sys.platform == "win32", reason="no limits and signals as elsewhere")
ROW = np.random.default_rng(0).standard_normal(1 << 20).astype("f4")
ROWS_OF_LARGE = 64  # 256 MiB


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "large.npy"
    array = np.lib.format.open_memmap(path, "w+", "f4", (ROWS_OF_LARGE, ROW.size))
    array[:] = ROW
    del array
    yield str(path)
    path.unlink()


def process(before, *arguments):
    source = f"import sys\nfrom fastrelu import cli\n{before}\nsys.exit(cli.main())"
    return subprocess.Popen(
        [sys.executable, "-c", source, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


# The size of a process is read from Linux's files.
@pytest.mark.skipif(sys.platform != "linux", reason="no /proc here")
def test_array_larger_than_the_memory(large, tmp_path):
    room = 100 << 20
    assert os.path.getsize(large) > 2 * room
    limit = f"""if True:
        import re, resource, numpy, fastrelu
        import fastrelu.cli.npy, fastrelu.cli.output, fastrelu.cli.windows
        fastrelu.gelu(numpy.ones(1 << 20))  # starts the threads
        used = int(re.search("VmSize:\\\\s+(\\\\d+)", open("/proc/self/status").read())[1]) << 10
        resource.setrlimit(resource.RLIMIT_AS, (used + {room},) * 2)
        try:
            numpy.load(sys.argv[3], mmap_mode="r")
            sys.exit("it would fit")
        except OSError:
            pass
    """
    target = tmp_path / "out.npy"
    running = process(limit, "apply", "gelu", large, "-o", str(target))
    assert running.communicate(timeout=300) == ("", "")
    assert running.returncode == 0
    result = np.load(target, mmap_mode="r")
    expected = fastrelu.gelu(ROW)
    assert result.shape == (ROWS_OF_LARGE, ROW.size)
    assert all(np.array_equal(line, expected) for line in result)


@posix
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted(number, status, large, tmp_path):
    # A function that waits for the signal.
    slow = """if True:
        import signal, time
        signal.signal(signal.SIGINT, signal.default_int_handler)  # shells ignore it for what runs in the background
        from fastrelu.cli import windows
        real = windows.Buffers.results
        windows.Buffers.results = lambda self, count: time.sleep(90) or real(self, count)
    """
    target = tmp_path / "out.npy"
    running = process(slow, "apply", "gelu", large, "-o", str(target))
    end = time.monotonic() + 100
    while not os.listdir(tmp_path):
        assert time.monotonic() < end
        time.sleep(0.01)
    time.sleep(0.3)
    running.send_signal(number)
    out, err = running.communicate(timeout=100)
    assert running.returncode == status
    assert (out, err.count("\n")) == ("", 1)
    assert os.listdir(tmp_path) == []


@posix
def test_no_room_for_the_output(large, tmp_path):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10 << 20,) * 2)"
    running = process(limit, "apply", "gelu", large, "-o", str(tmp_path / "out.npy"))
    out, err = running.communicate(timeout=100)
    assert running.returncode == 1
    assert (out, err.count("\n")) == ("", 1)
    assert "cannot write" in err
    assert os.listdir(tmp_path) == []


@posix
def test_memory_that_a_row_needs(large, tmp_path, capsys, monkeypatch):
    def none(self, key, count, dtype):
        raise MemoryError

    monkeypatch.setattr(windows.Buffers, "_of", none)
    assert "not enough memory" in failed(capsys, "apply", "softmax", large, "-o", tmp_path / "out.npy")
    assert os.listdir(tmp_path) == []


def test_reads_and_writes_of_a_few_bytes(paths):
    """A system may return less than it was asked for."""

    class Slow:
        def __init__(self, file):
            self._file = file

        def __getattr__(self, name):
            return getattr(self._file, name)

        def readinto(self, view):
            return self._file.readinto(view[:5])

        def write(self, data):
            return self._file.write(data[:3]) if isinstance(data, memoryview) else self._file.write(data)

    from fastrelu.cli import npy

    x = np.arange(100.0)
    np.save(paths[0], x)
    with npy.Source(paths[0]) as source, open(paths[1], "wb", buffering=0) as file:
        source._file = Slow(source._file)
        into = np.empty(60)
        source.read(20, into)
        np.testing.assert_array_equal(into, x[20:80])
        npy.Target(Slow(file), into.shape, into.dtype, False).write(0, into)
    np.testing.assert_array_equal(np.load(paths[1]), into)
