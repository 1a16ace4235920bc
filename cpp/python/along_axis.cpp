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

bool run_rows(const std::string& activation, const std::string& form, const py::tuple& arrays) {
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
  const int item = static_cast<int>(PyArray_ITEMSIZE(out));
  for (int k = 0; k < all; ++k)
    if (PyArray_TYPE(operands[k]) != PyArray_TYPE(out) || !PyArray_ISBEHAVED_RO(operands[k]) ||
        !PyArray_SAMESHAPE(operands[k], out))
      return false;

  // The axes but for the last, joined as far as they lie so in all operands.
  Layout layout;
  layout.operands = all;
  layout.dimensions = 0;
  std::ptrdiff_t element_steps[kMostRowOperands];
  char* at[kMostRowOperands];
  for (int k = 0; k < all; ++k) {
    at[k] = PyArray_BYTES(operands[k]);
    element_steps[k] = PyArray_STRIDE(operands[k], dimensions - 1);
  }
  for (int axis = 0; axis < std::max(dimensions - 1, 1); ++axis) {
    layout.shape[axis] = dimensions > 1 ? PyArray_DIM(out, axis) : 1;
    for (int k = 0; k < all; ++k) layout.steps[axis][k] = dimensions > 1 ? PyArray_STRIDE(operands[k], axis) : 0;
    ++layout.dimensions;
  }
  const std::ptrdiff_t n = PyArray_DIM(out, dimensions - 1);
  if (PyArray_SIZE(out) == 0) return true;

  // As in fast_call.cpp: an output may lie on an input, element on element, and nothing else.
  Layout whole = layout;
  whole.shape[whole.dimensions] = n;
  for (int k = 0; k < all; ++k) whole.steps[whole.dimensions][k] = element_steps[k];
  ++whole.dimensions;
  if (!whole.stands_apart(all - 1, all - 1, at, item)) return false;
  if (layout.dimensions > 1) layout.simplify();
  // Rows at several steps: one call for each of the outer ones.
  const RowWork work = row_work(d, f, type);
  const int last = layout.dimensions - 1;
  std::ptrdiff_t outer = 1;
  for (int axis = 0; axis < last; ++axis) outer *= layout.shape[axis];
  bool short_of_memory = false;
  follow_context();
  without_gil([&] {
    try {
      for (std::ptrdiff_t i = 0; i < outer; ++i) {
        char* here[kMostRowOperands];
        std::ptrdiff_t rest = i;
        std::copy_n(at, all, here);
        for (int axis = last; axis-- > 0; rest /= layout.shape[axis])
          for (int k = 0; k < all; ++k) here[k] += rest % layout.shape[axis] * layout.steps[axis][k];
        run_along_axis(work, here, layout.shape[last], n, layout.steps[last], element_steps);
      }
    } catch (const std::bad_alloc&) {
      short_of_memory = true;
    }
  });
  if (short_of_memory) throw std::bad_alloc();
  return true;
}

}  // namespace fastrelu
