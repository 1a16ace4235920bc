// Tables so short that registers hold them: a permutation looks up all lanes at once.
//
// Compilers make no permutation of a scalar loop. So what is here is written for vectors (twofold.h), and for a float where
// there are none: the bits are the same.
#pragma once

#include <cstdint>

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
template <int IndexBits, class Four>
FASTRELU_INLINE float looked_up(const Four (&table)[16], float index) {
  return bit_cast<float>(table[bit_cast<std::uint32_t>(index) & ((1u << IndexBits) - 1)]);
}

// An exponential as s (1 + p), s a power of two times 2^(j/16), or 2^(j/8), and a factor; p is never above 0.
template <class V>
struct TabledExp {
  V s, p;
  FASTRELU_INLINE V value() const { return fused(s, p, s); }
  // s (1 + p) - taken, where that is near.
  FASTRELU_INLINE V rest(V taken) const { return fused(s, p, s - taken); }
  // The whole and one, for one = 2^Offset. The larger of s and that is added last: what the other sum rounds is small beside
  // it.
  FASTRELU_INLINE V plus(V one) const { return larger_or_second(s, one) + fused(s, p, smaller_or_second(s, one)); }
};
// What x / step rounds to is added to this: an exponent of 0, and Offset beyond it.
template <class C>
constexpr float table_magic(int offset) {
  return Real<float>::round_magic + float(C::places * (int(Real<float>::bias) + offset));
}
// The exponential of C times 2^offset, for x where that is normal.
// Relative error: at most 2^-25.2 with 16 numbers, 2^-25.8 with 8; a test measures it.
template <class C, class V>
FASTRELU_INLINE TabledExp<V> exp_by_table(V x, V magic) {
  const V shifted = fused(x, V(C::per_step), magic), n = shifted - magic;
  const V r = fused(n, V(C::minus_step_low), fused(n, V(C::minus_step), x));
  // n = 16k + j; j is in the first bits of the mantissa when k is where exponents are.
  constexpr int bits = C::places == 16 ? 4 : 3;
  const V s = bits_sum(bits_left<Real<float>::mantissa_bits - bits>(shifted), looked_up<bits>(C::numbers, shifted));
  return {s, horner(r, C::tail)};
}
template <int Offset, class C, class V>
FASTRELU_INLINE TabledExp<V> exp_by_table(V x) {
  return exp_by_table<C>(x, V(table_magic<C>(Offset)));
}

// Sixteen cells that grow with a >= 0: four to each octave of a + from, and a half one at 0 if `from` is the middle of one. The
// number of a's cell is the last four bits; u is the way from its middle, exactly but for some a next below the end of a cell.
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
  const V of_cell = looked_up<4>(c[I], cell.number);
  if constexpr (I + 1 == N)
    return of_cell;
  else
    return fused(polynomial_in<I + 1>(cell, c), cell.u, of_cell);
}

FASTRELU_END
