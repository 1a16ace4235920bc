"""gelu and softmax of an array that no process has the memory for, by Dask on several processes.

Dask cuts the array into blocks and hands them to workers, which are processes of their own, here or on other machines.
fastrelu's functions take a Dask array as they take one of NumPy, and give a lazy one; the workers call them on the
blocks. Run it with::

    pip install "fastrelu[examples]"
    python examples/distributed_dask.py --memory 400MB --size 1.6GB

docs/distributed.md says more, on threads above all.
"""

import argparse
import sys
import time

import dask
import dask.array as da
import numpy as np
from dask.utils import parse_bytes
from distributed import Client, LocalCluster, wait

import fastrelu

COLUMNS = 2000


def peak_memory():
    """The most memory that this process has held so far, in bytes."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def threads_of_a_call():
    """How many OpenMP threads fastrelu uses in this process."""
    return fastrelu.get_num_threads()


def normal_numbers(size, block):
    """A lazy array of float32 of about `size` bytes, in blocks of about `block` bytes, which hold whole rows."""
    rows, rows_of_block = size // (4 * COLUMNS), max(1, block // (4 * COLUMNS))
    shape, chunks = (rows, COLUMNS), (min(rows, rows_of_block), COLUMNS)
    return da.random.default_rng(0).standard_normal(shape, chunks=chunks, dtype=np.float32)


def run(client, x, timeout):
    """Compute on the workers; only a few numbers come back.

    Parameters
    ----------
    client : distributed.Client
    x : dask.array.Array, (rows, columns)
        Nothing of it is in memory yet.
    timeout : float
        Seconds.

    Returns
    -------
    mean : float
        Of ``gelu(x)``.
    smallest, largest : float
        Sums of the rows of ``softmax(gelu(x))``, which should be 1.
    same : bool
        Has the first block the bits that NumPy arrays have?
    """
    hidden = fastrelu.gelu(x)
    # Softmax needs whole rows in a block; along a cut axis Dask would refuse.
    shares = fastrelu.softmax(hidden, axis=-1)
    sums = shares.sum(axis=-1, dtype=np.float64)
    first, first_shares = x.blocks[0], shares.blocks[0]
    same = da.map_blocks(same_bits, first, first_shares, dtype=bool, chunks=(1, 1))
    # One computation for all of them, so that each block of x is made once, and dropped as soon as it is used.
    futures = client.compute([hidden.mean(dtype=np.float64), sums.min(), sums.max(), same.all()])
    if wait(futures, timeout=timeout).not_done:
        raise TimeoutError(f"not done after {timeout} s")
    return client.gather(futures)


def same_bits(block, shares):
    """Are these the shares that calls on a NumPy array give?"""
    return np.array([[np.array_equal(fastrelu.softmax(fastrelu.gelu(block)), shares)]])


def megabytes(size):
    """A size as text."""
    return f"{size / 1e6:.0f} MB"


def positive_bytes(text):
    """A size such as ``400MB``, for the command line."""
    size = parse_bytes(text)
    if size < 1:
        raise argparse.ArgumentTypeError(f"must be positive, not {text}")
    return size


def positive(text):
    """A number of 1 or more, for the command line."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {text}")
    return number


def main():
    """Start workers, compute, and print what became of time and memory."""
    parser = argparse.ArgumentParser(description="gelu and softmax of an array larger than the memory of a worker.")
    parser.add_argument("--size", type=positive_bytes, default="1.6GB", help="of the array (default: 1.6GB)")
    parser.add_argument("--block", type=positive_bytes, default="16MB", help="of a piece of it (default: 16MB)")
    parser.add_argument("--memory", type=positive_bytes, default="400MB", help="limit of a worker (default: 400MB)")
    parser.add_argument("--workers", type=positive, default=2, help="processes (default: 2)")
    parser.add_argument("--threads", type=positive, default=1, help="blocks at once in a worker (default: 1)")
    parser.add_argument("--openmp", type=positive, default=1, help="OpenMP threads of a call (default: 1)")
    parser.add_argument("--timeout", type=positive, default=300, help="seconds (default: 300)")
    args = parser.parse_args()

    x = normal_numbers(args.size, args.block)
    print(f"array    {megabytes(x.nbytes)} of {x.dtype}, {x.shape}, in {x.npartitions} blocks of {x.chunksize}")
    # What the workers' processes find in their environment when they start. Dask's own setting for OpenMP is 1 thread.
    threads = {"OMP_NUM_THREADS": args.openmp, "FASTRELU_NUM_THREADS": args.openmp}
    with (
        dask.config.set({"distributed.nanny.pre-spawn-environ": threads}),
        # On this machine alone: nothing listens but on the loopback interface, and there is no dashboard.
        LocalCluster(
            n_workers=args.workers,
            threads_per_worker=args.threads,
            memory_limit=args.memory,
            host="127.0.0.1",
            dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):
        in_a_call = max(client.run(threads_of_a_call).values())
        print(f"workers  {args.workers} processes, each with at most {megabytes(args.memory)}")
        print(f"threads  {args.threads} in each worker, and {in_a_call} of OpenMP in each call of fastrelu")
        start = time.perf_counter()
        mean, smallest, largest, same = run(client, x, args.timeout)
        seconds = time.perf_counter() - start
        peaks = client.run(peak_memory).values()
    print(f"gelu     mean {mean:.5f} (of normal numbers: 1 / (2 sqrt(pi)) = {0.5 / np.pi**0.5:.5f})")
    print(f"softmax  sums of rows from {smallest:.7f} to {largest:.7f}")
    print(f"bits     {'the same as' if same else 'others than'} NumPy arrays give")
    print(f"memory   at most {', '.join(map(megabytes, peaks))}")
    print(f"time     {seconds:.1f} s")


if __name__ == "__main__":
    main()
