// What nodes of PyTorch's graph share: which tensors are usual, their memory, calls of fastrelu's kernels.
#pragma once

#include <torch/csrc/python_headers.h>

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/PythonTorchFunctionTLS.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <c10/core/impl/TorchDispatchModeTLS.h>
#include <torch/csrc/Exceptions.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/python_variable.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/dynamo/compiled_autograd.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/utils/object_ptr.h>
#include <torch/version.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tensor_interface.h"

namespace fastrelu_nodes {

using fastrelu::TensorInterface;
using fastrelu::TensorOperand;
using torch::autograd::SavedVariable;
using torch::autograd::variable_list;
using Tensors = c10::SmallVector<at::Tensor, 3>;
using Numbers = c10::SmallVector<double, 4>;

constexpr int kMostOperands = 8;

// fastrelu's, once it has been lent.
extern const TensorInterface* table;

// Does something else want to know of each call: a transform, a mode, a tracer?
inline bool is_watched() {
  const auto included = c10::impl::tls_local_dispatch_key_set().included_;
  return included.has(c10::DispatchKey::FuncTorchDynamicLayerFrontMode) ||
         included.has(c10::DispatchKey::FuncTorchDynamicLayerBackMode) || c10::impl::TorchDispatchModeTLS::any_modes_set() ||
         at::impl::torch_function_mode_enabled() || torch::jit::tracer::isTracing();
}

// Is there nothing to a tensor but its memory, and perhaps a gradient backward?
inline bool is_plain(const at::Tensor& tensor) {
  static const c10::DispatchKeySet plain =
      c10::DispatchKeySet(c10::DispatchKey::CPU) | c10::DispatchKeySet(c10::DispatchKey::AutogradCPU) |
      c10::DispatchKeySet(c10::DispatchKey::AutocastCPU) | c10::DispatchKeySet(c10::DispatchKey::ADInplaceOrView);
  return tensor.defined() && plain.has_all(tensor.key_set()) && !tensor._fw_grad(/*level=*/0).defined();
}

// The memory of a tensor that is plain; false for dtypes without kernels.
inline bool describe(const at::Tensor& tensor, TensorOperand& operand) {
  constexpr std::int32_t kCpu = 1;
  constexpr std::uint8_t kFloat = 2, kBfloat = 4;
  operand.is_number = false;
  fastrelu::Tensor& t = operand.tensor;
  t = {};
  t.code = kFloat;
  switch (tensor.scalar_type()) {
    case at::kHalf:
      t.bits = 16;
      break;
    case at::kBFloat16:
      t.bits = 16;
      t.code = kBfloat;
      break;
    case at::kFloat:
      t.bits = 32;
      break;
    case at::kDouble:
      t.bits = 64;
      break;
    default:
      return false;
  }
  t.data = static_cast<char*>(const_cast<void*>(tensor.const_data_ptr()));
  t.device = kCpu;
  t.lanes = 1;
  t.dimensions = static_cast<std::int32_t>(tensor.dim());
  t.shape = tensor.sizes().data();
  t.strides = tensor.strides().data();
  return true;
}

// As empty_like; past the dispatcher where that would come to the same.
inline at::Tensor fresh_like(const at::Tensor& tensor) {
  if (tensor.is_non_overlapping_and_dense())
    return at::detail::empty_strided_cpu(tensor.sizes(), tensor.strides(), tensor.scalar_type());
  const at::AutoDispatchBelowADInplaceOrView below;
  return at::empty_like(tensor);
}

// The operands of one call, inputs first.
class Call {
 public:
  bool add(const at::Tensor& tensor) { return count_ < kMostOperands && describe(tensor, operands_[count_++]); }
  void add(const Numbers& numbers) {
    for (const double number : numbers) {
      operands_[count_].is_number = true;
      operands_[count_++].number = number;
    }
  }
  // Operands that lie alike, without gaps, are rows of elements, whatever their axes.
  void flatten(at::ArrayRef<at::Tensor> tensors, const at::Tensor& grad) {
    const at::Tensor& first = tensors[0];
    if (!first.is_non_overlapping_and_dense() || (grad.defined() && grad.strides() != first.strides())) return;
    for (const at::Tensor& tensor : tensors)
      if (tensor.sizes() != first.sizes() || tensor.strides() != first.strides()) return;
    length_ = first.numel();
    for (int k = 0; k < count_; ++k) {
      fastrelu::Tensor& t = operands_[k].tensor;
      t.dimensions = 1;
      t.shape = &length_;
      t.strides = &one_;
    }
  }
  bool run(const void* ufunc, bool is_locked) const { return table->run(ufunc, operands_, count_, is_locked); }
  bool run_rows(const void* ufunc, int axis, bool is_locked) const {
    return table->run_rows(ufunc, axis, operands_, count_, is_locked);
  }
  // `out` in place of the outputs.
  bool sum(const void* ufunc, int parameter, int inputs, const at::Tensor& out) {
    return describe(out, operands_[inputs]) && table->sum_for_parameter(ufunc, parameter, operands_, inputs + 1, false);
  }

 private:
  TensorOperand operands_[kMostOperands];
  int count_ = 0;
  std::int64_t length_ = 0;
  const std::int64_t one_ = 1;
};

struct InterpreterLock {
  InterpreterLock() : state_(PyGILState_Ensure()) {}
  InterpreterLock(const InterpreterLock&) = delete;
  ~InterpreterLock() { PyGILState_Release(state_); }

 private:
  PyGILState_STATE state_;
};

[[noreturn]] inline void raise_python_error() {
  python_error error;
  error.persist();
  throw error;
}

// As PyTorch counts references to nodes: its own way from 2.13 on, before that the library's.
template <class Made, class... Args>
auto make_node(const Args&... args) {
  if constexpr (std::is_base_of_v<c10::intrusive_ptr_target, Made>)
    return c10::make_intrusive<Made>(args...);
  else
    return std::shared_ptr<Made>(new Made(args...), [](Made* node) { deleteNode(node); });
}

// A gradient or a tuple of them, as the operators return them; steals the reference.
inline variable_list gradients_from(PyObject* object) {
  THPObjectPtr result(object);
  if (!result) raise_python_error();
  if (THPVariable_Check(result.get())) return {THPVariable_Unpack(result.get())};
  variable_list gradients;
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(result.get()); ++k)
    gradients.push_back(THPVariable_Unpack(PyTuple_GET_ITEM(result.get(), k)));
  return gradients;
}

// A function of tensors and numbers, which finds `made` as the pointer of its `self`; both are kept for good. A new reference.
template <PyObject* (*Function)(PyObject*, PyObject* const*, Py_ssize_t), class Made>
PyObject* function_with(std::unique_ptr<Made> made) {
  static PyMethodDef method = {"node_function", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(Function)),
                               METH_FASTCALL, nullptr};
  THPObjectPtr self(PyCapsule_New(made.release(), nullptr, nullptr));
  return self ? PyCFunction_New(&method, self.get()) : nullptr;
}

// make_rows(name, value, backward, operate), for row_nodes.cpp's part of the module.
PyObject* make_rows(PyObject* module, PyObject* args);

}  // namespace fastrelu_nodes
