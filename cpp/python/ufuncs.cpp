#define FASTRELU_IMPORTS_NUMPY
#include "python/ufuncs.h"

#include <deque>
#include <string>

#include "python/fast_call.h"
#include "runtime/instruction_sets.h"
#include "python/numpy_api.h"
#include "python/signatures.h"
#include "python/slots.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

struct NumpyType {
  Type type;
  int number;
  int item_size;
};
// In the order in which NumPy looks for the first loop that all inputs can be cast to safely.
constexpr NumpyType kNumpyTypes[] = {
    {Type::i8, NPY_BYTE, 1},
    {Type::u8, NPY_UBYTE, 1},
    {Type::i16, NPY_SHORT, 2},
    {Type::u16, NPY_USHORT, 2},
    {Type::i32, NPY_INT, 4},
    {Type::u32, NPY_UINT, 4},
    {sizeof(long) == 8 ? Type::i64 : Type::i32, NPY_LONG, int(sizeof(long))},
    {sizeof(long) == 8 ? Type::u64 : Type::u32, NPY_ULONG, int(sizeof(long))},
    {Type::i64, NPY_LONGLONG, 8},
    {Type::u64, NPY_ULONGLONG, 8},
    {Type::f16, NPY_HALF, 2},
    {Type::f32, NPY_FLOAT, 4},
    {Type::f64, NPY_DOUBLE, 8},
};
static_assert(sizeof kNumpyTypes == kNumpyTypeCount * sizeof kNumpyTypes[0], "as many as slots.h makes room for");

std::deque<UfuncStorage>& storage() {
  static auto* all = new std::deque<UfuncStorage>;
  return *all;
}

void inner_loop(char** args, const npy_intp* dimensions, const npy_intp* steps, void* data) {
  run(static_cast<const Slot*>(data)->work(), args, steps, dimensions[0]);
}

Form form_named(const std::string& form) {
  const char* names[kForms] = {"value", "derivative", "backward", "with_derivative"};
  for (int f = 0; f < kForms; ++f)
    if (form == names[f]) return static_cast<Form>(f);
  throw py::value_error("unknown form '" + form + "'");
}

// The loops of every instruction set that is compiled; false if this type promotes.
bool fill_loops(Slot& slot, const Description& d, Form form) {
  const std::vector<Isa>& all = isas();
  bool found = false;
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (all[k].kernels) slot.loops[k] = all[k].kernels->loop(d.family, d.index, form, slot.type);
    found = found || slot.loops[k];
  }
  return found;
}

// Cost relative to float32's value: a float64 vector holds half as many elements and wants longer polynomials; float16 is
// converted, or its vectors hold twice as many; two outputs and backward move more memory.
double cost_of(const Description& description, Type type, Form form) {
  const double by_type = type == Type::f64 ? 3.0 : type == Type::f16 ? (description.on_halves ? 0.5 : 2.0) : 1.0;
  const double by_form = form == Form::with_derivative ? 1.8 : form == Form::backward ? 1.3 : 1.0;
  return description.cost * by_type * by_form;
}

}  // namespace

void import_numpy() {
  if (PyArray_ImportNumPyAPI() < 0 || PyUFunc_ImportUFuncAPI() < 0) throw py::error_already_set();
}

py::object make_ufunc(const std::string& activation, const std::string& form, const std::string& name,
                      const std::string& doc) {
  const Form f = form_named(form);
  const Description& description = description_of(activation);
  if (!has_form(description.kind, f)) throw py::value_error("'" + activation + "' has no form '" + form + "'");

  UfuncStorage& s = storage().emplace_back();
  s.name = name;
  s.doc = doc;
  s.data_inputs = data_count(description.kind, f);
  const int inputs = s.data_inputs + description.parameter_count, outputs = output_count(description.kind, f);
  for (const NumpyType& t : kNumpyTypes) {
    Slot& slot = s.slots[s.loops];
    slot.ufunc = &s;
    slot.type = t.type;
    slot.inputs = inputs;
    slot.outputs = outputs;
    slot.item_size = t.item_size;
    slot.cost = cost_of(description, t.type, f);
    if (!fill_loops(slot, description, f)) continue;
    s.functions[s.loops] = inner_loop;
    s.data[s.loops] = &slot;
    for (int k = 0; k < inputs + outputs; ++k)
      s.types[s.loops * (inputs + outputs) + k] = static_cast<char>(t.number);
    s.slot_of[t.number] = static_cast<signed char>(s.loops);
    ++s.loops;
  }
  PyObject* ufunc = PyUFunc_FromFuncAndData(s.functions, s.data, s.types, s.loops, inputs, outputs, PyUFunc_None,
                                            s.name.c_str(), s.doc.c_str(), 0);
  if (!ufunc) throw py::error_already_set();
  take_usual_calls(ufunc, s);
  return py::reinterpret_steal<py::object>(ufunc);
}

}  // namespace fastrelu
