"""asv's benchmarks. In bench/asv: `asv run HEAD^!`, or for what is installed `asv run --python=same`."""
