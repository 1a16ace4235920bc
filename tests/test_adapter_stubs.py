"""The type stubs of fastrelu.jax and fastrelu.keras: made from the signatures of this build, and sound."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def tool():
    spec = importlib.util.spec_from_file_location("make_adapter_stubs", ROOT / "tools" / "make_adapter_stubs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_stubs_are_up_to_date(tool):
    for path, text in tool.make().items():
        assert path.read_text(encoding="utf-8") == text, "run python tools/make_adapter_stubs.py"
    assert tool.main(["--check"]) == 0


def test_a_stale_stub_is_found(tool, monkeypatch, tmp_path, capsys):
    (tmp_path / "keras").mkdir()
    monkeypatch.setattr(tool, "PACKAGE", tmp_path)
    assert tool.main(["--check"]) == 1
    assert tool.main([]) == 0
    assert tool.main(["--check"]) == 0
    (tmp_path / "jax.pyi").write_text("", encoding="utf-8")
    assert tool.main(["--check"]) == 1
    assert "jax.pyi is out of date: run python tools/make_adapter_stubs.py" in capsys.readouterr().err


def test_lists_what_it_defines(tool):
    for text in tool.make().values():
        tree = ast.parse(text)
        (listed,) = (ast.literal_eval(n.value) for n in tree.body if isinstance(n, ast.Assign))
        defined = {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name[0] != "_"}
        assert set(listed) - {"activations"} == defined


def test_names_are_those_of_jax_module(tool):
    pytest.importorskip("jax")
    import fastrelu.jax

    text = tool.make()[tool.PACKAGE / "jax.pyi"]
    assert {f'"{name}"' for name in fastrelu.jax.__all__} == {
        line.strip(" ,") for line in text.splitlines() if line.startswith('    "')
    }


def test_mypy_takes_them(tool, tmp_path):
    if importlib.util.find_spec("mypy") is None or importlib.util.find_spec("jax") is None:
        pytest.skip("needs mypy and JAX")
    script = tmp_path / "use.py"
    script.write_text(
        "import jax, fastrelu.jax\n"
        "y: jax.Array = fastrelu.jax.elu(1.0, alpha=2.0)\n"
        "fastrelu.jax.gelu(1.0, 'other')  # an error\n"
        "fastrelu.jax.nothing(1.0)  # an error\n"
    )
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", "--cache-dir", str(tmp_path / "c"), str(script)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=tmp_path)
    lines = [line for line in result.stdout.splitlines() if "use.py" in line and "error" in line]
    assert [line.split(":")[1] for line in lines] == ["3", "4"], result.stdout + result.stderr
