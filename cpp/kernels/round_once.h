// float16 by way of float32: rounded once.
#pragma once

#include "kernels/any_block.h"

FASTRELU_BEGIN

// Results in float rounded to float16 as the true values would be, though they have been rounded before. Groups with an
// element of which that is not sure, one in forty, are computed again in double. (Ziv's test; ACM Trans. Math. Software 17,
// 1991, 410-423.)
template <class Op, Form F, bool Uniform>
struct RoundedOnce {
  static constexpr int kIn = input_count(Op::parameter_count, F), kOut = output_count(F);
  static constexpr int kMoving = Uniform ? input_count(0, F) : kIn;

  // n: a multiple of kLanes.
  static FASTRELU_INLINE void round(char* const* results, const float* const* out, const float* const* in, std::size_t n) {
    for (std::size_t i = 0; i < n; i += kLanes) {
      bool sure = true;
      for (int k = 0; k < kOut; ++k) sure = narrow_surely(results[k] + 2 * i, out[k] + i, kLanes) && sure;
      if (!sure) compute_again(results, out, in, i);
    }
  }

 private:
  static FASTRELU_NOINLINE void compute_again(char* const* results, const float* const* out, const float* const* in,
                                              std::size_t i) {
    alignas(64) double wide_in[kIn][kLanes], wide_out[kOut][kLanes];
    const double* ins[kIn];
    double* outs[kOut];
    for (int k = 0; k < kIn; ++k) {
      for (std::size_t j = 0; j < kLanes; ++j) wide_in[k][j] = in[k][k < kMoving ? i + j : 0];
      ins[k] = wide_in[k];
    }
    for (int k = 0; k < kOut; ++k) outs[k] = wide_out[k];
    any_block<Op, F, double, Uniform, false>(outs, ins, kLanes);
    for (int k = 0; k < kOut; ++k) {
      half again[kLanes];
      narrow<half>(reinterpret_cast<char*>(again), wide_out[k], kLanes);
      // The others stay: no element shall depend on its neighbours, in the sign of a 0 or where a gradient is infinite.
      for (std::size_t j = 0; j < kLanes; ++j)
        if (!rounds_surely(out[k][i + j])) store(results[k] + 2 * (i + j), again[j]);
    }
  }
};

FASTRELU_END
