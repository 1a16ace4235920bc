// The way past NumPy's machinery for the calls that are usual: plain arrays of one dtype, at most an `out`.
#pragma once

#include "python/slots.h"

namespace fastrelu {

// From now on calls of the ufunc come here first. Those with anything else to them (other keywords, casts, scalars,
// subclasses, __array_ufunc__, overlap) go on to NumPy, as do the ufunc's methods; results are the same either way.
void take_usual_calls(PyObject* ufunc, UfuncStorage& storage);

// A call of such a ufunc with all of its inputs and, unless nullptr, the keyword out. nullptr, without an error unless
// memory is short, if it is not a usual one.
PyObject* try_fast_call(PyObject* ufunc, PyObject* const* inputs, PyObject* out);

}  // namespace fastrelu
