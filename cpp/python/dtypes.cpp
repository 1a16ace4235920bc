#include "python/dtypes.h"

#include <atomic>
#include <cstring>

namespace fastrelu {
namespace {

std::atomic<int> g_bfloat{-1};

}  // namespace

int bfloat_number() { return g_bfloat.load(std::memory_order_relaxed); }

bool is_first_bfloat(PyObject* object) {
  if (bfloat_number() >= 0 || !PyArray_Check(object)) return false;
  const PyArray_Descr* descr = PyArray_DESCR(reinterpret_cast<PyArrayObject*>(object));
  if (!PyTypeNum_ISUSERDEF(descr->type_num) || std::strcmp(descr->typeobj->tp_name, "ml_dtypes.bfloat16") != 0) return false;
  g_bfloat.store(descr->type_num, std::memory_order_relaxed);
  return true;
}

pybind11::tuple dtypes() {
  pybind11::tuple all(kTypes);
  for (int k = 0; k < kTypes; ++k) {
    const TypeRow& row = kTypeRows[k];
    all[static_cast<std::size_t>(k)] = pybind11::make_tuple(row.name, row.bytes, row.is_float(), kTypeNumbers[k] >= 0);
  }
  return all;
}

bool float_type(int number, Type& type) {
  if (number >= 0 && number == bfloat_number()) {
    type = Type::bf16;
    return true;
  }
  for (const NumpyType& t : kNumpyTypes)
    if (t.number == number) {
      type = t.type;
      return row_of(type).is_float();
    }
  return false;
}

}  // namespace fastrelu
