#include "python/functions.h"

#include <cmath>
#include <cstddef>
#include <new>

#include "python/fast_call.h"
#include "python/numpy_api.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

constexpr int kMostNames = kMostParameters + 1;  // parameters, and a choice

struct Function {
  PyObject_HEAD vectorcallfunc vectorcall;
  PyObject *dict, *weak_references;
  PyObject *ufunc, *about, *choices;
  PyObject *names[kMostNames], *defaults[kMostNames];
  int data, parameters;  // how many
  int checks;
  // The parameters that `about` has last found no fault with, where it has to be asked for numbers.
  double sound[kMostParameters];
  bool has_sound;
};

// What `about` sees to besides unusual calls.
enum Checks { kNothing, kNumbers, kGivenParameters, kEverything };

int place_of(const Function& f, PyObject* name) {
  const int count = f.parameters + (f.choices ? 1 : 0);
  for (int k = 0; k < count; ++k)
    if (name == f.names[k]) return k;  // names in calls are interned, as ours are
  for (int k = 0; k < count; ++k)
    if (PyUnicode_Compare(name, f.names[k]) == 0) return k;
  return -1;
}

// All parameters of a call as floats; false if one is anything else.
bool numbers_of(const Function& f, PyObject* const* values, double* numbers) {
  for (int k = 0; k < f.parameters; ++k) {
    PyObject* value = values[k] ? values[k] : f.defaults[k];
    if (!PyFloat_CheckExact(value)) return false;
    numbers[k] = PyFloat_AS_DOUBLE(value);
  }
  return true;
}

// Are they those that were found sound?
bool is_sound(const Function& f, PyObject* const* values) {
  double numbers[kMostParameters];
  if (!f.has_sound || !numbers_of(f, values, numbers)) return false;
  for (int k = 0; k < f.parameters; ++k)
    if (numbers[k] != f.sound[k]) return false;
  return true;
}

// Positional and named parameters of a call; false if there is something that is none. Sets out where that is given.
bool read_parameters(const Function& f, PyObject* const* args, Py_ssize_t given, PyObject* keywords, PyObject** values,
                     PyObject*& out) {
  static PyObject* const name_out = PyUnicode_InternFromString("out");
  const int positional = f.parameters + (f.choices ? 1 : 0);
  if (given < f.data || given > f.data + positional) return false;
  for (Py_ssize_t k = f.data; k < given; ++k) values[k - f.data] = args[k];
  const Py_ssize_t named = keywords ? PyTuple_GET_SIZE(keywords) : 0;
  for (Py_ssize_t k = 0; k < named; ++k) {
    PyObject* name = PyTuple_GET_ITEM(keywords, k);
    if (name == name_out) {
      out = args[given + k];
      continue;
    }
    const int place = place_of(f, name);
    if (place < 0 || values[place]) return false;
    values[place] = args[given + k];
  }
  return true;
}

// The result of a usual call, or nullptr without an error where `about` has to see to it.
PyObject* usual_call(const Function& f, PyObject* const* args, Py_ssize_t given, PyObject* keywords) {
  PyObject *values[kMostNames] = {}, *out = nullptr;
  if (f.checks == kEverything || !read_parameters(f, args, given, keywords, values, out)) return nullptr;
  PyObject* operands[kMostInputs];
  for (int k = 0; k < f.data; ++k) operands[k] = args[k];
  bool any = false;
  for (int k = 0; k < f.parameters; ++k) any = any || values[k];
  if (any && f.checks != kNothing && (f.checks == kGivenParameters || !is_sound(f, values))) return nullptr;
  for (int k = 0; k < f.parameters; ++k) {
    PyObject* value = values[k];
    if (value && PyFloat_CheckExact(value) && std::isnan(PyFloat_AS_DOUBLE(value))) return nullptr;
    if (!value && (value = f.defaults[k]) == Py_Ellipsis) return nullptr;
    operands[f.data + k] = value;
  }
  PyObject* ufunc = f.ufunc;
  if (f.choices && values[f.parameters]) {
    if (!PyUnicode_CheckExact(values[f.parameters])) return nullptr;
    if (!(ufunc = PyDict_GetItemWithError(f.choices, values[f.parameters]))) return nullptr;  // about knows the right words
  }
  return try_fast_call(ufunc, operands, out);
}

PyObject* call(PyObject* self, PyObject* const* args, std::size_t count, PyObject* keywords) {
  auto& f = *reinterpret_cast<Function*>(self);
  const Py_ssize_t given = PyVectorcall_NARGS(count);
  if (PyObject* result = usual_call(f, args, given, keywords)) return result;
  if (PyErr_Occurred()) return nullptr;
  PyObject* result = PyObject_Vectorcall(f.about, args, count, keywords);
  if (result && f.checks == kNumbers) {  // whatever else it saw to, it has found no fault with the numbers
    PyObject *values[kMostNames] = {}, *out = nullptr;
    if (read_parameters(f, args, given, keywords, values, out)) f.has_sound = numbers_of(f, values, f.sound);
  }
  return result;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  auto& f = *reinterpret_cast<Function*>(self);
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(f.dict);
  Py_VISIT(f.ufunc);
  Py_VISIT(f.about);
  Py_VISIT(f.choices);
  return 0;
}

int clear(PyObject* self) {
  auto& f = *reinterpret_cast<Function*>(self);
  Py_CLEAR(f.dict);
  Py_CLEAR(f.ufunc);
  Py_CLEAR(f.about);
  Py_CLEAR(f.choices);
  for (int k = 0; k < kMostNames; ++k) {
    Py_CLEAR(f.names[k]);
    Py_CLEAR(f.defaults[k]);
  }
  return 0;
}

void deallocate(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  if (reinterpret_cast<Function*>(self)->weak_references) PyObject_ClearWeakRefs(self);
  clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

PyObject* name_of(PyObject* self, void*) { return PyObject_GetAttrString(reinterpret_cast<Function*>(self)->about, "name"); }
PyObject* module_of(PyObject*, void*) { return PyUnicode_InternFromString("fastrelu"); }
PyObject* docstring(PyObject* self, void*) {
  return PyObject_CallMethod(reinterpret_cast<Function*>(self)->about, "docstring", nullptr);
}
PyObject* signature(PyObject* self, void*) {
  return PyObject_CallMethod(reinterpret_cast<Function*>(self)->about, "signature", nullptr);
}
PyObject* ufunc_of(PyObject* self, void*) {
  PyObject* ufunc = reinterpret_cast<Function*>(self)->ufunc;
  Py_INCREF(ufunc);
  return ufunc;
}
PyObject* represent(PyObject* self) {
  PyObject* name = name_of(self, nullptr);
  if (!name) return nullptr;
  PyObject* text = PyUnicode_FromFormat("<function fastrelu.%U>", name);
  Py_DECREF(name);
  return text;
}
// Pickled by name.
PyObject* reduce(PyObject* self, PyObject*) { return name_of(self, nullptr); }

PyTypeObject* function_type() {
  static PyMemberDef members[] = {
      {"__vectorcalloffset__", T_PYSSIZET, offsetof(Function, vectorcall), READONLY, nullptr},
      {"__dictoffset__", T_PYSSIZET, offsetof(Function, dict), READONLY, nullptr},
      {"__weaklistoffset__", T_PYSSIZET, offsetof(Function, weak_references), READONLY, nullptr},
      {nullptr, 0, 0, 0, nullptr},
  };
  static PyGetSetDef attributes[] = {
      {"__name__", name_of, nullptr, nullptr, nullptr},
      {"__qualname__", name_of, nullptr, nullptr, nullptr},
      {"__module__", module_of, nullptr, nullptr, nullptr},
      {"__doc__", docstring, nullptr, nullptr, nullptr},
      {"__signature__", signature, nullptr, nullptr, nullptr},
      {"ufunc", ufunc_of, nullptr, "The ufunc underneath, which takes the parameters by position.", nullptr},
      {nullptr, nullptr, nullptr, nullptr, nullptr},
  };
  static PyMethodDef methods[] = {
      {"__reduce__", reduce, METH_NOARGS, nullptr},
      {nullptr, nullptr, 0, nullptr},
  };
  static PyType_Slot slots[] = {
      {Py_tp_dealloc, reinterpret_cast<void*>(deallocate)},
      {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
      {Py_tp_clear, reinterpret_cast<void*>(clear)},
      {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
      {Py_tp_repr, reinterpret_cast<void*>(represent)},
      {Py_tp_members, members},
      {Py_tp_getset, attributes},
      {Py_tp_methods, methods},
      {0, nullptr},
  };
  static PyType_Spec spec = {
      "fastrelu._core.Function", sizeof(Function), 0,
      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
  static auto* const type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  return type;
}

PyObject* borrowed_to_owned(const py::handle& object) {
  PyObject* p = object.ptr();
  Py_INCREF(p);
  return p;
}

}  // namespace

py::object make_function(py::object ufunc, py::object about, int data, py::tuple names, py::tuple defaults, py::object choices,
                         int checks) {
  const bool chooses = !choices.is_none();
  const auto count = static_cast<int>(names.size());
  if (count > kMostParameters + (chooses ? 1 : 0) || defaults.size() != names.size() || (chooses && count == 0) || data < 1 ||
      data > kMostData)
    throw py::value_error("make_function: too many names, or as many defaults as there are not");
  PyTypeObject* type = function_type();
  if (!type) throw py::error_already_set();
  auto* f = PyObject_GC_New(Function, type);
  if (!f) throw std::bad_alloc();
  // The header is set; the rest starts as zeros, so that clear() finds what it can drop.
  f->vectorcall = call;
  f->dict = f->weak_references = nullptr;
  f->choices = chooses ? borrowed_to_owned(choices) : nullptr;
  for (int k = 0; k < kMostNames; ++k) {
    f->names[k] = f->defaults[k] = nullptr;
    if (k >= count) continue;
    f->names[k] = borrowed_to_owned(names[static_cast<std::size_t>(k)]);
    PyUnicode_InternInPlace(&f->names[k]);
    f->defaults[k] = borrowed_to_owned(defaults[static_cast<std::size_t>(k)]);
  }
  f->ufunc = borrowed_to_owned(ufunc);
  f->about = borrowed_to_owned(about);
  f->data = data;
  f->parameters = count - (chooses ? 1 : 0);
  f->checks = checks;
  f->has_sound = false;
  PyObject_GC_Track(reinterpret_cast<PyObject*>(f));
  return py::reinterpret_steal<py::object>(reinterpret_cast<PyObject*>(f));
}

}  // namespace fastrelu
