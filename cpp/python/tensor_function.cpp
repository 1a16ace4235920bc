#include "python/tensor_function.h"

#include "python/slots.h"
#include "python/tensor_call.h"
#include "python/tensors.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

// Kept for good, as the functions of a module are.
struct TensorFunction {
  const Exchange* exchange;
  const UfuncStorage* ufunc;
  py::object keeper;  // of the capsule that exchange is in
  py::tuple classes, quiet;
  py::object is_grad_enabled, empty_like;
};

// What a question was answered with.
enum class Answer { no, yes, error };
Answer answer(PyObject* object) {
  if (!object) return Answer::error;
  const int truth = PyObject_IsTrue(object);
  Py_DECREF(object);
  return truth < 0 ? Answer::error : truth ? Answer::yes : Answer::no;
}

struct Names {
  PyObject* const requires_grad = PyUnicode_InternFromString("requires_grad");
  PyObject* const is_neg = PyUnicode_InternFromString("is_neg");
};
const Names& names() {
  static const Names all;
  return all;
}

// Is there nothing to this tensor but its memory? no: there is.
Answer is_plain(const TensorFunction& f, PyObject* object) {
  const auto* type = reinterpret_cast<PyObject*>(Py_TYPE(object));
  bool known = false;
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(f.classes.ptr()); ++k)
    known = known || PyTuple_GET_ITEM(f.classes.ptr(), k) == type;
  if (!known) return Answer::no;
  Answer asked = answer(PyObject_GetAttr(object, names().requires_grad));
  if (asked == Answer::yes) asked = answer(PyObject_CallNoArgs(f.is_grad_enabled.ptr()));
  if (asked == Answer::no) asked = answer(PyObject_CallMethodNoArgs(object, names().is_neg));  // its sign is in a flag
  return asked == Answer::error ? asked : asked == Answer::no ? Answer::yes : Answer::no;
}

Answer is_quiet(const TensorFunction& f) {
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(f.quiet.ptr()); ++k) {
    const Answer asked = answer(PyObject_CallNoArgs(PyTuple_GET_ITEM(f.quiet.ptr(), k)));
    if (asked != Answer::no) return asked == Answer::yes ? Answer::no : asked;
  }
  return Answer::yes;
}

PyObject* call(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  const auto& f = *static_cast<const TensorFunction*>(PyCapsule_GetPointer(self, nullptr));
  if (count != f.ufunc->inputs) {
    PyErr_Format(PyExc_TypeError, "%s takes %d inputs, not %zd", f.ufunc->name.c_str(), f.ufunc->inputs, count);
    return nullptr;
  }
  Answer usual = is_quiet(f);
  for (Py_ssize_t k = 0; usual == Answer::yes && k < count; ++k)
    if (k < f.ufunc->data_inputs || !PyFloat_CheckExact(args[k])) usual = is_plain(f, args[k]);
  if (usual == Answer::error) return nullptr;
  if (usual == Answer::no) Py_RETURN_NONE;
  const int like = f.ufunc->data_inputs - 1;
  Tensor tensor;
  Type type;
  if (!f.exchange->read(args[like], tensor, type)) Py_RETURN_NONE;  // elsewhere, or not dense
  PyObject* operands[kMostOperands];
  for (Py_ssize_t k = 0; k < count; ++k) operands[k] = args[k];
  PyObject* const out = operands[count] = PyObject_CallOneArg(f.empty_like.ptr(), args[like]);
  if (!out) return nullptr;
  if (call_on_tensors(*f.exchange, *f.ufunc, operands, static_cast<int>(count) + 1)) return out;
  Py_DECREF(out);
  Py_RETURN_NONE;
}

}  // namespace

py::object make_tensor_function(py::object exchange, py::object ufunc, py::tuple classes, py::tuple quiet,
                                py::object is_grad_enabled, py::object empty_like) {
  const Exchange* known = Exchange::of(exchange.ptr());
  if (!known) throw py::error_already_set();
  if (!known->is_known()) return py::none();
  if (storage_of(ufunc.ptr()).outputs != 1) throw py::value_error("a tensor function has one output");
  static PyMethodDef method = {"tensor_function", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(call)),
                               METH_FASTCALL, nullptr};
  auto* made = new TensorFunction{known, &storage_of(ufunc.ptr()), exchange, classes, quiet, is_grad_enabled, empty_like};
  const py::capsule self(made, [](void*) {});
  PyObject* function = PyCFunction_New(&method, self.ptr());
  if (!function) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(function);
}

}  // namespace fastrelu
