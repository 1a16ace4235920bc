// What the module lends to code that is compiled apart from it, against a framework (cpp/torch): kernels on memory that is
// described, by a table of functions in a capsule.
#pragma once

#include <cstdint>

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

// An input or output of a kernel: a tensor, or a number for a parameter.
struct TensorOperand {
  Tensor tensor;
  bool is_number;
  double number;
};

struct TensorInterface {
  static constexpr const char* name = "fastrelu.tensor_interface";
  static constexpr int current = 1;

  int version;
  // A kernel, by the handle of its ufunc, on its inputs and outputs; the caller says whether it has the interpreter's lock,
  // which may be given to others meanwhile. False, and nothing is written, where the call is for NumPy (see tensor_call.h).
  bool (*run)(const void* ufunc, const TensorOperand* operands, int count, bool is_locked);
  // The gradient of a trained parameter, by the handle of the backward pass: grad_output, data and parameters, then `out` as
  // large as what the parameter was broadcast from. False as above.
  bool (*sum_for_parameter)(const void* ufunc, int parameter, const TensorOperand* operands, int count, bool is_locked);
  // A function along an axis, by the handle of its ufunc: tensors of one shape, the last of them the output. False as above.
  bool (*run_rows)(const void* ufunc, int axis, const TensorOperand* operands, int count, bool is_locked);
};

}  // namespace fastrelu
