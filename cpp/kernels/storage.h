// From the element types of NumPy to the types that kernels compute in, and back.
#pragma once

#include <cstring>
#include <type_traits>

#include "kernels/kernels.h"
#include "math/arithmetic.h"

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

template <class S>
FASTRELU_INLINE S load(const char* p) {
  S s;
  std::memcpy(&s, p, sizeof s);
  return s;
}
template <class S>
FASTRELU_INLINE void store(char* p, S s) {
  std::memcpy(p, &s, sizeof s);
}

// ---------------------------------------------------------------------------------- float16, where no instruction does it

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
  const std::uint32_t small = bit_cast<std::uint32_t>(bit_cast<float>(magnitude < 0x38800000u ? magnitude : 0u) + 0.5f) - 0x3f000000u;
  const std::uint32_t finite = magnitude < 0x38800000u ? small : (normal > 0x7c00u ? 0x7c00u : normal);
  const std::uint32_t special = magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u;
  return static_cast<std::uint16_t>((magnitude >= 0x7f800000u ? special : finite) | sign);
}

// float64 to float32, rounding to odd: a later rounding to float16 then gives what one rounding would have given
// (Boldo and Melquiond, IEEE Trans. Computers 57, 2008, 462-471). 22 bits are kept, the rest is or-ed into the last.
FASTRELU_INLINE float to_float_for_half(double d) {
  constexpr std::uint64_t dropped = (std::uint64_t(1) << 30) - 1;
  const std::uint64_t bits = bit_cast<std::uint64_t>(d);
  return static_cast<float>(bit_cast<double>((bits | ((bits & dropped) + dropped)) & ~dropped));
}

// ------------------------------------------------------------------------------------------------------- one element

template <class T, class S>
FASTRELU_INLINE T widen_one(S s) {
  if constexpr (std::is_same_v<S, T>)
    return s;
  else if constexpr (std::is_same_v<S, half>)
    return static_cast<T>(half_to_float(bits_of(s)));
  else
    return static_cast<T>(s);
}
template <class S, class T>
FASTRELU_INLINE S narrow_one(T t) {
  if constexpr (std::is_same_v<S, half>) {
    if constexpr (std::is_same_v<T, double>)
      return half{float_to_half(to_float_for_half(t))};
    else
      return half{float_to_half(t)};
  } else {
    return static_cast<S>(t);
  }
}

// ---------------------------------------------------------------------------------------- a block of contiguous elements

FASTRELU_NOINLINE inline void widen_half(float* to, const char* from, std::size_t n) {
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

FASTRELU_NOINLINE inline void narrow_to_half(char* to, const float* from, std::size_t n) {
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
FASTRELU_INLINE bool rounds_surely(float y) { return float_to_half(y * kMore) == float_to_half(y * kLess); }

// Rounds to float16, and says whether all surely have been rounded as the true values would; those that have not may be
// off by a unit in the last place, and want to be computed again.
FASTRELU_INLINE bool narrow_surely(char* to, const float* from, std::size_t n) {
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
    sure = sure && rounds_surely(from[i]);
  }
  return sure;
}

template <class S, class T>
FASTRELU_INLINE void widen(T* to, const char* from, std::size_t n) {
  if constexpr (std::is_same_v<S, T>) {
    std::memcpy(to, from, n * sizeof(T));
  } else if constexpr (std::is_same_v<S, half> && std::is_same_v<T, float>) {
    widen_half(to, from, n);
  } else if constexpr (std::is_same_v<S, half>) {
    float middle[64];
    for (std::size_t i = 0; i < n; i += 64) {
      const std::size_t m = n - i < 64 ? n - i : 64;
      widen_half(middle, from + 2 * i, m);
      for (std::size_t j = 0; j < m; ++j) to[i + j] = middle[j];
    }
  } else {
    for (std::size_t i = 0; i < n; ++i) to[i] = widen_one<T>(load<S>(from + i * sizeof(S)));
  }
}

template <class S, class T>
FASTRELU_INLINE void narrow(char* to, const T* from, std::size_t n) {
  if constexpr (std::is_same_v<S, T>) {
    std::memcpy(to, from, n * sizeof(T));
  } else if constexpr (std::is_same_v<S, half> && std::is_same_v<T, float>) {
    narrow_to_half(to, from, n);
  } else if constexpr (std::is_same_v<S, half>) {
    float middle[64];
    for (std::size_t i = 0; i < n; i += 64) {
      const std::size_t m = n - i < 64 ? n - i : 64;
      for (std::size_t j = 0; j < m; ++j) middle[j] = to_float_for_half(from[i + j]);
      narrow_to_half(to + 2 * i, middle, m);
    }
  } else {
    for (std::size_t i = 0; i < n; ++i) store<S>(to + i * sizeof(S), narrow_one<S>(from[i]));
  }
}

// --------------------------------------------------------------------------------------------- a block of any stride

// Elements so many apart, which compilers vectorise where the number is known.
template <class S, int Apart>
FASTRELU_INLINE void pack(char* __restrict to, const char* from, std::size_t n) {
  constexpr std::ptrdiff_t kStep = Apart * static_cast<std::ptrdiff_t>(sizeof(S));
  for (std::size_t j = 0; j < n; ++j) store(to + j * sizeof(S), load<S>(from + static_cast<std::ptrdiff_t>(j) * kStep));
}

template <class S, class T>
FASTRELU_INLINE void gather(T* to, const char* from, std::ptrdiff_t step, std::size_t n) {
  constexpr auto kItem = static_cast<std::ptrdiff_t>(sizeof(S));
  if (step == kItem) return widen<S>(to, from, n);
  constexpr bool kSame = std::is_same_v<S, T>;
  alignas(64) char buffer[kSame ? 1 : 64 * sizeof(S)];
  for (std::size_t i = 0; i < n; i += 64) {
    const std::size_t m = n - i < 64 ? n - i : 64;
    char* const packed = kSame ? reinterpret_cast<char*>(to + i) : buffer;
    const char* const start = from + static_cast<std::ptrdiff_t>(i) * step;
    if (step == 2 * kItem)  // every second column, the real parts of complex numbers
      pack<S, 2>(packed, start, m);
    else if (step == -kItem)  // reversed
      pack<S, -1>(packed, start, m);
    else
      for (std::size_t j = 0; j < m; ++j) store(packed + j * sizeof(S), load<S>(start + static_cast<std::ptrdiff_t>(j) * step));
    if constexpr (!kSame) widen<S>(to + i, packed, m);
  }
}

template <class S, class T>
FASTRELU_INLINE void scatter(char* to, std::ptrdiff_t step, const T* from, std::size_t n) {
  if (step == static_cast<std::ptrdiff_t>(sizeof(S))) return narrow<S>(to, from, n);
  alignas(64) char packed[64 * sizeof(S)];
  for (std::size_t i = 0; i < n; i += 64) {
    const std::size_t m = n - i < 64 ? n - i : 64;
    narrow<S>(packed, from + i, m);
    for (std::size_t j = 0; j < m; ++j, to += step) store(to, load<S>(packed + j * sizeof(S)));
  }
}

// ------------------------------------------------------------------------------------------------- past the caches

// A whole line past the caches, where the instruction set can; both places are aligned.
FASTRELU_INLINE void stream_line(char* to, const char* from) {
#if defined(__AVX512F__)
  _mm512_stream_si512(reinterpret_cast<__m512i*>(to), _mm512_load_si512(from));
#elif defined(__AVX__)
  for (std::size_t k = 0; k < kLine; k += 32)
    _mm256_stream_si256(reinterpret_cast<__m256i*>(to + k), _mm256_load_si256(reinterpret_cast<const __m256i*>(from + k)));
#elif defined(__SSE2__) || defined(_M_X64)
  for (std::size_t k = 0; k < kLine; k += 16)
    _mm_stream_si128(reinterpret_cast<__m128i*>(to + k), _mm_load_si128(reinterpret_cast<const __m128i*>(from + k)));
#else
  std::memcpy(to, from, kLine);
#endif
}

// Contiguous, from an aligned place; past the caches if the target is aligned.
template <class S, class T>
FASTRELU_INLINE void stream(char* to, const T* from, std::size_t n) {
  alignas(kLine) char packed[512 * sizeof(S)];
  const char* bytes = reinterpret_cast<const char*>(from);
  if constexpr (!std::is_same_v<S, T>) {
    narrow<S>(packed, from, n);
    bytes = packed;
  }
  const std::size_t size = n * sizeof(S);
  std::size_t i = 0;
  if (reinterpret_cast<std::uintptr_t>(to) % kLine == 0)
    for (; i + kLine <= size; i += kLine) stream_line(to + i, bytes + i);
  std::memcpy(to + i, bytes + i, size - i);
}

FASTRELU_END
