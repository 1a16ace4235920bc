// The extremes of a row, found by vectors.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/row_sums.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

// Of the elements of V that are added, in any order; Negated: of -x.
template <class V, bool Negated>
class RowExtremesInVectors {
  // Of the bits of numbers below 0 the largest are the minimum's.
  V largest_{-infinity<float>()}, bits_{0.0f};

 public:
  FASTRELU_INLINE void add(V in) {
    const V x = Negated ? -in : in;
    largest_ = larger_or_second(x, largest_);  // never NaN: that comes through the sum
    bits_ = larger_bits(x, bits_);
  }
  template <class W>
  FASTRELU_INLINE void add(Twofold<W> in) {
    add(in.one);
    add(in.other);
  }
  FASTRELU_INLINE RowExtremes result() const {
    constexpr std::size_t kCount = V::size;
    alignas(64) float maxima[kCount], minima[kCount];
    alignas(64) std::uint32_t of_minima[kCount];
    largest_.store(maxima);
    bits_.store(minima);
    std::memcpy(of_minima, minima, sizeof minima);
    in_pairs<kCount>([&](std::size_t j, std::size_t other) FASTRELU_INLINE_LAMBDA {
      maxima[j] = maxima[other] > maxima[j] ? maxima[other] : maxima[j];
      of_minima[j] = of_minima[other] > of_minima[j] ? of_minima[other] : of_minima[j];
    });
    // NaN has larger bits than minus infinity.
    constexpr std::uint32_t most = 0xff800000u;
    const std::uint32_t minimum = of_minima[0] < most ? of_minima[0] : most;
    return {double(maxima[0]), minimum >> 31 ? double(bit_cast<float>(minimum)) : 0.0};
  }
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
