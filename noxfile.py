"""What a contributor runs, each in a virtual environment of its own: `nox -l` lists it, `nox -s NAME` runs one of it.

Arguments after `--` go to pytest (`nox -s tests -- -k gelu`), in the session `stubs` to tools/make_stubs.py.
"""

import shutil
from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint"]
nox.needs_version = ">=2024.4"

ROOT = Path(__file__).resolve().parent
COEFFICIENTS = ROOT / "cpp" / "math" / "tables" / "coefficients.inc"
SUPPORTED = "import fastrelu; print(*fastrelu.show_config(mode='dicts')['instruction sets']['supported'])"


def run_tests(session):
    """The suite once for each instruction set that this build and this machine have."""
    supported = session.run("python", "-c", SUPPORTED, silent=True).split()
    for isa in supported:
        session.run("pytest", "-q", "-n", "auto", *session.posargs, env={"FASTRELU_ISA": isa})


def check_variant(session, *settings, env=None):
    """Build in another way than usual, and test that.

    CMake remembers options in its build folder, so that a variant has one for itself. It goes afterwards: the tests of
    the kernel objects read the newest under build/, which shall be those of the installed package.
    """
    folder = ROOT / "build" / f"nox-{session.name}"
    shutil.rmtree(folder, ignore_errors=True)
    arguments = [f"--config-settings={setting}" for setting in (f"build-dir={folder}", *settings)]
    try:
        session.install(".[test]", *arguments, env=env)
        session.run("python", "-m", "fastrelu", "--size", "1000", "--repeats", "1")
        run_tests(session)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@nox.session
def tests(session):
    """Install as a user does, and run the suite once per instruction set."""
    session.install(".[test]")
    run_tests(session)


@nox.session
def lint(session):
    """Style, and types: the stubs are up to date, and mypy has nothing to say."""
    session.install(".[test,lint]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("pytest", "-q", "tests/test_stubs.py")


@nox.session
def docs(session):
    """Build the site into build/docs: warnings are errors, links lead somewhere, examples run.

    With `-- adapters` their frameworks are installed; without, their pages have the names alone.
    """
    extras = ",torch,keras,jax,autograd" if "adapters" in session.posargs else ""
    session.install(f".[docs,test{extras}]")
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-j", "auto", "-b", "html", "docs", "build/docs")
    session.run("python", "tools/check_site.py", "build/docs")
    session.run("pytest", "-q", "tests/test_docs.py", "tests/test_site.py")


@nox.session
def stubs(session):
    """Make python/fastrelu/__init__.pyi from the signatures; with `-- --check` only compare."""
    session.install(".")
    session.run("python", "tools/make_stubs.py", *session.posargs)


@nox.session
def coefficients(session):
    """Fit every coefficient anew, and write cpp/math/tables/coefficients.inc."""
    session.install("mpmath>=1.3", "numpy")
    new = Path(session.create_tmp()) / "coefficients.inc"
    with new.open("w", encoding="utf-8") as file:
        session.run("python", "tools/fit_coefficients.py", stdout=file)
    # Only now, so that a failure leaves the old file whole.
    shutil.copyfile(new, COEFFICIENTS)


@nox.session
def no_openmp(session):
    """A build without threads."""
    check_variant(session, "cmake.define.FASTRELU_OPENMP=OFF")


@nox.session
def baseline_only(session):
    """A build as by a compiler that knows only the baseline of x86-64."""
    check_variant(session, "cmake.define.FASTRELU_SKIP_ISAS=avx2;avx512")


@nox.session
def clang(session):
    """A build by Clang."""
    if shutil.which("clang++") is None:
        session.skip("clang++ is not installed")
    check_variant(session, env={"CXX": "clang++"})
