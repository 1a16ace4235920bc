// From the element types of NumPy to the types that kernels compute in, and back.
#pragma once

#include <cstring>
#include <type_traits>

#include "kernels/bfloat.h"
#include "kernels/half.h"
#include "kernels/kernels.h"
#include "math/arithmetic.h"

FASTRELU_BEGIN

// The types of 16 bits, which are computed in another.
template <class S>
constexpr bool is_narrow = std::is_same_v<S, half> || std::is_same_v<S, bfloat>;

// ------------------------------------------------------------------------------------------------------- one element

template <class T, class S>
FASTRELU_INLINE T widen_one(S s) {
  if constexpr (std::is_same_v<S, T>)
    return s;
  else if constexpr (is_narrow<S>)
    return static_cast<T>(widened(s));
  else
    return static_cast<T>(s);
}
template <class S, class T>
FASTRELU_INLINE S narrow_one(T t) {
  if constexpr (is_narrow<S>) {
    if constexpr (std::is_same_v<T, double>)
      return narrowed(S{}, to_float_for(S{}, t));
    else
      return narrowed(S{}, t);
  } else {
    return static_cast<S>(t);
  }
}

// ---------------------------------------------------------------------------------------- a block of contiguous elements

template <class S, class T>
FASTRELU_INLINE void widen(T* to, const char* from, std::size_t n) {
  if constexpr (std::is_same_v<S, T>) {
    std::memcpy(to, from, n * sizeof(T));
  } else if constexpr (is_narrow<S> && std::is_same_v<T, float>) {
    widen_block(S{}, to, from, n);
  } else if constexpr (is_narrow<S>) {
    float middle[64];
    for (std::size_t i = 0; i < n; i += 64) {
      const std::size_t m = n - i < 64 ? n - i : 64;
      widen_block(S{}, middle, from + 2 * i, m);
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
  } else if constexpr (is_narrow<S> && std::is_same_v<T, float>) {
    narrow_block(S{}, to, from, n);
  } else if constexpr (is_narrow<S>) {
    float middle[64];
    for (std::size_t i = 0; i < n; i += 64) {
      const std::size_t m = n - i < 64 ? n - i : 64;
      for (std::size_t j = 0; j < m; ++j) middle[j] = to_float_for(S{}, from[i + j]);
      narrow_block(S{}, to + 2 * i, middle, m);
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
