// Tables so short that registers hold them: a permutation looks up all lanes at once.
//
// Compilers make no permutation of a scalar loop. So what is here is written for vectors (twofold.h), and for a float where
// there are none: the bits are the same.
#pragma once

#include "math/tables/short_exp.inc"
#include "math/twofold.h"

FASTRELU_BEGIN

// For float what vectors have; see there.
FASTRELU_INLINE float smaller_or_second(float a, float b) { return a < b ? a : b; }
FASTRELU_INLINE float larger_or_second(float a, float b) { return a > b ? a : b; }
FASTRELU_INLINE float if_less(float a, float b, float yes, float no) { return a < b ? yes : no; }
FASTRELU_INLINE float zero_if_less(float x, float least, float y) { return x < least ? 0.0f : y; }
template <int Shift>
FASTRELU_INLINE float bits_left(float a) {
  return bit_cast<float>(bit_cast<std::uint32_t>(a) << Shift);
}
template <int Shift>
FASTRELU_INLINE float bits_right(float a) {
  return bit_cast<float>(bit_cast<std::uint32_t>(a) >> Shift);
}
FASTRELU_INLINE float bits_sum(float a, float b) {
  return bit_cast<float>(bit_cast<std::uint32_t>(a) + bit_cast<std::uint32_t>(b));
}
template <std::uint32_t Kept, std::uint32_t Set>
FASTRELU_INLINE float bits_kept_and_set(float a) {
  return bit_cast<float>((bit_cast<std::uint32_t>(a) & Kept) | Set);
}
template <class Four>
FASTRELU_INLINE float looked_up(const Four (&table)[16], float index) {
  return bit_cast<float>(table[bit_cast<std::uint32_t>(index) & 15]);
}

// e^-a as s (1 + p), s a power of two times 2^(j/16) and a factor, p between -0.06 and -0.01; its relative error is below
// 2^-25. Multiplied by 2^Offset, for a where that is normal. With other constants e^(-slope a).
template <class V>
struct TabledExp {
  V s, p;
  // The same and one, which is 2^Offset. The larger of s and that is added last: what the other sum rounds is small beside it.
  FASTRELU_INLINE V plus(V one) const { return larger_or_second(s, one) + fused(s, p, smaller_or_second(s, one)); }
};
template <int Offset, class C = ShortExp<float>::Plain, class V>
FASTRELU_INLINE TabledExp<V> exp_by_table(V a) {
  constexpr auto& c = C::tail;
  // n = 16k + j; j is in the first bits of the mantissa when k is where exponents are.
  constexpr float magic = Real<float>::round_magic + 16 * (float(Real<float>::bias) + Offset);
  const V shifted = fused(a, V(C::per_step), V(magic)), n = shifted - V(magic);
  const V r = fused(n, V(C::step_low), fused(n, V(C::step), a));
  const V s = bits_sum(bits_left<19>(shifted), looked_up(ShortExp<float>::numbers, shifted));
  return {s, horner(r, c)};
}

// Sixteen cells that grow with a >= 0: four to each octave of a + from, and a half one at 0 if `from` is the middle of one. The
// number of a's cell is the last four bits; u is the way from its middle, exactly.
template <class V>
struct GrowingCell {
  V number, u;
};
template <class V>
FASTRELU_INLINE GrowingCell<V> growing_cell(V a, float from) {
  const V t = a + V(from);
  return {bits_right<21>(t), a - (bits_kept_and_set<0xffe00000, 0x00100000>(t) - V(from))};
}
// c[0] + c[1] u + ..., the coefficients those of the cell.
template <int I = 0, int N, class V>
FASTRELU_INLINE V polynomial_in(const GrowingCell<V>& cell, const float (&c)[N][16]) {
  const V of_cell = looked_up(c[I], cell.number);
  if constexpr (I + 1 == N)
    return of_cell;
  else
    return fused(polynomial_in<I + 1>(cell, c), cell.u, of_cell);
}

FASTRELU_END
