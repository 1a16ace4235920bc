// e^h beside 1: what sigmoid, softplus and their like are made of.
#pragma once

#include "math/double_length.h"
#include "math/wide_exp.h"

FASTRELU_BEGIN

// scale = 2^(n + Offset), e^h = 2^n (1 + p). With an offset there is room for an n beyond the range of exponents.
template <class T>
struct OffsetExp {
  T scale, p;
  FASTRELU_INLINE T whole() const { return fused(scale, p, scale); }
  // The same and one, which is 2^Offset. What the sum of that and the scale rounds away joins the smaller term.
  FASTRELU_INLINE T plus(T one) const {
    const T sum = scale + one;
    return sum + fused(scale, p, one - (sum - scale));
  }
};
// p of e^(h + l) = 2^n (1 + p), and scale_magic + Offset + n. For h where n + Offset is an exponent.
template <class T>
struct ShiftedExp {
  T p, shifted;
};
template <int Offset, class T>
FASTRELU_INLINE ShiftedExp<T> shifted_exp(T h, T l) {
  using C = Coefficients<T>;
  constexpr T magic = scale_magic<T> + T(Offset);
  const T shifted = fused(h, C::log2e, magic), n = shifted - magic;
  constexpr auto& c = C::parted_tail;
#if FASTRELU_HAS_FMA
  const T exact = fused(-n, C::ln2, h);
  // In float what r rounds away may go, a quarter of a unit of 1 + p.
  if constexpr (sizeof(T) == 4) {
    const T r = fused(-n, C::ln2_low, exact + l);
    return {fused(r * r, polynomial(r, c), r), shifted};
  }
  const T low = fused(-n, C::ln2_low, l);
#else
  const T first = h - n * C::ln2_short, small = n * -C::ln2_short_low, exact = first + small;
  const T low = (small - (exact - first)) + l;
#endif
  const T r = exact + low;
  return {r + fused(r * r, polynomial(r, c), low - (r - exact)), shifted};
}
template <int Offset, class T>
FASTRELU_INLINE OffsetExp<T> offset_exp(T h, T l) {
  const ShiftedExp<T> e = shifted_exp<Offset>(h, l);
  return {pow2(e.shifted), e.p};
}
// Without l, for which compilers would add 0: a sum of -0 and 0 is not what they can leave out.
template <int Offset, class T>
FASTRELU_INLINE OffsetExp<T> offset_exp(T h) {
  return offset_exp<Offset>(h, T(-0.0));
}

// x, but `most` where x is above it, or NaN.
FASTRELU_INLINE float not_above(float x, float most) {
  const auto a = bit_cast<std::int32_t>(x), b = bit_cast<std::int32_t>(most);
  return bit_cast<float>(a < b ? a : b);
}
FASTRELU_INLINE double not_above(double x, double most) { return x < most ? x : most; }

// 2^n for n of any size within three ranges of exponents, in factors that are to be multiplied in from the first on.
template <class T>
struct ThreeFactors {
  T first, second, third;
};
// For n <= 0, and 2^-n for n >= 0.
template <class T>
FASTRELU_INLINE ThreeFactors<T> pow2_in_three(T shifted) {
  constexpr T most = T(sizeof(T) == 4 ? 100 : 900), magic = scale_magic<T>;
  const T first = larger_of(shifted, magic - most), rest = magic + (shifted - first), second = larger_of(rest, magic - most);
  return {pow2(first), pow2(second), pow2(magic + (rest - second))};
}

// A parameter times x, with what the product rounds away; 0 times infinity is 0, so that a limit comes of it.
template <class T>
FASTRELU_INLINE Double<T> scaled_argument(T x, One<T>) {
  return {x, T(0)};
}
template <class T>
FASTRELU_INLINE Double<T> scaled_argument(T x, T beta) {
  const T product = beta * x, low = product_low(beta, x, product);
  const T high = beta == T(0) ? (x == x ? T(0) : x) : product;
  return {high, absolute(low) < T(1) ? low : T(0)};  // beyond, the exponential does not need it, or it is NaN
}
// In double for a float, where it is exact.
FASTRELU_INLINE double wide_argument(float x, One<float>) { return x; }
FASTRELU_INLINE double wide_argument(float x, float beta) {
  return beta == 0.0f ? (x == x ? 0.0 : double(x)) : double(beta) * double(x);
}

// E = e^-a in double-length for a in double-length and not negative, as scale.first * scale.second * factor; a clamped to
// where it is 0 even under a grad_output of 1e190.
template <class T>
struct LongExp {
  Double<T> factor;
  Pow2<T> scale;
  Double<T> plus_one;                                                       // 1 + E
  FASTRELU_INLINE Double<T> whole() const { return scale.first * factor; }  // or a little more where it is tiny
};
template <class T>
FASTRELU_INLINE LongExp<T> long_exp(T a, T a_low) {
  constexpr T vanishing = sizeof(T) == 4 ? T(157.375) : T(1333);  // 227 ln 2, 1923 ln 2
  const bool within = a < vanishing;
  const ScaledExp<T> e = exp_negative(within ? -a : -vanishing, within ? -a_low : T(0));
  LongExp<T> result;
  const Double<T> sum = sum_of_ordered(T(1), e.r);
  result.factor = sum_of_ordered(sum.high, sum.low + e.q);
  result.scale = pow2_in_two(e.shifted);
  result.plus_one = Double<T>{T(1), T(0)} + result.whole();
  return result;
}

// sigmoid'(a) = e^-a / (1 + e^-a)^2 times a power of two, in double-length.
template <class T>
FASTRELU_INLINE Factors<T> long_bell(T a, T factor) {
  const LongExp<T> e = long_exp(a, T(0));
  const Double<T> y = e.factor / (e.plus_one * e.plus_one);
  return {unless_nan(a, (y.high + y.low) * (e.scale.first * factor)), e.scale.second};
}

// 227 ln 2, 1923 ln 2: there the second factor of a power of two (pow2_in_two) is an honest 0, and the most that a gradient of
// 1e18 or 1e190 could make of the number is far below the last subnormal.
template <class T>
constexpr T kSigmoidEnd = sizeof(T) == 4 ? T(157.344411) : T(1332.92);

// sigmoid'(a) again, in sums of which each rounds little: inverse (1 + remainder) times the scale, and E = e^-a is the scale's
// first factor times 1 + r + tail. (Templates, so that the baseline without FMA does without.)
template <class T>
struct ShortBell {
  T inverse, remainder, tail;
  Pow2<T> scale;
};
// Of E = 2^n e^r (1 + low): 1 / (1/E + 2 + E), by one sum, in which nothing cancels, and to which what is even and what is odd
// in r serves for E and for 1/E.
template <class T>
FASTRELU_INLINE ShortBell<T> short_bell(T shifted, T r, T low) {
  constexpr auto& c = Coefficients<T>::parted_tail;
  const T square = r * r, cube = square * r;
  const Pow2<T> scale = pow2_in_two(shifted);
  const T s = scale.first, twice = s + s;
  // s (1/E + 2 + E) = 1 + 2s + rest, where the powers of r have 1 + s^2 and -(1 - s^2) before them. The largest term last.
  const T difference = fused(-s, s, T(1)), sum = T(2) - difference;
  // In float what r rounds away may go, and s^2 where it is half a unit.
  T smallest = T(1) - difference;
  if constexpr (sizeof(T) == 8) smallest = fused(-difference, low, s * s);
  const T odd = every_other<1>(square, c), even = every_other<0>(square, c);
  const T rest = fused(-difference, r, fused(sum * square, even, fused(-difference * cube, odd, smallest)));
  const T d = (T(1) + twice) + rest, d_low = rest - ((d - T(1)) - twice);
  const T inverse = T(1) / d, remainder = fused(-inverse, d_low, remainder_of(T(1), inverse, d));
  return {inverse, remainder, fused(square, even, fused(cube, odd, low)), scale};
}
// A power of two as factor.
template <class T>
FASTRELU_INLINE Factors<T> short_bell(T a, T factor) {
  using C = Coefficients<T>;
  const T h = -smaller_of(a, kSigmoidEnd<T>);
  const T shifted = fused(h, C::log2e, scale_magic<T>), n = shifted - scale_magic<T>;
  const T exact = fused(-n, C::ln2, h), r = fused(-n, C::ln2_low, exact);
  const ShortBell<T> bell = short_bell(shifted, r, fused(-n, C::ln2_low, exact - r));
  const T scaled = bell.inverse * (bell.scale.first * factor);
  return {fused(scaled, bell.remainder, scaled), unless_nan(a, bell.scale.second)};
}
template <class T>
FASTRELU_INLINE Factors<T> bell(T a, T factor) {
  if constexpr (FASTRELU_HAS_FMA)
    return short_bell(a, factor);
  else
    return long_bell(a, factor);
}
// sigmoid(z), z = high + low. e^-z is 2^m (1 + p); the numerator and the scale are the part of 2^m above 1, so that the
// denominator is not far above 2. What its sum rounds away joins the smaller term.
template <class T>
FASTRELU_INLINE Quotient<T> sigmoid_quotient(T high, T low) {
  constexpr T magic = scale_magic<T>;
  const ShiftedExp<T> e = shifted_exp<0>(-not_above(not_below(high, -kSigmoidEnd<T>), T(40)), -low);
  const T within = pow2(smaller_of(e.shifted, magic));
  const Bits<T> above = bit_cast<Bits<T>>(larger_of(e.shifted, magic));
  const Pow2<T> scale = pow2_in_two(bit_cast<T>(2 * bit_cast<Bits<T>>(magic) - above));
  const T smaller = within * scale.first;  // one of them is 1
  const T sum = T(1) + smaller, d = sum + fused(within, e.p, smaller - (sum - T(1)));
  return {scale.first, d, unless_nan(high, scale.second)};
}

FASTRELU_END
