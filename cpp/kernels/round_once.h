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
  const Kernel& kernel_;
  int inputs_, moving_;  // those that are not the same for all elements

 public:
  // The kernel's loop in double.
  RoundedOnce(const Kernel& kernel, BlockFunction<double> again, int moving)
      : again_(again), kernel_(kernel), inputs_(kernel.data + kernel.parameters), moving_(moving) {}

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

  // Results in double, before they are rounded to S.
  void decide(double* const* out, const double* const* in, std::size_t n) const {
    for (std::size_t i = 0; i < n; i += kLanes) {
      double* outs[kMostOutputs];
      const double* ins[kMostInputs];
      for (int k = 0; k < kernel_.outputs; ++k) outs[k] = out[k] + i;
      for (int k = 0; k < inputs_; ++k) ins[k] = k < moving_ ? in[k] + i : in[k];
      decide(outs, ins);
    }
  }

 private:
  FASTRELU_INLINE bool narrowed_surely(char* const* results, const float* const* out, std::size_t i, std::size_t n) const {
    bool sure = true;
    for (int k = 0; k < kernel_.outputs; ++k) sure = narrow_surely(S{}, results[k] + 2 * i, out[k] + i, n) && sure;
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
    for (int k = 0; k < kernel_.outputs; ++k) outs[k] = wide_out[k];
    again_(outs, ins, kLanes);
    decide(outs, ins);
    for (int k = 0; k < kernel_.outputs; ++k) {
      S again[kLanes];
      narrow<S>(reinterpret_cast<char*>(again), wide_out[k], kLanes);
      // The others stay: no element shall depend on its neighbours, in the sign of a 0 or where a gradient is infinite.
      for (std::size_t j = 0; j < kLanes; ++j)
        if (!rounds_surely(S{}, out[k][i + j])) store(results[k] + 2 * (i + j), again[j]);
    }
  }

  // Twice, as factors of their own may hide what one for all shows, and the reverse.
  FASTRELU_INLINE void decide(double* const* results, const double* const* in) const {
    for (const bool apart : {false, true}) {
      if (!any_on_middle(results)) return;
      decide_middles(results, in, apart);
    }
  }

  FASTRELU_INLINE bool any_on_middle(double* const* results) const {
    unsigned any = 0;
    const double below = kernel_.often_on_middle ? 0x1p-125 : infinity<double>();
    for (int k = 0; k < kernel_.outputs; ++k)
      for (std::size_t j = 0; j < kLanes; ++j)
        any |= static_cast<unsigned>(is_middle(S{}, results[k][j])) & static_cast<unsigned>(absolute(results[k][j]) < below);
    return any != 0;
  }

  // A result on the middle between two numbers of S may have lost what decides: x/2 + c x^2 where x is subnormal, or g x - g x
  // e^-g. That has the same sign where it is in sight: for data larger by a power of two, or a smaller gate. There results are
  // larger or smaller by powers of two, and by that. Middles are moved to where it shows; those that it does not show for are
  // exact.
  FASTRELU_NOINLINE void decide_middles(double* const* results, const double* const* in, bool apart) const {
    constexpr Bits<double> kExponent = Bits<double>(0x7ff) << 52;
    alignas(64) double seen_in[kMostInputs][kLanes], seen_out[kMostOutputs][kLanes];
    bool is_far[kLanes];
    const double* ins[kMostInputs];
    double* outs[kMostOutputs];
    for (int k = 0; k < inputs_; ++k) ins[k] = k < kernel_.data ? seen_in[k] : in[k];
    for (int k = 0; k < kernel_.outputs; ++k) outs[k] = seen_out[k];
    for (std::size_t j = 0; j < kLanes; ++j) {
      const auto exponent = [&](int k) { return bit_cast<Bits<double>>(in[k][j]) & kExponent; };
      const auto is_tiny = [&](int k) { return exponent(k) < bits_of_power(-17); };
      Bits<double> largest = 0;  // of those that are tiny
      for (int k = 0; k < kernel_.data; ++k)
        if (is_tiny(k) && exponent(k) > largest) largest = exponent(k);
      is_far[j] = false;
      for (int k = 0; k < kernel_.data; ++k) {
        // 0 and what is not finite have no power of two to be taken away.
        const bool moves = exponent(k) != 0 && exponent(k) != kExponent;
        double factor = 1;
        if (moves && is_tiny(k)) factor = ratio(bits_of_power(-16), apart ? exponent(k) : largest);
        if (moves && kernel_.gated && k == kernel_.data - 2 && exponent(k) > bits_of_power(2)) {
          factor = ratio(bits_of_power(2), exponent(k));
          is_far[j] = true;
        }
        seen_in[k][j] = in[k][j] * factor;
      }
    }
    again_(outs, ins, kLanes);
    for (int k = 0; k < kernel_.outputs; ++k)
      for (std::size_t j = 0; j < kLanes; ++j) {
        if (!is_middle(S{}, results[k][j])) continue;
        const Bits<double> bits = bit_cast<Bits<double>>(results[k][j]);
        // Of the significands, around the circle from 2 to 1. What is more than that is another function there.
        std::int64_t more = static_cast<std::int64_t>((bit_cast<Bits<double>>(seen_out[k][j]) - bits) << 12);
        const std::int64_t most = std::int64_t(1) << (12 + 52 - (is_far[j] ? 4 : 10));
        if (more < -most || more > most) more = 0;
        if (const int sign = k == 0 && kernel_.lost_sign ? kernel_.lost_sign(in[0][j]) : 0)
          more = results[k][j] < 0 ? -sign : sign;
        if (more != 0) results[k][j] = bit_cast<double>(more > 0 ? bits + 1 : bits - 1);
      }
  }
  static constexpr Bits<double> bits_of_power(int n) { return Bits<double>(1023 + n) << 52; }
  static double ratio(Bits<double> a, Bits<double> b) { return bit_cast<double>(bits_of_power(0) + a - b); }
};

FASTRELU_END
