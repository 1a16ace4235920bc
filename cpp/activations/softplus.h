// Softplus, and mish, which is x tanh(softplus(x)).
#pragma once

#include "activations/activation.h"
#include "math/bounds.h"
#include "math/logistic.h"
#include "math/short_tables.h"
#include "math/tables/log1p.inc"
#include "math/tables/mish.inc"

FASTRELU_BEGIN

struct Softplus : Activation {
  static constexpr const char* name = "softplus";
  static constexpr bool spreads_parameters = true;
  static constexpr const char* summary = "Softplus, a smooth rectifier";
  static constexpr const char* formula = "log1p(exp(beta * x)) / beta";
  static constexpr const char* derivative_formula = "sigmoid(beta * x)";
  static constexpr const char* source =
      "Dugas, Bengio, Belisle, Nadeau and Garcia, Incorporating second-order functional knowledge for better option pricing, "
      "NIPS 2000";
  static constexpr const char* notes = "Exact for every x; there is no threshold from which on it is x.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([0.1269, 0.4741, 0.6931, 0.9741, 2.1269])";
  static constexpr const char* example_derivative = "array([0.1192, 0.3775, 0.5   , 0.6225, 0.8808])";
  static constexpr const char* aliases = "";
  static constexpr bool piecewise_linear = false;
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {0.0,        -87.336544, -103.27893, -103.97208, 14.0,     17.328679,
                                    -17.328679, 36.7368,    -708.3964,  -744.4401,  -745.1332};
  static constexpr Samples samples = {{1.0}, {0.5}, {2.0}, {20.0}, {1e-3}, {1e4}};
  static constexpr const char* constraint = "beta > 0";
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"beta", 1.0, Parameter::number, "Sharpness of the bend; larger than 0. Broadcasts against `x`."}};
  static constexpr const char* output_formula = "1 - exp(-beta * y)";
  static constexpr double cost = 0.45;

  static constexpr int vectors_by_turns = 4;

  // max(x, 0) + log1p(E) / beta, E = e^-|beta x| = 2^n (1 + p). Beta is a T, or One<T>; in double the
  // bits are the same for 1, in float see has_way_of_ones.
  template <class T, class B>
  static FASTRELU_INLINE T value(T x, B beta) {
    if constexpr (is_one<B> && !std::is_same_v<T, double>) {
      return value_by_table(x);
    } else if constexpr (is_one<B>) {
      constexpr int offset = 512;
      constexpr T unit = 0x1p-512;
      // Where the logarithm is 0 to every rounding its scale becomes 0.
      constexpr T last = 746, zero = 1063.9809;
      const T a = absolute(x);
      const OffsetExp<T> e = offset_exp<offset>(-(a < last ? a : zero));
      // E beside 1, of which not less than 2^-80 is wanted; by its bits, which saves a product and never is subnormal.
      constexpr T enough = 0x1p432;
      constexpr Bits<T> shift = Bits<T>(offset) << Real<T>::mantissa_bits;
      const T scale = bit_cast<T>(bit_cast<Bits<T>>(larger_of(e.scale, enough)) - shift);
      const T u = logarithm(fused(scale, e.p, scale), e.p);
      return fused(scaled(e.scale, u), unit, at_least<0>(x));
    } else {
      constexpr T vanishing = T(sizeof(T) == 4 ? 208 : 1500);  // 300 ln 2, so that even a beta of 2^-149 leaves nothing
      const Double<T> z = scaled_argument(x, beta);
      const T a = absolute(z.high), a_low = z.high < T(0) ? -z.low : z.low;
      const bool within = a < vanishing;
      const ShiftedExp<T> e = shifted_exp<0>(within ? -a : -vanishing, within ? -a_low : T(0));
      const ThreeFactors<T> scale = pow2_in_three(e.shifted);
      const T u = logarithm(fused(scale.first, e.p, scale.first), e.p);
      // Divided in double-length, so that the quotient is the only rounding more.
      const T most = T(0.75) * scale.first;
      const T high = fused(scale.first, u, most), low = fused(scale.first, u, most - high);
      const T quotient = high / beta, rest = (remainder_of(high, quotient, beta) + low) / beta;
      const T sum = absolute(rest) < absolute(quotient) ? quotient + rest : quotient;  // which may be infinity
      return fused(sum * scale.second, scale.third, at_least<0>(x));
    }
  }
  template <class T, class B>
  static FASTRELU_INLINE Quotient<T> derivative(T x, B beta) {
    const Double<T> z = scaled_argument(x, beta);
    return sigmoid_quotient(z.high, z.low);
  }

  // 1 - e^(-beta y)
  template <class T, class B>
  static FASTRELU_INLINE T derivative_from_output(T y, B beta) {
    const Double<T> z = scaled_argument(y, beta);
    return missing_from_one(-z.high, -z.low);
  }
  // 1 - e^(h + l), h <= 0: of 2^n (1 + p) the two parts of which only one rounds where n is 0.
  template <class T>
  static FASTRELU_INLINE T missing_from_one(T h, T l) {
    constexpr T least = T(-40);  // below it the result is 1
    const PartedExp<T> e = exp_in_parts(not_below(h, least), h < least ? T(0) : l);
    const T scale = pow2(e.shifted);
    return unless_nan(h, fused(-scale, e.p(), T(1) - scale));
  }

 private:
  // In float, with one parameter of 1: log1p(E) = s (1 + u), E = s (1 + p), u = p - (1 + p) E missing(E). As s and E are kept
  // 2^64-fold, what is small is normal until the last operation.
  template <class V>
  static FASTRELU_INLINE V value_by_table(V x) {
    const V size = absolute(x), last = 104.5f;
    const TabledExp<V> e = exp_by_table<64, ShortExp<float>::Falling>(smaller_or_second(last, size));
    // Beside 1, where no less than 2^-80 is wanted; by its bits, which saves a product.
    const float down = bit_cast<float>(~std::uint32_t(63) << Real<float>::mantissa_bits);
    const V s = bits_sum(larger_or_second(e.s, V(0x1p-16f)), V(down));
    const V whole = fused(s, e.p, s), square = fused(whole, e.p, whole);
    const V u = fused(-square, horner(whole, Log1pTable<float>::whole_missing), e.p);
    const V log = zero_if_less(last, size, fused(e.s, u, e.s));
    return fused(log, V(0x1p-64f), larger_or_second(V(0.0f), x));
  }
  // u - 1/4, where log1p(E) = 2^n (1 + u): u = p - (1 + p) E missing(E). Taken from 3/4 and not from 1, and with 5/16 of what
  // is missing apart, no sum near E = 1 is large enough to round coarsely.
  template <class T>
  static FASTRELU_INLINE T logarithm(T e, T p) {
    // In sums of even and of odd powers more would cancel. By pairs it is the more accurate, and a product more.
    constexpr auto& c = Log1pTable<T>::missing;
    const T missing = sizeof(T) == 4 ? horner(e, c) : by_pairs(e, e * e, c);
    const T square = fused(e, p, e);
    return fused(-square, missing, fused(square, T(-0.3125), p + T(0.25)));
  }
  // scale (3/4 + u)
  template <class T>
  static FASTRELU_INLINE T scaled(T scale, T u) {
    return fused(scale, u, T(0.75) * scale);
  }
};

struct Mish : Activation {
  static constexpr const char* name = "mish";
  static constexpr const char* summary = "Mish";
  static constexpr const char* formula = "x * tanh(log1p(exp(x)))";
  static constexpr const char* derivative_formula = "w + x * sigmoid(x) * (1 - w^2), w = tanh(log1p(exp(x)))";
  static constexpr const char* source =
      "Misra, Mish: a self regularized non-monotonic activation function, BMVC 2020, arXiv:1908.08681";
  static constexpr const char* notes = "-0.0 at minus infinity.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-0.2525, -0.2207,  0.    ,  0.3752,  1.944 ])";
  static constexpr const char* example_derivative = "array([-0.1084,  0.2895,  0.6   ,  0.8864,  1.0693])";
  static constexpr const char* aliases = "";
  static constexpr bool monotone = false;
  static constexpr bool piecewise_linear = false;
  static constexpr Limits at_minus_infinity = {"-0.0", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {0.0, -1.1924312, 9.0, 19.0, -91.9, -108.0, -108.6, -715.0, -751.0, -751.76};
  static constexpr Points derivative_roots = {-1.1924312145154952};
  static constexpr double cost = 0.6;

  // With F = e^x and n = F (F + 2), tanh(softplus(x)) is n / (n + 2).
  template <class T>
  static FASTRELU_INLINE T value(T x) {
    if constexpr (sizeof(T) == 4) {
      const float within = x < -110 ? kWideZero : x;
      const double f = wide_exp(not_above(within, 40.0f), WideExp<double>::plain).whole(), n = f * (f + 2);
      return static_cast<float>(within * n / (n + 2));
    } else {
      // By E = e^-|x|: E (E + 2) / (E (E + 2) + 2) for x < 0, else (1 + 2E) / (1 + 2E + 2E^2).
      const bool negative = x < T(0);
      const Parts<T> e(absolute(x));
      const Double<T> y = choose(negative, e.exp.factor * e.plus_two, e.linear) / choose(negative, e.low_end, e.high_end);
      const T sum = y.high + y.low;
      return negative ? sum * (-smaller_of(-x, T(2000)) * e.exp.scale.first) * e.exp.scale.second : x * sum;
    }
  }
  // F [(F + 2) (n + 2) + 4 x (F + 1)] / (n + 2)^2
  template <class T>
  static FASTRELU_INLINE Slope<T> derivative(T x) {
    if constexpr (sizeof(T) == 4) {
      const float within = cut<float>(x, -205, kWideZero, 40);
      const double f = wide_exp(within, WideExp<double>::mish).whole(), d = fused(f, f + 2, 2.0), x4 = 4 * double(within);
      return f * fused(f + 2, d, fused(x4, f, x4)) / (d * d);
    } else {
      using C = MishTable<T>;
      const bool negative = x < T(0);
      const Parts<T> e(absolute(x));
      const T a = e.a;
      const Double<T> a4 = {T(4) * a, T(0)}, four_a = a4 * e.exp.plus_one;
      const Double<T> far = e.plus_two * e.low_end + T(-1) * four_a;
      // Near the root what cancels is not exact enough: there the bracket is the way from the root times a polynomial.
      const Double<T> way = exact_sum(C::root, -a);
      const Double<T> near = exact_sum(way.high, way.low + C::root_low) *
                             sum_of_ordered(C::slope, fused(way.high, polynomial(way.high, C::rest), C::slope_low));
      const Double<T> bracket = choose(absolute(way.high) < T(0.25), near, far);
      const Double<T> positive = e.linear * e.high_end + four_a * e.square;
      const Double<T> d = choose(negative, e.low_end, e.high_end);
      const Double<T> y = choose(negative, e.exp.factor * bracket, positive) / (d * d);
      return {unless_nan(x, (y.high + y.low) * (negative ? e.exp.scale.first : T(1))), negative ? e.exp.scale.second : T(1)};
    }
  }

 private:
  template <class T>
  struct Parts {
    T a;
    LongExp<T> exp;
    Double<T> plus_two;  // E + 2
    Double<T> square;    // E^2
    Double<T> linear;    // 1 + 2E
    Double<T> low_end;   // E^2 + 2E + 2
    Double<T> high_end;  // 1 + 2E + 2E^2
    FASTRELU_INLINE explicit Parts(T magnitude) : a(smaller_of(magnitude, T(1333))), exp(long_exp(magnitude, T(0))) {
      const Double<T> one = {T(1), T(0)}, e = exp.whole();
      plus_two = one + exp.plus_one;
      linear = one + T(2) * e;
      // E^2 beside 1: nothing where it would be subnormal.
      square = choose(e.high < T(0x1p-400), Double<T>{T(0), T(0)}, e * e);
      low_end = (square + T(2) * e) + Double<T>{T(2), T(0)};
      high_end = linear + T(2) * square;
    }
  };
};

using softplus = Activations<Softplus, Mish>;

FASTRELU_END
