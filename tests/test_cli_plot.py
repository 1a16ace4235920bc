"""``fastrelu plot``: pictures of every kind, with what is worth seeing in them."""

import subprocess
import sys

import numpy as np
import pytest

from fastrelu import cli
from fastrelu._signature import KERNELS
from support import ACTIVATIONS, REPRESENTATIVES, ufunc_id
from test_cli import refused

pytest.importorskip("matplotlib")

from fastrelu.cli import drawing


def curve(kernel, parameters=None):
    return drawing.Curve(kernel, kernel.defaults if parameters is None else parameters, kernel.name)


def given(kernel):
    values = ",".join(f"{p.name}={p.example!r}" for p in kernel.parameters)
    return kernel.name + (values and f":{values}")


@pytest.mark.parametrize(
    ("suffix", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("PNG", b"\x89PNG")]
)
def test_formats(suffix, magic, tmp_path):
    first, second = (tmp_path / f"{name}.{suffix}" for name in "ab")
    for path in (first, second):
        assert cli.main(["plot", *map(given, REPRESENTATIVES[:3]), "-o", str(path)]) == 0
    assert first.read_bytes().startswith(magic)
    assert first.read_bytes() == second.read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=ufunc_id)
def test_every_function(kernel):
    figure = drawing.draw([curve(kernel)])
    (axis,) = figure.axes
    assert axis.get_title(loc="left") == kernel.name
    assert len(axis.get_legend_handles_labels()[1]) == 1 + len(kernel.results("backward"))
    low, high = axis.get_xlim()
    assert low <= -4 < 4 <= high
    low, high = axis.get_ylim()
    assert np.isfinite([low, high]).all()
    assert high - low < 50


def test_several_in_one_picture(tmp_path):
    curves = [curve(kernel) for kernel in ACTIVATIONS[:10]]
    figure = drawing.draw(curves, (-3, 2))
    left, right = figure.axes
    assert left.get_xlim() == right.get_xlim() == (-3, 2)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [kernel.name for kernel in ACTIVATIONS[:10]]
    svg = tmp_path / "several.svg"
    assert cli.main(["plot", "elu:alpha=0.5", "elu", "elu:alpha=2", "-o", str(svg), "--range", "-3", "2"]) == 0
    text = svg.read_text(encoding="utf-8")
    assert [text.count(f">{label}<") for label in ("elu(alpha=0.5)", "elu", "elu(alpha=2)")] == [1, 1, 1]


def test_kinks_and_jumps_are_found_where_they_are():
    kernel = KERNELS["hard_shrink"]
    here = curve(kernel, (2.0,))
    value, slope = drawing._functions(here).values()
    for function in (value, slope):
        places = drawing._jumps(function, -5, 5)
        assert [min(pair, key=lambda x: len(repr(float(x)))) for pair in places] == [-2, 2]
        assert all(np.nextafter(left, np.inf) == right for left, right in places)
    x, y = drawing._line(value, -5, 5)
    # No line goes across a jump.
    assert np.isnan(y).sum() == 2
    assert np.nanmax(np.abs(np.diff(y))) < 0.1
    assert (np.diff(x[~np.isnan(x)]) >= 0).all()


@pytest.mark.parametrize("kernel", [k for k in ACTIVATIONS if k.derivative_roots], ids=ufunc_id)
def test_minima_are_where_signatures_have_them(kernel):
    slope = drawing._functions(curve(kernel))["f'(x)"]
    roots = [root for root in kernel.derivative_roots if abs(root) < 4]
    np.testing.assert_allclose(drawing._turns(slope, -4, 4), roots, rtol=1e-12)


def test_smooth_functions_have_no_jumps():
    for name in ("tanh", "sigmoid", "laplace"):
        for function in drawing._functions(curve(KERNELS[name])).values():
            assert drawing._jumps(function, -20, 20) == []


def test_unfit_arguments(tmp_path, capsys):
    path = str(tmp_path / "x.png")
    assert "must end in .png, .svg, .pdf" in refused(capsys, "plot", "relu", "-o", "x.bmp")
    assert "must be two finite numbers" in refused(capsys, "plot", "relu", "-o", path, "--range", "3", "3")
    assert "must be two finite numbers" in refused(capsys, "plot", "relu", "-o", path, "--range", "0", "inf")
    assert "along an axis" in refused(capsys, "plot", "softmax", "-o", path)
    assert "has no parameter 'beta'" in refused(capsys, "plot", "elu:beta=1", "-o", path)
    assert "not of the form" in refused(capsys, "plot", "elu:alpha", "-o", path)
    assert "too many functions" in refused(capsys, "plot", *["relu"] * 17, "-o", path)
    assert cli.main(["plot", "relu", "-o", str(tmp_path / "absent" / "x.png")]) == 1
    assert "No such file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_needs_matplotlib(tmp_path):
    source = "import sys; sys.modules['matplotlib'] = None; from fastrelu import cli; sys.exit(cli.main())"
    command = [sys.executable, "-c", source, "plot", "relu", "-o", str(tmp_path / "x.png")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert 'pip install "fastrelu[plot]"' in result.stderr
