"""The type stubs: made from the registry of this build, complete, and what mypy finds them to say."""

import ast
import functools
import importlib.util
import inspect
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import fastrelu
from fastrelu import _core, _functions, _rows
from fastrelu._signature import FORMS, Signature

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "python" / "fastrelu"


@pytest.fixture
def make_stubs():
    """The module tools/make_stubs.py."""
    spec = importlib.util.spec_from_file_location("make_stubs", ROOT / "tools" / "make_stubs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@functools.cache
def definitions(path):
    """Name -> the syntax trees of its definitions in a stub; several for overloads. Another name has the same ones."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.AnnAssign):
            found.setdefault(node.target.id, []).append(node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            found[node.targets[0].id] = found[node.value.id]
    return found


# -------------------------------------------------------------------------------------------------- made, and made anew


def test_stub_is_up_to_date(make_stubs):
    wanted = make_stubs.make()
    assert make_stubs.TARGET.read_text(encoding="utf-8") == wanted, "run python tools/make_stubs.py"
    assert make_stubs.main(["--check"]) == 0


def test_check_finds_a_stale_stub(make_stubs, monkeypatch, tmp_path, capsys):
    target = tmp_path / "__init__.pyi"
    monkeypatch.setattr(make_stubs, "TARGET", target)
    assert make_stubs.main(["--check"]) == 1
    assert not target.exists()
    assert make_stubs.main([]) == 0
    assert make_stubs.main(["--check"]) == 0
    target.write_text(target.read_text(encoding="utf-8").replace("np.ufunc", "Any", 1), encoding="utf-8")
    assert make_stubs.main(["--check"]) == 1
    assert "python tools/make_stubs.py" in capsys.readouterr().err


def test_new_activations_are_in_the_next_stub(make_stubs, monkeypatch):
    entry = next(entry for entry in _core.signatures() if entry["variant"] is None and not entry["parameters"])
    plain = Signature({**entry, "name": "first", "aliases": "other"})
    parameters = (("weight", 0.5, True, False, ""), ("slope", 0.25, False, False, ""))
    shaped = Signature({**entry, "name": "second", "parameters": parameters})
    trained = Signature({**entry, "name": "third", "parameters": (("beta", 1.0, False, True, ""),)})
    gated = Signature({**entry, "name": "fourth", "kind": "gated", "parameters": (("limit", 7.0, False, False, ""),)})
    new = {s.name: s for s in (plain, shaped, trained, gated)}
    monkeypatch.setattr(make_stubs, "FUNCTIONS", {**make_stubs.FUNCTIONS, **new})
    text = make_stubs.make()
    assert "\nother_backward = first_backward\n" in text
    # With a gradient of beta where that is given, and without.
    assert text.count("\ndef third_backward(\n") == 8
    assert "\n    beta: float | NDArray[_Float],\n" in text
    # In two arrays, or in one.
    assert text.count("\ndef fourth_backward(\n") == 8
    assert "    gate: ArrayLike,\n    x: ArrayLike,\n    limit: ArrayLike = 7.0,\n" in text
    assert "    gate: ArrayLike,\n    x: None = None,\n    limit: ArrayLike = 7.0,\n" in text
    for suffix in FORMS["elementwise"].values():
        assert f"\nfirst{suffix}: np.ufunc\n" in text
        assert text.count(f"\ndef second{suffix}(\n") == 4
        assert f'    "second{suffix}",\n' in text
    assert "    weight: ArrayLike,\n    slope: ArrayLike = 0.25,\n" in text


# -------------------------------------------------------------------------------------------------- true of the package


def test_every_public_name_is_in_the_stub():
    stub = PACKAGE / "__init__.pyi"
    (listed,) = (
        ast.literal_eval(node.value)
        for node in ast.parse(stub.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"
    )
    assert sorted(listed) == sorted(fastrelu.__all__)
    assert set(fastrelu.__all__) == {name for name in definitions(stub) if name == "__version__" or name[0] != "_"}


@pytest.mark.parametrize("name", [name for name in fastrelu.__all__ if name != "__version__"])
def test_stub_has_the_signature_of_the_function(name):
    thing, found = getattr(fastrelu, name), definitions(PACKAGE / "__init__.pyi")[name]
    if isinstance(thing, np.ufunc):
        assert [ast.unparse(node.annotation) for node in found] == ["np.ufunc"]
        return
    if inspect.isclass(thing):
        found = [node for node in found[0].body if node.name == "__init__"]
    parameters = inspect.signature(thing).parameters.values()
    positional = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    keywords = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]
    # Parameters of whatever activation is named are no keywords of a ufunc.
    named_later = any(p.name == "parameters" and p.kind is p.VAR_KEYWORD for p in parameters)
    extra = not named_later and any(p.kind is p.VAR_KEYWORD for p in parameters)
    of_ufuncs = ["out", "where", "dtype", "casting", "order", "subok"] if extra else []
    if name in _rows.PUBLIC:
        of_ufuncs.remove("where")  # which generalised ufuncs do not take
    # Where a parameter with a default is trained, the backward pass gives its gradient if it is given: some overloads
    # are without it, and without the axis along which it is laid; others have it without its default.
    signature, form = _functions.PUBLIC.get(name, (None, None))
    optional = set()
    if form == "backward":
        optional = {p.name for p in map(signature.parameters.__getitem__, signature.trained) if p.default is not None}
    seen, given = set(), []
    for node in found:
        named = [a.arg for a in node.args.args if a.arg != "self"]
        seen.add(without := bool(optional) and not optional & {*named})
        wanted = [p for p in positional if not (without and p.name in optional)]
        assert named == [p.name for p in wanted]
        taken = [k for k in keywords if not (without and k == "axis")]
        assert [a.arg for a in node.args.kwonlyargs] == taken + [k for k in of_ufuncs if k not in keywords]
        assert (node.args.kwarg is not None) == named_later
        last = named[len(named) - len(node.args.defaults) :]
        given.append(dict(zip(last, map(ast.literal_eval, node.args.defaults), strict=True)))
    assert seen == ({True, False} if optional else {False})
    # One overload of several may leave a default out, where a value is what selects it.
    defaults = {p.name: p.default for p in positional if p.default is not p.empty and p.name not in optional}
    assert defaults in given
    assert all(of_one.items() <= defaults.items() for of_one in given)


def test_core_stub_lists_what_the_compiled_module_has():
    public = {name for name in dir(_core) if not name.startswith("_")} | {"__version__"}
    assert set(definitions(PACKAGE / "_core.pyi")) == public


# ----------------------------------------------------------------------------------------------------------------- mypy


def test_mypy_strict():
    """The package itself, its stubs, and typing_check.py, all as pyproject.toml says."""
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed; it comes with fastrelu[lint]")
    # An adapter can be checked only beside what it adapts to; Keras's knows the other two.
    needs = {"torch": ["torch"], "keras": ["keras", "torch", "jax"], "autograd": ["autograd"]}
    needs |= {stem: ["jax"] for stem in ("jax", "_jax_rows", "_jax_dtypes")}
    needs |= {"sklearn": ["sklearn"], "onnx": ["onnx"], "thinc": ["thinc"]}
    files = [
        path.with_suffix(".pyi") if path.with_suffix(".pyi").exists() else path
        for path in sorted([*PACKAGE.glob("*.py"), *PACKAGE.glob("bench/*.py")])
        if all(importlib.util.find_spec(name) for name in needs.get(path.stem, []))
    ]
    if importlib.util.find_spec("torch"):
        files += [PACKAGE / "torch" / "__init__.pyi", *sorted((PACKAGE / "torch").glob("_[a-z]*.py"))]
    files += [PACKAGE / "_core.pyi", ROOT / "tests" / "typing_check.py"]
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--no-error-summary"]
    run = subprocess.run(
        [*command, *map(str, files)],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": str(ROOT / "python")},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
