// A whole call of a framework's function in one step, where nothing but memory is asked for.
#pragma once

#include <pybind11/pybind11.h>

namespace fastrelu {

// A function (*inputs) -> tensor or None: a new tensor with the value of the ufunc; None, and nothing has happened, where there
// is more to a call than that, and the framework has to be asked.
//   exchange  as in tensor_call.h
//   classes   of tensors, exactly; the first inputs are such, the others may be Python floats
//   quiet     functions without arguments, each of which says by None, False or 0 that nothing else goes on
//   is_grad_enabled, empty_like   the framework's
// None where the exchange is of a version that is not known here.
pybind11::object make_tensor_function(pybind11::object exchange, pybind11::object ufunc, pybind11::tuple classes,
                                      pybind11::tuple quiet, pybind11::object is_grad_enabled, pybind11::object empty_like);

}  // namespace fastrelu
