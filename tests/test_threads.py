"""Threads, forks, settings by environment, and what the process around must not notice."""

import concurrent.futures
import ctypes
import mmap
import os
import platform
import sys
import threading

import numpy as np
import pytest

import fastrelu
import support
from fastrelu._signature import FUNCTIONS

try:
    import threadpoolctl  # sets a variable of the environment when it is imported, so not within a test
except ImportError:
    threadpoolctl = None

N = 400_003  # enough for every function to be cut
LINUX = sys.platform.startswith("linux")
has_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
has_affinity = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system sets no affinity")


def openmp():
    return fastrelu.show_config(mode="dicts")["threads"]["runtime"]


has_openmp = pytest.mark.skipif(openmp().startswith("none"), reason="built without OpenMP")
# Variables that decide the number of threads, unset for children of a test.
CLEAN = {"FASTRELU_NUM_THREADS": None, "OMP_NUM_THREADS": None}


def count_in_child(before="", **environment):
    code = f"import os\n{before}\nimport fastrelu\nprint(fastrelu.get_num_threads())"
    return int(support.run_python(code, **{**CLEAN, **environment}).stdout)


# ---------------------------------------------------------------------------------------------------------------- forks


@has_fork
def test_a_hundred_forks_after_a_parallel_call():
    """Each child computes what its parent computed; one that waits for threads it has not got meets the time limit."""
    code = """
import os, sys
import numpy as np
import fastrelu

fastrelu.set_num_threads(2)
x = np.linspace(-5, 5, 300_003, dtype="f4")
before = fastrelu.gelu(x), *fastrelu.prelu_backward(x, x, 0.25)
for k in range(100):
    child = os.fork()
    if child == 0:
        after = fastrelu.gelu(x), *fastrelu.prelu_backward(x, x, 0.25)
        same = all(np.array_equal(a, b) for a, b in zip(after, before))
        os._exit(0 if same and fastrelu.get_num_threads() == 1 else 1)
    _, status = os.waitpid(child, 0)
    assert status == 0, (k, status)
    if k % 10 == 0:  # the parent's threads still work
        assert np.array_equal(fastrelu.gelu(x), before[0])
        assert fastrelu.get_num_threads() == 2
print("done")
"""
    # Python 3.12 warns of forks in processes with threads, which is what this is about.
    code = 'import warnings; warnings.simplefilter("ignore", DeprecationWarning)\n' + code
    assert support.run_python(code, timeout=100).stdout == "done\n"


@has_fork
def test_forks_of_forks_and_pools():
    code = """
import warnings; warnings.simplefilter("ignore", DeprecationWarning)
import multiprocessing, os
import numpy as np
import fastrelu

x = np.linspace(-5, 5, 300_003, dtype="f4")

def total(k):
    with fastrelu.num_threads(4):
        return float(fastrelu.gelu(x + k).sum(dtype="f8"))

wanted = [total(k) for k in range(8)]
with multiprocessing.get_context("fork").Pool(2) as pool:
    assert pool.map(total, range(8)) == wanted
child = os.fork()
if child == 0:
    grandchild = os.fork()
    if grandchild == 0:
        os._exit(0 if total(3) == wanted[3] else 1)
    os._exit(os.waitpid(grandchild, 0)[1] != 0)
assert os.waitpid(child, 0)[1] == 0
print("done")
"""
    assert support.run_python(code, timeout=100).stdout == "done\n"


# ---------------------------------------------------------------------------------------------------- threads of Python


def all_results(x):
    """Of kernels of every shape, and the sums of their backward passes."""
    for kernel in support.REPRESENTATIVES:
        for form in kernel.forms:
            yield from support.call(kernel, form, x, grad=x)
        yield from support.call_public(kernel, "backward", x, tuple(map(np.float32, kernel.defaults)), x)


def test_eight_python_threads_agree():
    x = support.mixture("f4", N)
    wanted = list(all_results(x))
    start = threading.Barrier(8)

    def work(k):
        start.wait()
        with fastrelu.num_threads(1 + k % 3):
            for result, want in zip(all_results(x), wanted, strict=True):
                support.assert_same_bits(result, want)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [None] * 8


def test_python_threads_share_an_output():
    """Calls into different parts of one array do not write over each other's edges."""
    x = support.mixture("f4", 100_000)
    wanted = fastrelu.gelu(x)
    out = np.zeros_like(x)
    cuts = np.unique(np.random.default_rng(7).integers(0, x.size, 300))
    parts = list(zip([0, *cuts], [*cuts, x.size], strict=True))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda part: fastrelu.gelu(x[slice(*part)], out=out[slice(*part)]), parts))
    support.assert_same_bits(out, wanted)


@has_openmp
@pytest.mark.skipif(not LINUX or openmp() != "libgomp", reason="opens a parallel region of libgomp by its name")
def test_calls_inside_a_parallel_region():
    """From inside somebody else's OpenMP team a call stays on its thread, and is right."""
    code = """
import ctypes
import numpy as np
import fastrelu

x = np.linspace(-5, 5, 300_003, dtype="f4")
fastrelu.set_num_threads(2)
wanted = fastrelu.gelu(x), fastrelu.prelu_backward(x, x, 0.25)[1]
results = []

@ctypes.CFUNCTYPE(None, ctypes.c_void_p)
def body(_):
    results.append((fastrelu.gelu(x), fastrelu.prelu_backward(x, x, 0.25)[1]))

libgomp = ctypes.CDLL("libgomp.so.1")
libgomp.GOMP_parallel(body, None, 3, 0)
assert len(results) == 3
assert all(np.array_equal(r, w) for result in results for r, w in zip(result, wanted))
print("done")
"""
    assert support.run_python(code, **CLEAN).stdout == "done\n"


# ---------------------------------------------------------------------------------------------------- number of threads


@pytest.fixture
def default_count():
    """Ends with the number of threads that a test began with, for those that set it for the process."""
    yield fastrelu.get_num_threads()
    forced = os.environ.get("FASTRELU_NUM_THREADS")
    fastrelu.set_num_threads(int(forced) if forced else None)


def test_set_num_threads(default_count):
    for n in (1, 3, np.int64(5)):
        fastrelu.set_num_threads(n)
        assert fastrelu.get_num_threads() == n
        assert fastrelu.show_config(mode="dicts")["threads"]["count"] == n
    seen = []
    thread = threading.Thread(target=lambda: seen.append(fastrelu.get_num_threads()))
    thread.start()
    thread.join()
    assert seen == [5]


def test_set_num_threads_none_is_the_default():
    code = "fastrelu.set_num_threads(7); fastrelu.set_num_threads(None)"
    code = f"import fastrelu; n = fastrelu.get_num_threads(); {code}; assert fastrelu.get_num_threads() == n; print(n)"
    assert int(support.run_python(code, **CLEAN).stdout) >= 1


def test_num_threads_is_for_this_thread_and_for_the_context(default_count):
    fastrelu.set_num_threads(4)
    seen = []
    with fastrelu.num_threads(2):
        assert fastrelu.get_num_threads() == 2
        with fastrelu.num_threads(3):
            assert fastrelu.get_num_threads() == 3
            with fastrelu.num_threads(None):
                assert fastrelu.get_num_threads() == 4
            assert fastrelu.get_num_threads() == 3
        assert fastrelu.get_num_threads() == 2
        thread = threading.Thread(target=lambda: seen.append(fastrelu.get_num_threads()))
        thread.start()
        thread.join()
    assert seen == [4]
    assert fastrelu.get_num_threads() == 4
    with pytest.raises(KeyError), fastrelu.num_threads(2):
        raise KeyError
    assert fastrelu.get_num_threads() == 4
    context = fastrelu.num_threads(2)
    with context, context:
        assert fastrelu.get_num_threads() == 2
    assert fastrelu.get_num_threads() == 4


@has_openmp
def test_environment():
    assert count_in_child(OMP_NUM_THREADS="3") == 3
    assert count_in_child(FASTRELU_NUM_THREADS="5") == 5
    assert count_in_child(FASTRELU_NUM_THREADS="5", OMP_NUM_THREADS="3") == 5
    assert count_in_child(FASTRELU_NUM_THREADS="", OMP_NUM_THREADS="3") == 3
    assert 1 <= count_in_child() <= (os.cpu_count() or 1)


@pytest.mark.parametrize("bad", ["0", "-1", "two", "1.5", "3 threads", " ", "99999999999999999999", "1e3"])
def test_bad_number_of_threads_in_the_environment(bad):
    done = support.run_python("import fastrelu", check=False, FASTRELU_NUM_THREADS=bad)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: ")
    assert "FASTRELU_NUM_THREADS" in last
    assert f"'{bad}'" in last


@has_affinity
@has_openmp
def test_affinity():
    """Read afresh: a process that is confined after the import uses what it still has."""
    one = "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
    assert count_in_child(one) == 1
    code = (
        f"import os, fastrelu\nall = os.sched_getaffinity(0)\n{one}\nassert fastrelu.get_num_threads() == 1\n"
        "os.sched_setaffinity(0, all)\nprint(fastrelu.get_num_threads())"
    )
    assert int(support.run_python(code, **CLEAN).stdout) == count_in_child()
    assert count_in_child(one, OMP_NUM_THREADS="2") == 2  # a stated wish outranks what the machine seems to be


@has_openmp
@pytest.mark.skipif(openmp() != "libgomp", reason="threadpoolctl looks for the OpenMP runtimes that it knows")
@pytest.mark.skipif(threadpoolctl is None, reason="threadpoolctl is not installed")
def test_threadpoolctl():
    assert "openmp" in {info["user_api"] for info in threadpoolctl.threadpool_info()}
    x = support.mixture("f4", N)
    wanted = fastrelu.gelu(x)
    with threadpoolctl.threadpool_limits(1, user_api="openmp"):
        if "FASTRELU_NUM_THREADS" not in os.environ:
            assert fastrelu.get_num_threads() == 1
        support.assert_same_bits(fastrelu.gelu(x), wanted)
        with fastrelu.num_threads(2):
            assert fastrelu.get_num_threads() == 2


# ----------------------------------------------------------------------------------------------------- instruction sets


@pytest.mark.parametrize("name", support.supported_isas())
def test_forced_instruction_set(name):
    code = "import fastrelu; print(fastrelu.show_config(mode='dicts')['instruction sets']['active'])"
    assert support.run_python(code, FASTRELU_ISA=name).stdout.strip() == name


def test_default_instruction_set():
    code = "import fastrelu; print(fastrelu.show_config(mode='dicts')['instruction sets']['active'])"
    for unset in (None, ""):
        assert support.run_python(code, FASTRELU_ISA=unset).stdout.strip() == support.supported_isas()[0]


@pytest.mark.parametrize("bad", ["avx", "AVX2", "sse9", "avx2,baseline", " ", "1"])
def test_bad_instruction_set(bad):
    done = support.run_python("import fastrelu", check=False, FASTRELU_ISA=bad)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: ")
    assert "FASTRELU_ISA" in last
    assert f"'{bad}'" in last
    assert last.endswith("what can run here: " + ", ".join(support.supported_isas()))


def test_set_isa_refuses(isa):
    from fastrelu import _core

    before = _core.isa()
    with pytest.raises(ValueError, match="'none' is not an instruction set"):
        _core.set_isa("none")
    assert _core.isa() == before


# -------------------------------------------------------------------------- the process around: flags, modes, variables

HAS_MXCSR = LINUX and platform.machine() == "x86_64"
needs_mxcsr = pytest.mark.skipif(
    not HAS_MXCSR, reason="reads and writes the control register of SSE, on Linux for x86-64"
)


class Mxcsr:
    """The control and status register of SSE, by two pieces of machine code."""

    FLAGS = 0x3F
    INEXACT = 0x20
    FLUSH = 0x8040  # results and inputs that are subnormal become zero
    DOWN, UP, TO_ZERO = 0x2000, 0x4000, 0x6000

    def __init__(self):
        code = bytes.fromhex("0fae1fc30fae17c3")  # stmxcsr [rdi]; ret; ldmxcsr [rdi]; ret
        self._memory = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self._memory.write(code)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._memory))
        function = ctypes.CFUNCTYPE(None, ctypes.POINTER(ctypes.c_uint32))
        self._store, self._load = function(address), function(address + 4)

    def get(self):
        value = ctypes.c_uint32()
        self._store(ctypes.byref(value))
        return value.value

    def set(self, value):
        self._load(ctypes.byref(ctypes.c_uint32(value)))


@pytest.fixture
def mxcsr():
    try:
        register = Mxcsr()
    except PermissionError:
        pytest.skip("this system gives no memory that is both writable and executable")
    before = register.get()
    yield register
    register.set(before)


@needs_mxcsr
def test_calls_leave_the_floating_point_environment(mxcsr):
    x = support.random_bits("f4", N, seed=3, finite=False)
    control = mxcsr.get() & ~mxcsr.FLAGS
    for mode in (0, mxcsr.FLUSH, mxcsr.UP):
        for threads in (1, 2):
            with fastrelu.num_threads(threads):
                for activation, form in support.ALL_UFUNCS:
                    operands = support.inputs(activation, form, x)
                    out = tuple(np.empty_like(x) for _ in range(support.outputs(activation, form)))
                    function = support.ufunc(activation, form)
                    mxcsr.set(control | mode)
                    function(*operands, out=out)
                    after = mxcsr.get()
                    mxcsr.set(control)
                    # Nobody watches for inexact results, of which a call has some in deciding on threads.
                    assert after & ~mxcsr.INEXACT == control | mode, (support.ufunc_id((activation, form)), hex(after))


@needs_mxcsr
@pytest.mark.parametrize("mode", ["FLUSH", "DOWN", "UP", "TO_ZERO"])
def test_modes_of_others_do_not_alter_results(mxcsr, mode, threads):
    """Compilers with -ffast-math leave flush-to-zero behind in whole processes."""
    for dtype in support.FLOATS:
        x = support.mixture(dtype, N if dtype == "f4" else 3000)
        grad = support.mixture(dtype, x.size, seed=4)
        for activation, form in support.ALL_UFUNCS:
            # Parameters of the dtype, since NumPy would round a Python float in whatever mode there is.
            parameters = tuple(map(np.dtype(dtype).type, activation.defaults))
            operands = support.inputs(activation, form, x, parameters, grad)
            function = support.ufunc(activation, form)
            wanted = support.as_tuple(function(*operands))
            before = mxcsr.get()
            mxcsr.set(before | getattr(mxcsr, mode))
            results = function(*operands)
            mxcsr.set(before)
            for result, want in zip(support.as_tuple(results), wanted, strict=True):
                support.assert_same_bits(result, want, f"{function.__name__}, {dtype}")


@needs_mxcsr
@pytest.mark.parametrize("mode", ["FLUSH", "DOWN", "UP", "TO_ZERO"])
@pytest.mark.parametrize("shape", [(300_000,), (3, 50_000), (50_000, 3)], ids=str)
@pytest.mark.parametrize("signature", [s for s in FUNCTIONS.values() if s.trained], ids=lambda s: s.name)
def test_modes_of_others_do_not_alter_the_gradients_of_parameters(signature, mxcsr, mode, shape):
    generator = np.random.default_rng(5)
    for dtype in support.FLOATS:
        scale = {"f2": 2.0**-20, "f4": 2.0**-145, "f8": 2.0**-1070}[dtype]
        parameters = [np.full(shape[1:] and (shape[0], 1), 0.25, dtype) for _ in signature.parameters]
        for size in (1.0, scale):
            x = generator.normal(0, 1, shape).astype(dtype)
            grad = (generator.normal(0, 1, shape) * size).astype(dtype)
            wanted = support.call_public(signature, "backward", x, parameters, grad)
            before = mxcsr.get()
            mxcsr.set(before | getattr(mxcsr, mode))
            results = support.call_public(signature, "backward", x, parameters, grad)
            mxcsr.set(before)
            for result, want in zip(results, wanted, strict=True):
                support.assert_same_bits(result, want, f"{dtype}, {size}")


@needs_mxcsr
def test_import_leaves_the_floating_point_environment():
    code = """
import ctypes, mmap
import numpy
memory = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
memory.write(bytes.fromhex("0fae1fc3"))
store = ctypes.CFUNCTYPE(None, ctypes.POINTER(ctypes.c_uint32))(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
def mxcsr():
    value = ctypes.c_uint32()
    store(ctypes.byref(value))
    return value.value & ~0x3f
before = mxcsr()
import fastrelu
print(hex(before), hex(mxcsr()))
"""
    done = support.run_python(code, check=False)
    if "PermissionError" in done.stderr:
        pytest.skip("this system gives no memory that is both writable and executable")
    before, after = done.stdout.split()
    assert before == after == "0x1f80"


@pytest.mark.skipif(not LINUX, reason="reads the variables that the C library holds")
def test_import_leaves_the_environment():
    code = """
import ctypes, os
import numpy
def variables():
    pointer = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    found = []
    while pointer[len(found)] is not None:
        found.append(pointer[len(found)])
    return sorted(found), dict(os.environ), os.getcwd()
before = variables()
import fastrelu
fastrelu.gelu(numpy.ones(100))
assert variables() == before
print("done")
"""
    assert support.run_python(code).stdout == "done\n"


def test_import_starts_no_threads():
    if not LINUX:
        pytest.skip("counts threads by /proc")
    code = """
import os
import numpy
before = len(os.listdir("/proc/self/task"))
import fastrelu
fastrelu.gelu(numpy.ones(1000))
print(len(os.listdir("/proc/self/task")) - before)
"""
    assert support.run_python(code).stdout == "0\n"


def test_show_config_prints_what_it_returns(capsys):
    facts = fastrelu.show_config(mode="dicts")
    assert fastrelu.show_config() is None
    printed = capsys.readouterr().out
    assert fastrelu.__version__ == facts["version"]
    assert f"version: {facts['version']}" in printed
    assert f"active: {facts['instruction sets']['active']}" in printed
    assert set(facts["instruction sets"]["supported"]) <= set(facts["instruction sets"]["compiled"])
