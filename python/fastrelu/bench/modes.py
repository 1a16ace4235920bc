"""The measurements: `MODES` has a function for each, which yields rows; `measure` adds what they depend on."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import functools
import importlib.util
import itertools
import shlex
import timeit
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import fastrelu

from .. import _core
from .._command import UsageError
from .._signature import FORMS, KERNELS, OUTPUT_FORM, ROWS, Signature
from . import layouts, timing
from .cases import ROW_FORMS, Arrays, Case, arrays, check_references, forms_of, ours, statement
from .data import DATA
from .peers import PEERS, TORCH_STATEMENTS, Peer
from .plan import Plan, Row, beside, what, with_threads
from .row_peers import CONTENDERS, NOTES
from .rows import SHAPES, rows
from .timing import Call, loop

# ----------------------------------------------------------------------------------------------------------- throughput


def _throughput(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    for size, dtype, data in plan.arrays():
        given = arrays(size, dtype, data)
        for name, form in plan.cases():
            step(what(name, form, dtype, size, data))
            yield {**_beside_peers(plan, Case(name, form, given, plan.fresh, plan.threads)), "data": data}
        del given  # before the next ones, which may be large


def _contenders(plan: Plan, case: Case) -> dict[str, Call]:
    """Ours, those of the peers, and copies."""
    calls = {"fastrelu": ours(case)}
    for name, peer in plan.peers.items():
        has_form = case.form != OUTPUT_FORM or peer.from_output
        call = peer.call(case) if has_form and case.dtype.name in peer.dtypes else None
        if call is not None:
            calls[name] = call
    if case.fresh:
        calls["existing"] = ours(dataclasses.replace(case, fresh=False))
    calls["memcpy"] = functools.partial(np.copyto, case.arrays.y, case.arrays.x)
    # A copy past the caches: what a write costs that does not fetch what it overwrites. To an array of its own: it
    # drives what it writes out of the caches, and whoever comes next would have to fetch that again.
    calls["stream_copy"] = functools.partial(
        _core.stream_copy, *(a.view(np.uint8) for a in (case.arrays.dy, case.arrays.x))
    )
    return calls


def _cooling(plan: Plan, case: Case) -> Callable[[str], object]:
    """A function that empties the caches, and brings back the code of a contender by a call for a few elements."""
    few = dataclasses.replace(case, arrays=Arrays(*(a if a is None else a[:64].copy() for a in case.arrays)))  # type: ignore[arg-type]
    calls = _contenders(plan, few)

    def cool(name: str) -> None:
        plan.emptied()
        calls[name]()

    return cool


def _beside_peers(plan: Plan, case: Case) -> Row:
    calls = _contenders(plan, case)
    cool = _cooling(plan, case) if plan.cold else None
    times = timing.interleaved({name: loop(call) for name, call in calls.items()}, plan.seconds, plan.pause, cool)
    size = case.arrays.x.size
    return {
        "activation": case.name,
        "form": case.form,
        "dtype": case.dtype.name,
        "size": size,
        **beside(times, plan.peers, size),
        "share_of_stream_copy": round(times["fastrelu"] / times["stream_copy"], 3),
    }


# ---------------------------------------------------------------------------------------------------------------- forms


def _forms(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    for size, dtype, data in plan.arrays():
        given = arrays(size, dtype, data)
        for name in plan.activations:
            loops = {}
            for form in forms_of(name, plan.forms):
                step(what(name, form, dtype, size, data))
                loops[form] = loop(ours(Case(name, form, given, plan.fresh, plan.threads)))
            if not loops:
                continue
            times = timing.interleaved(loops, plan.seconds * len(loops))  # here each of them is a case
            dearer = max((times[form] for form in ("value", "derivative") if form in times), default=None)
            for form, time in times.items():
                yield {
                    "activation": name,
                    "form": form,
                    "dtype": dtype,
                    "data": data,
                    "size": size,
                    "ns_per_element": round(time / size, 4),
                    "over_dearer": round(time / dearer, 3) if dearer and form == "with_derivative" else None,
                }
        del given, loops  # before the next ones, which may be large


# ---------------------------------------------------------------------------------------------------------------- calls


def _calls(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    for size, dtype in itertools.product(plan.sizes, plan.dtypes):
        given = arrays(size, dtype)
        shared: dict[str, Any] = {"fastrelu": fastrelu, "np": np}
        shared |= {"x": given.x, "grad": given.grad, "gate": given.gate}
        for name, form in plan.cases():
            step(what(name, form, dtype, size))
            signature = KERNELS[name]
            # A parameter that is trained comes as an array.
            scope = shared | {
                p.name: np.full(1, p.example, dtype) if p.trained else p.example for p in signature.parameters
            }
            if "torch" in plan.peers:
                torch = plan.peers["torch"].module
                scope |= {"torch": torch, "F": torch.nn.functional, "t": torch.from_numpy(given.x)}
                scope |= {"w": torch.full((1,), [*signature.defaults, 0.0][0], dtype=scope["t"].dtype)}
            if form == OUTPUT_FORM:
                scope["y"] = Case(name, form, given, plan.fresh, plan.threads).data[-1]
            statements = {"fastrelu": statement(signature, form)}
            if "numpy" in plan.peers:
                statements["np.maximum"] = "np.maximum(x, 0)"
            if "torch" in plan.peers and form == "value" and name in TORCH_STATEMENTS:
                statements["torch"] = TORCH_STATEMENTS[name]
            loops = {key: timeit.Timer(text, globals=scope).timeit for key, text in statements.items()}
            times = timing.interleaved(loops, plan.seconds)
            yield {
                "activation": name,
                "form": form,
                "dtype": dtype,
                "data": "normal",
                "size": size,
                "statements": statements,
                "ns_per_call": {key: round(time, 1) for key, time in times.items()},
            }


# -------------------------------------------------------------------------------------------------------------- scaling


def _counts(threads: int) -> list[int]:
    """1, 2, 4 and so on, and the most."""
    return sorted({threads, *(1 << i for i in range(threads.bit_length()))})


def _scaling(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    for size, dtype, data in plan.arrays():
        given = arrays(size, dtype, data)
        for name, form in plan.cases():
            step(what(name, form, dtype, size, data))
            run = loop(ours(Case(name, form, given, plan.fresh, plan.threads)))
            loops = {str(count): with_threads(count, run) for count in _counts(plan.threads)}
            times = timing.interleaved(loops, plan.seconds)  # one pool of threads, that of all of them
            yield {
                "activation": name,
                "form": form,
                "dtype": dtype,
                "data": data,
                "size": size,
                "ns_per_element": {count: round(time / size, 4) for count, time in times.items()},
                "ratio": {count: round(times["1"] / time, 3) for count, time in times.items() if count != "1"},
            }
        del given, run  # before the next ones, which may be large


# --------------------------------------------------------------------------------------------------------- all together


@dataclass(frozen=True)
class Mode:
    """A measurement, and its defaults.

    Attributes
    ----------
    rows : callable
        Yields rows, from a `Plan` and a function to call before each step.
    sizes : tuple of int
        Empty for all powers of two up to the option ``--largest``.
    forms, peers : tuple of str
    steps : callable
        How many steps there are for each size, dtype, activation and form.
    threads : int, optional
        All if None.
    notes : tuple of str
    has_data : bool
        Whether there is a choice of data.
    functions : dict
        Those that it is of.
    """

    rows: Callable[[Plan, Callable[[str], None]], Iterator[Row]]
    sizes: tuple[int, ...]
    forms: tuple[str, ...] = ("value",)
    peers: tuple[str, ...] = ()
    steps: Callable[[int], int] = lambda size: 1
    threads: int | None = None
    fresh: bool | None = None
    notes: tuple[str, ...] = ()
    has_data: bool = True
    functions: dict[str, Signature] = dataclasses.field(default_factory=lambda: KERNELS)


MODES = {
    "throughput": Mode(_throughput, (10**5, 10**6), ("value", "backward"), tuple(PEERS), threads=1),
    "forms": Mode(
        _forms,
        (10**4, 10**5, 10**6),
        tuple(FORMS["elementwise"]),
        threads=1,
        notes=(
            "over the dearer: the time of with_derivative over that of value or derivative, whichever takes longer",
        ),
    ),
    "calls": Mode(
        _calls,
        (1, 10, 100, 1000),
        peers=("numpy", "torch"),
        threads=1,
        fresh=True,
        notes=("every call makes its output, as people write it",),
        has_data=False,
    ),
    "scaling": Mode(_scaling, ()),
    "layouts": Mode(
        layouts.rows,
        (10**6,),
        steps=lambda size: len(layouts.layouts(size)),
        fresh=False,
        has_data=False,
        notes=(
            "output contiguous; compared with a contiguous input of the same shape, "
            "for a weight by channel with one weight for all",
            "a copy: by NumPy, on one thread, of that layout against one of a contiguous input",
        ),
    ),
    "rows": Mode(
        rows,
        tuple(SHAPES),
        ROW_FORMS,
        tuple(CONTENDERS),
        threads=1,
        fresh=False,
        notes=("backward passes from the output", *NOTES),
        functions=ROWS,
    ),
}


def measure(args: argparse.Namespace) -> dict[str, Any]:
    """Measure what the command line asks for.

    Parameters
    ----------
    args : argparse.Namespace
        The options, and as `argv` how they were given.

    Returns
    -------
    dict
        What was measured, where, by which versions, and ``rows``. All of it can be written as JSON.

    Raises
    ------
    UsageError
        For options that do not go together, and for too little memory.
    LookupError
        If an activation has no entry in ``fastrelu/reference.py``.
    """
    check_references()
    mode = MODES[args.what]
    if mode.fresh is False and (args.fresh or args.reuse):
        raise UsageError(f"bench {args.what} has no fresh outputs")
    if not mode.has_data and args.data != ["normal"]:
        raise UsageError(f"bench {args.what} is of normal numbers alone")
    if "bfloat16" in args.dtypes:
        if args.what != "throughput":
            raise UsageError(f"bench {args.what} has no bfloat16")
        if importlib.util.find_spec("ml_dtypes") is None:
            raise UsageError("bfloat16 needs ml_dtypes: pip install ml_dtypes")
    threads = args.threads or mode.threads or fastrelu.get_num_threads()
    if args.cold and (args.what != "throughput" or threads != 1):
        raise UsageError("--cold is for bench throughput on one thread")
    if args.what == "scaling" and threads == 1:
        raise UsageError("bench scaling compares with several threads, and here is one CPU; ask for more by --threads")
    if others := [name for name in args.activations or () if name not in mode.functions]:
        raise UsageError(f"bench {args.what} has no {others[0]}; it has {', '.join(mode.functions)}")
    asked = {name: PEERS[name] for name in PEERS if name in args.peers and name in mode.peers}
    missing = sorted({package for peer in asked.values() for package in Peer.missing(peer)})
    plan = Plan(
        sizes=args.sizes or list(mode.sizes) or [1 << i for i in range(args.largest.bit_length())],
        activations=[name for name in mode.functions if name in (args.activations or mode.functions)],
        dtypes=args.dtypes,
        data=args.data,
        forms=args.forms or list(mode.forms),
        threads=threads,
        fresh=bool(args.fresh or args.reuse or mode.fresh),
        cold=args.cold,
        seconds=args.seconds,
        peers={name: peer for name, peer in asked.items() if not peer.missing()},
    )
    cases = sum(1 for _ in plan.cases()) * len(plan.dtypes) * len(plan.data)
    if not cases:
        raise UsageError(f"bench {args.what}: none of these functions has any of these forms")
    total = sum(mode.steps(size) for size in plan.sizes) * cases
    with contextlib.ExitStack() as stack:
        stack.enter_context(timing.limited_to(plan.threads))
        for peer in plan.peers.values():
            stack.enter_context(peer.limited(plan.threads, plan.dtypes))
        step = stack.enter_context(timing.progress(total))
        stack.enter_context(np.errstate(all="ignore"))  # formulas by hand overflow in the tails
        if args.reuse:
            stack.enter_context(fastrelu.reuse_buffers())
        try:
            rows = list(mode.rows(plan, step))
        except MemoryError:
            raise UsageError("not enough memory for arrays of that size") from None
    versions = {"fastrelu": fastrelu.__version__, "numpy": np.__version__}
    for name, peer in plan.peers.items():
        versions[name] = peer.module.__version__
    if "numpy" in plan.peers and "scipy" not in missing:
        versions["scipy"] = importlib.import_module("scipy").__version__
    notes = list(mode.notes)
    if args.what == "throughput":
        notes += [f"{peer.label}: {peer.note}" for peer in plan.peers.values() if peer.note]
        notes += ["memcpy: on one thread"] * (plan.threads > 1)
    notes += [f"{name}: {DATA[name].about}" for name in plan.data] * (plan.data != ["normal"])
    return {
        "what": args.what,
        "command": _command(args.argv),
        **timing.machine(),
        "threads": plan.threads,
        "fresh_output": plan.fresh,
        "reused_buffers": args.reuse,
        "cold": plan.cold,
        "versions": versions,
        "missing_peers": missing,
        "notes": notes,
        "rows": rows,
    }


def _command(argv: list[str]) -> str:
    """The command line, without where its results go."""
    words, skip = ["python", "-m", "fastrelu"], False
    for word in argv:
        option = word.partition("=")[0]
        if skip:
            skip = False
        elif option in ("--output", "--plot"):
            skip = "=" not in word
        else:
            words.append(shlex.quote(word))
    return " ".join(words)
