"""How many threads there can be: what the environment says, what the machine has, and what the system still gives."""

import os
import sys

import pytest

import fastrelu
import support
from fastrelu import _core

LINUX = sys.platform.startswith("linux")
OPENMP = fastrelu.show_config(mode="dicts")["threads"]["runtime"]
has_openmp = pytest.mark.skipif(OPENMP.startswith("none"), reason="built without OpenMP")
has_affinity = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system sets no affinity")
is_linux = pytest.mark.skipif(not LINUX, reason="sets limits as Linux has them, and counts threads by /proc")
CLEAN = {"FASTRELU_NUM_THREADS": None, "OMP_NUM_THREADS": None, "OMP_THREAD_LIMIT": None, "OMP_DYNAMIC": None}

# ------------------------------------------------------------------------------------------------------ the environment

ONE = "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"


def count_in_child(after="", **environment):
    code = f"import os, fastrelu\n{after}\nprint(fastrelu.get_num_threads())"
    return int(support.run_python(code, **{**CLEAN, **environment}).stdout)


@has_openmp
@pytest.mark.parametrize(("text", "count"), [("4,3,2", 4), ("3,1", 3), (" 3 ", 3), ("2 , 5", 2), ("16", 16)])
def test_first_of_a_list(text, count):
    assert count_in_child(OMP_NUM_THREADS=text) == count


@has_openmp
@has_affinity
@pytest.mark.parametrize("text", ["", " ", "many", "0", "-1", "2 many", "0,2", "1e99", "99999999999999999999", ","])
def test_no_count_is_no_wish(text):
    """The runtime goes back to the CPUs that it finds when it is loaded, and so do we, to those that there are now."""
    assert count_in_child(ONE, OMP_NUM_THREADS=text) == 1


@has_openmp
@has_affinity
def test_a_wish_outranks_affinity():
    assert count_in_child(ONE, OMP_NUM_THREADS="3") == 3
    assert count_in_child(ONE, OMP_NUM_THREADS="3,2") == 3


@has_openmp
@has_affinity
def test_a_variable_set_too_late_for_the_runtime():
    assert count_in_child(f"os.environ['OMP_NUM_THREADS'] = '7'\n{ONE}") == 1


@has_openmp
@pytest.mark.skipif(OPENMP != "libgomp", reason="vcomp knows no limit, and other runtimes have their own variables")
def test_thread_limit():
    assert count_in_child(OMP_NUM_THREADS="8", OMP_THREAD_LIMIT="3") == 3
    assert count_in_child(OMP_THREAD_LIMIT="1") == 1


WORKS = """
import numpy as np
import fastrelu
x = np.linspace(-5, 5, 3_000_001, dtype="f4")
with fastrelu.num_threads(1):
    wanted = fastrelu.gelu(x), *fastrelu.prelu_backward(x, x, 0.25)
fastrelu.set_num_threads(4)
for _ in range(5):
    got = fastrelu.gelu(x), *fastrelu.prelu_backward(x, x, 0.25)
    assert all(np.array_equal(a, b) for a, b in zip(wanted, got))
print("done")
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"OMP_DYNAMIC": "true"},
        {"OMP_THREAD_LIMIT": "2"},
        {"OMP_THREAD_LIMIT": "1"},
        {"OMP_MAX_ACTIVE_LEVELS": "0"},
        {"OMP_STACKSIZE": "16K"},  # less than the buffers on the stack need
        {"OMP_STACKSIZE": "4000G"},  # more than there is
        {"OMP_STACKSIZE": "nonsense"},
    ],
    ids=lambda e: ",".join(f"{k}={v}" for k, v in e.items()),
)
def test_results_under_settings_of_the_runtime(environment):
    strided = "\nx = x[:3_000_000].reshape(1500, 2000)[:, :-3]"  # by way of buffers
    code = WORKS.replace('dtype="f4")', 'dtype="f4")' + strided)
    assert support.run_python(code, **{**CLEAN, **environment}).stdout == "done\n"


# ------------------------------------------------------------------------------------------------------------ the quota


def by_quota(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return _core.read_cpus_by_quota(str(root))


V2 = "proc/self/cgroup"


@pytest.mark.parametrize(
    ("files", "cpus"),
    [
        ({}, 0),
        ({V2: "0::/", "sys/fs/cgroup/cpu.max": "max 100000"}, 0),
        ({V2: "0::/", "sys/fs/cgroup/cpu.max": "50000 100000"}, 1),  # half a CPU
        ({V2: "0::/", "sys/fs/cgroup/cpu.max": "1000 100000"}, 1),
        ({V2: "0::/", "sys/fs/cgroup/cpu.max": "100000 100000"}, 1),
        ({V2: "0::/", "sys/fs/cgroup/cpu.max": "150000 100000"}, 2),
        ({V2: "0::/", "sys/fs/cgroup/cpu.max": "200000 100000"}, 2),
        ({V2: "0::/", "sys/fs/cgroup/cpu.max": "99999999999999999999 1"}, 65536),
        ({V2: "0::/", "sys/fs/cgroup/cpu.max": "nonsense"}, 0),
        ({V2: "0::/", "sys/fs/cgroup/cpu.max": "1 0"}, 0),
        ({V2: "0::/a/b", "sys/fs/cgroup/a/b/cpu.max": "max 100000", "sys/fs/cgroup/a/cpu.max": "300000 100000"}, 3),
        ({V2: "0::/a/b", "sys/fs/cgroup/a/b/cpu.max": "50000 100000", "sys/fs/cgroup/a/cpu.max": "300000 100000"}, 1),
        ({V2: "0::/a/b", "sys/fs/cgroup/a/b/cpu.max": "700000 100000", "sys/fs/cgroup/a/cpu.max": "300000 100000"}, 3),
        ({V2: "0::no slash"}, 0),
        ({V2: "nonsense"}, 0),
        (
            {
                V2: "4:memory:/\n3:cpu,cpuacct:/c",
                "sys/fs/cgroup/cpu/c/cpu.cfs_quota_us": "50000",
                "sys/fs/cgroup/cpu/c/cpu.cfs_period_us": "100000",
            },
            1,
        ),
        (
            {
                V2: "3:cpu,cpuacct:/",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
            },
            0,
        ),
    ],
)
def test_quota(tmp_path, files, cpus):
    assert by_quota(tmp_path, files) == cpus


# --------------------------------------------------------------------------------------------- what the system has left

# Threads beside the first that a call left behind, and whether its results were right.
LIMITED = """
import os, resource
import numpy as np
import fastrelu

x = np.linspace(-5, 5, 4_000_003, dtype="f4")
y = np.empty_like(x)
def same():
    with fastrelu.num_threads(1):
        return np.array_equal(fastrelu.gelu(x), y)
before = len(os.listdir("/proc/self/task"))
def started():
    return len(os.listdir("/proc/self/task")) - before
{limit}
for n in (10_000, 3, 10_000, 5):
    fastrelu.set_num_threads(n)
    for _ in range(20):
        fastrelu.gelu(x, out=y)
    {check}
resource.setrlimit(resource.RLIMIT_AS, resource.getrlimit(resource.RLIMIT_AS)[1:] * 2)
assert same()
print(started())
"""
ADDRESSES = """
pages = int(open("/proc/self/statm").read().split()[0])
room = {room} * 2**20
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + room, resource.RLIM_INFINITY))
"""


@has_openmp
@is_linux
def test_no_more_threads_than_help():
    code = LIMITED.format(limit="", check="assert started() < max(os.cpu_count(), 16), started()")
    assert int(support.run_python(code, **CLEAN).stdout) > 0


@has_openmp
@is_linux
@pytest.mark.parametrize("room", [0, 9, 20, 80])
@pytest.mark.parametrize("stack", [None, "1M", "30M"])
def test_limit_of_memory(room, stack):
    """libgomp ends the process when it cannot start a thread."""
    code = LIMITED.format(limit=ADDRESSES.format(room=room), check="")
    started = int(support.run_python(code, **CLEAN, OMP_STACKSIZE=stack).stdout)
    if stack == "30M":
        assert started <= room // 30


@has_openmp
@is_linux
def test_limit_of_memory_that_comes_later():
    """What threads there have been is no promise of others."""
    limit = "fastrelu.set_num_threads(8); fastrelu.gelu(x, out=y); fastrelu.set_num_threads(2); fastrelu.gelu(x, out=y)"
    limit += "\nimport time; time.sleep(0.15)" + ADDRESSES.format(room=12)
    assert support.run_python(LIMITED.format(limit=limit, check=""), **CLEAN).stdout


@has_openmp
@is_linux
def test_limit_of_processes():
    """Limits on processes are not for root, who becomes nobody else for this."""
    code = LIMITED.format(
        limit="""
if os.getuid() == 0:
    os.setgid(54321); os.setuid(54321)
resource.setrlimit(resource.RLIMIT_NPROC, (3, 3))
""",
        check="assert started() <= 2 or os.getuid() != 54321, started()",
    )
    assert support.run_python(code, **CLEAN).stdout


@has_openmp
@is_linux
def test_many_threads_of_python_under_a_limit():
    """Teams that grow at the same time do not count on the same threads."""
    code = """
import resource, threading
import numpy as np
import fastrelu

x = np.linspace(-5, 5, 1_000_003, dtype="f4")
wanted = fastrelu.gelu(x)
wrong = []
start = threading.Barrier(13)
def work():
    y = np.empty_like(x)
    start.wait()
    for k in range(12):
        with fastrelu.num_threads(2 + k % 7):
            fastrelu.gelu(x, out=y)
    if not np.array_equal(y, wanted):
        wrong.append(1)
threading.stack_size(2**20)
threads = [threading.Thread(target=work) for _ in range(12)]
for t in threads: t.start()
pages = int(open("/proc/self/statm").read().split()[0])
room = 12 * x.nbytes + 150 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + room, resource.RLIM_INFINITY))
start.wait()
for t in threads: t.join()
assert not wrong
print("done")
"""
    # glibc gives a thread that allocates an arena of 64 MiB of addresses, at any moment: more than one thread spare.
    assert support.run_python(code, **CLEAN, MALLOC_ARENA_MAX="1").stdout == "done\n"


# ---------------------------------------------------------------------------------------------------- numbers too large


@pytest.mark.parametrize("n", [65537, 2**31, 2**63, 2**64, 10**30, 10**5000], ids=int.bit_length)
def test_too_many(n):
    before = fastrelu.get_num_threads()
    for function in (fastrelu.set_num_threads, fastrelu.num_threads):
        with pytest.raises(ValueError, match=r"^n must be at most 65536, not "):
            function(n)
        with pytest.raises(ValueError, match=r"^n must be at least 1, not "):
            function(-n)
    assert fastrelu.get_num_threads() == before


@pytest.mark.parametrize("n", [2**63, 2**64, 10**5000], ids=int.bit_length)
def test_too_many_bytes(n):
    with pytest.raises(ValueError, match=r"^max_bytes must be at most \d+, not "):
        fastrelu.reuse_buffers(max_bytes=n)
    with pytest.raises(ValueError, match=r"^max_bytes must be at least 0, not "):
        fastrelu.reuse_buffers(max_bytes=-n)
    assert fastrelu.reuse_buffers(max_bytes=sys.maxsize).kept_bytes == 0


@pytest.mark.parametrize("n", [1.0, "1", [1], 1j], ids=repr)
def test_no_whole_numbers(n):
    with pytest.raises(TypeError, match=r"^n must be a whole number or None, not "):
        fastrelu.set_num_threads(n)
    with pytest.raises(TypeError, match=r"^max_bytes must be a whole number, not "):
        fastrelu.reuse_buffers(max_bytes=n)
