// Tensors of another library, as their memory is told of by DLPack's functions for exchange in C.
#pragma once

#include <cstdint>

#include "activations/activation.h"
#include "python/dtypes.h"

namespace fastrelu {

// The parts of DLPack's binary interface that are used, as of its version 1.3 (dmlc.github.io/dlpack).
struct Tensor {
  char* data;
  std::int32_t device, device_number, dimensions;
  std::uint8_t code, bits;
  std::uint16_t lanes;
  const std::int64_t *shape, *strides;
  std::uint64_t offset;

  char* start() const { return data + offset; }
  bool is_aligned() const { return reinterpret_cast<std::uintptr_t>(start()) % (bits / 8u) == 0; }
};

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
    constexpr std::int32_t kCpu = 1;
    constexpr std::uint8_t kFloat = 2, kBfloat = 4;
    if (look(object, &tensor) != 0) {
      PyErr_Clear();  // no memory of its own, as a wrapper: another way is taken, which has the right words
      return false;
    }
    if (tensor.device != kCpu || tensor.lanes != 1) return false;
    for (int k = 0; k < kTypes; ++k) {
      const bool is_numpys = kTypeNumbers[k] >= 0;
      type = Type(k);
      if (row_of(type).is_float() && row_of(type).bytes * 8 == tensor.bits && tensor.code == (is_numpys ? kFloat : kBfloat))
        return true;
    }
    return false;
  }
};

}  // namespace fastrelu
