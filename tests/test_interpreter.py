"""The interpreter around: subinterpreters, contexts of tasks, many threads, forks, the end in the middle of calls."""

import asyncio
import contextvars
import importlib.util
import os
import sys
import threading

import numpy as np
import pytest

import fastrelu
import support

has_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
OPENMP = fastrelu.show_config(mode="dicts")["threads"]["runtime"]
QUIET = 'import warnings; warnings.simplefilter("ignore", DeprecationWarning)\n'  # of forks in processes with threads
CLEAN = {"FASTRELU_NUM_THREADS": None, "OMP_NUM_THREADS": None}

# ------------------------------------------------------------------------------------------------------ subinterpreters

# The module has had three names; `create` makes an interpreter with the GIL of the main one where there is a choice.
MODULE = next((name for name in ("_interpreters", "_xxsubinterpreters") if importlib.util.find_spec(name)), None)
SUBINTERPRETER = f"""
import warnings; warnings.simplefilter("ignore")
import {MODULE} as interpreters
def create(kind):
    if hasattr(interpreters, "new_config"):
        return interpreters.create(kind)
    return interpreters.create(isolated=kind == "isolated")
def attempt(kind):
    child = create(kind)
    interpreters.run_string(child, '''if True:
        import sys
        for _ in range(2):
            try:
                import fastrelu
            except ImportError as error:
                print(error, "numpy" in sys.modules, flush=True)
            else:
                print("imported", flush=True)
    ''')
    interpreters.destroy(child)
"""
REFUSED = "fastrelu does not work in subinterpreters, only in the main interpreter False\n" * 2


@pytest.mark.skipif(MODULE is None, reason="this Python cannot make subinterpreters from Python code")
@pytest.mark.parametrize("kind", ["legacy", "isolated"])
@pytest.mark.parametrize("imported", ["nothing", "numpy", "fastrelu"])
def test_subinterpreters_are_refused(imported, kind):
    """With words, and not by waiting for ever; and the main interpreter does not notice."""
    code = f"""{SUBINTERPRETER}
{"" if imported == "nothing" else "import " + imported}
attempt("{kind}")
import fastrelu, numpy
assert fastrelu.relu(numpy.array([-1.0, 2.0])).tolist() == [0.0, 2.0]
attempt("{kind}")
assert fastrelu.relu(numpy.array([-1.0, 2.0])).tolist() == [0.0, 2.0]
"""
    done = support.run_python(code, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, 2 * REFUSED, "")


def test_import_again():
    code = """
import sys, fastrelu
import numpy as np
x = np.linspace(-3, 3, 100_000)
first, before = fastrelu, fastrelu.gelu(x)
for name in [n for n in sys.modules if n.startswith("fastrelu")]:
    del sys.modules[name]
import fastrelu
assert fastrelu is not first
assert (fastrelu.gelu(x) == before).all() and (first.gelu(x) == before).all()
with fastrelu.num_threads(3):
    assert first.get_num_threads() == fastrelu.get_num_threads() == 3
"""
    support.run_python(code, **CLEAN)


# ------------------------------------------------------------------------------------------------------------- contexts


def test_tasks_that_take_turns():
    before = fastrelu.get_num_threads()
    seen = []

    async def task(n):
        with fastrelu.num_threads(n):
            for _ in range(3):
                seen.append((n, fastrelu.get_num_threads()))
                await asyncio.sleep(0)
        assert fastrelu.get_num_threads() == before

    async def both():
        first = asyncio.create_task(task(before + 1))
        await asyncio.sleep(0)
        second = asyncio.create_task(task(before + 2))
        await asyncio.gather(first, second)
        assert fastrelu.get_num_threads() == before

    asyncio.run(both())
    assert len(seen) == 6
    assert all(n == count for n, count in seen)
    assert fastrelu.get_num_threads() == before


@pytest.mark.skipif(OPENMP.startswith("none") or not sys.platform.startswith("linux"), reason="counts threads by /proc")
@pytest.mark.parametrize("call", ["gelu(x)", "gelu(x, where=True)", "gelu(x[::-1, 1:])", "prelu_backward(x, x, 0.25)"])
def test_calls_of_tasks_that_take_turns(call):
    """The count in force is that of the context of a call, by all ways into the library."""
    code = f"""
import contextvars, os
import numpy as np, fastrelu
fastrelu.set_num_threads(1)
x = np.ones((2000, 2000), "f4")
def started():
    return len(os.listdir("/proc/self/task")) - before
many, one = contextvars.copy_context(), contextvars.copy_context()
before = len(os.listdir("/proc/self/task"))
many.run(fastrelu.num_threads(3).__enter__)
one.run(fastrelu.num_threads(1).__enter__)
fastrelu.{call}
assert started() == 0
many.run(fastrelu.get_num_threads)
fastrelu.{call}
one.run(lambda: fastrelu.{call})
assert started() == 0
one.run(fastrelu.get_num_threads)
many.run(lambda: fastrelu.{call})
assert started() > 0
"""
    support.run_python(code, **CLEAN)


def test_one_object_in_several_threads():
    before = fastrelu.get_num_threads()
    shared = fastrelu.num_threads(before + 1)
    inside, left = threading.Barrier(2), threading.Barrier(2)
    seen = []

    def work(n):
        with fastrelu.num_threads(n):
            with shared:
                inside.wait()
                seen.append(fastrelu.get_num_threads() == before + 1)
                left.wait()
            seen.append(fastrelu.get_num_threads() == n)
        seen.append(fastrelu.get_num_threads() == before)

    threads = [threading.Thread(target=work, args=(before + 2 + k,)) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 6


def test_left_in_another_order():
    before = fastrelu.get_num_threads()
    outer, inner = fastrelu.num_threads(before + 1), fastrelu.num_threads(before + 2)
    outer.__enter__()
    inner.__enter__()
    outer.__exit__()
    assert fastrelu.get_num_threads() == before + 2
    inner.__exit__()
    assert fastrelu.get_num_threads() == before


def test_left_where_it_has_not_been_entered():
    before = fastrelu.get_num_threads()
    context = fastrelu.num_threads(before + 1)
    with pytest.raises(RuntimeError, match="in the context, thread or task, in which"):
        context.__exit__()
    with context:
        errors = []

        def leave():
            try:
                context.__exit__()
            except RuntimeError as error:
                errors.append(error)

        thread = threading.Thread(target=contextvars.Context().run, args=(leave,))
        thread.start()
        thread.join()
        assert len(errors) == 1
        assert fastrelu.get_num_threads() == before + 1
    assert fastrelu.get_num_threads() == before


def test_contexts_copied_into_threads():
    before = fastrelu.get_num_threads()
    with fastrelu.num_threads(before + 1):
        assert asyncio.run(asyncio.to_thread(fastrelu.get_num_threads)) == before + 1
    assert asyncio.run(asyncio.to_thread(fastrelu.get_num_threads)) == before


def test_buffers_of_tasks_that_take_turns():
    x = np.ones(1 << 18, "f4")

    async def task():
        with fastrelu.reuse_buffers() as buffers:
            for k in range(1, 4):
                fastrelu.relu(x)
                assert buffers.fresh + buffers.reused == k
                await asyncio.sleep(0)
        fastrelu.relu(x)
        assert buffers.fresh + buffers.reused == 3

    async def both():
        await asyncio.gather(task(), task())

    asyncio.run(both())


def test_buffers_stop_in_no_copy_of_their_context():
    """A task begun inside has the handler too, but to stop there would leave it in use outside for good."""
    buffers = fastrelu.reuse_buffers()
    with buffers:
        with pytest.raises(RuntimeError, match="stop where it has started"):
            contextvars.copy_context().run(buffers.stop)
        fastrelu.relu(np.ones(1 << 18, "f4"))
        assert buffers.fresh == 2  # the input too
    counts = buffers.fresh, buffers.reused
    np.empty(1 << 20, "u1")
    assert (buffers.fresh, buffers.reused) == counts


def test_buffers_start_once():
    """Of threads that start one object at the same time one succeeds, and stops it."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(50):
            buffers = fastrelu.reuse_buffers()
            start, begun = threading.Barrier(4), threading.Barrier(4)
            started, refused = [], []

            def work(buffers=buffers, start=start, begun=begun, started=started, refused=refused):
                start.wait()
                try:
                    buffers.start()
                except RuntimeError:
                    refused.append(1)
                    begun.wait()
                else:
                    started.append(1)
                    begun.wait()
                    buffers.stop()

            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert (len(started), len(refused)) == (1, 3)
    finally:
        sys.setswitchinterval(interval)


# ----------------------------------------------------------------------------------------------------- many at one time


def test_sixty_four_threads_and_every_setting():
    """Calls by all ways in, while other threads change whatever can be changed."""
    code = """
import threading, time
import numpy as np
import fastrelu
from fastrelu import _core

ISAS = [n for n in fastrelu.show_config(mode="dicts")["instruction sets"]["supported"] if n != "baseline"]
x = np.linspace(-6, 6, 60_001).astype("f4")
table = x[:60_000].reshape(300, 200)
def calls():
    yield fastrelu.gelu(x)
    yield fastrelu.elu_with_derivative(x)[1]
    yield fastrelu.gelu(table.T)
    yield fastrelu.relu(table[:, 1:])
    yield fastrelu.gelu(x, where=True)
    yield fastrelu.prelu_backward(x, x, 0.25)[1]
for name in ISAS[:1]:
    _core.set_isa(name)
wanted = [r.copy() for r in calls()]
end, wrong, done = time.monotonic() + 4, [], []

def work(k):
    mine = fastrelu.num_threads(1 + k % 4) if k % 3 else shared
    while time.monotonic() < end and not wrong:
        with mine:
            if k % 5 == 0:
                with fastrelu.reuse_buffers(max_bytes=2**20):
                    results = list(calls())
            else:
                results = list(calls())
        if not all(np.array_equal(a, b) for a, b in zip(results, wanted)):
            wrong.append(k)
    if fastrelu.get_num_threads() not in range(1, 6):
        wrong.append("count")
    done.append(k)

def change():
    k = 0
    while time.monotonic() < end:
        k += 1
        fastrelu.set_num_threads(1 + k % 5)
        if ISAS:
            _core.set_isa(ISAS[k % len(ISAS)])
        _core.set_stream_bytes(1e3 if k % 2 else 1e9)
        fastrelu.show_config(mode="dicts")
        time.sleep(0.0005)

fastrelu.set_num_threads(2)
shared = fastrelu.num_threads(3)
threads = [threading.Thread(target=work, args=(k,)) for k in range(64)] + [threading.Thread(target=change)]
for t in threads: t.start()
for t in threads: t.join()
assert not wrong, wrong
assert len(done) == 64
print("done")
"""
    assert support.run_python(code, **CLEAN).stdout == "done\n"


@has_fork
def test_forks_while_other_threads_compute():
    code = (
        QUIET
        + """
import os, signal, threading
import numpy as np
import fastrelu

x = np.linspace(-5, 5, 300_003, dtype="f4")
wanted = fastrelu.gelu(x), *fastrelu.prelu_backward(x, x, 0.25)
stop = False

def work(n):
    y = np.empty_like(x)
    with fastrelu.num_threads(n), fastrelu.reuse_buffers():
        while not stop:
            fastrelu.gelu(x, out=y)
            fastrelu.prelu_backward(x, x, 0.25)

threads = [threading.Thread(target=work, args=(n,)) for n in (2, 3, 4)]
for t in threads: t.start()
for k in range(60):
    child = os.fork()
    if child == 0:
        signal.alarm(30)
        with fastrelu.num_threads(3), fastrelu.reuse_buffers():
            for _ in range(3):
                got = fastrelu.gelu(x), *fastrelu.prelu_backward(x, x, 0.25)
        os._exit(0 if all(np.array_equal(a, b) for a, b in zip(got, wanted)) else 1)
    status = os.waitpid(child, 0)[1]
    assert status == 0, (k, status)
stop = True
for t in threads: t.join()
print("done")
"""
    )
    assert support.run_python(code, timeout=100, **CLEAN).stdout == "done\n"


@pytest.mark.skipif(OPENMP != "libgomp", reason="opens parallel regions of libgomp by its name")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="opens parallel regions of libgomp by its name")
def test_teams_of_others_come_and_go():
    """Another library's regions on the same runtime, before, around, between and after ours, of every size."""
    code = """
import ctypes, threading
import numpy as np
import fastrelu

x = np.linspace(-5, 5, 300_003, dtype="f4")
wanted = fastrelu.gelu(x)
right = []

@ctypes.CFUNCTYPE(None, ctypes.c_void_p)
def empty(_):
    pass

@ctypes.CFUNCTYPE(None, ctypes.c_void_p)
def inside(_):
    right.append(np.array_equal(fastrelu.gelu(x), wanted))

libgomp = ctypes.CDLL("libgomp.so.1")
def work(seed):
    for k in range(20):
        libgomp.GOMP_parallel(empty, None, 1 + (seed + 5 * k) % 7, 0)
        with fastrelu.num_threads(1 + (seed + 3 * k) % 6):
            right.append(np.array_equal(fastrelu.gelu(x), wanted))
            libgomp.GOMP_parallel(inside, None, 1 + (seed + k) % 3, 0)

threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
for t in threads: t.start()
for t in threads: t.join()
assert len(right) > 160 and all(right)
print("done")
"""
    assert support.run_python(code, **CLEAN).stdout == "done\n"


# -------------------------------------------------------------------------------------------------------------- the end


@pytest.mark.parametrize(
    "call",
    [
        "fastrelu.gelu(x)",
        "fastrelu.elu_with_derivative(x)",
        "fastrelu.gelu(x.reshape(2000, -1)[:, 1:])",
        "fastrelu.gelu(x, where=True)",
        "fastrelu.prelu_backward(x, x, 0.25)",
        "_core.stream_copy(y, x)",
    ],
)
def test_the_end_comes_during_a_call(call):
    """Daemon threads are in the middle of something when the interpreter ends."""
    code = f"""
import threading, time
import numpy as np
import fastrelu
from fastrelu import _core

x = np.linspace(-5, 5, 2_000_000, dtype="f4")
def work(n):
    y = np.empty_like(x)
    with fastrelu.num_threads(n), fastrelu.reuse_buffers():
        while True:
            {call}

for n in (1, 2, 3, 1):
    threading.Thread(target=work, args=(n,), daemon=True).start()
time.sleep(0.2)
print("done", flush=True)
"""
    for _ in range(4):
        done = support.run_python(code, timeout=60, check=False, **CLEAN)
        assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")
