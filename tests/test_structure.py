"""The house: what a folder may include, how large files get, and that no code asks for an activation by its name."""

import ast
import re
from pathlib import Path

import pytest

from fastrelu._signature import FUNCTIONS, KERNELS, ROW_FORMS, ROWS

ROOT = Path(__file__).resolve().parent.parent
CPP = ROOT / "cpp"
SOURCES = sorted(p for p in CPP.rglob("*") if p.suffix in (".h", ".cpp", ".inc"))
PACKAGE = ROOT / "python" / "fastrelu"

# Where names of activations belong: what they are judged by (and its numbers with slopes), compared with, and
# differentiated by more than once; what others call them; gains.
NAMES_BELONG = {"reference.py", "_dual.py", "peers.py", "row_peers.py", "_formulas.py", "init.py"}
NAMES_BELONG |= {"_names.py", "_names_keras.py", "_names_other.py", "onnx.py", "thinc.py"}
# The folders that are compiled for every instruction set.
KERNEL_FOLDERS = ("activations", "kernels", "math")


def included(path):
    return re.findall(r'^\s*#\s*include\s+["<]([^">]+)[">]', path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(CPP)))
def test_only_one_folder_knows_python(path):
    folder = path.relative_to(CPP).parts[0]
    for name in included(path):
        if folder not in ("python", "torch"):  # the latter is compiled apart, against PyTorch
            assert not re.match(r"Python\.h|structmember|pybind11|numpy|python/|torch/", name), name
        if folder in KERNEL_FOLDERS:
            assert not name.startswith("runtime/"), name
        if folder == "math":
            assert not name.startswith(("kernels/", "activations/")), name


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(CPP)))
def test_what_is_compiled_for_every_instruction_set_has_its_namespace(path):
    """Or says nothing but types and constants, as what crosses between the objects does."""
    folder, text = path.relative_to(CPP).parts[0], path.read_text(encoding="utf-8")
    if folder not in KERNEL_FOLDERS or path.name in ("all.h", "families.inc", "types.inc", "bounds.inc", "namespace.h"):
        return
    plain = path.parent.name == "tables" or path.name in {"activation.h", "kernels.h", "rows.h", "cell_tables.h"}
    assert ("FASTRELU_BEGIN" in text) != plain, "neither in FASTRELU_BEGIN, nor a list of plain types"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(CPP)))
def test_cpp_files_are_short(path):
    if path.parent.name == "tables":
        return  # generated
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


PYTHON = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tools").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_python_files_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def words_of(tree):
    """Every name, attribute and string of a module but its docstrings and doctests."""
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node, clean=False):
            docstrings.add(id(node.body[0].value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute):
            # np.tanh and its like are other people's.
            if isinstance(node.value, ast.Name) and node.value.id in ("fastrelu", "_ufuncs", "_functions"):
                yield node.attr, node.lineno
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            for word in re.findall(r"\w+", node.value):
                yield word, node.lineno


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_code_asks_for_an_activation_by_name(path):
    if path.name in NAMES_BELONG:
        return
    names = {*KERNELS, *FUNCTIONS}
    names |= {name + suffix for s in KERNELS.values() for name in (s.name, *s.aliases) for suffix in s.forms.values()}
    names |= {name + suffix for name in ROWS for suffix in ROW_FORMS.values()}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [f"line {line}: {word}" for word, line in words_of(tree) if word in names] == []


def test_formulas_stand_in_few_places():
    """gelu's: in the structs, in the reference (exact and by hand), where the coefficients are made, and in the
    formulas that PyTorch, JAX and autograd differentiate twice (of which by_hand would make NaN at infinity)."""
    found = {
        path.parent.relative_to(ROOT) if path.parent == CPP / "activations" else path.relative_to(ROOT)
        for path in [*SOURCES, *PYTHON, *(ROOT / "tests").rglob("*.py")]
        if "044715" in path.read_text(encoding="utf-8") and path.parent.name != "tables" and path != Path(__file__)
    }
    assert len(found) <= 4, found
