#include "python/tensor_call.h"

#include <cstdint>

#include "python/interpreter.h"
#include "python/slots.h"
#include "runtime/layout.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

// The parts of DLPack's binary interface that are used, as of its version 1.3 (dmlc.github.io/dlpack).
struct Tensor {
  char* data;
  std::int32_t device, device_number, dimensions;
  std::uint8_t code, bits;
  std::uint16_t lanes;
  const std::int64_t *shape, *strides;
  std::uint64_t offset;
};
struct Exchange {
  std::uint32_t major, minor;
  void* older;
  void (*unused[3])();
  int (*look)(void* object, Tensor* tensor);  // does not own; may be nullptr
};
constexpr std::uint32_t kMajor = 1;
constexpr std::int32_t kCpu = 1;
constexpr std::uint8_t kFloat = 2, kBfloat = 4;
constexpr std::int64_t kReleaseFrom = 500;  // elements from which on others may have the interpreter, as NumPy has it

class TensorCall {
 public:
  TensorCall(const Exchange& exchange, const UfuncStorage& ufunc) : exchange_(exchange), ufunc_(ufunc) {}

  bool read(PyObject* const* args, int count) {
    inputs_ = ufunc_.inputs;
    operands_ = inputs_ + ufunc_.outputs;
    if (count != operands_) return false;
    for (int k = 0; k < operands_; ++k) {
      is_number_[k] = k >= ufunc_.data_inputs && k < inputs_ && PyFloat_CheckExact(args[k]);
      if (!is_number_[k] && !read_tensor(k, args[k])) return false;
    }
    for (int k = 0; k < operands_; ++k)
      if (is_number_[k]) store_number(type_, PyFloat_AS_DOUBLE(args[k]), at_[k] = numbers_[k]);
    return true;
  }

  // False if nothing was written.
  bool run() {
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
    if (layout.elements() < kReleaseFrom) {
      fastrelu::run(work_, at_, layout);
      return true;
    }
    follow_context();
    without_gil([&] { fastrelu::run(work_, at_, layout); });
    return true;
  }

 private:
  bool read_tensor(int k, PyObject* object) {
    Tensor& t = tensors_[k];
    if (exchange_.look(object, &t) != 0) {
      PyErr_Clear();  // no memory of its own, as a wrapper: another way is taken, which has the right words
      return false;
    }
    if (t.device != kCpu || t.lanes != 1) return false;
    if (k == 0 && !choose_loop(t)) return false;
    if (t.code != tensors_[0].code || t.bits != tensors_[0].bits) return false;
    at_[k] = t.data + t.offset;
    return reinterpret_cast<std::uintptr_t>(at_[k]) % std::uintptr_t(work_.item_size) == 0;
  }

  bool choose_loop(const Tensor& t) {
    int number = -1;
    for (int k = 0; k < kTypes; ++k) {
      if (!kTypeRows[k].is_float() || kTypeRows[k].bytes * 8 != t.bits) continue;
      const bool is_numpys = kTypeNumbers[k] >= 0;
      if (t.code == (is_numpys ? kFloat : kBfloat)) number = is_numpys ? ufunc_.slot_of[kTypeNumbers[k]] : ufunc_.bfloat_slot;
    }
    if (number < 0) return false;
    const Slot& slot = ufunc_.slots[number];
    type_ = slot.type;
    work_ = slot.work();
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

  const Exchange& exchange_;
  const UfuncStorage& ufunc_;
  Type type_{};
  Work work_{};
  int inputs_ = 0, operands_ = 0;
  bool is_number_[kMostOperands];
  Tensor tensors_[kMostOperands];
  alignas(8) char numbers_[kMostOperands][8];
  char* at_[kMostOperands];
};

PyObject* call_tensors(PyObject*, PyObject* const* args, Py_ssize_t count) {
  if (count < 3 || count - 2 > kMostOperands) {
    PyErr_SetString(PyExc_TypeError, "call_tensors takes an exchange, a ufunc of fastrelu, its inputs and its outputs");
    return nullptr;
  }
  const auto* exchange = static_cast<const Exchange*>(PyCapsule_GetPointer(args[0], "dlpack_exchange_api"));
  if (!exchange) return nullptr;
  if (exchange->major != kMajor || !exchange->look) Py_RETURN_FALSE;
  const auto* ufunc = reinterpret_cast<PyUFuncObject*>(args[1]);
  TensorCall call(*exchange, *static_cast<const Slot*>(ufunc->data[0])->ufunc);
  return PyBool_FromLong(call.read(args + 2, static_cast<int>(count - 2)) && call.run());
}

}  // namespace

py::object make_tensor_call() {
  static PyMethodDef method = {"call_tensors", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(call_tensors)),
                               METH_FASTCALL, nullptr};
  PyObject* function = PyCFunction_New(&method, nullptr);
  if (!function) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(function);
}

}  // namespace fastrelu
