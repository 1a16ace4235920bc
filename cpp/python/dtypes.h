// The dtypes that loops are written for: NumPy's own, and bfloat16, which ml_dtypes adds to them.
#pragma once

#include "activations/activation.h"
#include "python/numpy_api.h"

namespace fastrelu {

struct NumpyType {
  Type type;
  int number;  // NumPy's
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
constexpr int kNumpyTypeCount = sizeof kNumpyTypes / sizeof kNumpyTypes[0];
constexpr int kBuiltinTypeNumbers = 24;  // NumPy's own; users' dtypes have larger numbers, or -1

// The number of ml_dtypes' bfloat16; -1 before the first array of it has been seen. Nothing imports ml_dtypes.
int bfloat_number();

// Is it an array of bfloat16, which is the first that is seen? Its number is known from then on.
bool is_first_bfloat(PyObject* object);

// The float type of a number of NumPy's; false for other types.
bool float_type(int number, Type& type);

}  // namespace fastrelu
