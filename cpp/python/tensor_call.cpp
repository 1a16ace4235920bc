#include "python/tensor_call.h"

#include <cstdint>
#include <new>

#include "python/along_axis.h"
#include "python/interpreter.h"
#include "python/slots.h"
#include "python/tensors.h"
#include "runtime/layout.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

constexpr double kReleaseFrom =
    1500;  // nanoseconds of work from which on others may have the interpreter: some ten times what that takes

class TensorCall {
 public:
  explicit TensorCall(const UfuncStorage& ufunc) : ufunc_(ufunc) {}

  bool read(const Exchange& exchange, PyObject* const* args, int count) {
    return read(count, [&](int k) {
      is_number_[k] = is_parameter(k) && PyFloat_CheckExact(args[k]);
      if (is_number_[k]) {
        values_[k] = PyFloat_AS_DOUBLE(args[k]);
        return true;
      }
      Type type;
      return exchange.read(args[k], tensors_[k], type) && take_tensor(k, type);
    });
  }

  bool read(const TensorOperand* operands, int count) {
    return read(count, [&](int k) {
      is_number_[k] = is_parameter(k) && operands[k].is_number;
      values_[k] = operands[k].number;
      tensors_[k] = operands[k].tensor;
      Type type;
      return is_number_[k] || (type_of_tensor(tensors_[k], type) && take_tensor(k, type));
    });
  }

  // False if nothing was written.
  bool run(bool has_gil) {
    const Tensor& out = tensors_[inputs_];
    Layout layout;
    layout.operands = operands_;
    layout.dimensions = out.dimensions > 0 ? out.dimensions : 1;
    if (layout.dimensions > kMostDimensions) return false;
    layout.shape[0] = 1;
    for (int d = 0; d < out.dimensions; ++d) layout.shape[d] = static_cast<std::ptrdiff_t>(out.shape[d]);
    for (int k = 0; k < operands_; ++k)
      if (!lay(layout, k)) return false;
    if (layout.elements() == 0) return true;
    if (layout.dimensions > 1) layout.simplify();
    for (int o = inputs_; o < operands_; ++o)
      if (!layout.stands_apart(o, inputs_, at_, work_.item_size)) return false;
    const auto work = [&] { fastrelu::run(work_, at_, layout); };
    if (double(layout.elements()) * work_.cost < kReleaseFrom)
      work();
    else
      in_context(work, has_gil);
    return true;
  }

 private:
  // read_one(k): false for what the kernels cannot take.
  template <class ReadOne>
  bool read(int count, const ReadOne& read_one) {
    inputs_ = ufunc_.inputs;
    operands_ = inputs_ + ufunc_.outputs;
    if (count != operands_) return false;
    for (int k = 0; k < operands_; ++k)
      if (!read_one(k)) return false;
    for (int k = 0; k < operands_; ++k)
      if (is_number_[k]) store_number(type_, values_[k], at_[k] = numbers_[k]);
    return true;
  }

  bool is_parameter(int k) const { return k >= ufunc_.data_inputs && k < inputs_; }

  bool take_tensor(int k, Type type) {
    const Tensor& t = tensors_[k];
    if (k == 0 && !choose_loop(type)) return false;
    at_[k] = t.start();
    return type == type_ && t.is_aligned();
  }

  bool choose_loop(Type type) {
    const int number = kTypeNumbers[int(type)], slot = number >= 0 ? ufunc_.slot_of[number] : ufunc_.bfloat_slot;
    if (slot < 0) return false;
    type_ = type;
    work_ = ufunc_.slots[slot].work();
    return true;
  }

  // The steps of an operand, aligned at the last axis; false if it does not broadcast.
  bool lay(Layout& layout, int k) const {
    for (int d = 0; d < layout.dimensions; ++d) layout.steps[d][k] = 0;
    if (is_number_[k]) return true;
    const Tensor& t = tensors_[k];
    const int missing = tensors_[inputs_].dimensions - t.dimensions;
    if (missing < 0 || (k >= inputs_ && missing != 0)) return false;
    for (int d = 0; d < t.dimensions; ++d) {
      const std::ptrdiff_t expected = layout.shape[missing + d], length = static_cast<std::ptrdiff_t>(t.shape[d]);
      if (length != expected && (length != 1 || k >= inputs_)) return false;
      if (length != 1) layout.steps[missing + d][k] = static_cast<std::ptrdiff_t>(t.strides[d]) * work_.item_size;
    }
    if (tensors_[inputs_].dimensions == 0) layout.steps[0][k] = work_.item_size;  // one element
    return true;
  }

  const UfuncStorage& ufunc_;
  Type type_{};
  Work work_{};
  int inputs_ = 0, operands_ = 0;
  bool is_number_[kMostOperands];
  Tensor tensors_[kMostOperands];
  double values_[kMostOperands];
  alignas(8) char numbers_[kMostOperands][8];
  char* at_[kMostOperands];
};

PyObject* call_tensors(PyObject*, PyObject* const* args, Py_ssize_t count) {
  if (count < 3 || count - 2 > kMostOperands) {
    PyErr_SetString(PyExc_TypeError, "call_tensors takes an exchange, a ufunc of fastrelu, its inputs and its outputs");
    return nullptr;
  }
  const Exchange* exchange = Exchange::of(args[0]);
  if (!exchange) return nullptr;
  if (!exchange->is_known()) Py_RETURN_FALSE;
  return PyBool_FromLong(call_on_tensors(*exchange, storage_of(args[1]), args + 2, static_cast<int>(count - 2)));
}

// The same of rows along an axis, of tensors of one shape. read(k, tensor, type): false for what the kernels cannot take.
template <class Read>
bool run_tensor_rows(const RowCall& call, int axis, int count, bool has_gil, const Read& read) {
  if (count != (call.form == Form::backward ? 3 : 2)) return false;
  Layout layout;
  layout.operands = count;
  char* at[kMostOperands];
  Type type{};
  Tensor first{};
  for (int k = 0; k < count; ++k) {
    Tensor t;
    Type own;
    if (!read(k, t, own) || !t.is_aligned()) return false;
    if (k == 0) first = t, type = own;
    if (own != type || t.dimensions != first.dimensions || t.dimensions > kMostDimensions) return false;
    at[k] = t.start();
    layout.dimensions = t.dimensions > 0 ? t.dimensions : 1;  // one element is a row
    layout.shape[0] = 1;
    layout.steps[0][k] = row_of(type).bytes;
    for (int d = 0; d < t.dimensions; ++d) {
      if (t.shape[d] != first.shape[d]) return false;
      layout.shape[d] = static_cast<std::ptrdiff_t>(t.shape[d]);
      layout.steps[d][k] = static_cast<std::ptrdiff_t>(t.strides[d]) * row_of(type).bytes;
    }
  }
  return axis >= 0 && axis < layout.dimensions && run_rows(call, type, layout, axis, at, has_gil);
}

PyObject* call_tensor_rows(PyObject*, PyObject* const* args, Py_ssize_t count) {
  if (count < 5 || count > 6) {
    PyErr_SetString(PyExc_TypeError, "call_tensor_rows takes an exchange, a ufunc of rows, an axis, its inputs and its output");
    return nullptr;
  }
  const Exchange* exchange = Exchange::of(args[0]);
  const long axis = PyLong_AsLong(args[2]);
  if (!exchange || (axis == -1 && PyErr_Occurred())) return nullptr;
  if (!exchange->is_known()) Py_RETURN_FALSE;
  try {
    const auto read = [&](int k, Tensor& tensor, Type& type) { return exchange->read(args[3 + k], tensor, type); };
    return PyBool_FromLong(
        run_tensor_rows(row_call_of(args[1]), static_cast<int>(axis), static_cast<int>(count - 3), true, read));
  } catch (const std::bad_alloc&) {
    return PyErr_NoMemory();
  }
}

using Fast = PyObject* (*)(PyObject*, PyObject* const*, Py_ssize_t);
template <Fast F>
py::object function_named(const char* name) {
  static PyMethodDef method = {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(F)), METH_FASTCALL, nullptr};
  PyObject* function = PyCFunction_New(&method, nullptr);
  if (!function) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(function);
}

}  // namespace

bool call_on_tensors(const Exchange& exchange, const UfuncStorage& ufunc, PyObject* const* args, int count) {
  TensorCall call(ufunc);
  return call.read(exchange, args, count) && call.run(true);
}

bool call_on_tensors(const UfuncStorage& ufunc, const TensorOperand* operands, int count, bool has_gil) {
  TensorCall call(ufunc);
  return call.read(operands, count) && call.run(has_gil);
}

bool call_rows_on_tensors(PyObject* ufunc, int axis, const TensorOperand* operands, int count, bool has_gil) {
  const auto read = [&](int k, Tensor& tensor, Type& type) {
    tensor = operands[k].tensor;
    return type_of_tensor(tensor, type);
  };
  return run_tensor_rows(row_call_of(ufunc), axis, count, has_gil, read);
}

py::object make_tensor_call() { return function_named<call_tensors>("call_tensors"); }
py::object make_tensor_row_call() { return function_named<call_tensor_rows>("call_tensor_rows"); }

}  // namespace fastrelu
