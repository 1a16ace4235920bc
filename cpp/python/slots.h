// What a ufunc is made of besides NumPy's part: its loops, one for each dtype.
#pragma once

#include <algorithm>
#include <string>

#include "activations/activation.h"
#include "python/numpy_api.h"
#include "runtime/instruction_sets.h"
#include "runtime/parallel.h"

namespace fastrelu {

struct UfuncStorage;

// What a ufunc's inner loop is handed as `data`: a loop for each instruction set, so that tests may switch it within one
// process.
struct Slot {
  const UfuncStorage* ufunc;
  Type type;
  int inputs, outputs, item_size;
  double cost;
  Loop loops[kMostInstructionSets];

  Work work() const { return {loops[active_isa_index()], inputs, outputs, item_size, cost}; }
};

constexpr int kNumpyTypeCount = 13;      // that a loop may be written for
constexpr int kBuiltinTypeNumbers = 24;  // NumPy's own; users' dtypes have larger numbers, or -1

// NumPy keeps pointers to all of this for as long as the ufunc lives, which is as long as the process. A deque never
// moves its elements, and nothing here is ever destroyed.
struct UfuncStorage {
  std::string name, doc;
  Slot slots[kNumpyTypeCount];
  PyUFuncGenericFunction functions[kNumpyTypeCount];
  void* data[kNumpyTypeCount];
  char types[kNumpyTypeCount * kMostOperands];
  int loops = 0;
  int data_inputs = 0;  // inputs that are no parameters
  signed char slot_of[kBuiltinTypeNumbers];  // by NumPy's number of the type; -1 for none
  vectorcallfunc numpy_call = nullptr;       // what NumPy does with a call

  UfuncStorage() { std::fill_n(slot_of, kBuiltinTypeNumbers, static_cast<signed char>(-1)); }
};

}  // namespace fastrelu
