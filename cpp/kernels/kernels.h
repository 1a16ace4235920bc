// What crosses from a kernel object (one per instruction set) to the rest: plain tables of function pointers.
#pragma once

#include <cstddef>
#include <cstdint>

#include "activations/activation.h"

namespace fastrelu {

enum ActivationId : int {
#define FASTRELU_ACTIVATION(name, Op) k_##name,
#include "activations/list.inc"
#undef FASTRELU_ACTIVATION
  kActivations
};

// How a loop shall go through memory.
enum LoopFlags : unsigned {
  kPlain = 0,
  // Read each block completely before any of it is written: for outputs that partly overlap inputs.
  kBuffered = 1,
  // Write past the caches: for outputs that are too large to be found there again. Such stores are weakly ordered, and
  // the caller has to see to a fence.
  kStream = 2,
};

// args: inputs, then outputs; steps: bytes between neighbours; n: elements. The ufunc convention, but for the flags.
using Loop = void (*)(char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n, unsigned flags);

constexpr int kMostDimensions = 64;  // NumPy's limit
constexpr int kMostOperands = 6;     // of a loop: with_derivative of three parameters, backward of three and its output
constexpr std::size_t kLine = 64;    // bytes in a line of the caches

// Part of the gradient of prelu with respect to its weight: for each of `columns` weights, the sum over the rows
// begin .. end-1 (counted in C order through shape[0] x shape[1] x ...) of grad * d prelu(x, w) / dw. Steps in bytes.
struct WeightWork {
  const char *grad, *x;
  int dimensions;
  const std::ptrdiff_t *shape, *grad_steps, *x_steps;
  std::ptrdiff_t begin, end;
  std::ptrdiff_t columns, grad_column_step, x_column_step;
};

// Writes sums[0 .. columns-1]. One for each float type, from float16 on.
using WeightLoop = void (*)(const WeightWork& work, double* sums);

// float64 sums, rounded once to a contiguous array of a float type.
using RoundLoop = void (*)(char* to, const double* from, std::ptrdiff_t n);

struct Kernels {
  Loop loops[kActivations][kForms][kTypes];  // nullptr: this dtype promotes
  WeightLoop prelu_weight[3];                // float16, float32, float64
  RoundLoop round[3];                        // the same
};

}  // namespace fastrelu
