"""Functions and parameters as a command line names them."""

import argparse

import numpy as np

import fastrelu

from .._command import UsageError
from .._signature import FUNCTIONS, KERNELS, ROWS


def add_command(commands, name, run, text):
    """A command whose help is the docstring of its module: what it does, and from "Examples:" on what follows.

    Parameters
    ----------
    commands : argparse action
    name : str
    run : callable
    text : str or None
        None where Python leaves docstrings out.

    Returns
    -------
    Parser
    """
    about, head, examples = (text or "").partition("Examples:\n")
    first = about.split("\n")[0]
    parser = commands.add_parser(
        name,
        help=first[:1].lower() + first[1:].rstrip("."),
        description=about,
        epilog=head + examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def add_json(parser):
    """The option ``--json``; without it, what stands before the command counts."""
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")


# ---------------------------------------------------------------------------------------------------------------- names


def _plain(name):
    """What spellings have in common: hard_tanh, hardtanh, Hardtanh and hard-tanh are one name."""
    return name.lower().replace("_", "").replace("-", "")


def _names(forms):
    """Plain name -> signature and form."""
    found = {}
    for signature in [*KERNELS.values(), *FUNCTIONS.values(), *ROWS.values()]:
        own = getattr(signature, "forms", {}) if signature.kind != "along_axis" else {"value": ""}
        for form in forms:
            for name in (signature.name, *signature.aliases):
                if form in own:
                    found[_plain(name + own[form])] = signature, form
    return found


def find(name, forms=("value",)):
    """The function of a name, however that is spelled.

    Parameters
    ----------
    name : str
        Of a function, its alias, or of one formula of a function that has several.
    forms : tuple of str, optional
        Which forms of functions may be named.

    Returns
    -------
    signature : Signature
        Of `FUNCTIONS`, `KERNELS` or `ROWS`.
    form : str

    Raises
    ------
    UsageError
        If there is none.
    """
    names = _names(forms)
    if _plain(name) in names:
        return names[_plain(name)]
    import difflib

    known = [s.name + (s.forms[form] if form != "value" else "") for s, form in names.values()]
    near = difflib.get_close_matches(name.lower(), known, 1, 0.7)
    hint = f"did you mean {near[0]}?" if near else "fastrelu list shows what there is"
    raise UsageError(f"unknown function {name!r}; {hint}")


# ----------------------------------------------------------------------------------------------------------- parameters


def assignment(text):
    """``name=value``, as a pair of texts, for argparse."""
    name, equals, value = text.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name.strip(), value.strip()


def add_parameters(parser):
    """The option ``--param``."""
    parser.add_argument(
        "--param", action="append", type=assignment, default=[], metavar="NAME=VALUE", help="a parameter; repeatable"
    )


def keywords(signature, given):
    """Parameters as keywords of the public function.

    Parameters
    ----------
    signature : Signature
    given : list of (str, str)

    Returns
    -------
    dict

    Raises
    ------
    UsageError
        For a name that the function does not have, or a value that is no number.
    """
    choice = signature.choice
    names = [p.name for p in signature.parameters] + ([choice.name] if choice else [])
    found = {}
    for name, value in given:
        if name not in names:
            has = f"its parameters are {', '.join(names)}" if names else "it has none"
            raise UsageError(f"{signature.name} has no parameter {name!r}; {has}")
        if name in found:
            raise UsageError(f"parameter {name!r} is given twice")
        if choice and name == choice.name:
            found[name] = value
            continue
        try:
            found[name] = float(value)
        except ValueError:
            raise UsageError(f"parameter {name!r} must be a number, not {value!r}") from None
    return found


def public(signature, form):
    """The public function of a signature, and the keywords that choose its formula."""
    if signature.kind == "along_axis":
        return getattr(fastrelu, signature.name), {}
    chosen = {}
    if signature.chosen is not None and signature.public != signature.name:
        chosen[FUNCTIONS[signature.public].choice.name] = signature.chosen
    return getattr(fastrelu, signature.function_name(form)), chosen


def kernel(name, given):
    """A name and parameters -> the signature of its formula, and all parameters in their order.

    Parameters
    ----------
    name : str
    given : list of (str, str)

    Returns
    -------
    signature : Signature
        Of `KERNELS`.
    parameters : tuple of float
        Those that must be given and are not, as examples have them.

    Raises
    ------
    UsageError
        For a name or parameters that do not fit, or a function along an axis.
    """
    signature, _ = find(name)
    if signature.kind == "along_axis":
        raise UsageError(f"{signature.name} is computed along an axis, not of single numbers")
    values = keywords(signature, given)
    function, chosen = public(signature, "value")
    examples = {p.name: p.example for p in signature.parameters} | values
    none = [np.empty(0)] * len(signature.inputs)
    try:
        function(*none, **examples, **chosen)
    except (TypeError, ValueError) as error:
        raise UsageError(str(error)) from None
    if signature.choice:
        signature = signature.variants[values.get(signature.choice.name, signature.choice.default)]
    return signature, tuple(examples[p.name] for p in signature.parameters)
