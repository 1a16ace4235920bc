// Activations as nodes of PyTorch's graph, in C++: what a gradient costs in Python (docs/design.md) is most of the time of a
// small tensor. Compiled on the user's machine against the PyTorch that is there (fastrelu.torch.build_nodes), in a module of
// its own; the kernels are those of fastrelu's module, through a table of functions.
#include "nodes.h"

namespace fastrelu_nodes {

const TensorInterface* table;

namespace {

// One activation. Kept for good, as functions of a module are.
struct Activation {
  std::string name;
  const void *value, *backward;  // handles of ufuncs
  PyObject* operate;             // the backward operator: (grad_output, *tensors, *numbers) -> tensor or tuple
  int data;                      // tensors that are data; the last has the dtype and the layout of the result
  int tensors;                   // and with trained parameters
  int numbers;
};

// Undefined where the kernels do not take the operands.
at::Tensor compute_value(const Activation& activation, const Tensors& tensors, const Numbers& numbers) {
  Call call;
  for (const at::Tensor& tensor : tensors)
    if (!call.add(tensor)) return {};
  call.add(numbers);
  const at::Tensor out = fresh_like(tensors[static_cast<std::size_t>(activation.data - 1)]);
  if (!call.add(out)) return {};
  call.flatten(tensors, {});
  return call.run(activation.value, true) ? out : at::Tensor();
}

class KernelNode : public torch::autograd::Node {
 public:
  KernelNode(const Activation& activation, const Tensors& tensors, const Numbers& numbers)
      : activation_(activation), numbers_(numbers) {
    saved_.reserve(tensors.size());
    for (const at::Tensor& tensor : tensors) saved_.emplace_back(tensor, /*is_output=*/false);
  }

  variable_list apply(variable_list&& grads) override {
    variable_list gradients(saved_.size());
    if (!grads[0].defined()) return gradients;
    Tensors tensors;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      for (const SavedVariable& saved : saved_) tensors.push_back(saved.unpack());
    }
    const bool differentiates = at::GradMode::is_enabled();
    if (differentiates || is_watched() || !compute(grads[0], tensors, gradients)) gradients = operate(grads[0], tensors);
    return gradients;
  }

  void release_variables() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (SavedVariable& saved : saved_) saved.reset_data();
  }

  std::string name() const override { return activation_.name; }

#if TORCH_VERSION_MAJOR * 100 + TORCH_VERSION_MINOR >= 208
  // For compiled autograd; before, PyTorch says itself that it cannot take such nodes.
  void compiled_args(torch::autograd::CompiledNodeArgs& args) const override {
    args.collect(reinterpret_cast<std::uintptr_t>(&activation_));
    for (const SavedVariable& saved : saved_) args.collect(saved, /*is_output=*/false);
    for (const double number : numbers_) args.collect(number);
  }

  variable_list apply_with_saved(const variable_list& grads, torch::autograd::SwapSavedVariables& swapped) override {
    for (SavedVariable& saved : saved_) swapped.before(saved);
    variable_list gradients = apply(variable_list(grads));
    for (SavedVariable& saved : saved_) swapped.after(saved);
    return gradients;
  }
#endif

 private:
  // False where the kernels do not take the operands.
  bool compute(const at::Tensor& grad, const Tensors& tensors, variable_list& gradients) const {
    const int data = activation_.data;
    const bool has_trained = activation_.tensors > data;
    if (has_trained && grad.scalar_type() == at::kBFloat16) return false;  // sums are rounded otherwise there
    Call call;
    if (!is_plain(grad) || grad.sizes() != tensors[0].sizes() || !call.add(grad)) return false;
    for (const at::Tensor& tensor : tensors)
      if (!is_plain(tensor) || tensor.scalar_type() != grad.scalar_type() || !call.add(tensor)) return false;
    call.add(numbers_);
    for (int k = 0; k < data; ++k) {
      gradients[k] = fresh_like(tensors[k]);
      if (!call.add(gradients[k])) return false;
    }
    if (!has_trained) call.flatten(tensors, grad);
    if (!call.run(activation_.backward, false)) return false;
    const int inputs = 1 + activation_.tensors + activation_.numbers;
    for (int k = data; k < activation_.tensors; ++k) {
      if (!task_should_compute_output(k)) continue;
      gradients[k] = at::detail::empty_cpu(tensors[k].sizes(), tensors[k].scalar_type());
      if (!call.sum(activation_.backward, k - data, inputs, gradients[k])) return false;
    }
    return true;
  }

  // Through the dispatcher, which differentiates again, batches, and has the words for errors.
  variable_list operate(const at::Tensor& grad, const Tensors& tensors) const {
    const InterpreterLock lock;
    THPObjectPtr args(PyTuple_New(1 + activation_.tensors + activation_.numbers));
    if (!args) raise_python_error();
    Py_ssize_t at = 0;
    const auto put = [&](PyObject* object) {
      if (!object) raise_python_error();
      PyTuple_SET_ITEM(args.get(), at++, object);
    };
    put(THPVariable_Wrap(grad));
    for (const at::Tensor& tensor : tensors) put(THPVariable_Wrap(tensor));
    for (const double number : numbers_) put(PyFloat_FromDouble(number));
    return gradients_from(PyObject_CallObject(activation_.operate, args.get()));
  }

  const Activation& activation_;
  c10::SmallVector<SavedVariable, 3> saved_;
  Numbers numbers_;
};

// -------------------------------------------------------------------------------------------------------- from Python

// (*tensors, *numbers) -> tensor; None, and nothing has happened, where there is more to a call than its operands' memory.
PyObject* call(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  HANDLE_TH_ERRORS
  const auto& activation = *static_cast<const Activation*>(PyCapsule_GetPointer(self, nullptr));
  if (count != activation.tensors + activation.numbers) {
    PyErr_Format(PyExc_TypeError, "%s takes %d inputs, not %zd", activation.name.c_str(),
                 activation.tensors + activation.numbers, count);
    return nullptr;
  }
  if (is_watched()) Py_RETURN_NONE;
  Tensors tensors;
  bool requires_grad = false;
  for (int k = 0; k < activation.tensors; ++k) {
    if (!THPVariable_CheckExact(args[k])) Py_RETURN_NONE;
    tensors.push_back(THPVariable_Unpack(args[k]));
    const at::Tensor& tensor = tensors.back();
    if (!is_plain(tensor) || tensor.scalar_type() != tensors[0].scalar_type()) Py_RETURN_NONE;
    if (k < activation.data && tensor.sizes() != tensors[0].sizes()) Py_RETURN_NONE;
    requires_grad = requires_grad || tensor.requires_grad();
  }
  Numbers numbers;
  for (Py_ssize_t k = activation.tensors; k < count; ++k) {
    if (!PyFloat_CheckExact(args[k])) Py_RETURN_NONE;
    numbers.push_back(PyFloat_AS_DOUBLE(args[k]));
  }
  const at::Tensor result = compute_value(activation, tensors, numbers);
  if (!result.defined()) Py_RETURN_NONE;
  if (!requires_grad || !at::GradMode::is_enabled()) return THPVariable_Wrap(result);
  const auto node = make_node<KernelNode>(activation, tensors, numbers);
  node->set_next_edges(torch::autograd::collect_next_edges(at::TensorList(tensors)));
  torch::autograd::set_history(result, node);
  return THPVariable_Wrap(result);
  END_HANDLE_TH_ERRORS
}

// lend(interface): the table of functions of fastrelu's module. False if it is of another version.
PyObject* lend(PyObject*, PyObject* capsule) {
  const auto* lent = static_cast<const TensorInterface*>(PyCapsule_GetPointer(capsule, TensorInterface::name));
  if (!lent) return nullptr;
  if (lent->version == TensorInterface::current) table = lent;
  return PyBool_FromLong(table != nullptr);
}

// make(name, value, backward, operate, data, tensors, numbers): a function as above.
PyObject* make(PyObject*, PyObject* args) {
  const char* name;
  PyObject *value, *backward, *operate;
  auto made = std::make_unique<Activation>();
  if (!PyArg_ParseTuple(args, "sOOOiii", &name, &value, &backward, &operate, &made->data, &made->tensors, &made->numbers))
    return nullptr;
  made->name = name;
  made->value = PyCapsule_GetPointer(value, TensorInterface::name);
  made->backward = PyCapsule_GetPointer(backward, TensorInterface::name);
  if (!made->value || !made->backward) return nullptr;
  if (!table || 1 + made->tensors + made->numbers + made->data > kMostOperands) Py_RETURN_NONE;
  made->operate = Py_NewRef(operate);
  return function_with<call>(std::move(made));
}

PyMethodDef methods[] = {
    {"lend", lend, METH_O, "Take the table of functions of fastrelu's module."},
    {"make", make, METH_VARARGS, "A function whose gradient is a node in C++."},
    {"make_rows", make_rows, METH_VARARGS, "The same for a function along an axis."},
    {nullptr, nullptr, 0, nullptr},
};
PyModuleDef definition = {PyModuleDef_HEAD_INIT, "fastrelu_nodes", nullptr, -1, methods, nullptr, nullptr, nullptr, nullptr};

}  // namespace
}  // namespace fastrelu_nodes

PyMODINIT_FUNC PyInit_fastrelu_nodes() { return PyModule_Create(&fastrelu_nodes::definition); }
