// The dtypes that loops are written for: NumPy's own, and bfloat16, which ml_dtypes adds to them.
#pragma once

#include <pybind11/pybind11.h>

#include "activations/activation.h"
#include "python/numpy_api.h"

namespace fastrelu {

struct NumpyType {
  Type type;
  int number;  // NumPy's
};
constexpr int kTypeNumbers[] = {
#define FASTRELU_TYPE(name, numpy_name, element, number, ...) number,
#include "activations/types.inc"
#undef FASTRELU_TYPE
};

// In the order in which NumPy looks for the first loop that all inputs can be cast to safely. Its long has the bits of another
// type, and a number of its own; it comes before that of 64 bits, so that an array of long gives one of long.
struct NumpyTypes {
  NumpyType at[kTypes + 2] = {};
  int count = 0;
  constexpr NumpyTypes() {
    for (int k = 0; k < kTypes; ++k) {
      if (Type(k) == Type::i64) {
        at[count++] = {sizeof(long) == 8 ? Type::i64 : Type::i32, NPY_LONG};
        at[count++] = {sizeof(long) == 8 ? Type::u64 : Type::u32, NPY_ULONG};
      }
      if (kTypeNumbers[k] >= 0) at[count++] = {Type(k), kTypeNumbers[k]};
    }
  }
  constexpr const NumpyType* begin() const { return at; }
  constexpr const NumpyType* end() const { return at + count; }
};
constexpr NumpyTypes kNumpyTypes;
constexpr int kNumpyTypeCount = kNumpyTypes.count;
constexpr int kBuiltinTypeNumbers = 24;  // NumPy's own; users' dtypes have larger numbers, or -1

// The number of ml_dtypes' bfloat16; -1 before the first array of it has been seen. Nothing imports ml_dtypes.
int bfloat_number();

// Is it an array of bfloat16, which is the first that is seen? Its number is known from then on.
bool is_first_bfloat(PyObject* object);

// Of each row its name, bytes, whether it is a float type, and whether one of NumPy's own.
pybind11::tuple dtypes();

// The float type of a number of NumPy's; false for other types.
bool float_type(int number, Type& type);

}  // namespace fastrelu
