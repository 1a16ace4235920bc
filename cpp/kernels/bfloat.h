// bfloat16: the upper half of a float32 (ml_dtypes has it for NumPy), and its conversions.
#pragma once

#include "kernels/memory.h"

FASTRELU_BEGIN

enum class bfloat : std::uint16_t {};

FASTRELU_INLINE float widened(bfloat x) { return bit_cast<float>(static_cast<std::uint32_t>(x) << 16); }

// To nearest even; overflow carries into the exponent, and gives infinity. NaN becomes a quiet one of the same sign.
FASTRELU_INLINE bfloat narrowed(bfloat, float y) {
  const std::uint32_t bits = bit_cast<std::uint32_t>(y);
  const std::uint32_t rounded = (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
  return static_cast<bfloat>(y == y ? rounded : (bits >> 16 | 0x40u));
}

// float64 to float32, rounding to odd: a later rounding to bfloat16 then gives what one rounding would have given (as for
// float16 in half.h). Subnormal numbers of float32 are no exception, as bfloat16 has them too.
FASTRELU_INLINE float to_float_for(bfloat, double d) {
  const float nearest = static_cast<float>(d);
  const double back = nearest;
  const std::uint32_t towards_zero = bit_cast<std::uint32_t>(nearest) - (absolute(back) > absolute(d) ? 1u : 0u);
  return bit_cast<float>(towards_zero | (back == d || d != d ? 0u : 1u));
}

// Does a float that is off by some units in the last place round as the true value would? If it is not as near to the middle
// between two numbers of bfloat16. In units, as they are absolute among subnormal numbers.
FASTRELU_INLINE bool rounds_surely(bfloat, float y) {
  constexpr std::uint32_t kUnits = 4;
  return ((bit_cast<std::uint32_t>(y) & 0xffffu) - (0x8000u - kUnits)) > 2 * kUnits;
}

// Does a double lie in the middle between two numbers of bfloat16?
FASTRELU_INLINE bool is_middle(bfloat, double d) {
  const float nearest = static_cast<float>(d);
  return nearest == d && (bit_cast<std::uint32_t>(nearest) & 0xffffu) == 0x8000u;
}

FASTRELU_NOINLINE inline void widen_block(bfloat, float* to, const char* from, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) to[i] = widened(load<bfloat>(from + 2 * i));
}

FASTRELU_NOINLINE inline void narrow_block(bfloat, char* to, const float* from, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) store(to + 2 * i, narrowed(bfloat{}, from[i]));
}

// Rounds, and says whether all surely have been rounded as the true values would.
FASTRELU_INLINE bool narrow_surely(bfloat, char* to, const float* from, std::size_t n) {
  std::uint32_t unsure = 0;
  for (std::size_t i = 0; i < n; ++i) {
    store(to + 2 * i, narrowed(bfloat{}, from[i]));
    unsure |= rounds_surely(bfloat{}, from[i]) ? 0u : 1u;
  }
  return unsure == 0;
}

FASTRELU_END
