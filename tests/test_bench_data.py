"""The data that activations are timed on."""

import numpy as np
import pytest

from fastrelu.bench import cases, data


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("name", data.DATA)
def test_data_are_what_they_say(name, dtype):
    x = data.sample(name, 1 << 16, dtype)
    assert (x.dtype, x.shape) == (np.dtype(dtype), (1 << 16,))
    assert np.isfinite(x).all()
    np.testing.assert_array_equal(x, data.sample(name, 1 << 16, dtype))
    wide = x.astype(np.float64)
    spread = {"normal": (0, 1), "wide": (0, 2), "shifted": (-2, 2), "uniform": (0, 20 / 12**0.5)}
    if name in spread:
        np.testing.assert_allclose([wide.mean(), wide.std()], spread[name], atol=0.05)
    few = {"far": {8}, "far-signs": {8, -8}, "zeros": {0}}
    if name in few:
        assert set(wide) == few[name]
    if name == "outliers":
        assert (wide[7::32] == 6).all()
        assert np.count_nonzero(wide > 4) == wide.size // 32
    if name == "transformer":  # as measured in one: half a percent beyond 4.5, far ones among them
        assert 0.002 < np.mean(np.abs(wide) > 4.5) < 0.008
        assert np.abs(wide).max() > 15
        assert abs(np.median(wide) + 0.8) < 0.02
    if name == "subnormal":
        assert (np.abs(x) < np.finfo(dtype).tiny).all()
        assert 0.4 < np.mean(wide > 0) < 0.6
        assert np.all(x != 0)


def test_arrays_of_a_case():
    arrays = cases.arrays(100, "float32", "uniform")
    np.testing.assert_array_equal(arrays.x, data.sample("uniform", 100, "float32"))
    assert len({a.ctypes.data for a in arrays}) == 5
