// The arithmetic that kernels are written in: scalar in form, vectorised by the loops that inline it.
//
// Contraction is off (-ffp-contract=off) and fused multiply-adds are written out, so that every instruction set with
// FMA computes the same bits. Without FMA (x86-64 baseline) fused() rounds twice, and product_low() takes more steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "math/namespace.h"

#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
#define FASTRELU_HAS_FMA 1
#else
#define FASTRELU_HAS_FMA 0
#endif

FASTRELU_BEGIN

// The number 1, known by its type. It comes with the number itself, of which compilers do not know what it is: GCC makes one
// operation of a comparison of variables and the choice between them, but two if one of them is a constant.
template <class T>
struct One {
  T one;
};
template <class T>
FASTRELU_INLINE T operator*(One<T>, T x) {
  return x;
}
template <class>
constexpr bool is_one = false;
template <class T>
constexpr bool is_one<One<T>> = true;

template <class T>
struct Real;
template <>
struct Real<float> {
  using Uint = std::uint32_t;
  static constexpr int mantissa_bits = 23;
  static constexpr Uint bias = 127;
  static constexpr float round_magic = 0x1.8p23f;  // x + magic - magic rounds |x| < 2^22 to an integer
};
template <>
struct Real<double> {
  using Uint = std::uint64_t;
  static constexpr int mantissa_bits = 52;
  static constexpr Uint bias = 1023;
  static constexpr double round_magic = 0x1.8p52;
};
template <class T>
using Bits = typename Real<T>::Uint;

// The largest finite number, and what is beyond.
template <class T>
constexpr T largest() {
  return sizeof(T) == 4 ? T(0x1.fffffep127) : T(0x1.fffffffffffffp1023);
}
template <class T>
constexpr T infinity() {
  return T(__builtin_inf());
}

template <class To, class From>
FASTRELU_INLINE To bit_cast(From from) {
  static_assert(sizeof(To) == sizeof(From), "bit_cast keeps the size");
#if defined(__has_builtin)
#if __has_builtin(__builtin_bit_cast)
  return __builtin_bit_cast(To, from);
#else
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
#endif
#else
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
#endif
}

FASTRELU_INLINE float absolute(float x) { return __builtin_fabsf(x); }
FASTRELU_INLINE double absolute(double x) { return __builtin_fabs(x); }

FASTRELU_INLINE float with_sign_of(float x, float sign) { return __builtin_copysignf(x, sign); }
FASTRELU_INLINE double with_sign_of(double x, double sign) { return __builtin_copysign(x, sign); }

// min and max of numbers that are not negative; NaN counts as the largest of all. On bits, which have the same order as
// the numbers: compilers know these for one instruction, while a comparison of numbers that is used again later tempts
// them to split the code into paths, and to pay for that in blends.
template <class T>
FASTRELU_INLINE T smaller_of(T a, T b) {
#if FASTRELU_HAS_FMA
  const Bits<T> x = bit_cast<Bits<T>>(a), y = bit_cast<Bits<T>>(b);
  return bit_cast<T>(x < y ? x : y);
#else  // SSE2 cannot compare 64-bit integers
  return a < b ? a : b;
#endif
}
template <class T>
FASTRELU_INLINE T larger_of(T a, T b) {
#if FASTRELU_HAS_FMA
  const Bits<T> x = bit_cast<Bits<T>>(a), y = bit_cast<Bits<T>>(b);
  return bit_cast<T>(x > y ? x : y);
#else
  return a < b ? b : a;
#endif
}

// x, but `least` where x is below it, least < 0; NaN or something negative for NaN. On bits, where larger is further from 0.
FASTRELU_INLINE float not_below(float x, float least) {
#if FASTRELU_HAS_FMA
  return smaller_of(x, least);
#else
  return x < least ? least : x;
#endif
}
FASTRELU_INLINE double not_below(double x, double least) { return x < least ? least : x; }

// x clamped to [least, zero]; NaN stays. For one operation each, both bounds must be variables (see One, and bounds.h).
template <class T>
FASTRELU_INLINE T clamped(T x, T least, T zero) {
  const T above = least > x ? least : x;
  return zero < above ? zero : above;
}
// The same in one operation, but something between least and 0 for x > 0 and for NaN. On bits taken as signed integers, of
// which those of negative numbers are the smaller ones, and grow away from 0.
FASTRELU_INLINE float clamped_if_negative(float x, float least) {
  const auto a = bit_cast<std::int32_t>(x), b = bit_cast<std::int32_t>(least);
  return bit_cast<float>(a < b ? a : b);
}

// y, but NaN where x is NaN: by a mask, for what a comparison costs without a blend.
template <class T>
FASTRELU_INLINE T unless_nan(T x, T y) {
#if FASTRELU_HAS_FMA
  return bit_cast<T>(bit_cast<Bits<T>>(y) | (x == x ? Bits<T>(0) : ~Bits<T>(0)));
#else
  return x == x ? y : x;
#endif
}

// a * b + c; one rounding where the instruction set has FMA, two where it has not.
#if FASTRELU_HAS_FMA
FASTRELU_INLINE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
FASTRELU_INLINE double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
#else
template <class T>
FASTRELU_INLINE T fused(T a, T b, T c) {
  return a * b + c;
}
#endif

// The rounding error of p = a * b, exactly: a * b - p. Without FMA by Dekker's splitting (Numerische Mathematik 18,
// 1971, 224-242), for |a|, |b| < 2^995.
template <class T>
FASTRELU_INLINE T product_low(T a, T b, T p) {
#if FASTRELU_HAS_FMA
  return fused(a, b, -p);
#else
  constexpr T splitter = T((Bits<T>(1) << ((Real<T>::mantissa_bits + 2) / 2)) + 1);
  const T ca = splitter * a, cb = splitter * b;
  const T ah = ca - (ca - a), bh = cb - (cb - b);
  const T al = a - ah, bl = b - bh;
  return ((ah * bh - p) + ah * bl + al * bh) + al * bl;
#endif
}

// a - w * d where w * d is close to a: exact (the classical remainder of a division).
template <class T>
FASTRELU_INLINE T remainder_of(T a, T w, T d) {
#if FASTRELU_HAS_FMA
  return fused(-w, d, a);
#else
  const T p = w * d;
  return (a - p) - product_low(w, d, p);
#endif
}

// c[0] + c[1] x + ... as two sums, of the even and of the odd powers: one operation more than Horner's rule, and half
// its chain. The loops that inline this are bound by their chains as much as by their operations, since a CPU's
// scheduler holds about two iterations of them. Unrolled at compile time, so that the loop around it vectorises.
template <int I, int N, class T>
FASTRELU_INLINE T every_other(T square, const T (&c)[N]) {
  if constexpr (I + 2 >= N)
    return c[I];
  else
    return fused(every_other<I + 2>(square, c), square, c[I]);
}
template <int I, int N, class T>
FASTRELU_INLINE T every_fourth(T fourth, const T (&c)[N]) {
  if constexpr (I + 4 >= N)
    return c[I];
  else
    return fused(every_fourth<I + 4>(fourth, c), fourth, c[I]);
}
template <int N, class T>
FASTRELU_INLINE T polynomial(T x, const T (&c)[N]) {
  const T square = x * x;
  // In four sums: two operations more, and half the chain again (gelu in float64: 14 %). Only the longest, as the error
  // grows a little too: gelu's backward pass in float64 would come to 1.96 ulp.
  if constexpr (N > 24) {
    const T fourth = square * square;
    const T even = fused(every_fourth<2>(fourth, c), square, every_fourth<0>(fourth, c));
    const T odd = fused(every_fourth<3>(fourth, c), square, every_fourth<1>(fourth, c));
    return fused(odd, x, even);
  }
  return fused(every_other<1>(square, c), x, every_other<0>(square, c));
}

// The same as one sum in the square, of pairs (c[0] + c[1] x) + ...: as many operations, and a chain that is shorter still,
// as it need not wait for the square.
template <int I = 0, int N, class T>
FASTRELU_INLINE T by_pairs(T x, T square, const T (&c)[N]) {
  if constexpr (I + 1 == N)
    return c[I];
  else if constexpr (I + 2 == N)
    return fused(c[I + 1], x, c[I]);
  else
    return fused(by_pairs<I + 2>(x, square, c), square, fused(c[I + 1], x, c[I]));
}

// The same by Horner's rule: the fewest operations, for loops that the units which multiply are too few for.
template <int I = 0, int N, class T, class C>
FASTRELU_INLINE T horner(T x, const C (&c)[N]) {
  static_assert(std::is_same_v<T, C> || !std::is_floating_point_v<T>);  // or vectors of them
  if constexpr (I + 1 == N)
    return T(c[I]);
  else
    return fused(horner<I + 1>(x, c), x, T(c[I]));
}

// A sum of two numbers that is not evaluated; |low| is at most about an ulp of high.
template <class T>
struct Double {
  T high, low;
};

// (high + low) * scale, not evaluated, |low| < |high|. The scale is a power of two: something may still be multiplied
// into high and low before the product rounds into the subnormal range.
template <class T>
struct Scaled {
  T high, low, scale;
};

// value * scale, not evaluated; the scale is a power of two as above. For a derivative of one rounding, so that a gradient
// times it has two.
template <class T>
struct Factors {
  T value, scale;
};

// numerator / denominator * scale, not evaluated, the numerator and the scale powers of two: a gradient is multiplied into the
// numerator, so that what the denominator has rounded and the division are all its errors.
template <class T>
struct Quotient {
  T numerator, denominator, scale;
};

// 1 + a and what it rounds away, a >= 0 (fast two-sum; the larger term must come first).
template <class T>
FASTRELU_INLINE Double<T> one_plus(T a) {
  const T high = T(1) + a;
  return {high, smaller_of(a, T(1)) - (high - larger_of(a, T(1)))};
}

// high + low = a - b, exactly (Dekker 1971: the larger operand must come first).
template <class T>
FASTRELU_INLINE Double<T> exact_difference(T a, T b) {
  const bool swap = b > a;
  const T larger = swap ? -b : a, smaller = swap ? a : -b;
  const T high = a - b;
  return {high, smaller - (high - larger)};
}

// high + low = a + b, exactly, whichever is larger (Knuth, The Art of Computer Programming 2, section 4.2.2).
template <class T>
FASTRELU_INLINE Double<T> exact_sum(T a, T b) {
  const T high = a + b, of_b = high - a;
  return {high, (a - (high - of_b)) + (b - of_b)};
}

// The same for |a| >= |b|, or a that is a multiple of what is the last place of the sum (Dekker 1971).
template <class T>
FASTRELU_INLINE Double<T> sum_of_ordered(T a, T b) {
  const T high = a + b;
  return {high, b - (high - a)};
}

// a * b + c for a result that may be far smaller than c: with one rounding nearly so without FMA too.
template <class T>
FASTRELU_INLINE T cancelling(T a, T b, T c) {
#if FASTRELU_HAS_FMA
  return fused(a, b, c);
#else
  const T product = a * b;
  const Double<T> sum = exact_sum(product, c);
  const T low = sum.low + product_low(a, b, product);
  return low == low ? sum.high + low : sum.high;  // no number where something is too large
#endif
}

// a * b for b in two parts: with one rounding nearly so without FMA too, for |a| < 2^500. Of the sign of a, as b.high > 0.
template <class T>
FASTRELU_INLINE T corrected_product(T a, Double<T> b) {
#if FASTRELU_HAS_FMA
  return fused(a, b.high, a * b.low);
#else
  // Raised, so that the error of the product is a normal number, however small a is.
  constexpr T up = sizeof(T) == 4 ? T(0x1p50) : T(0x1p200), down = 1 / up;
  const T raised = a * up, product = raised * b.high;
  return with_sign_of((product + (product_low(raised, b.high, product) + raised * b.low)) * down, a);
#endif
}

FASTRELU_INLINE float square_root(float x) { return __builtin_sqrtf(x); }
FASTRELU_INLINE double square_root(double x) { return __builtin_sqrt(x); }

// 1/6, and what that lacks, rounded up: so the whole times 3 is not below 1/2.
template <class T>
struct Sixth {
  static constexpr T high = T(1.0 / 6), low = sizeof(T) == 4 ? T(-0x1.555554p-28) : T(0x1.5555555555556p-57);
};

FASTRELU_END
