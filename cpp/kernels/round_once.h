// float16 and bfloat16 by way of float32: rounded once.
#pragma once

#include "kernels/block.h"
#include "kernels/kernels.h"
#include "kernels/storage.h"

FASTRELU_BEGIN

// Results in float rounded to S as the true values would be, though they have been rounded before. Groups with an
// element of which that is not sure, of float16 one in forty, are computed again in double. (Ziv's test; ACM Trans. Math.
// Software 17, 1991, 410-423.)
template <class S>
class RoundedOnce {
  BlockFunction<double> again_;
  int inputs_, outputs_;
  int moving_;  // inputs that are not the same for all elements

 public:
  RoundedOnce(BlockFunction<double> again, int inputs, int outputs, int moving)
      : again_(again), inputs_(inputs), outputs_(outputs), moving_(moving) {}

  // n: a multiple of kLanes. Many groups are asked at a time, as an answer takes as long as to round some; of bfloat16 more,
  // as fewer are unsure.
  void round(char* const* results, const float* const* out, const float* const* in, std::size_t n) const {
    constexpr std::size_t kAsked = std::is_same_v<S, bfloat> ? 512 : 128;
    for (std::size_t i = 0; i < n; i += kAsked) {
      const std::size_t m = n - i < kAsked ? n - i : kAsked;
      if (narrowed_surely(results, out, i, m)) continue;
      for (std::size_t j = i; j < i + m; j += kLanes)
        if (!narrowed_surely(results, out, j, kLanes)) compute_again(results, out, in, j);
    }
  }

 private:
  FASTRELU_INLINE bool narrowed_surely(char* const* results, const float* const* out, std::size_t i, std::size_t n) const {
    bool sure = true;
    for (int k = 0; k < outputs_; ++k) sure = narrow_surely(S{}, results[k] + 2 * i, out[k] + i, n) && sure;
    return sure;
  }

  FASTRELU_NOINLINE void compute_again(char* const* results, const float* const* out, const float* const* in,
                                       std::size_t i) const {
    alignas(64) double wide_in[kMostInputs][kLanes], wide_out[kMostOutputs][kLanes];
    const double* ins[kMostInputs];
    double* outs[kMostOutputs];
    for (int k = 0; k < inputs_; ++k) {
      for (std::size_t j = 0; j < kLanes; ++j) wide_in[k][j] = in[k][k < moving_ ? i + j : 0];
      ins[k] = wide_in[k];
    }
    for (int k = 0; k < outputs_; ++k) outs[k] = wide_out[k];
    again_(outs, ins, kLanes);
    for (int k = 0; k < outputs_; ++k) {
      S again[kLanes];
      narrow<S>(reinterpret_cast<char*>(again), wide_out[k], kLanes);
      // The others stay: no element shall depend on its neighbours, in the sign of a 0 or where a gradient is infinite.
      for (std::size_t j = 0; j < kLanes; ++j)
        if (!rounds_surely(S{}, out[k][i + j])) store(results[k] + 2 * (i + j), again[j]);
    }
  }
};

FASTRELU_END
