// Vectors, for the one thing that compilers do not make of a scalar loop: fetching coefficients by number.
//
// The same names for every instruction set, and the same bits: each operation is exact or correctly rounded. Where
// FASTRELU_HAS_VECTOR is 0, kernels do without.
#pragma once

#include "math/arithmetic.h"

#if FASTRELU_HAS_FMA && (defined(__AVX2__) || defined(__aarch64__))
#define FASTRELU_HAS_VECTOR 1
#else
#define FASTRELU_HAS_VECTOR 0
#endif

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

// Of each set of lanes, a bit each, the numbers of its lanes one after the other.
template <int Lanes>
struct LaneSets {
  alignas(8) std::uint8_t numbers[1 << Lanes][Lanes]{};
  constexpr LaneSets() {
    for (int set = 0; set < 1 << Lanes; ++set)
      for (int lane = 0, count = 0; lane < Lanes; ++lane)
        if (set >> lane & 1) numbers[set][count++] = static_cast<std::uint8_t>(lane);
  }
};
template <int Lanes>
constexpr LaneSets<Lanes> lane_sets{};
FASTRELU_INLINE std::uint32_t four_bytes(const std::uint8_t (&bytes)[4]) {
  std::uint32_t all;
  std::memcpy(&all, bytes, 4);
  return all;
}

template <class T>
struct Vector;
using Floats = Vector<float>;
using Doubles = Vector<double>;

FASTRELU_END

#if defined(__AVX512F__)
#include "math/vector_avx512.h"
#elif defined(__AVX2__)
#include "math/vector_avx2.h"
#else
#include "math/vector_neon.h"
#endif

#endif  // FASTRELU_HAS_VECTOR
