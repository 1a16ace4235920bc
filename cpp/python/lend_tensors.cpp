#include "python/lend_tensors.h"

#include <exception>

#include "python/interpreter.h"
#include "python/slots.h"
#include "python/tensor_call.h"
#include "python/tensors.h"
#include "runtime/layout.h"
#include "runtime/parameter_gradient.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

bool run_on_tensors(const void* ufunc, const TensorOperand* operands, int count, bool is_locked) {
  return call_on_tensors(*static_cast<const UfuncStorage*>(ufunc), operands, count, is_locked);
}

// An operand as it lies beside grad_output: broadcast, in bytes.
struct Laid {
  std::ptrdiff_t shape[kMostDimensions], steps[kMostDimensions];
};

bool lay(const TensorOperand& operand, const Tensor& grad, int item, bool broadcast, Laid& laid) {
  const Tensor& t = operand.tensor;
  const int missing = grad.dimensions - (operand.is_number ? 0 : t.dimensions);
  if (missing < 0) return false;
  for (int d = 0; d < grad.dimensions; ++d) {
    const bool absent = operand.is_number || d < missing;
    const auto length = static_cast<std::ptrdiff_t>(absent ? 1 : t.shape[d - missing]), full = std::ptrdiff_t(grad.shape[d]);
    if (length != full && length != 1) return false;
    laid.shape[d] = broadcast ? full : length;
    laid.steps[d] = length == 1 ? 0 : static_cast<std::ptrdiff_t>(t.strides[d - missing]) * item;
  }
  return true;
}

bool sum_for_parameter(const void* ufunc, int parameter, const TensorOperand* operands, int count, bool is_locked) {
  const UfuncStorage& backward = *static_cast<const UfuncStorage*>(ufunc);
  const GradientWork function = gradient_for(*backward.description, parameter, false);
  const Tensor& grad = operands[0].tensor;
  Type type;
  if (count != backward.inputs + 1 || !function.accumulate || !type_of_tensor(grad, type) || grad.dimensions > kMostDimensions)
    return false;
  Laid laid[kMostSummed + 1];
  GradientOperand read[kMostSummed + 1];
  alignas(8) char numbers[kMostSummed][8];
  for (int k = 0; k < count; ++k) {
    const Tensor& t = operands[k].tensor;
    Type own = type;
    if (!operands[k].is_number && (!type_of_tensor(t, own) || own != type || !t.is_aligned())) return false;
    if (!lay(operands[k], grad, row_of(type).bytes, k < count - 1, laid[k])) return false;
    read[k] = {operands[k].is_number ? numbers[k] : t.start(), laid[k].shape, laid[k].steps};
    if (operands[k].is_number) store_number(type, operands[k].number, numbers[k]);
  }
  try {
    GradientSum sum(function, type, grad.dimensions, read, read[count - 1]);
    in_context([&] { sum.run(); }, is_locked);
    return true;
  } catch (const std::exception&) {  // nothing is written yet; the other way has the words for it
    return false;
  }
}

bool run_rows_on_tensors(const void* ufunc, int axis, const TensorOperand* operands, int count, bool is_locked) {
  try {
    return call_rows_on_tensors(static_cast<PyObject*>(const_cast<void*>(ufunc)), axis, operands, count, is_locked);
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

py::object tensor_interface() {
  static const TensorInterface interface = {TensorInterface::current, &run_on_tensors, &sum_for_parameter,
                                            &run_rows_on_tensors};
  return py::capsule(&interface, TensorInterface::name);
}

py::object ufunc_handle(py::object ufunc) {
  if (!PyObject_TypeCheck(ufunc.ptr(), &PyUFunc_Type)) throw py::type_error("ufunc_handle takes a ufunc of fastrelu");
  const bool of_rows = reinterpret_cast<PyUFuncObject*>(ufunc.ptr())->core_enabled != 0;
  const void* handle = of_rows ? static_cast<const void*>(ufunc.inc_ref().ptr()) : &storage_of(ufunc.ptr());
  return py::capsule(handle, TensorInterface::name);
}

}  // namespace fastrelu
