"""List the functions: their parameters with defaults, what they are, formulas.

Examples:
  fastrelu list                 all of them
  fastrelu list gelu hard       those with such a word in their name or summary
  fastrelu list --json
"""

import fastrelu

from .._command import Failure, print_json
from .._signature import FUNCTIONS, ROW_FORMS, ROWS
from . import functions

_KINDS = {
    "elementwise": "Of one number",
    "gated": "Gated, of two halves",
    "along_axis": "Along an axis",
}


def _call(signature):
    """How a function is called."""
    given = [*signature.inputs]
    for p in signature.parameters:
        given.append(p.name if p.default is None else f"{p.name}={p.default:.6g}")
    if signature.choice:
        given.append(f"{signature.choice.name}={signature.choice.default}")
    return f"{signature.name}({', '.join(given)})"


def facts(signature):
    """What the command says of a function, for JSON."""
    of_rows = signature.kind == "along_axis"
    forms = [signature.name + suffix for suffix in ROW_FORMS.values()] if of_rows else [
        signature.function_name(form) for form in signature.all_forms
    ]  # fmt: skip
    choice = signature.choice
    return {
        "name": signature.name,
        "aliases": list(signature.aliases),
        "kind": signature.kind,
        "family": signature.family,
        "summary": signature.summary,
        "formula": signature.formula,
        "derivative_formula": signature.derivative_formula,
        "inputs": list(signature.inputs),
        "parameters": [
            {"name": p.name, "default": p.default, "trained": p.trained, "about": p.about} for p in signature.parameters
        ],
        "choice": choice and {"name": choice.name, "default": choice.default, "about": choice.about},
        "constraint": signature.constraint or None,
        "worst_error": signature.worst_error,
        "source": signature.source,
        "functions": [name for name in forms if hasattr(fastrelu, name)],
    }


def _words(signature):
    return " ".join((signature.name, *signature.aliases, signature.summary)).lower()


def run(args):
    """Print the functions."""
    found = [s for s in (*FUNCTIONS.values(), *ROWS.values()) if not args.words or any(
        word.lower() in _words(s) for word in args.words
    )]  # fmt: skip
    if not found:
        raise Failure(f"no function has {' or '.join(map(repr, args.words))} in its name or summary")
    if args.json:
        print_json([facts(signature) for signature in found])
        return 0
    for kind, title in _KINDS.items():
        mine = [signature for signature in found if signature.kind == kind]
        if mine:
            print(f"{title}:")
        for signature in mine:
            also = f", also {', '.join(signature.aliases)}" if signature.aliases else ""
            print(f"  {_call(signature)}{also}\n      {signature.summary}: {signature.formula}")
    return 0


def add_command(commands):
    """Add the command ``list``."""
    parser = functions.add_command(commands, "list", run, __doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help="only functions with one of these words")
    functions.add_json(parser)
