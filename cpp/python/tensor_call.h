// Kernels on the tensors of a framework, by DLPack's table of functions for exchange in C: no array in between.
#pragma once

#include "python/slots.h"
#include "python/tensors.h"

namespace fastrelu {

// A kernel on inputs and outputs, as make_tensor_call has it.
bool call_on_tensors(const Exchange& exchange, const UfuncStorage& ufunc, PyObject* const* args, int count);
bool call_on_tensors(const UfuncStorage& ufunc, const TensorOperand* operands, int count, bool has_gil);

// The same for ufuncs of functions along an axis: tensors of one shape. Throws std::bad_alloc.
bool call_rows_on_tensors(PyObject* ufunc, int axis, const TensorOperand* operands, int count, bool has_gil);

// A function (exchange, ufunc, *inputs, *outputs) -> bool.
//   exchange  the capsule that the type of the tensors has as __dlpack_c_exchange_api__
//   inputs    tensors of that type, on the CPU; parameters may be Python floats
//   outputs   tensors of the inputs' dtype and of the shape that the inputs broadcast to; one may be an input
// False, and nothing is written, if the call is for NumPy: other dtypes, shapes that do not match, memory that overlaps.
pybind11::object make_tensor_call();

// A function (exchange, ufunc, axis, *tensors) -> bool, for ufuncs of functions along an axis: tensors of one shape, of which
// the last is the output; `axis` from 0 on. False as above.
pybind11::object make_tensor_row_call();

}  // namespace fastrelu
