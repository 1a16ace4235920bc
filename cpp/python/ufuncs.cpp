#define FASTRELU_IMPORTS_NUMPY
#include "python/ufuncs.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "python/fast_call.h"
#include "python/numpy_api.h"
#include "python/signatures.h"
#include "python/slots.h"
#include "runtime/instruction_sets.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

std::deque<UfuncStorage>& storage() {
  static auto* all = new std::deque<UfuncStorage>;
  return *all;
}

// What threads without the GIL may look at. The lock is never held while Python runs.
struct Finished {
  std::mutex mutex;
  std::vector<const UfuncStorage*> ufuncs;
};
Finished& finished() {
  static auto* all = new Finished;
  return *all;
}

void inner_loop(char** args, const npy_intp* dimensions, const npy_intp* steps, void* data) {
  run(static_cast<const Slot*>(data)->work(), args, steps, dimensions[0]);
}

// Cost relative to float32's value: a float64 vector holds half as many elements and wants longer polynomials; float16 is
// converted, or its vectors hold twice as many; two outputs and backward move more memory.
double cost_of(const Description& description, Type type, Form form) {
  const double by_type = type == Type::f16 && description.on_halves ? 0.5 : row_of(type).cost;
  const double by_form = form == Form::with_derivative ? 1.8 : form == Form::backward ? 1.3 : 1.0;
  return description.cost * by_type * by_form;
}

// The loops of every instruction set that is compiled; false if this type promotes.
bool fill_loops(Slot& slot, const UfuncStorage& s) {
  const std::vector<Isa>& all = isas();
  bool found = false;
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (all[k].kernels)
      slot.loops[k] = all[k].kernels->loop(s.description->family, s.description->index, s.form, slot.type, s.biased);
    found = found || slot.loops[k];
  }
  return found;
}

// A table for each loop of an elementwise function of 16 bits that computes in other types, and does more than to choose.
void fill_tables(Slot& slot, const UfuncStorage& s) {
  const Description& d = *s.description;
  if (!row_of(slot.type).narrow || s.biased || data_count(d.kind, s.form) != 1) return;
  std::uint16_t parameters[kMostParameters + 3];  // store_number could write a double
  for (int k = 0; k < d.parameter_count; ++k)
    store_number(slot.type, d.parameters[k].fallback, reinterpret_cast<char*>(parameters + k));
  for (int k = 0; k < kMostInstructionSets; ++k) {
    const Loop& loop = slot.loops[k];
    if (loop && !loop.kernel->exact_in_float32 && !loop.kernel->blocks[int(slot.type)])
      slot.tables[k] = new LazyResultTable(loop, isas()[k].kernels->drivers->look_up, parameters);
  }
}

// One more slot, for a dtype; false if it promotes.
bool fill_slot(UfuncStorage& s, Type type) {
  Slot& slot = s.slots[s.loops];
  slot.ufunc = &s;
  slot.type = type;
  slot.inputs = s.inputs;
  slot.outputs = s.outputs;
  slot.item_size = row_of(type).bytes;
  slot.cost = cost_of(*s.description, type, s.form);
  slot.scalar = nullptr;
  if (!fill_loops(slot, s)) return false;
  fill_tables(slot, s);
  ++s.loops;
  return true;
}

// NumPy is told of the loop for bfloat16; false with an error set.
bool register_bfloat(UfuncStorage& s) {
  if (s.bfloat_slot < 0) return true;
  int numbers[kMostOperands];
  std::fill_n(numbers, s.inputs + s.outputs, bfloat_number());
  return PyUFunc_RegisterLoopForType(reinterpret_cast<PyUFuncObject*>(s.ufunc), bfloat_number(), inner_loop, numbers,
                                     &s.slots[s.bfloat_slot]) == 0;
}

}  // namespace

bool adopt_bfloat(PyObject* const* args, Py_ssize_t count) {
  if (bfloat_number() >= 0) return true;
  for (Py_ssize_t k = 0; k < count; ++k) {
    if (!is_first_bfloat(args[k])) continue;
    for (UfuncStorage& s : storage())
      if (!register_bfloat(s)) return false;
    return true;
  }
  return true;
}

void import_numpy() {
  if (PyArray_ImportNumPyAPI() < 0 || PyUFunc_ImportUFuncAPI() < 0) throw py::error_already_set();
}

py::object make_ufunc(const std::string& activation, const std::string& form, const std::string& name, const std::string& doc,
                      bool biased) {
  const Description& description = description_of(activation);
  const Form f = form_of(description, form);
  if (biased && (description.kind != Kind::elementwise || output_count(description.kind, f) > 1))
    throw py::value_error("'" + activation + "' has no form '" + form + "' with a bias");

  UfuncStorage& s = storage().emplace_back();
  s.name = name;
  s.doc = doc;
  s.biased = biased;
  s.data_inputs = data_count(description.kind, f) + (biased ? 1 : 0);
  const int inputs = s.data_inputs + description.parameter_count, outputs = output_count(description.kind, f);
  s.description = &description;
  s.form = f;
  s.inputs = inputs;
  s.outputs = outputs;
  for (const NumpyType& t : kNumpyTypes) {
    if (!fill_slot(s, t.type)) continue;
    const int k = s.loops - 1;
    PyArray_Descr* const descr = PyArray_DescrFromType(t.number);  // which NumPy keeps
    s.slots[k].scalar = descr->typeobj;
    Py_DECREF(descr);
    s.functions[k] = inner_loop;
    s.data[k] = &s.slots[k];
    std::fill_n(s.types + k * (inputs + outputs), inputs + outputs, static_cast<char>(t.number));
    s.slot_of[t.number] = static_cast<signed char>(k);
  }
  const int numpy_loops = s.loops;
  if (fill_slot(s, Type::bf16)) s.bfloat_slot = numpy_loops;
  PyObject* ufunc = PyUFunc_FromFuncAndData(s.functions, s.data, s.types, numpy_loops, inputs, outputs, PyUFunc_None,
                                            s.name.c_str(), s.doc.c_str(), 0);
  if (!ufunc) throw py::error_already_set();
  s.ufunc = ufunc;
  if (bfloat_number() >= 0 && !register_bfloat(s)) throw py::error_already_set();
  take_usual_calls(ufunc, s);
  const std::lock_guard<std::mutex> lock(finished().mutex);
  finished().ufuncs.push_back(&s);
  return py::reinterpret_steal<py::object>(ufunc);
}

const UfuncStorage* ufunc_named(const char* name, std::size_t length) {
  const std::lock_guard<std::mutex> lock(finished().mutex);
  for (const UfuncStorage* ufunc : finished().ufuncs)
    if (ufunc->name.size() == length && std::memcmp(ufunc->name.data(), name, length) == 0) return ufunc;
  return nullptr;
}

}  // namespace fastrelu
