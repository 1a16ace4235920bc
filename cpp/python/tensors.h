// Tensors of another library, as their memory is told of by DLPack's functions for exchange in C.
#pragma once

#include <cstdint>

#include "activations/activation.h"
#include "python/dtypes.h"
#include "python/tensor_interface.h"

namespace fastrelu {

// The float type of a tensor on the CPU; false for others.
inline bool type_of_tensor(const Tensor& tensor, Type& type) {
  constexpr std::int32_t kCpu = 1;
  constexpr std::uint8_t kFloat = 2, kBfloat = 4;
  if (tensor.device != kCpu || tensor.lanes != 1) return false;
  for (int k = 0; k < kTypes; ++k) {
    const bool is_numpys = kTypeNumbers[k] >= 0;
    type = Type(k);
    if (row_of(type).is_float() && row_of(type).bytes * 8 == tensor.bits && tensor.code == (is_numpys ? kFloat : kBfloat))
      return true;
  }
  return false;
}

struct Exchange {
  std::uint32_t major, minor;
  void* older;
  void (*unused[3])();
  int (*look)(void* object, Tensor* tensor);  // does not own; may be nullptr

  // Of the capsule that a class of tensors has; nullptr with an error set.
  static const Exchange* of(PyObject* capsule) {
    return static_cast<const Exchange*>(PyCapsule_GetPointer(capsule, "dlpack_exchange_api"));
  }
  bool is_known() const { return major == 1 && look; }

  // False for what is no tensor on the CPU, of one of our float types.
  bool read(PyObject* object, Tensor& tensor, Type& type) const {
    if (look(object, &tensor) != 0) {
      PyErr_Clear();  // no memory of its own, as a wrapper: another way is taken, which has the right words
      return false;
    }
    return type_of_tensor(tensor, type);
  }
};

}  // namespace fastrelu
