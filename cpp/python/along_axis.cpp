#include "python/along_axis.h"

#include <algorithm>
#include <deque>

#include "python/dtypes.h"
#include "python/interpreter.h"
#include "python/numpy_api.h"
#include "python/signatures.h"
#include "python/slots.h"
#include "runtime/instruction_sets.h"
#include "runtime/layout.h"
#include "runtime/rows.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

constexpr int kMostRowOperands = 3;

double cost_of(const Description& d, Type type) { return d.cost * row_of(type).cost; }

// What NumPy keeps pointers to, for as long as the process lives.
struct RowUfunc;
struct RowSlot {
  const RowUfunc* ufunc;
  Type type;
};
struct RowUfunc {
  std::string name, doc;
  const Description* description;
  Form form;
  RowSlot slots[kNumpyTypeCount];
  PyUFuncGenericFunction functions[kNumpyTypeCount];
  void* data[kNumpyTypeCount];
  char types[kNumpyTypeCount * kMostRowOperands];
  int loops = 0;
};

void inner_loop(char** args, const npy_intp* dimensions, const npy_intp* steps, void* data) {
  const auto& slot = *static_cast<const RowSlot*>(data);
  const RowWork work = row_work(*slot.ufunc->description, slot.ufunc->form, slot.type);
  try {
    run_along_axis(work, args, dimensions[0], dimensions[1], steps, steps + work.operands());
  } catch (const std::bad_alloc&) {
    const py::gil_scoped_acquire acquired;
    PyErr_NoMemory();
  }
}

}  // namespace

RowWork row_work(const Description& d, Form form, Type type) {
  const Kernels& kernels = *active_isa().kernels;
  return {&kernels.rows->activations[d.index], kernels.drivers, form, type, cost_of(d, type)};
}

py::object make_row_ufunc(const std::string& activation, const std::string& form, const std::string& name,
                          const std::string& doc) {
  static auto* const all = new std::deque<RowUfunc>;
  RowUfunc& u = all->emplace_back();
  u.name = name;
  u.doc = doc;
  u.description = &description_of(activation);
  u.form = form_of(*u.description, form);
  const int inputs = u.form == Form::backward ? 2 : 1;
  for (const NumpyType& t : kNumpyTypes) {
    if (!row_of(t.type).is_float()) continue;
    const int k = u.loops++;
    u.slots[k] = {&u, t.type};
    u.functions[k] = inner_loop;
    u.data[k] = &u.slots[k];
    std::fill_n(u.types + k * (inputs + 1), inputs + 1, static_cast<char>(t.number));
  }
  PyObject* ufunc =
      PyUFunc_FromFuncAndDataAndSignature(u.functions, u.data, u.types, u.loops, inputs, 1, PyUFunc_None, u.name.c_str(),
                                          u.doc.c_str(), 0, inputs == 2 ? "(n),(n)->(n)" : "(n)->(n)");
  if (!ufunc) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(ufunc);
}

RowCall row_call_of(PyObject* ufunc) {
  const RowUfunc& u = *static_cast<const RowSlot*>(reinterpret_cast<PyUFuncObject*>(ufunc)->data[0])->ufunc;
  return {u.description, u.form};
}

bool run_rows(const RowCall& call, Type type, const Layout& whole, int axis, char* const* at, bool has_gil) {
  if (whole.elements() == 0) return true;
  const int all = whole.operands;
  // As in fast_call.cpp: an output may lie on an input, element on element, and nothing else.
  if (!whole.stands_apart(all - 1, all - 1, at, row_of(type).bytes)) return false;
  const std::ptrdiff_t n = whole.shape[axis], *const element_steps = whole.steps[axis];
  // The other axes, joined as far as they lie so in all operands.
  Layout layout;
  layout.operands = all;
  layout.dimensions = 0;
  layout.shape[0] = 1;
  std::fill_n(layout.steps[0], all, std::ptrdiff_t(0));
  for (int k = 0; k < whole.dimensions; ++k) {
    if (k == axis) continue;
    layout.shape[layout.dimensions] = whole.shape[k];
    std::copy_n(whole.steps[k], all, layout.steps[layout.dimensions++]);
  }
  layout.dimensions = std::max(layout.dimensions, 1);
  if (layout.dimensions > 1) layout.simplify();
  // Rows at several steps: one call for each of the outer ones.
  const RowWork work = row_work(*call.activation, call.form, type);
  const int last = layout.dimensions - 1;
  std::ptrdiff_t outer = 1;
  for (int k = 0; k < last; ++k) outer *= layout.shape[k];
  bool short_of_memory = false;
  const auto work_all = [&] {
    try {
      for (std::ptrdiff_t i = 0; i < outer; ++i) {
        char* here[kMostRowOperands];
        std::ptrdiff_t rest = i;
        std::copy_n(at, all, here);
        for (int d = last; d-- > 0; rest /= layout.shape[d])
          for (int k = 0; k < all; ++k) here[k] += rest % layout.shape[d] * layout.steps[d][k];
        run_along_axis(work, here, layout.shape[last], n, layout.steps[last], element_steps);
      }
    } catch (const std::bad_alloc&) {
      short_of_memory = true;
    }
  };
  in_context(work_all, has_gil);
  if (short_of_memory) throw std::bad_alloc();
  return true;
}

bool run_array_rows(const std::string& activation, const std::string& form, const py::tuple& arrays) {
  const Description& d = description_of(activation);
  const Form f = form_of(d, form);
  const int all = f == Form::backward ? 3 : 2;
  if (static_cast<int>(arrays.size()) != all) throw py::value_error("run_rows: too few or too many arrays");
  PyArrayObject* operands[kMostRowOperands];
  for (int k = 0; k < all; ++k) {
    PyObject* object = arrays[static_cast<std::size_t>(k)].ptr();
    if (!PyArray_CheckExact(object)) return false;
    if (!adopt_bfloat(&object, 1)) throw py::error_already_set();
    operands[k] = reinterpret_cast<PyArrayObject*>(object);
  }
  PyArrayObject* out = operands[all - 1];
  Type type;
  const int dimensions = PyArray_NDIM(out);
  if (dimensions == 0 || !float_type(PyArray_TYPE(out), type) || !PyArray_ISWRITEABLE(out)) return false;
  for (int k = 0; k < all; ++k)
    if (PyArray_TYPE(operands[k]) != PyArray_TYPE(out) || !PyArray_ISBEHAVED_RO(operands[k]) ||
        !PyArray_SAMESHAPE(operands[k], out))
      return false;

  Layout layout;
  layout.operands = all;
  layout.dimensions = dimensions;
  char* at[kMostRowOperands];
  for (int k = 0; k < all; ++k) {
    at[k] = PyArray_BYTES(operands[k]);
    for (int axis = 0; axis < dimensions; ++axis) layout.steps[axis][k] = PyArray_STRIDE(operands[k], axis);
  }
  for (int axis = 0; axis < dimensions; ++axis) layout.shape[axis] = PyArray_DIM(out, axis);
  return run_rows({&d, f}, type, layout, dimensions - 1, at);
}

}  // namespace fastrelu
