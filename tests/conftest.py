"""Fixtures for all tests, and what keeps one test from changing the settings of the next."""

import hypothesis
import pytest

import fastrelu
import support
from fastrelu import _core

# No time limits, since the machines that run this are shared; no files left behind.
hypothesis.settings.register_profile("fastrelu", deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("fastrelu")


def pytest_report_header():
    facts = fastrelu.show_config(mode="dicts")
    isa, threads = facts["instruction sets"], facts["threads"]
    return f"fastrelu {facts['version']}: {isa['active']} of {', '.join(isa['supported'])}; {threads['count']} threads"


@pytest.fixture(autouse=True)
def same_settings():
    """Every test leaves the instruction set and the number of threads as it found them."""
    before = _core.isa(), fastrelu.get_num_threads()
    yield
    after = _core.isa(), fastrelu.get_num_threads()
    assert after == before


@pytest.fixture
def isa():
    """`with isa(name):` computes by another instruction set. For tests that compare them."""
    names = support.supported_isas()
    if len(names) < 2:
        pytest.skip(f"this CPU has one instruction set that fastrelu knows: {names[0]}")
    before = _core.isa()
    yield support.using_isa
    _core.set_isa(before)


@pytest.fixture
def isas_of_same_bits(isa):
    """Names of two or more instruction sets that promise the same bits."""
    names = support.isas_of_same_bits()
    if len(names) < 2:
        pytest.skip(f"one instruction set here promises the same bits as others: {', '.join(names) or 'none'}")
    return names


@pytest.fixture(params=[1, 2], ids=["one_thread", "two_threads"])
def threads(request):
    """The number of threads of the calls in a test, even on a machine with one CPU."""
    with fastrelu.num_threads(request.param):
        yield request.param
