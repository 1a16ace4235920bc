"""reuse_buffers: memory of arrays that are gone is handed out again, and nothing else changes."""

import contextvars
import gc
import subprocess
import sys
import threading

import numpy as np
import pytest

import fastrelu

LARGE = 1 << 18  # float32 elements: a megabyte
MB = 1 << 20


def address(array):
    return array.__array_interface__["data"][0]


def x_like(n=LARGE):
    return np.linspace(-3, 3, n, dtype=np.float32)


def test_results_take_the_memory_of_earlier_ones():
    x = x_like()
    expected = fastrelu.gelu(x)
    with fastrelu.reuse_buffers() as buffers:
        places = set()
        for _ in range(10):
            y = fastrelu.gelu(x)
            places.add(address(y))
        assert len(places) == 2  # the old result lives until the new one is there
        assert (buffers.fresh, buffers.reused) == (2, 8)
    np.testing.assert_array_equal(y, expected)


def test_temporaries_and_products_too():
    with fastrelu.reuse_buffers() as buffers:
        a = np.ones((512, 512), np.float32)
        for _ in range(5):
            b = fastrelu.relu(a @ a + 1.0) * 2.0
        assert buffers.fresh <= 4
    np.testing.assert_array_equal(b, np.full((512, 512), 1026.0))


def test_off_by_default_and_afterwards():
    x = x_like()
    buffers = fastrelu.reuse_buffers()
    fastrelu.gelu(x)
    with buffers:
        fastrelu.gelu(x)
    counts = buffers.reused, buffers.fresh
    fastrelu.gelu(x)
    assert (buffers.reused, buffers.fresh) == counts
    assert buffers.kept_bytes == 0


def test_arrays_outlive_it():
    with fastrelu.reuse_buffers() as buffers:
        y = fastrelu.relu(x_like())
        view = y[10:20]
        expected = view.copy()
    del y, buffers
    gc.collect()
    np.testing.assert_array_equal(view, expected)


def test_never_more_than_the_limit():
    limit = 5 * MB
    with fastrelu.reuse_buffers(max_bytes=limit) as buffers:
        for round in range(6):
            arrays = [np.empty(n * MB, np.uint8) for n in (1, 2, 3, 4, 7)]
            for array in arrays:
                array[:: MB // 2] = round
            del array
            while arrays:
                arrays.pop()
                assert buffers.kept_bytes <= limit
        assert 0 < buffers.kept_bytes <= limit


def test_a_limit_of_nothing():
    with fastrelu.reuse_buffers(max_bytes=0) as buffers:
        for _ in range(3):
            fastrelu.relu(x_like())
        assert buffers.kept_bytes == 0
        assert buffers.reused == 0


def test_the_oldest_go_first():
    with fastrelu.reuse_buffers(max_bytes=5 * MB) as buffers:
        old, new = np.empty(2 * MB, np.uint8), np.empty(3 * MB - 4096, np.uint8)
        del old
        del new
        assert buffers.kept_bytes < 5 * MB
        other = np.empty(MB, np.uint8)  # of no size that is kept
        del other
        before = buffers.reused
        again = np.empty(3 * MB - 4096, np.uint8)
        assert buffers.reused == before + 1
        del again


def test_trim():
    with fastrelu.reuse_buffers() as buffers:
        fastrelu.relu(x_like())
        kept = buffers.kept_bytes
        assert kept > 2 * 4 * LARGE  # the input and the output
        assert buffers.trim() == kept
        assert buffers.kept_bytes == 0
        assert buffers.trim() == 0
        fastrelu.relu(x_like())
        assert buffers.kept_bytes == kept  # the limit is still there


def test_small_arrays_are_left_alone():
    with fastrelu.reuse_buffers() as buffers:
        for n in range(200):
            np.arange(n)
        assert (buffers.reused, buffers.fresh, buffers.kept_bytes) == (0, 0, 0)


def test_zeros_are_zero():
    with fastrelu.reuse_buffers() as buffers:
        for fill in (1, 2):
            np.full(LARGE, fill, np.float32)
            before = buffers.reused
            assert not np.zeros(LARGE, np.float32).any()
            assert buffers.reused == before + 1
        assert not np.zeros(10, np.int64).any()
        assert not np.zeros((0, 5)).size


@pytest.mark.parametrize("sizes", [(10, LARGE), (LARGE, 10), (LARGE, LARGE + 100), (LARGE, LARGE - 100), (LARGE, 0)])
def test_resize(sizes):
    with fastrelu.reuse_buffers():
        a = np.arange(sizes[0], dtype=np.int32)
        a.resize(sizes[1], refcheck=False)
        np.testing.assert_array_equal(a[: min(sizes)], np.arange(min(sizes)))
        assert not a[min(sizes) :].any()


def test_aligned_for_the_widest_vectors():
    with fastrelu.reuse_buffers():
        assert all(address(np.empty(n, np.float32)) % 64 == 0 for n in (20_000, 10**5, 10**6))


def test_other_threads_are_not_affected_but_may_free():
    with fastrelu.reuse_buffers() as buffers:
        box = [np.empty(MB, np.uint8)]
        before = buffers.fresh

        def work():
            np.empty(MB, np.uint8)
            box.pop()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert buffers.fresh == before
        assert buffers.kept_bytes == MB


def test_eight_threads_at_once():
    x = x_like(1 << 15)
    expected = fastrelu.gelu(x)
    wrong = []

    def work(context):
        context.run(loop)

    def loop():
        for n in range(200):
            y = fastrelu.gelu(x[: x.size - n])
            if not np.array_equal(y, expected[: x.size - n]):
                wrong.append(n)

    with fastrelu.reuse_buffers(max_bytes=MB) as buffers:
        threads = [threading.Thread(target=work, args=(contextvars.copy_context(),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert buffers.kept_bytes <= MB
        assert buffers.reused > 0
    assert wrong == []


def test_nested():
    x = x_like()
    with fastrelu.reuse_buffers() as outer:
        with fastrelu.reuse_buffers() as inner:
            fastrelu.relu(x)
            assert inner.kept_bytes
        assert inner.kept_bytes == 0
        assert outer.fresh == 0
        fastrelu.relu(x)
        assert outer.fresh == 1


def test_switch():
    x = x_like()
    buffers = fastrelu.reuse_buffers()
    assert "not in use" in repr(buffers)
    buffers.start()
    try:
        fastrelu.relu(x)
        assert buffers.fresh == 1
        assert "not in use" not in repr(buffers)
        with pytest.raises(RuntimeError, match="in use already"):
            buffers.start()
    finally:
        buffers.stop()
    buffers.stop()
    with buffers:  # and again
        fastrelu.relu(x)
    assert buffers.fresh == 2


def test_stop_in_another_order():
    outer, inner = fastrelu.reuse_buffers(), fastrelu.reuse_buffers()
    outer.start()
    inner.start()
    with pytest.raises(RuntimeError, match="innermost first"):
        outer.stop()
    inner.stop()
    outer.stop()


def test_counting_while_garbage_is_collected():
    """Arrays may die in the middle of a question about the pool."""
    with fastrelu.reuse_buffers() as buffers:
        threshold = gc.get_threshold()
        gc.set_threshold(1)
        try:
            for _ in range(50):
                cycle = [np.empty(MB, np.uint8)]
                cycle.append(cycle)
                del cycle
                hold = [(n, n, n) for n in range(50)]
                assert buffers.kept_bytes >= 0
                del hold
        finally:
            gc.set_threshold(*threshold)


@pytest.mark.parametrize(("bad", "error"), [(-1, ValueError), (1.5, TypeError), ("1", TypeError), (True, TypeError)])
def test_bad_limits(bad, error):
    with pytest.raises(error, match="max_bytes"):
        fastrelu.reuse_buffers(max_bytes=bad)


def test_more_than_there_is():
    with fastrelu.reuse_buffers(), pytest.raises(MemoryError):
        np.empty(1 << 60, np.uint8)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_all_memory_goes_back():
    """In a process of its own, where nothing else moves the resident set."""
    code = """
import numpy as np, fastrelu
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
x = np.ones(25_000_000, np.float32)
fastrelu.relu(x[:1000])
before = resident()
with fastrelu.reuse_buffers() as buffers:
    for _ in range(3):
        y = fastrelu.relu(x)
    del y
    assert resident() - before > 90e6, resident() - before
    assert buffers.trim() > 100e6
    assert resident() - before < 10e6, resident() - before
    for _ in range(3):
        y = fastrelu.relu(x)
    del y
assert resident() - before < 10e6, resident() - before
for _ in range(50):  # pools do not leak
    with fastrelu.reuse_buffers():
        y = fastrelu.relu(x)
        del y
assert resident() - before < 10e6, resident() - before
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
