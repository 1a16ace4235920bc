// What a ufunc is made of besides NumPy's part: its loops, one for each dtype.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>

#include "activations/activation.h"
#include "python/dtypes.h"
#include "python/numpy_api.h"
#include "runtime/instruction_sets.h"
#include "runtime/parallel.h"
#include "runtime/registry.h"

namespace fastrelu {

struct UfuncStorage;

// What a ufunc's inner loop is handed as `data`: a loop for each instruction set, so that tests may switch it within one
// process.
struct Slot {
  const UfuncStorage* ufunc;
  Type type;
  int inputs, outputs, item_size;
  double cost;
  const PyTypeObject* scalar;  // NumPy's scalars of this dtype; nullptr for one that is not NumPy's own
  Loop loops[kMostInstructionSets];
  LazyResultTable* tables[kMostInstructionSets] = {};  // nullptr: every element is computed

  Work work() const {
    const int isa = active_isa_index();
    return {loops[isa], inputs, outputs, item_size, cost, tables[isa]};
  }
};

// NumPy keeps pointers to all of this for as long as the ufunc lives, which is as long as the process. A deque never
// moves its elements, and nothing here is ever destroyed.
struct UfuncStorage {
  std::string name, doc;
  const Description* description = nullptr;
  Form form = Form::value;
  bool biased = false;  // of x + bias
  int inputs = 0, outputs = 0;
  PyObject* ufunc = nullptr;
  Slot slots[kNumpyTypeCount + 1];  // and one for bfloat16, of which NumPy is told when there is such a dtype
  int bfloat_slot = -1;             // -1 for none
  PyUFuncGenericFunction functions[kNumpyTypeCount];
  void* data[kNumpyTypeCount];
  char types[kNumpyTypeCount * kMostOperands];
  int loops = 0;
  int data_inputs = 0;                       // inputs that are no parameters
  signed char slot_of[kBuiltinTypeNumbers];  // by NumPy's number of the type; -1 for none
  vectorcallfunc numpy_call = nullptr;       // what NumPy does with a call

  UfuncStorage() { std::fill_n(slot_of, kBuiltinTypeNumbers, static_cast<signed char>(-1)); }
};

// Of one of fastrelu's ufuncs.
inline const UfuncStorage& storage_of(PyObject* ufunc) {
  return *static_cast<const Slot*>(reinterpret_cast<PyUFuncObject*>(ufunc)->data[0])->ufunc;
}

// A number as one of a float type, rounded; infinite where it is too large.
inline void store_number(Type type, double value, char* to) {
  if (type == Type::f64) {
    std::memcpy(to, &value, sizeof value);
  } else if (type == Type::f32) {
    const float single = static_cast<float>(value);
    std::memcpy(to, &single, sizeof single);
  } else {
    active_isa().kernels->drivers->round[int(type)](to, &value, 1);
  }
}

// Tells NumPy of all ufuncs' loops for bfloat16, if it is the dtype of one of these arrays and the first such; false with an
// error set.
bool adopt_bfloat(PyObject* const* args, Py_ssize_t count);

}  // namespace fastrelu
