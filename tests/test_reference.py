"""The references themselves, and the committed table of their values against every dtype and form."""

import json
import re

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

import reference_values
import support
from fastrelu import _dual, reference

TABLE = json.loads(reference_values.TABLE.read_text())
ROWS = [
    pytest.param(kernel, row, id=f"{kernel.name}{row['parameters'] or ''}-{row['dtype']}")
    for kernel in support.KERNELS
    for row in TABLE.get(kernel.name, [])
]
by_kernel = pytest.mark.parametrize("kernel", support.KERNELS, ids=support.ufunc_id)


def test_every_kernel_has_a_table_of_its_samples():
    assert reference_values.missing(TABLE) == [], "run tools/reference_values.py"


def test_the_table_is_what_the_tool_makes(tmp_path, monkeypatch):
    name = next(iter(TABLE))
    # The last of 21 digits depends on the version of mpmath, and on what it computes with.
    for made, there in zip(reference_values.table(reference_values.KERNELS[name]), TABLE[name], strict=True):
        assert {**made, "results": None} == {**there, "results": None}
        for ours, theirs in zip(made["results"], there["results"], strict=True):
            assert all(mpmath.almosteq(mpmath.mpf(a), mpmath.mpf(b), 1e-19) for a, b in zip(ours, theirs, strict=True))
    monkeypatch.setattr(reference_values, "TABLE", tmp_path / "table.json")
    reference_values.write(TABLE)
    assert json.loads(reference_values.TABLE.read_text()) == TABLE


@pytest.mark.parametrize(("kernel", "row"), ROWS)
def test_values_of_the_table(kernel, row):
    dtype, parameters = np.dtype(row["dtype"]), support.in_dtype(row["parameters"], row["dtype"])
    data = tuple(np.array(column, dtype) for column in row["inputs"])
    truth = [[mpf(number) for number in column] for column in row["results"]]
    for form in kernel.forms:
        grad = None
        wanted = {"value": truth[:1], "with_derivative": truth}.get(form, truth[1:])
        if form == "backward":
            grad = support.of_moderate_size(dtype, data[0].size, seed=2)
            wanted = [[mpf(float(g)) * w for g, w in zip(grad, column, strict=True)] for column in wanted]
        results = support.call(kernel, form, data, parameters, grad)
        floors = support.floors(kernel, form, data, parameters, grad)
        bound = 0.5 if dtype == np.float16 else kernel.bound_of(form)
        for result, want, floor in zip(results, wanted, floors, strict=True):
            floor = np.zeros(result.size) if floor is None else floor
            for got, exact, least in zip(result, want, floor, strict=True):
                # 1e-3: of the digits that the table leaves out, and what float32 leaves to float16 where it cancels.
                error = support.mp_ulps(float(got), exact, dtype, float(least))
                assert error <= bound + 1e-3, (form, float(got), exact)


# ---------------------------------------------------------------------------------------------------------- the entries


def test_activation_without_an_entry_is_an_error():
    with pytest.raises(LookupError, match=r"'novel' has no entry in fastrelu/reference\.py"):
        reference.reference("novel")


@by_kernel
def test_derivatives_are_those_of_the_formula(kernel):
    """`_dual` against mpmath's own difference quotients."""
    about = reference.reference(kernel.name)
    rng = np.random.default_rng(1)
    for parameters in kernel.samples:
        exact = tuple(map(mpf, parameters))
        for numbers in rng.uniform(-9, 9, (40, len(kernel.inputs))):
            arguments = [*map(mpf, map(float, numbers)), *exact]
            for by in (*range(len(numbers)), *(len(numbers) + k for k in kernel.trained)):

                def along(number, by=by, arguments=arguments):
                    return about.exact(mp, *(number if k == by else a for k, a in enumerate(arguments)))

                with mp.workdps(60):
                    wanted = mp.diff(along, arguments[by])
                found = about.derivative(mp, *arguments, by=by)
                assert abs(found - wanted) <= mpf("1e-15") * (1 + abs(wanted)), (numbers, parameters, by)


@by_kernel
def test_by_hand_is_the_same_function(kernel):
    """What people write agrees with the exact formula in all forms, where it has digits."""
    x = np.concatenate([np.linspace(-6.05, 6.05, 61), [-0.5, 0.25]])
    data = (x,) if len(kernel.inputs) == 1 else (x, x[::-1] * 0.7)
    truth = support.exact(kernel, data, kernel.defaults)
    grad = np.linspace(-2, 3, x.size)
    functions = reference.functions(kernel, parameter_gradients=False)
    assert list(functions) == list(kernel.forms)
    for form, function in functions.items():
        given = (grad, *data) if form == "backward" else data
        results = support.as_tuple(function(*given, *kernel.defaults))
        for result, want in zip(results, truth.results(form, grad), strict=True):
            np.testing.assert_allclose(result, want.astype("f8"), rtol=1e-9, atol=1e-12, err_msg=form)


@by_kernel
def test_gradients_of_parameters_by_hand(kernel):
    x, grad = np.linspace(-3, 3, 40), np.linspace(-2, 3, 40)
    data = (x,) * len(kernel.inputs)
    sums = support.as_tuple(reference.functions(kernel)["backward"](grad, *data, *kernel.defaults))[len(data) :]
    assert len(sums) == len(kernel.trained)
    about = reference.reference(kernel.name)
    for k, found in zip(kernel.trained, sums, strict=True):
        terms = (
            float(g) * about.derivative(mp, *map(mpf, map(float, d)), *map(mpf, kernel.defaults), by=len(data) + k)
            for g, *d in zip(grad, *data, strict=True)
        )
        assert float(found) == pytest.approx(float(sum(terms)), rel=1e-9)


def test_texts_name_what_they_are_given():
    """A formula by hand has no names but those of its inputs and parameters, and of NumPy's."""
    for kernel in support.KERNELS:
        for text in reference.sources(kernel).values():
            names = set(re.findall(r"(?<![.\w])[a-z_]+\b(?!\()", re.sub(r"np\.\w+|\.\w+", "", text)))
            known = {"g", "x", "gate", "np", "sqrt", "pi", "erf", "lambda", "s", "t", "a", "b"}
            assert names <= known | {p.name for p in kernel.parameters}, text


def test_no_formula_takes_long_anywhere():
    """Numbers of every size, as tests of all bit patterns ask for them."""
    for kernel in support.KERNELS:
        about = reference.reference(kernel.name)
        for x in (5e-324, 1e-160, 1e5, 1e17, 1.7e308):
            for sign in (1, -1):
                arguments = (*(mpf(sign * x),) * len(kernel.inputs), *map(mpf, kernel.defaults))
                assert mpmath.isfinite(about.exact(mp, *arguments))
                assert mpmath.isfinite(about.derivative(mp, *arguments))


def test_dual_numbers():
    def function(mp, x, a):
        return (2 - x) / (1 + abs(-x)) + 3 * x**2 - a / x + mp.sqrt(x) * mp.cosh(x) + mp.log1p(x) - (x - 1) * a

    for x in (mpf("0.3"), mpf(2)):
        for by in (0, 1):
            arguments = [x, mpf("0.7")]

            def along(number, by=by, arguments=arguments):
                return function(mp, *(number if k == by else a for k, a in enumerate(arguments)))

            assert abs(_dual.slope(function, mp, arguments, by) - mp.diff(along, arguments[by])) < mpf("1e-20")
    assert _dual.slope(lambda mp, x: x if 1 <= x <= 2 and x == 1.5 else -x, mp, [mpf(1.5)], 0) == 1
    assert _dual.slope(lambda mp, x: mp.one, mp, [mpf(1.5)], 0) == 0
