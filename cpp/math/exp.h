// The exponential function of arguments <= 0.
#pragma once

#include "math/arithmetic.h"
#include "math/tables/coefficients.inc"

FASTRELU_BEGIN

// An integer n is given as scale_magic + n: shifted to where exponents are, the low bits of that are 2^n. (The magic's own
// bits are shifted out of the word.)
template <class T>
constexpr T scale_magic = Real<T>::round_magic + T(Real<T>::bias);

// 2^n, n > -bias.
template <class T>
FASTRELU_INLINE T pow2(T shifted) {
  return bit_cast<T>(bit_cast<Bits<T>>(shifted) << Real<T>::mantissa_bits);
}

// 2^n as first * second, n <= 0; first takes n down to `least`, which leaves room to multiply it by something small
// without running into subnormal numbers; second takes the rest, which must be within the range of exponents.
template <class T>
struct Pow2 {
  T first, second;
};
template <class T>
FASTRELU_INLINE Pow2<T> pow2_in_two(T shifted) {
  constexpr T least = scale_magic<T> - T(sizeof(T) == 4 ? 100 : 900);
  constexpr Bits<T> one = Real<T>::bias << Real<T>::mantissa_bits;
  const T taken = larger_of(shifted, least);
  const Bits<T> rest = bit_cast<Bits<T>>(shifted) - bit_cast<Bits<T>>(taken);
  return {pow2(taken), bit_cast<T>((rest << Real<T>::mantissa_bits) + one)};
}
// The same, with second = 0 unless `keep`. Where a result is 0 to every rounding this makes it an honest 0: computing
// it by underflow would take the slow path of many CPUs.
template <class T>
FASTRELU_INLINE Pow2<T> pow2_in_two(T shifted, bool keep) {
  const Pow2<T> scale = pow2_in_two(shifted);
  return {scale.first, bit_cast<T>(keep ? bit_cast<Bits<T>>(scale.second) : Bits<T>(0))};
}

// h = n ln 2 + r + r_low, |r| <= 0.3468, |r_low| < |n| 2^-28.9 (float), |n| 2^-55 (double). With FMA r is exact: the bits of
// h and of n ln2 below those of r are zeros. Without it by Cody and Waite (Software Manual for the Elementary Functions,
// 1980, ch. 6).
template <class T>
struct Reduced {
  T r, r_low;
  T shifted;  // scale_magic + n
};
template <class T>
FASTRELU_INLINE Reduced<T> reduced(T h) {
  using C = Coefficients<T>;
  const T shifted = fused(h, C::log2e, scale_magic<T>), n = shifted - scale_magic<T>;
#if FASTRELU_HAS_FMA
  return {fused(-n, C::ln2, h), n * -C::ln2_low, shifted};
#else
  const T exact = h - n * C::ln2_short, small = n * -C::ln2_short_low, r = exact + small;
  return {r, small - (r - exact), shifted};
#endif
}

// 2^n (1 + r + q), |r| <= 0.35, |q| <= 0.08, n <= 0. Kept apart: n may be too large for one factor, and the sums
// would round.
template <class T>
struct ScaledExp {
  T r, q;
  T shifted;  // scale_magic + n
  FASTRELU_INLINE T p() const { return r + q; }
};

// e^(h + l), -157.4 (float), -1333 (double) <= h <= 0, |l| at most about an ulp of h. Anything for NaN.
// Relative error of 2^n (1 + r + q): at most 2^-25.4 (float), 2^-54.6 (double); a test measures it.
template <class T>
FASTRELU_INLINE ScaledExp<T> exp_negative(T h, T l) {
  const Reduced<T> e = reduced(h);
  const T small = e.r_low + l, r = e.r + small, r_low = small - (r - e.r);
  const T q = fused(r * r, polynomial(r, Coefficients<T>::exp_tail), r_low);
  return {r, q, e.shifted};
}

// e^h as 2^n (1 + p), for those who want parts of p too. The same range of h, without l; something for h > 0 and for NaN.
// Relative error of 2^n (1 + p()): at most 2^-25.0 (float), 2^-53.9 (double); a test measures it. In float over
// all h >= -104 at most 0.498 2^-24, in double with FMA about 0.48 2^-53: a multiple of it which rounds once, and once more
// times a gradient, is within 1/2 + 1 + 1/2 ulp. (Where it lies next below a power of two, and the error carries it across,
// within 1/2 + 1 + 1 of the smaller ulp below.)
template <class T>
struct PartedExp {
  T r, r_low, square, tail, p_low;  // p = r + square tail + p_low
  T shifted;                        // scale_magic + n
  FASTRELU_INLINE T p() const { return r + fused(square, tail, p_low); }
};
template <class T>
FASTRELU_INLINE PartedExp<T> parted(Reduced<T> e, T r_low) {
  constexpr auto& c = Coefficients<T>::parted_tail;
  const T r = e.r, square = r * r;
  // The constant last: it is the largest by far, so that no other sum rounds as coarsely.
  const T tail = fused(by_pairs<1>(r, square, c), r, c[0]);
  // As near to p as what r_low multiplies needs it, which in double is larger beside an ulp.
  const T near_p = fused(square, fused(sizeof(T) == 8 ? fused(c[2], r, c[1]) : c[1], r, c[0]), r);
  return {r, r_low, square, tail, fused(r_low, near_p, r_low), e.shifted};
}
template <class T>
FASTRELU_INLINE PartedExp<T> exp_in_parts(T h) {
  const Reduced<T> e = reduced(h);
  return parted(e, e.r_low);
}
// e^(h + l), |l| at most about an ulp of h.
template <class T>
FASTRELU_INLINE PartedExp<T> exp_in_parts(T h, T l) {
  const Reduced<T> e = reduced(h);
  return parted(e, e.r_low + l);
}

FASTRELU_END
