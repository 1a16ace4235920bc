// Functions along an axis: their gradients come from the output.
#include "nodes.h"

namespace fastrelu_nodes {
namespace {

// One function. Kept for good.
struct RowFunction {
  std::string name;
  const void *value, *backward;  // handles of ufuncs
  PyObject* operate;             // the backward operator: (grad_output, output, dim) -> tensor
};

class RowNode : public torch::autograd::Node {
 public:
  RowNode(const RowFunction& function, int axis) : function_(function), axis_(axis) {}
  // Once the result knows of this node.
  void save(const at::Tensor& output) { saved_ = SavedVariable(output, /*is_output=*/true); }

  variable_list apply(variable_list&& grads) override {
    if (!grads[0].defined()) return variable_list(1);
    at::Tensor output;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      output = saved_.unpack(getptr());
    }
    if (!at::GradMode::is_enabled() && !is_watched()) {
      const at::Tensor gradient = compute(grads[0], output);
      if (gradient.defined()) return {gradient};
    }
    return operate(grads[0], output);
  }

  void release_variables() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    saved_.reset_data();
  }

  std::string name() const override { return function_.name; }

#if TORCH_VERSION_MAJOR * 100 + TORCH_VERSION_MINOR >= 208
  void compiled_args(torch::autograd::CompiledNodeArgs& args) const override {
    args.collect(reinterpret_cast<std::uintptr_t>(&function_));
    args.collect(axis_);
    args.collect(saved_, /*is_output=*/true);
  }

  variable_list apply_with_saved(const variable_list& grads, torch::autograd::SwapSavedVariables& swapped) override {
    swapped.before(saved_);
    variable_list gradients = apply(variable_list(grads));
    swapped.after(saved_);
    return gradients;
  }
#endif

 private:
  // Undefined where the kernels do not take the operands.
  at::Tensor compute(const at::Tensor& grad, const at::Tensor& output) const {
    if (!is_plain(grad) || !is_plain(output) || grad.scalar_type() != output.scalar_type()) return {};
    const at::Tensor gradient = fresh_like(output);
    Call call;
    const bool added = call.add(grad) && call.add(output) && call.add(gradient);
    return added && call.run_rows(function_.backward, axis_, false) ? gradient : at::Tensor();
  }

  variable_list operate(const at::Tensor& grad, const at::Tensor& output) const {
    const InterpreterLock lock;
    THPObjectPtr wrapped_grad(THPVariable_Wrap(grad)), wrapped_output(THPVariable_Wrap(output));
    return gradients_from(PyObject_CallFunction(function_.operate, "OOi", wrapped_grad.get(), wrapped_output.get(), axis_));
  }

  const RowFunction& function_;
  const int axis_;
  SavedVariable saved_;
};

// (tensor, dim) -> tensor; None, and nothing has happened, where there is more to a call than its memory.
PyObject* call(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  HANDLE_TH_ERRORS
  const auto& function = *static_cast<const RowFunction*>(PyCapsule_GetPointer(self, nullptr));
  if (count != 2) {
    PyErr_Format(PyExc_TypeError, "%s takes a tensor and dim", function.name.c_str());
    return nullptr;
  }
  if (is_watched() || !THPVariable_CheckExact(args[0]) || !PyLong_CheckExact(args[1])) Py_RETURN_NONE;
  const at::Tensor& input = THPVariable_Unpack(args[0]);
  if (!is_plain(input)) Py_RETURN_NONE;
  const long dimensions = std::max<long>(static_cast<long>(input.dim()), 1);
  long axis = PyLong_AsLong(args[1]);
  if (axis == -1 && PyErr_Occurred()) {
    PyErr_Clear();  // the function has the words for it
    Py_RETURN_NONE;
  }
  if (axis < -dimensions || axis >= dimensions) Py_RETURN_NONE;
  axis += axis < 0 ? dimensions : 0;
  Call call;
  if (!call.add(input)) Py_RETURN_NONE;
  const at::Tensor result = fresh_like(input);
  if (!call.add(result) || !call.run_rows(function.value, static_cast<int>(axis), true)) Py_RETURN_NONE;
  if (!input.requires_grad() || !at::GradMode::is_enabled()) return THPVariable_Wrap(result);
  const auto node = make_node<RowNode>(function, static_cast<int>(axis));
  node->set_next_edges(torch::autograd::collect_next_edges(input));
  torch::autograd::set_history(result, node);
  node->save(result);
  return THPVariable_Wrap(result);
  END_HANDLE_TH_ERRORS
}

}  // namespace

PyObject* make_rows(PyObject*, PyObject* args) {
  const char* name;
  PyObject *value, *backward, *operate;
  if (!PyArg_ParseTuple(args, "sOOO", &name, &value, &backward, &operate)) return nullptr;
  auto made = std::make_unique<RowFunction>();
  made->name = name;
  made->value = PyCapsule_GetPointer(value, TensorInterface::name);
  made->backward = PyCapsule_GetPointer(backward, TensorInterface::name);
  if (!made->value || !made->backward) return nullptr;
  if (!table) Py_RETURN_NONE;
  made->operate = Py_NewRef(operate);
  return function_with<call>(std::move(made));
}

}  // namespace fastrelu_nodes
