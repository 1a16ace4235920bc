"""What a call of fastrelu.torch costs beside PyTorch's own: forward, and forward and backward.

    python bench/adapters.py                      # every activation that both have
    python bench/adapters.py gelu elu --sizes 1 1000
    python bench/adapters.py softmax              # along the last axis, by shapes

Medians of many calls; the two take turns, so that both see the same machine.
"""

from __future__ import annotations

import argparse

import torch

import fastrelu.torch
from fastrelu.bench.timing import interleaved, loop
from fastrelu.torch._functions import ARGUMENTS
from fastrelu.torch._row_operators import OPERATORS

SIZES = (1, 1_000, 10_000, 100_000, 1_000_000)
SHAPES = ((1, 10), (64, 64), (32, 1000), (1000, 1000), (8, 50257))
SECONDS = 0.25  # for each number


def measure(calls, seconds=SECONDS):
    """The median time of each call, in microseconds."""
    medians = interleaved({k: loop(call) for k, call in enumerate(calls)}, seconds * len(calls))
    return [medians[k] / 1e3 for k in range(len(calls))]


def both_ways(function, x, grad):
    def call():
        x.grad = None
        function(x).backward(grad)

    return call


def show(name, size, x, pair):
    """A line for ours and theirs, functions of `x`."""
    with torch.no_grad():
        forward = measure([lambda f=f: f(x) for f in pair])
        grad = torch.ones_like(pair[0](x))
    x.requires_grad_()
    backward = measure([both_ways(f, x, grad) for f in pair])
    shown = [f"{a:9.1f} /{b:9.1f}" for a, b in (forward, backward)]
    print(f"{name:12} {size:>9}  {shown[0]:>20}  {shown[1]:>20}", flush=True)


def arguments_of(name):
    """The required parameters."""
    given = []
    for parameter in ARGUMENTS[name].signature.parameters:
        if parameter.default is None:
            given.append(torch.full((1,), parameter.example) if parameter.trained else parameter.example)
    return given


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--threads", type=int, help="for both; by default each takes what it finds")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
        fastrelu.set_num_threads(options.threads)
    print(
        f"us per call, {options.dtype}; ours on {fastrelu.get_num_threads()} threads / "
        f"PyTorch's on {torch.get_num_threads()}"
    )
    print(f"{'':12} {'n':>9}  {'forward':>20}  {'forward and backward':>20}")
    for name, arguments in ARGUMENTS.items():
        if not arguments.row.function or (options.names and name not in options.names):
            continue
        given = arguments_of(name)
        if given and isinstance(given[0], torch.Tensor):
            given = [g.to(getattr(torch, options.dtype)).requires_grad_() for g in given]
        ours = getattr(fastrelu.torch, arguments.name)
        theirs = getattr(torch.nn.functional, arguments.name)
        for n in options.sizes:
            x = torch.randn(2 * n if arguments.row.halves else n).to(getattr(torch, options.dtype))
            show(arguments.name, n, x, [lambda x, f=f, given=given: f(x, *given) for f in (ours, theirs)])
    for operator in OPERATORS.values():
        if not operator.row.function or (options.names and operator.function not in options.names):
            continue
        pair = [getattr(module, operator.function) for module in (fastrelu.torch, torch.nn.functional)]
        for shape in SHAPES:
            x = torch.randn(shape).to(getattr(torch, options.dtype))
            show(operator.function, "x".join(map(str, shape)), x, [lambda x, f=f: f(x, -1) for f in pair])


if __name__ == "__main__":
    main()
