// The gradient of an activation with respect to a parameter: sums over what the parameter was broadcast along.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/kernels.h"
#include "runtime/registry.h"

namespace fastrelu {

constexpr int kMostSummed = 1 + kMostData + kMostParameters;  // operands

struct GradientOperand {
  const char* at;
  const std::ptrdiff_t *shape, *steps;  // steps in bytes; of the output it is contiguous, and they do not count
};

// What is accumulated for a parameter of an activation; `accumulate` is nullptr if there is none of that number, or it is not
// trained. From the output: that stands in the place of the input.
GradientWork gradient_for(const Description& activation, int parameter, bool from_output);

class GradientSum {
 public:
  // `function`: what is accumulated, and of how much data and how many parameters. The operands are grad_output, the data, the
  // parameters, all of one shape, aligned; the output has length 1 along each axis that is summed and the full length along the
  // others. Throws std::invalid_argument if shapes do not match, and std::bad_alloc.
  GradientSum(const GradientWork& function, Type type, int dimensions, const GradientOperand* operands,
              const GradientOperand& out);
  GradientSum(const GradientSum&) = delete;

  // The sums are taken in float64, and written rounded.
  void run();

 private:
  struct Axes {
    std::vector<std::ptrdiff_t> shape, steps[kMostSummed];
  };

  void run_task(int task);
  void finish();

  GradientWork work_;  // what all tasks have in common
  GradientLoop loop_;
  RoundLoop round_;
  int operands_;
  char* out_;
  Axes kept_;  // axes of the parameter, but for the last if it is one
  Axes summed_;
  std::ptrdiff_t columns_ = 1;
  std::ptrdiff_t rows_ = 1, groups_ = 1, group_columns_ = 1, segments_ = 1, segment_rows_ = 1;
  std::ptrdiff_t combinations_ = 1, tasks_ = 0;
  std::vector<double> partial_, sums_;
};

}  // namespace fastrelu
