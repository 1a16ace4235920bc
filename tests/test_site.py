"""The documentation site, without building it: every public name has a place, formulas and pictures are sound.

`nox -s docs` builds it.
"""

import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

# The site is an extra: its extension needs Sphinx and Matplotlib.
pytest.importorskip("sphinx")
pytest.importorskip("matplotlib")

import check_site
import fastrelu
from fastrelu._signature import KERNELS, ROWS
from fastrelu_site import curves, figures, formula, group, names, pages, reference

activations = pytest.mark.parametrize("name", list(names.ACTIVATIONS))


def documented(text):
    """The public names that a page's directives document."""
    found = re.findall(r"^\.\. auto\w+:: fastrelu\.(\w+)$", text, re.M)
    for block in re.findall(r"^\.\. py:function:: (.*(?:\n {17}\w+)*)", text, re.M):
        found += block.split()
    return found


def test_every_public_name_is_on_one_page():
    found = documented(reference.beside())
    for name in names.ACTIVATIONS:
        found += documented(pages.activation(name))
    assert sorted(found) == sorted(set(fastrelu.__all__) - {"__version__"})


def test_a_name_belongs_to_the_longest_activation_in_it():
    assert names.owner("relu_squared_backward") == ("relu_squared", "relu_squared")
    assert names.owner("bias_swish") == ("silu", "swish")
    assert names.owner("relunctant") is None


def test_new_names_appear_by_themselves(monkeypatch):
    monkeypatch.setattr(fastrelu, "__all__", [*fastrelu.__all__, "gelu_new_form", "new_thing"])
    assert "gelu_new_form" in names.functions("gelu")
    assert "new_thing" in names.rest()


def test_every_public_module_has_a_page():
    found = names.modules()
    assert {"fastrelu.init", "fastrelu.torch", "fastrelu.keras.activations"} <= {*found}
    assert not [name for name in found if name.split(".")[1] in ("bench", "reference") or "._" in name]


def test_without_a_framework_its_page_has_the_names(monkeypatch):
    # None in sys.modules makes an import fail as if there were no such module.
    monkeypatch.setitem(sys.modules, "torch", None)
    for name in [n for n in sys.modules if n.startswith("fastrelu.torch")]:
        monkeypatch.delitem(sys.modules, name)
    page = reference.module("fastrelu.torch")
    assert "pip install fastrelu[torch]" in page
    assert "``ReLU``" in page
    assert "autofunction" not in page


@pytest.mark.parametrize("signature", [*KERNELS.values(), *ROWS.values()], ids=lambda s: s.name)
def test_formulas_are_read(signature):
    for text in (signature.formula, signature.derivative_formula):
        shown = formula.mathml(text, "f(x)")
        tree = ElementTree.fromstring(shown)
        # What is left as text may be words, and no mathematics.
        for left in tree.iter("mtext"):
            assert not re.search(r"[*/^=()]", left.text.replace("\xa0=\xa0", "")), left.text
        assert len(list(tree.iter("mi"))) > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a - (b - c)", "a−(b−c)"),
        ("a - b - c", "a−b−c"),
        ("(a + b) * c", "(a+b)⋅c"),
        ("-a^2", "−a2"),
        ("(-a)^2", "(−a)2"),
        ("exp(-a^2/2)", "e−a2/2"),
        ("-a * b", "−a⋅b"),
        ("c * (-a * b)", "c⋅(−a⋅b)"),
        ("2 a", "2\u2062a"),
        ("|a|", "|a|"),
        ("f'(a)", "f′\u2061(a)"),
    ],
)
def test_formulas_keep_their_brackets(text, expected):
    assert "".join(ElementTree.fromstring(formula.expression(text)).itertext()) == expected


def test_jumps_are_found_where_they_are():
    def step(x):
        return np.where(x > 0.3, x + 2, np.sin(50 * x))

    (jump,) = curves.jumps(step, -4, 4)
    assert jump.x == pytest.approx(0.3, abs=1e-6)
    assert (jump.at, jump.before) == pytest.approx((np.sin(15), np.sin(15)), abs=1e-6)
    assert jump.behind == pytest.approx(2.3, abs=1e-6)
    assert curves.jumps(np.abs, -4, 4) == ()


@activations
def test_traces_are_the_function(name):
    for curve in curves.curves(names.ACTIVATIONS[name]):
        low, high = curves.stretch(curve)
        assert -12 <= low <= -4
        assert 4 <= high <= 12
        for function in (curve.value, curve.slope):
            line = curves.trace(function, low, high)
            places = np.isin(np.round(line.x, 6), [jump.x for jump in line.jumps], invert=True)
            assert np.isfinite(line.y[places]).all()
            assert (line.y[places] == function(line.x[places])).all()
            assert np.isnan(line.y).sum() == len(line.jumps)
            assert (np.diff(line.x) >= 0).all()


@activations
def test_pictures_take_the_colours_of_the_page(name):
    picture = figures.thumbnail(names.ACTIVATIONS[name])
    tree = ElementTree.fromstring(picture.replace("xlink:href", "href"))
    assert name in tree.attrib["aria-label"]
    assert "var(--plot-1)" in picture
    assert not re.search(r"#[0-9a-fA-F]{6}\b|<style|<metadata", picture)
    ids = [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]
    assert {*re.findall(r"#([\w-]+)", picture)} == {*ids}
    assert len(ids) == len({*ids})
    assert group(names.ACTIVATIONS[name])


def test_pictures_of_one_page_share_no_ids():
    found = []
    for signature in list(names.ACTIVATIONS.values())[:3]:
        found += re.findall(r'\sid="([^"]*)"', figures.thumbnail(signature))
    assert len(found) == len({*found}) > 0


@activations
def test_pages_show_the_struct(name):
    signature = names.ACTIVATIONS[name]
    for kernel in pages.kernels(signature).values():
        path, first, last = pages.struct(kernel)
        lines = path.read_text(encoding="utf-8").splitlines()[first - 1 : last]
        assert re.match("struct|template", lines[0])
        assert lines[-1] == "};"
        assert sum(' name = "' in line for line in lines) == 1
        assert f'"{kernel.name}"' in "\n".join(lines)


def test_names_of_other_frameworks():
    found = names.frameworks("leaky_relu")
    assert found["PyTorch"] == {"function": "leaky_relu", "module": "LeakyReLU"}
    assert found["Keras"]["layer"] == "LeakyReLU"
    assert "swish" in names.frameworks("silu")["Keras"]["also"]


def test_checker_finds_what_is_wrong(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.html").write_text('<p id="here">', encoding="utf-8")
    good = '<a href="sub/b.html#here"></a><a href="https://example.org/"></a><a href="#me" id="me"></a>'
    (tmp_path / "a.html").write_text(good, encoding="utf-8")
    assert check_site.faults(tmp_path) == []
    bad = '<a href="c.html"></a><a href="sub/b.html#there"></a><script src="https://example.org/x.js"></script>'
    (tmp_path / "a.html").write_text(good + bad, encoding="utf-8")
    found = check_site.faults(tmp_path)
    assert [fault.partition(": ")[2].split(" ")[:2] for fault in found] == [
        ["no", "file"],
        ["no", "place"],
        ["loads", found[2].split()[2]],
    ]
