// What crosses from a kernel object (one per family and instruction set) to the rest: plain tables of function pointers.
#pragma once

#include <cstddef>
#include <cstdint>

#include "activations/activation.h"
#include "kernels/rows.h"

namespace fastrelu {

// How a loop shall go through memory.
enum LoopFlags : unsigned {
  kPlain = 0,
  // Read each block completely before any of it is written: for outputs that partly overlap inputs.
  kBuffered = 1,
  // Write past the caches: for outputs that are too large to be found there again. Such stores are weakly ordered, and
  // the caller has to see to a fence.
  kStream = 2,
};

constexpr int kMostDimensions = 64;  // NumPy's limit
constexpr int kMostData = 3;         // inputs that are no parameters: grad_output, gate and x; or grad_output, x and bias
constexpr int kMostInputs = kMostData + kMostParameters, kMostOutputs = 2;
constexpr int kMostOperands = kMostInputs + kMostOutputs;  // of a loop
constexpr std::size_t kLine = 64;                          // bytes in a line of the caches

// The vectorised loop of a kernel over n contiguous elements, a multiple of kLanes: inputs are the data, then the parameters.
template <class T>
using BlockFunction = void (*)(T* const* out, const T* const* in, std::size_t n);

// The loops of one activation in one form, for one type that is computed in. Parameters are one for all elements (once), or one
// for each. The streamed ones write past the caches; outputs are then aligned to lines, and n is a multiple of a line's
// elements too. The biased one is of x + bias, the bias being the input after x, for functions without parameters. nullptr:
// there is no such loop, as where the function has no parameters, or two outputs.
template <class T>
struct Blocks {
  BlockFunction<T> once, each, once_streamed, each_streamed, biased;
};

// One activation in one form: its loops by Type, pointers to Blocks<T> for the T that is the type of that name. nullptr: that
// dtype is computed in another (driver.h), or promotes.
struct Kernel {
  int data = 0, parameters = 0, outputs = 0;
  bool exact_in_float32 = false, often_on_middle = false, gated = false;
  int (*lost_sign)(double) = nullptr;  // of values (activation.h)
  const void* blocks[kTypes] = {};
};

// All results of a function of one element of 16 bits (runtime/result_table.h), for the driver that looks them up.
struct ResultTable : Kernel {
  static constexpr std::size_t kPatterns = 65536;
  const std::uint16_t* results[kMostOutputs];
};

// sums[k] += grad[k] * df/dp at data[.][k], parameters[.][k], where p is the parameter that the loop is for; or, for partial
// sums, sums[k % kPartialSums], n being a multiple of that.
constexpr std::ptrdiff_t kPartialSums = 16;
using Accumulate = void (*)(double* sums, const double* grad, const double* const* data, const double* const* parameters,
                            std::ptrdiff_t n, bool partial);

// One activation.
struct ActivationKernels {
  Kernel forms[kForms];
  // Of the parameters that are trained; the latter with the output in the place of the input.
  Accumulate gradients[kMostParameters], gradients_from_output[kMostParameters];
};

// Through memory: args are inputs, then outputs; steps: bytes between neighbours; n: elements. NumPy's convention, but for the
// kernel and the flags.
using Driver = void (*)(const Kernel& kernel, char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n, unsigned flags);

// A kernel and the way it goes through memory.
struct Loop {
  Driver driver = nullptr;  // nullptr: this dtype promotes
  const Kernel* kernel = nullptr;
  explicit operator bool() const { return driver != nullptr; }
  void operator()(char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n, unsigned flags) const {
    driver(*kernel, args, steps, n, flags);
  }
};

// Part of the gradient with respect to a parameter: for each of `columns` values of it, the sum over the rows begin .. end-1
// (counted in C order through shape[0] x shape[1] x ...) of grad * df/dp. Operands are grad, the data, the parameters; steps
// are in bytes.
struct GradientWork {
  Accumulate accumulate;
  int data, parameters;  // without grad
  const char* at[1 + kMostData + kMostParameters];
  int dimensions;
  const std::ptrdiff_t* shape;
  const std::ptrdiff_t* steps[1 + kMostData + kMostParameters];  // by operand, then by dimension
  std::ptrdiff_t column_steps[1 + kMostData + kMostParameters];
  std::ptrdiff_t begin, end, columns;
};

// Writes sums[0 .. columns-1]. One for each float type, from float16 on.
using GradientLoop = void (*)(const GradientWork& work, double* sums);

// float64 sums, rounded once to a contiguous array of a float type.
using RoundLoop = void (*)(char* to, const double* from, std::ptrdiff_t n);

// n elements, a step apart, to contiguous ones of the type that is computed in (float for types of 16 bits), and back.
using Gather = void (*)(void* to, const char* from, std::ptrdiff_t step, std::size_t n);
using Scatter = void (*)(char* to, std::ptrdiff_t step, const void* from, std::size_t n);

// What all activations share, once for every instruction set.
struct Drivers {
  struct Set {
    Driver same[kTypes];  // computed in the type that is stored
    Driver by_float[kTypes], by_double[kTypes];
  };
  Set plain, biased;              // the latter of x + bias, for float types
  Driver look_up;                 // the kernel is a ResultTable
  GradientLoop gradient[kTypes];  // of the float types
  Accumulate sum;                 // of grad alone: the gradient of a bias, whose derivative is 1
  RoundLoop round[kTypes];        // the same
  Gather gather[kTypes];          // the same
  Scatter scatter[kTypes];        // the same
};

constexpr int kFamilies = 0
#define FASTRELU_FAMILY(family) +1
#include "activations/families.inc"
#undef FASTRELU_FAMILY
    ;

// All of one instruction set.
struct Kernels {
  const ActivationKernels* families[kFamilies];  // in the order of families.inc
  const Drivers* drivers;
  const RowKernels* rows;

  // The loop for elements of a type.
  Loop loop(int family, int activation, Form form, Type type, bool biased) const {
    const Kernel& kernel = families[family][activation].forms[int(form)];
    const Drivers::Set& set = biased ? drivers->biased : drivers->plain;
    const auto has = [&](Type t) { return kernel.blocks[int(t)] != nullptr; };
    Driver driver = has(type) ? set.same[int(type)] : nullptr;
    if (!driver && has(Type::f32) && !kernel.often_on_middle) driver = set.by_float[int(type)];
    if (!driver && has(Type::f64)) driver = set.by_double[int(type)];
    return {driver, &kernel};
  }
};

}  // namespace fastrelu
