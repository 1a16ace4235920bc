// float16: the type as NumPy stores it, and its conversions.
#pragma once

#include "kernels/memory.h"

#if defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#endif
#if defined(__aarch64__)
#include <arm_neon.h>
#endif

FASTRELU_BEGIN

// IEEE 754 binary16 as NumPy stores it.
enum class half : std::uint16_t { one = 0x3c00, infinity = 0x7c00, nan = 0x7e00, minus_zero = 0x8000 };
FASTRELU_INLINE constexpr std::uint16_t bits_of(half x) { return static_cast<std::uint16_t>(x); }
FASTRELU_INLINE constexpr half without_sign(half x) { return half(bits_of(x) & 0x7fff); }
FASTRELU_INLINE constexpr bool is_nan(half x) { return without_sign(x) > half::infinity; }
// x, or 0 unless so: by a mask, for compilers make branches of a choice.
FASTRELU_INLINE constexpr half where(bool so, half x) { return half(bits_of(x) & -static_cast<int>(so)); }
FASTRELU_INLINE constexpr half operator|(half x, half y) { return half(bits_of(x) | bits_of(y)); }
FASTRELU_INLINE constexpr half operator&(half x, half y) { return half(bits_of(x) & bits_of(y)); }

FASTRELU_INLINE float half_to_float(std::uint16_t h) {
  // Shift exponent and mantissa into place, then multiply by 2^112 to correct the exponent's bias: exact, and right for
  // subnormals too. Infinity and NaN come out too small by that rule and get their exponent set.
  const std::uint32_t magnitude = h & 0x7fffu, sign = (h & 0x8000u) << 16;
  const float scaled = bit_cast<float>(magnitude << 13) * 0x1p112f;
  const std::uint32_t special = magnitude >= 0x7c00u ? 0x7f800000u : 0u;
  return bit_cast<float>(bit_cast<std::uint32_t>(scaled) | special | sign);
}

FASTRELU_INLINE std::uint16_t float_to_half(float f) {
  const std::uint32_t bits = bit_cast<std::uint32_t>(f), sign = bits >> 16 & 0x8000u, magnitude = bits & 0x7fffffffu;
  // Normal results: round to nearest even in integer arithmetic; overflow carries into the exponent and gives infinity.
  const std::uint32_t normal = (magnitude + 0xfffu + (magnitude >> 13 & 1u) - (112u << 23)) >> 13;
  // Subnormal results: adding 1/2 leaves the rounded multiple of 2^-24 in the low bits.
  const std::uint32_t small =
      bit_cast<std::uint32_t>(bit_cast<float>(magnitude < 0x38800000u ? magnitude : 0u) + 0.5f) - 0x3f000000u;
  const std::uint32_t finite = magnitude < 0x38800000u ? small : (normal > 0x7c00u ? 0x7c00u : normal);
  const std::uint32_t special = magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u;
  return static_cast<std::uint16_t>((magnitude >= 0x7f800000u ? special : finite) | sign);
}

// float64 to float32, rounding to odd: a later rounding to float16 then gives what one rounding would have given
// (Boldo and Melquiond, IEEE Trans. Computers 57, 2008, 462-471). 22 bits are kept, the rest is or-ed into the last.
FASTRELU_INLINE float to_float_for(half, double d) {
  constexpr std::uint64_t dropped = (std::uint64_t(1) << 30) - 1;
  const std::uint64_t bits = bit_cast<std::uint64_t>(d);
  return static_cast<float>(bit_cast<double>((bits | ((bits & dropped) + dropped)) & ~dropped));
}

// float16's smallest numbers are so large that a double on a middle is one that is exact.
FASTRELU_INLINE constexpr bool is_middle(half, double) { return false; }

FASTRELU_NOINLINE inline void widen_block(half, float* to, const char* from, std::size_t n) {
  std::size_t i = 0;
#if defined(__AVX512F__)
  for (; i + 16 <= n; i += 16)
    _mm512_storeu_ps(to + i, _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + 2 * i))));
#elif defined(__F16C__)
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(to + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 2 * i))));
#elif defined(__aarch64__)
  for (; i + 4 <= n; i += 4)
    vst1q_f32(to + i, vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(reinterpret_cast<const std::uint16_t*>(from) + i))));
#endif
  for (; i < n; ++i) to[i] = half_to_float(load<std::uint16_t>(from + 2 * i));
}

FASTRELU_NOINLINE inline void narrow_block(half, char* to, const float* from, std::size_t n) {
  std::size_t i = 0;
#if defined(__AVX512F__)
  for (; i + 16 <= n; i += 16)
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + 2 * i),
                        _mm512_cvtps_ph(_mm512_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT));
#elif defined(__F16C__)
  for (; i + 8 <= n; i += 8)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 2 * i),
                     _mm256_cvtps_ph(_mm256_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT));
#elif defined(__aarch64__)
  for (; i + 4 <= n; i += 4)
    vst1_u16(reinterpret_cast<std::uint16_t*>(to) + i, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(from + i))));
#endif
  for (; i < n; ++i) store(to + 2 * i, float_to_half(from[i]));
}

// Does a float that is off by up to 2 units in the last place round to float16 as the true value would? Rounding is
// monotone, so that it does if what is a little more and what is a little less than it round alike.
constexpr float kMore = 1 + 0x1p-22f, kLess = 1 - 0x1p-22f;
FASTRELU_INLINE bool rounds_surely(half, float y) { return float_to_half(y * kMore) == float_to_half(y * kLess); }

// Rounds to float16, and says whether all surely have been rounded as the true values would; those that have not may be
// off by a unit in the last place, and want to be computed again.
FASTRELU_INLINE bool narrow_surely(half, char* to, const float* from, std::size_t n) {
  std::size_t i = 0;
#if defined(__AVX2__) && defined(__F16C__)
  __m128i different = _mm_setzero_si128();
  for (; i + 8 <= n; i += 8) {
    const __m256 y = _mm256_loadu_ps(from + i);
    const __m128i more = _mm256_cvtps_ph(_mm256_mul_ps(y, _mm256_set1_ps(kMore)), _MM_FROUND_TO_NEAREST_INT);
    const __m128i less = _mm256_cvtps_ph(_mm256_mul_ps(y, _mm256_set1_ps(kLess)), _MM_FROUND_TO_NEAREST_INT);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 2 * i), more);
    different = _mm_or_si128(different, _mm_xor_si128(more, less));
  }
  bool sure = _mm_testz_si128(different, different) != 0;
#elif defined(__aarch64__)
  uint16x4_t different = vdup_n_u16(0);
  for (; i + 4 <= n; i += 4) {
    const float32x4_t y = vld1q_f32(from + i);
    const uint16x4_t more = vreinterpret_u16_f16(vcvt_f16_f32(vmulq_n_f32(y, kMore)));
    const uint16x4_t less = vreinterpret_u16_f16(vcvt_f16_f32(vmulq_n_f32(y, kLess)));
    vst1_u8(reinterpret_cast<std::uint8_t*>(to) + 2 * i, vreinterpret_u8_u16(more));
    different = vorr_u16(different, veor_u16(more, less));
  }
  bool sure = vmaxv_u16(different) == 0;
#else
  bool sure = true;
#endif
  for (; i < n; ++i) {
    store(to + 2 * i, float_to_half(from[i]));
    sure = sure && rounds_surely(half{}, from[i]);
  }
  return sure;
}

FASTRELU_INLINE float widened(half x) { return half_to_float(bits_of(x)); }
FASTRELU_INLINE half narrowed(half, float y) { return half{float_to_half(y)}; }

FASTRELU_END
