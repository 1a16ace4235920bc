"""The kernel objects: every kernel vectorised, nothing shared between instruction sets.

These tests read the objects of the last build, which pip leaves in ``build/`` beside the sources.
"""

import functools
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import fastrelu
from fastrelu import _core
from fastrelu._signature import KERNELS

ROOT = Path(__file__).resolve().parent.parent
COMPILED = fastrelu.show_config(mode="dicts")["instruction sets"]["compiled"]

# The register that the vectors of an instruction set live in, as objdump writes it.
REGISTER = {"avx512": "%zmm", "avx2": "%ymm", "baseline": "%xmm"}
# Arithmetic on one element. Conversions of a single parameter, and moves, are no sign of a scalar loop.
SCALAR = re.compile(r"\bv?(add|sub|mul|div|sqrt|max|min|fn?m(add|sub)\d+)s[sd]\b")
PACKED = re.compile(r"\bv?(add|sub|mul|div|fn?m(add|sub)\d+|max|min|and|andn|or|xor|blendv|blendm|cmp\w*)p[sd]\b")


@functools.cache
def objects(isa):
    """Kernel objects of an instruction set in the newest build."""
    builds = {}
    for path in ROOT.glob(f"build/*/CMakeFiles/kernels_{isa}_*.dir/cpp/kernels/*.cpp.o"):
        builds.setdefault(path.parents[4], []).append(path)
    newest = max(builds.values(), key=lambda paths: max(p.stat().st_mtime for p in paths), default=[])
    families = {signature.family for signature in KERNELS.values()} | {"drivers"}
    return [p for p in newest if p.parts[-4].removeprefix(f"kernels_{isa}_").removesuffix(".dir") in families]


@functools.cache
def functions(isa):
    """Demangled name -> instructions of every function in the kernel objects of an instruction set."""
    if not objects(isa):
        # A wheel tested away from its build tree has no objects to read; .ci/run always has them.
        pytest.skip(f"no kernel object of {isa} under build/")
    if not shutil.which("objdump"):
        # binutils come with every GCC and Clang on Linux, but a runtime-only machine may test a wheel.
        pytest.skip("objdump is not installed")
    text = subprocess.run(
        ["objdump", "-d", "-C", "--no-show-raw-insn", *map(str, objects(isa))],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found, name = {}, None
    for line in text.splitlines():
        if header := re.match(r"^[0-9a-f]+ <(.*)>:$", line):
            name = header[1]
            found[name] = []
        elif name and "\t" in line:
            address, instruction = line.split("\t", 1)
            found[name].append((int(address.strip(" :"), 16), instruction.strip()))
    return found


# Form in activation.h
FORM_NUMBERS = {"value": 0, "derivative": 1, "backward": 2, "with_derivative": 3, "backward_from_output": 4}

FORMS_BY_NUMBER = {str(number): form for form, number in FORM_NUMBERS.items()}
GIVEN = {"0": "parameters in arrays", "1": "a number for each parameter, or none", "2": "parameters that are 1"}


def operation_of(name):
    """The struct of an activation, which is named as its function is, in camel case."""
    return "".join(part.title() for part in name.split("_"))


def innermost_loops(instructions):
    """The bodies between a backward jump and its target that contain no smaller such body."""
    spans = []
    for address, instruction in instructions:
        if (jump := re.match(r"j\w+\s+([0-9a-f]+)", instruction)) and int(jump[1], 16) <= address:
            spans.append((int(jump[1], 16), address))
    inner = [s for s in spans if not any(o != s and s[0] <= o[0] and o[1] <= s[1] for o in spans)]
    return [[i for a, i in instructions if low <= a <= high] for low, high in inner]


def blocks(isa):
    """(operation, form, element type) -> instructions of each block function."""
    pattern = re.compile(r"\bblock<.*?::(\w+), \(fastrelu::Form\)(\d), (?:\w+::)*([\w ]+), \(\S+::Given\)(\d)>")
    found = {}
    for name, instructions in functions(isa).items():
        if match := pattern.search(name):
            found[match.groups()] = instructions
    return found


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="reads x86-64 instructions")
@pytest.mark.parametrize("isa", COMPILED)
def test_every_kernel_is_vectorised(isa):
    scalar = []
    for (operation, form, element, given), instructions in blocks(isa).items():
        # SSE2 has no comparison of 64-bit integers; the one activation for integers compares nothing else.
        if isa == "baseline" and element in ("long", "unsigned long"):
            continue
        bodies = innermost_loops(instructions)
        if element in ("float", "double"):
            # A block whose length the compiler knows may have no loop left.
            bodies = bodies or [[i for _, i in instructions]]
            vector = all(any(REGISTER[isa] in i and PACKED.search(i) for i in body) for body in bodies)
        elif element == "half":  # on their bits
            packed = re.compile(r"\bv?p(add|sub|cmp)")
            vector = all(any(REGISTER[isa] in i and packed.search(i) for i in body) for body in bodies)
        else:
            # A block of 32 bytes does not fill the widest registers, and relu of unsigned numbers is a copy.
            text = " ".join(i for _, i in instructions)
            vector = any(r in text for r in REGISTER.values()) or "memcpy" in text or "memmove" in text
        if not vector or any(SCALAR.search(i) for body in bodies for i in body):
            scalar.append((operation, FORMS_BY_NUMBER[form], element, GIVEN[given]))
    assert not scalar, "branches or scalar arithmetic: see No branches and spreads_parameters in CONTRIBUTING.md"


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="reads x86-64 instructions")
@pytest.mark.parametrize("isa", COMPILED)
def test_streamed_kernels_are_vectorised(isa):
    """The loops that write past the caches: over lines, all of it in vectors, whole lines from registers."""
    pattern = re.compile(
        r"\bstreamed_block<.*?::(\w+), \(fastrelu::Form\)(\d), (?:\w+::)*(float|double), \(\S+::Given\)(\d)>"
    )
    found = {match.groups(): i for n, i in functions(isa).items() if (match := pattern.search(n))}
    # Another loop, which writes to a buffer.
    short = {match[1] for n in functions(isa) if (match := re.search(r"\bnear_groups<.*?::(\w+), ", n))}
    streamed = short | {operation for operation, *_ in found}
    assert streamed <= set(map(operation_of, KERNELS))
    # All that are bound by memory.
    assert {operation_of(s.name) for s in KERNELS.values() if s.piecewise_linear and s.bound == 0.5} <= streamed
    for name, instructions in found.items():
        loops = innermost_loops(instructions)
        arithmetic = [body for body in loops if any(PACKED.search(i) and REGISTER[isa] in i for i in body)]
        # Two parts by turns are one loop, or two if a step is not unrolled; what is left is another, or two. The gelus
        # walk in order.
        assert len(arithmetic) in ((1,) if name[0].startswith("Gelu") else (2, 3, 4)), name
        assert not any(SCALAR.search(i) for body in loops for i in body), name
        assert any("movnt" in i for _, i in instructions), name


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="reads x86-64 instructions")
@pytest.mark.parametrize("element", ["float", "double"])
@pytest.mark.parametrize("isa", [isa for isa in COMPILED if isa != "baseline"])
def test_short_ways_look_up_by_rows(isa, element):
    """The loops over cells: rows loaded and transposed, full vectors, nothing gathered, no calls."""
    found = {n: i for n, i in functions(isa).items() if re.search(rf"\bnear_groups<.*, {element}, ", n)}
    of = {n: re.search(r"(\w+), \(fastrelu::Form\)(\d), \w+, (\w+), (\w+)", n).groups() for n in found}
    # Form, whether the output is streamed, and whether operands are fetched ahead.
    kinds = {*((form, "false", "true") for form in "0123"), *((form, "true", "true") for form in "012")}
    kinds |= {(form, "false", "false") for form in "0123"}
    wanted = {(operation, *kind) for operation in ("Gelu", "GeluTanh") for kind in kinds}
    if element == "float":  # of the derivative alone; silu's output is not streamed, as there is a parameter
        wanted |= {("Silu", form, "false", fetches) for form in "12" for fetches in ("false", "true")}
        wanted |= {("QuickGelu", *kind) for kind in kinds if kind[0] in "12"}
    assert set(of.values()) == wanted
    for name, instructions in found.items():
        assert any("prefetch" in i for _, i in instructions) == (of[name][3] == "true"), name
        bodies = [body for body in innermost_loops(instructions) if any("vunpcklp" in i for i in body)]
        assert bodies, name
        for body in bodies:
            for instruction in body:
                # "rep": what is fetched ahead is copied through memory instead of held in registers.
                assert not re.search(r"\bcall|gather|\brep ", instruction), (name, instruction)
                assert not SCALAR.search(instruction), (name, instruction)
                # Offsets reach the addresses through memory; to take the vector apart takes longer.
                assert not re.match(r"vpextr|vextract", instruction), (name, instruction)
            used = [i for i in body if re.match(r"vunpck|vshuff|vfn?madd", i)]
            assert len(used) > 12, name
            assert all(REGISTER[isa] in i for i in used), name


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="reads x86-64 instructions")
@pytest.mark.parametrize("isa", COMPILED)
def test_every_activation_has_its_kernels(isa):
    """Compute types per form: float and double each, with parameters that vary and do not, or are 1."""
    found = blocks(isa)
    for signature in KERNELS.values():
        operation = operation_of(signature.name)
        for form in (FORM_NUMBERS[name] for name in signature.forms):
            # With a short way there is a block for the rest of the range only.
            elements = {e for (o, f, e, _) in found if o in (operation, operation + "Far") and f == str(form)}
            # Without FMA, float32 is computed in float64 unless float32 is exact.
            assert "double" in elements, (operation, form)
            if isa != "baseline" and "float" not in elements:
                # The value beside the derivative may come from their two blocks, one after the other.
                assert form == FORM_NUMBERS["with_derivative"], (operation, form)
                assert (operation, "0", "float", "1") in found, operation
                assert any((o, "1", "float", "1") in found for o in (operation, operation + "Far")), operation
            assert "half" in elements or operation != "Relu", form


@pytest.mark.parametrize("isa", COMPILED)
def test_no_symbol_is_shared_between_instruction_sets(isa):
    if not objects(isa):
        # As above: a wheel tested away from its build tree.
        pytest.skip(f"no kernel object of {isa} under build/")
    if not shutil.which("nm"):
        # As above: binutils.
        pytest.skip("nm is not installed")
    lines = subprocess.run(
        ["nm", "-C", *map(str, objects(isa))], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    symbols = [line.split(maxsplit=2) for line in lines if re.match("[0-9a-f]", line)]
    shareable = [name for _, kind, name in symbols if kind in "TDBRVWu"]
    assert shareable
    # But for tables of constants, of which the linker shall keep one: static members of cpp/math/tables/, and hidden.
    table = re.compile(r"fastrelu::\w+<(float|double)>::\w+")
    assert [name for name in shareable if f"isa_{isa}::" not in name and not table.fullmatch(name)] == []


def test_the_active_isa_is_the_one_asked_for():
    asked = os.environ.get("FASTRELU_ISA")
    supported = fastrelu.show_config(mode="dicts")["instruction sets"]["supported"]
    assert _core.isa() == (asked or supported[0])
