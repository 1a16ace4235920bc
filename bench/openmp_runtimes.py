"""What two OpenMP runtimes in one process cost: gelu of a million float32 by fastrelu and by PyTorch.

    python bench/openmp_runtimes.py
    python bench/openmp_runtimes.py --size 1e5 --threads 4 --seconds 2

Each alone; then both in one process, imported in either order, and called by turns. A wheel of fastrelu brings a
runtime of its own, and PyTorch's another. A fastrelu that was built where it runs shares PyTorch's if that was there
first. The threads of a runtime may spin for a while after their work (OMP_WAIT_POLICY), on CPUs that the other wants.
Medians, in microseconds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

ALONE = [("fastrelu",), ("torch",)]
TOGETHER = [("fastrelu", "torch"), ("torch", "fastrelu")]

# In a process of its own, since an import cannot be taken back.
TIMED = """
import json, statistics, sys, time
order, size, threads, seconds = json.loads(sys.argv[1])
for name in order:
    __import__(name)
import numpy as np
x = np.random.default_rng(1).standard_normal(size).astype(np.float32)
calls = {}
if "fastrelu" in order:
    import fastrelu
    fastrelu.set_num_threads(threads)
    out = np.empty_like(x)
    calls["fastrelu"] = lambda: fastrelu.gelu(x, out=out)
if "torch" in order:
    import torch
    torch.set_num_threads(threads)
    tensor = torch.from_numpy(x)
    calls["torch"] = lambda: torch.nn.functional.gelu(tensor)
for call in calls.values():
    for _ in range(10):
        call()
times = {name: [] for name in calls}
end = time.perf_counter() + seconds
while time.perf_counter() < end:
    for name, call in calls.items():
        start = time.perf_counter()
        call()
        times[name].append(time.perf_counter() - start)
with open("/proc/self/maps") as maps:
    runtimes = {line.split()[-1].rpartition("/")[2] for line in maps if "omp" in line.rpartition("/")[2]}
print(json.dumps([{name: statistics.median(t) * 1e6 for name, t in times.items()}, sorted(runtimes)]))
"""


def measure(order, size, threads, seconds):
    """Medians by library, and the OpenMP runtimes that were in the process."""
    given = json.dumps([order, size, threads, seconds])
    done = subprocess.run([sys.executable, "-c", TIMED, given], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=float, default=1e6)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5)
    given = parser.parse_args()
    print(f"{'imported':24}{'fastrelu':>12}{'torch':>12}  runtimes")
    for order in ALONE + TOGETHER:
        medians, runtimes = measure(order, int(given.size), given.threads, given.seconds)
        columns = [f"{medians[name]:12.0f}" if name in medians else f"{'':12}" for name in ("fastrelu", "torch")]
        print(f"{', '.join(order):24}{''.join(columns)}  {', '.join(runtimes)}")


if __name__ == "__main__":
    main()
