"""What fastrelu.torch costs beside PyTorch's own: a call, forward and backward, and a step of training.

    python bench/adapters.py                      # every activation that both have
    python bench/adapters.py gelu elu --sizes 1 1000
    python bench/adapters.py softmax              # along the last axis, by shapes

Medians of many calls; the two take turns, so that both see the same machine. Gradients are nodes in C++ where
`fastrelu.torch.build_nodes` has compiled them.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path

import torch

import fastrelu.torch
from fastrelu.bench.timing import interleaved, loop, machine
from fastrelu.torch._functions import ARGUMENTS
from fastrelu.torch._row_operators import OPERATORS

SIZES = (1, 1_000, 10_000, 100_000, 1_000_000)
SHAPES = ((1, 10), (64, 64), (32, 1000), (1000, 1000), (8, 50257))
SECONDS = 0.25  # for each number
# The network of examples/digits_frameworks.py, and the layers that steps of training are timed with.
WIDTHS, BATCH, RATE = (64, 64, 64, 10), 32, 0.1
STEPS = 50  # of training in a row, as it goes: what is in the caches is its own
LAYERS = {"relu": "ReLU", "leaky_relu": "LeakyReLU", "prelu": "PReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU"}


def measure(calls, seconds=SECONDS):
    """The median time of each call, in microseconds."""
    medians = interleaved({k: loop(call) for k, call in enumerate(calls)}, seconds * len(calls))
    return [medians[k] / 1e3 for k in range(len(calls))]


def both_ways(function, x, grad):
    def call():
        x.grad = None
        function(x).backward(grad)

    return call


def row(name, size, x, pair):
    """The times of ours and theirs, functions of `x`."""
    with torch.no_grad():
        forward = measure([lambda f=f: f(x) for f in pair])
        grad = torch.ones_like(pair[0](x))
    x.requires_grad_()
    return {"function": name, "size": size, "forward": forward, "both": measure([both_ways(f, x, grad) for f in pair])}


def training(layer):
    """Steps of the digits example's network, with layers of one class between its linear ones."""
    torch.manual_seed(0)
    layers = [new for i, o in itertools.pairwise(WIDTHS) for new in (torch.nn.Linear(i, o), layer())]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    x, labels = torch.rand(BATCH, WIDTHS[0]), torch.randint(WIDTHS[-1], (BATCH,))

    def train():
        for _ in range(STEPS):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x), labels).backward()
            optimizer.step()

    return train


def steps(options):
    for name, layer in LAYERS.items():
        if not options.names or name in options.names:
            pair = [training(getattr(module, layer)) for module in (fastrelu.torch, torch.nn)]
            yield {"function": name, "step": [us / STEPS for us in measure(pair, 16 * SECONDS)]}


def arguments_of(name):
    """The required parameters."""
    given = []
    for parameter in ARGUMENTS[name].signature.parameters:
        if parameter.default is None:
            given.append(torch.full((1,), parameter.example) if parameter.trained else parameter.example)
    return given


def rows(options):
    dtype = getattr(torch, options.dtype)
    for name, arguments in ARGUMENTS.items():
        if not arguments.row.function or (options.names and name not in options.names):
            continue
        given = arguments_of(name)
        if given and isinstance(given[0], torch.Tensor):
            given = [g.to(dtype).requires_grad_() for g in given]
        pair = [getattr(module, arguments.name) for module in (fastrelu.torch, torch.nn.functional)]
        for n in options.sizes:
            x = torch.randn(2 * n if arguments.row.halves else n).to(dtype)
            yield row(arguments.name, str(n), x, [lambda x, f=f, given=given: f(x, *given) for f in pair])
    for operator in OPERATORS.values():
        if not operator.row.function or (options.names and operator.function not in options.names):
            continue
        pair = [getattr(module, operator.function) for module in (fastrelu.torch, torch.nn.functional)]
        for shape in SHAPES:
            x = torch.randn(shape).to(dtype)
            yield row(operator.function, "x".join(map(str, shape)), x, [lambda x, f=f: f(x, -1) for f in pair])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--threads", type=int, default=1, help="for both (default: 1)")
    parser.add_argument("--output", type=Path, metavar="FILE.json", help="write them as JSON too, for bench/report.py")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    fastrelu.set_num_threads(options.threads)
    way = "nodes in C++" if fastrelu.torch.has_nodes() else "functions in Python"
    print(f"us per call, {options.dtype}, {options.threads} thread(s), gradients by {way}; ours / PyTorch's")
    print(f"{'':12} {'n':>9}  {'forward':>20}  {'forward and backward':>20}")
    found = []
    for line in rows(options):
        found.append(line)
        shown = ["{:9.1f} /{:9.1f}".format(*line[way]) for way in ("forward", "both")]
        print(f"{line['function']:12} {line['size']:>9}  {shown[0]:>20}  {shown[1]:>20}", flush=True)
    print(f"us per step of training the digits' network, a batch of {BATCH}")
    trained = []
    for line in steps(options):
        trained.append(line)
        print(f"{line['function']:12} {'':>9}  {'{:9.1f} /{:9.1f}'.format(*line['step']):>20}", flush=True)
    if options.output:
        results = {
            "command": "python bench/adapters.py",
            **machine(),
            "dtype": options.dtype,
            "threads": options.threads,
            "nodes": fastrelu.torch.has_nodes(),
            "versions": {"fastrelu": fastrelu.__version__, "torch": torch.__version__},
            "adapters": found,
            "steps": trained,
        }
        options.output.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
