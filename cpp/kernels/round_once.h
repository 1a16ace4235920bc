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
  int data_, inputs_, outputs_;  // the inputs are the data, and parameters
  int moving_;                   // inputs that are not the same for all elements

 public:
  RoundedOnce(BlockFunction<double> again, int data, int inputs, int outputs, int moving)
      : again_(again), data_(data), inputs_(inputs), outputs_(outputs), moving_(moving) {}

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
    // Twice, as factors of their own may hide what one for all shows, and the reverse.
    for (const bool apart : {false, true})
      if (any_on_middle(wide_out)) decide_middles(wide_out, ins, apart);
    for (int k = 0; k < outputs_; ++k) {
      S again[kLanes];
      narrow<S>(reinterpret_cast<char*>(again), wide_out[k], kLanes);
      // The others stay: no element shall depend on its neighbours, in the sign of a 0 or where a gradient is infinite.
      for (std::size_t j = 0; j < kLanes; ++j)
        if (!rounds_surely(S{}, out[k][i + j])) store(results[k] + 2 * (i + j), again[j]);
    }
  }

  FASTRELU_INLINE bool any_on_middle(const double (*results)[kLanes]) const {
    bool any = false;
    for (int k = 0; k < outputs_; ++k)
      for (std::size_t j = 0; j < kLanes; ++j) any = any || is_middle(S{}, results[k][j]);
    return any;
  }

  // A result on the middle between two numbers of S, from data near 0, may have lost what decides: x/2 + c x^2 where x is
  // subnormal, 1/4 - x^2/16. That has the same sign for larger data, where it is in sight: there results are larger by powers
  // of two, and by that. Middles are moved to where it shows; those that it does not show for are exact.
  FASTRELU_NOINLINE void decide_middles(double (*results)[kLanes], const double* const* in, bool apart) const {
    constexpr std::uint64_t kExponent = std::uint64_t(0x7ff) << 52, kOne = std::uint64_t(1023) << 52;
    constexpr std::uint64_t kTiny = kOne - (std::uint64_t(14) << 52), kInSight = kTiny + (std::uint64_t(1) << 52);
    alignas(64) double larger_in[kMostInputs][kLanes], larger_out[kMostOutputs][kLanes];
    const double* ins[kMostInputs];
    double* outs[kMostOutputs];
    for (int k = 0; k < inputs_; ++k) ins[k] = k < data_ ? larger_in[k] : in[k];
    for (int k = 0; k < outputs_; ++k) outs[k] = larger_out[k];
    for (std::size_t j = 0; j < kLanes; ++j) {
      std::uint64_t largest = 0;
      const auto tiny_exponent = [&](int k) {  // 0 for what is not
        const std::uint64_t exponent = bit_cast<std::uint64_t>(in[k][j]) & kExponent;
        return exponent < kTiny ? exponent : 0;
      };
      for (int k = 0; k < data_; ++k)
        if (tiny_exponent(k) > largest) largest = tiny_exponent(k);
      for (int k = 0; k < data_; ++k) {
        const std::uint64_t exponent = tiny_exponent(k);
        larger_in[k][j] = in[k][j];
        if (exponent) larger_in[k][j] *= bit_cast<double>(kOne + kInSight - (apart ? exponent : largest));
      }
    }
    again_(outs, ins, kLanes);
    for (int k = 0; k < outputs_; ++k)
      for (std::size_t j = 0; j < kLanes; ++j) {
        if (!is_middle(S{}, results[k][j])) continue;
        const std::uint64_t bits = bit_cast<std::uint64_t>(results[k][j]);
        // Of the significands, around the circle from 2 to 1.
        const std::int64_t more = static_cast<std::int64_t>((bit_cast<std::uint64_t>(larger_out[k][j]) - bits) << 12);
        if (more != 0) results[k][j] = bit_cast<double>(more > 0 ? bits + 1 : bits - 1);
      }
  }
};

FASTRELU_END
