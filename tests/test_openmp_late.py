"""A runtime of OpenMP that another package loads after fastrelu, visible to all, as PyTorch's wheel does."""

import platform
import sys

import pytest

import fastrelu
import support

# A copy under another name, so that the dynamic linker takes it for another library. Where a region goes to is seen by
# the threads that there are: a runtime starts its own.
LATE = """
import ctypes, os, time
import numpy as np, fastrelu
fastrelu.set_num_threads(2)
x = np.ones(1_000_000, np.float32)
def threads_after_a_call():
    assert np.array_equal(fastrelu.gelu(x)[:3], wanted)
    return len(os.listdir("/proc/self/task"))
wanted = fastrelu.gelu(x[:3])
before = threads_after_a_call()
with open("/proc/self/maps") as maps:
    (path,) = {line.split()[-1] for line in maps if "/libgomp" in line}
with open(path, "rb") as file:
    library = file.read()
with open("libzgomp-copy.so", "wb") as file:
    file.write(library.replace(b"libgomp", b"libzomp"))
assert threads_after_a_call() == before
ctypes.CDLL("./libzgomp-copy.so", mode=os.RTLD_GLOBAL | os.RTLD_NOW)
# On a busy machine, where threads have lost, calls do without for up to a second.
until = time.monotonic() + 30
while threads_after_a_call() == before and time.monotonic() < until:
    time.sleep(0.05)
assert threads_after_a_call() == before + 1
assert threads_after_a_call() == before + 1
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc's dynamic linker is asked")
@pytest.mark.skipif("gomp" not in fastrelu.show_config(mode="dicts")["threads"]["runtime"], reason="is about libgomp")
def test_regions_go_to_a_runtime_that_comes_later(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    support.run_python(LATE)
