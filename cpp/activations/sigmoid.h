// The logistic function, and x times it.
#pragma once

#include "activations/activation.h"
#include "activations/softplus.h"
#include "math/bounds.h"
#include "math/cells.h"
#include "math/logistic.h"
#include "math/short_tables.h"
#include "math/tables/silu.inc"
#include "math/tables/slope_cells.inc"

FASTRELU_BEGIN

// x sigmoid(z), z = high + low.
struct Gate {
  // The exponential is computed `unit`-fold, 2^offset, so that a single quotient has the exponents for all of it.
  template <class T>
  static constexpr int offset = sizeof(T) == 4 ? -30 : -100;
  template <class T>
  static constexpr T unit = sizeof(T) == 4 ? T(0x1p-30) : T(0x1p-100);
  // From here on the value is x to every rounding.
  template <class T>
  static constexpr T identical = T(sizeof(T) == 4 ? 20 : 40);
  // x / (1 + E), E = e^-z, where z is about x, so that above 1 E only grows to where x / E is 0. `within` is x, but 0 where
  // the value is 0 to every rounding.
  static FASTRELU_INLINE double value_near(double x, double within, OffsetExp<double> e, bool above) {
    const double y = within / e.plus(unit<double>) * unit<double>;
    return above ? x : y;
  }
  // In float, by the table.
  template <class V>
  static FASTRELU_INLINE V value_near(V x, V within, TabledExp<V> e) {
    const V one = unit<float>;
    return if_less(V(identical<float>), x, x, within / e.plus(one) * one);
  }
  // The same for every z. E is 2^n (1 + p); what is beyond its range of exponents is multiplied in after the division.
  template <class T>
  static FASTRELU_INLINE T value(T x, T high, T low) {
    constexpr T vanishing = T(sizeof(T) == 4 ? 196 : 1500), most = T(sizeof(T) == 4 ? 100 : 900), magic = scale_magic<T>;
    const bool vanishes = high < -vanishing;
    const T h = vanishes ? vanishing : high > T(60) ? T(-60) : -high;
    const ShiftedExp<T> e = shifted_exp<0>(h, -low);
    const T taken = smaller_of(e.shifted, magic + most), first = pow2(taken);
    const ThreeFactors<T> rest = pow2_in_three(magic - (e.shifted - taken));
    const T y = x / OffsetExp<T>{first, e.p}.plus(T(1)) * rest.first * rest.second;
    return vanishes ? with_sign_of(T(0), x) : y;
  }

  // sigmoid(z) (1 + z (1 - sigmoid(z))) = E (1 + z + E) / (1 + E)^2, E = e^z. The terms of the sum are rounded so that E's own
  // error is all that is left where they cancel.
  template <class Z>
  static FASTRELU_INLINE double wide_derivative(Z z) {
    const Z within = cut<Z>(z, -205, kWideZero, 40);
    const double e = wide_exp(within, WideExp<double>::silu).whole(), d = 1 + e;
    return e * ((1 + double(within)) + e) / (d * d);
  }
  // f'(-a) = E (1 + E - a) / (1 + E)^2, E = e^-a, and f'(a) = 1 - f'(-a). The bracket: near its root what cancels is not exact
  // enough; there it is the way from the root times a polynomial. E within 2^-56.
  template <class T>
  static FASTRELU_INLINE Double<T> bracket(T a, T a_low, Double<T> e) {
    using C = SiluTable<T>;
    const Double<T> difference = exact_sum(T(1), -a), sum = exact_sum(difference.high, e.high);
    const Double<T> far = {sum.high, sum.low + (difference.low - a_low + e.low)};
    const T from_root = C::root - a;  // exact near the root
    const Double<T> way = sum_of_ordered(from_root, C::root_low - a_low);
    const Double<T> slope = sum_of_ordered(C::slope, fused(way.high, polynomial(way.high, C::rest), C::slope_low));
    const T product = way.high * slope.high, lost = product_low(way.high, slope.high, product);
    const Double<T> near = {product, fused(way.high, slope.low, fused(way.low, slope.high, lost))};
    return choose(absolute(way.high) < T(0.25), near, far);
  }
  // By a single division, and nothing but the last product rounded much.
  template <class T>
  static FASTRELU_INLINE Factors<T> short_derivative(T high, T low) {
    using C = Coefficients<T>;
    const bool negative = high < 0;
    const T a = smaller_of(absolute(high), kSigmoidEnd<T>), a_low = negative ? -low : low;
    const T shifted = fused(-a, C::log2e, scale_magic<T>), n = shifted - scale_magic<T>;
    const T exact = fused(-n, C::ln2, -a), left = fused(-n, C::ln2_low, -a_low), r = exact + left;
    const ShortBell<T> bell = short_bell(shifted, r, left - (r - exact));
    const T s = bell.scale.first;
    const Double<T> one_and_r = sum_of_ordered(T(1), r);
    const Double<T> b = bracket(a, a_low, s * Double<T>{one_and_r.high, one_and_r.low + bell.tail});
    const T y = fused(bell.inverse, b.high, bell.inverse * fused(bell.remainder, b.high, b.low)) * s;
    return {unless_nan(high, negative ? y : fused(-y, bell.scale.second, T(1))), negative ? bell.scale.second : T(1)};
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> long_derivative(T high, T low) {
    const bool negative = high < 0;
    const T a = smaller_of(absolute(high), T(1333)), a_low = negative ? -low : low;
    const LongExp<T> e = long_exp(a, a_low);
    const Double<T> y = e.factor * bracket(a, a_low, e.whole()) / (e.plus_one * e.plus_one);
    const T tail = (y.high + y.low) * e.scale.first;
    return {unless_nan(high, negative ? tail : T(1) - tail * e.scale.second), negative ? e.scale.second : T(1)};
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T high, T low) {
    if constexpr (FASTRELU_HAS_FMA)
      return short_derivative(high, low);
    else
      return long_derivative(high, low);
  }
};

struct Sigmoid : Activation {
  static constexpr const char* name = "sigmoid";
  static constexpr const char* summary = "Logistic sigmoid";
  static constexpr const char* formula = "1 / (1 + exp(-x))";
  static constexpr const char* derivative_formula = "sigmoid(x) * (1 - sigmoid(x))";
  static constexpr const char* source = "Verhulst, Notice sur la loi que la population suit dans son accroissement, 1838";
  static constexpr const char* notes = "Down to the last subnormal, 0 at minus infinity.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([0.1192, 0.3775, 0.5   , 0.6225, 0.8808])";
  static constexpr const char* example_derivative = "array([0.105, 0.235, 0.25 , 0.235, 0.105])";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = false;
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"1.0", "0.0"};
  static constexpr Points points = {0.0,   17.328679, 16.635532, -87.336544, -103.27893, -103.97208,
                                    37.43, 36.7368,   -708.3964, -744.4401,  -745.1332};
  static constexpr const char* output_formula = "y * (1 - y)";
  static constexpr double cost = 0.3;

  static constexpr int vectors_by_turns = 4;

  // 1 / (c + c E) * c, E = e^-x: the factor c leaves exponents for both the largest E and the smallest, so that no division has
  // a subnormal result, which takes several times as long. Where the value is 0 to every rounding it is made an honest 0.
  template <class T>
  static FASTRELU_INLINE T value(T x) {
    if constexpr (std::is_same_v<T, double>) {
      constexpr T unit = Gate::unit<T>;
      const T inverse = T(1) / offset_exp<Gate::offset<T>>(-at_least<-747>(at_most<40>(x))).plus(unit);
      return inverse * (x < T(-746) ? T(0) : unit);
    } else {
      const T unit = Gate::unit<float>, last = -104.5f;
      const T bounded = smaller_or_second(T(40.0f), larger_or_second(last, x));
      const TabledExp<T> e = exp_by_table<Gate::offset<float>, ShortExp<float>::Falling>(bounded);
      return zero_if_less(x, last, T(1.0f) / e.plus(unit) * unit);
    }
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T x) {
    return bell(absolute(x), T(1));
  }
  // y (1 - y) = y - y^2
  template <class T>
  static FASTRELU_INLINE T derivative_from_output(T y) {
    return cancelling(-y, y, y);
  }
};

struct LogSigmoid : Activation {
  static constexpr const char* name = "log_sigmoid";
  static constexpr const char* summary = "Logarithm of the logistic sigmoid";
  static constexpr const char* formula = "-log1p(exp(-x))";
  static constexpr const char* derivative_formula = "sigmoid(-x)";
  static constexpr const char* source = "-softplus(-x); see softplus";
  static constexpr const char* notes = "Minus infinity at minus infinity, -0.0 at infinity.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-2.1269, -0.9741, -0.6931, -0.4741, -0.1269])";
  static constexpr const char* example_derivative = "array([0.8808, 0.6225, 0.5   , 0.3775, 0.1192])";
  static constexpr bool piecewise_linear = false;
  static constexpr Limits at_minus_infinity = {"-inf", "1.0"}, at_plus_infinity = {"-0.0", "0.0"};
  static constexpr Points points = {0.0, 87.336544, 103.27893, 103.97208, -17.328679, 708.3964, 744.4401, 745.1332, -36.7368};
  static constexpr const char* output_formula = "1 - exp(y)";
  static constexpr double cost = 0.45;
  static constexpr int vectors_by_turns = 4;

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    return -Softplus::value(-x, One<T>{T(1)});
  }
  template <class T>
  static FASTRELU_INLINE Quotient<T> derivative(T x) {
    return Softplus::derivative(-x, One<T>{T(1)});
  }
  // 1 - e^y
  template <class T>
  static FASTRELU_INLINE T derivative_from_output(T y) {
    return Softplus::missing_from_one(y, T(0));
  }
};

// The derivative in float beyond its cells.
struct SiluFar : Activation {
  static FASTRELU_INLINE double derivative(float x) { return Gate::wide_derivative(x); }
};

struct Silu : Activation {
  static constexpr const char* name = "silu";
  static constexpr bool spreads_parameters = true;
  static constexpr const char* summary = "Sigmoid linear unit";
  static constexpr const char* formula = "x / (1 + exp(-beta * x))";
  static constexpr const char* derivative_formula = "s * (1 + beta * x * (1 - s)), s = 1 / (1 + exp(-beta * x))";
  static constexpr const char* source =
      "Elfwing, Uchibe and Doya, Sigmoid-weighted linear units for neural network function approximation in reinforcement "
      "learning, arXiv:1702.03118; with beta: Ramachandran, Zoph and Le, Searching for activation functions, arXiv:1710.05941";
  static constexpr const char* notes = "-0.0 at minus infinity for beta > 0.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-0.2384, -0.1888,  0.    ,  0.3112,  1.7616])";
  static constexpr const char* example_derivative = "array([-0.0908,  0.26  ,  0.5   ,  0.74  ,  1.0908])";
  static constexpr const char* aliases = "swish";
  static constexpr bool monotone = false;
  static constexpr bool piecewise_linear = false;
  static constexpr Limits at_minus_infinity = {"-0.0 if beta > 0 else x / 2 if beta == 0 else -inf",
                                               "0.0 if beta > 0 else 0.5 if beta == 0 else 1.0"},
                          at_plus_infinity = {"inf if beta >= 0 else 0.0", "1.0 if beta > 0 else 0.5 if beta == 0 else 0.0"};
  static constexpr Points points = {0.0, -1.2784645, 17.5, -17.5, -91.9, -108.0, -108.6, -37.5, 37.5, -715.0, -751.0, -751.76};
  static constexpr Points derivative_roots = {-1.2784645427610738};
  static constexpr Samples samples = {{1.0}, {0.5}, {-2.0}, {0.0}, {1.702}, {1e-3}, {1e4}};
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"beta", 1.0, Parameter::trained, "Scale of x in the sigmoid. Broadcasts against `x`."}};
  static constexpr double cost = 0.3;
#if FASTRELU_HAS_VECTOR
  template <class T>
  using Near = std::conditional_t<sizeof(T) == 4, SlopeNearZero<float, SlopeTable<float>::silu>, void>;
  using Far = SiluFar;
#endif
  static constexpr int vectors_by_turns = 4;

  // Beta is a T, or One<T>; in double the bits are the same for 1, in float see has_way_of_ones.
  template <class T, class B>
  static FASTRELU_INLINE T value(T x, B beta) {
    if constexpr (is_one<B> && std::is_same_v<T, double>) {
      const T within = x < T(-752) ? T(-0.0) : x;
      const OffsetExp<T> e = offset_exp<Gate::offset<T>>(-not_above(within, T(60)));
      return Gate::value_near(x, within, e, !(x <= Gate::identical<T>));
    } else if constexpr (is_one<B>) {
      const T within = if_less(x, T(-109.0f), T(-0.0f), x);
      return Gate::value_near(x, within,
                              exp_by_table<Gate::offset<float>, ShortExp<float>::Falling>(smaller_or_second(T(60.0f), within)));
    } else {
      const Double<T> z = scaled_argument(x, beta);
      return Gate::value(x, z.high, z.low);
    }
  }
  template <class T, class B>
  static FASTRELU_INLINE Slope<T> derivative(T x, B beta) {
    if constexpr (sizeof(T) == 4) {
      if constexpr (is_one<B>)
        return Gate::wide_derivative(x);
      else
        return Gate::wide_derivative(wide_argument(x, beta));
    } else {
      const Double<T> z = scaled_argument(x, beta);
      return Gate::derivative(z.high, z.low);
    }
  }
  // With respect to beta, x^2 sigmoid'(beta x).
  template <int K>
  static FASTRELU_INLINE double parameter_derivative(double x, double beta) {
    static_assert(K == 0);
    const double a = absolute(scaled_argument(x, beta).high), bounded = a > 1000 ? 1000 : a;
    const ShiftedExp<double> e = shifted_exp<0>(-bounded, 0.0);
    const ThreeFactors<double> scale = pow2_in_three(e.shifted);
    const double d = fused(scale.first, e.p, 1 + scale.first);
    const double y = x * ((1 + e.p) / (d * d)) * scale.first * x * scale.second;
    return a > 1000 ? 0 : y;
  }
};

struct QuickGeluFar : Activation {
  static FASTRELU_INLINE double derivative(float x) { return Gate::wide_derivative(SiluTable<double>::quick * double(x)); }
};

struct QuickGelu : Activation {
  static constexpr const char* name = "quick_gelu";
  static constexpr const char* summary = "Gaussian error linear unit, logistic approximation";
  static constexpr const char* formula = "x / (1 + exp(-1.702 * x))";
  static constexpr const char* derivative_formula = "s * (1 + 1.702 * x * (1 - s)), s = 1 / (1 + exp(-1.702 * x))";
  static constexpr const char* source = "Hendrycks and Gimpel, Gaussian error linear units, arXiv:1606.08415";
  static constexpr const char* notes = "1.702 exactly, whatever the dtype. -0.0 at minus infinity.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-0.0643, -0.1496,  0.    ,  0.3504,  1.9357])";
  static constexpr const char* example_derivative = "array([-0.0738,  0.1208,  0.5   ,  0.8792,  1.0738])";
  static constexpr bool monotone = false;
  static constexpr bool piecewise_linear = false;
  static constexpr Limits at_minus_infinity = {"-0.0", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {0.0, -0.7511543, 10.2, 22.0, -53.68, -63.2, -63.52, -420.0, -441.0, -441.4};
  static constexpr Points derivative_roots = {-0.75115425544128895};
  static constexpr double cost = 0.3;
#if FASTRELU_HAS_VECTOR
  template <class T>
  using Near = std::conditional_t<sizeof(T) == 4, SlopeNearZero<float, SlopeTable<float>::quick_gelu>, void>;
  using Far = QuickGeluFar;
#endif

  static constexpr int vectors_by_turns = 4;
  template <class T>
  static FASTRELU_INLINE T value(T x) {
    if constexpr (std::is_same_v<T, double>) {
      using C = SiluTable<T>;
      const T within = x < T(-441.75) ? T(-0.0) : x, bounded = not_above(within, T(35));
      const T z = bounded * C::quick, low = fused(bounded, C::quick_low, product_low(bounded, C::quick, z));
      return Gate::value_near(x, within, offset_exp<Gate::offset<T>>(-z, -low), !(x <= Gate::identical<T>));
    } else {
      const T within = if_less(x, T(-63.625f), T(-0.0f), x);
      const T bounded = smaller_or_second(T(35.0f), within);
      return Gate::value_near(x, within, exp_by_table<Gate::offset<float>, ShortExp<float>::Quick>(bounded));
    }
  }
  template <class T>
  static FASTRELU_INLINE Slope<T> derivative(T x) {
    using C = SiluTable<double>;
    if constexpr (sizeof(T) == 4) {
      return QuickGeluFar::derivative(x);
    } else {
      const T z = x * C::quick, low = fused(x, C::quick_low, product_low(x, C::quick, z));
      return Gate::derivative(z, absolute(low) < T(1) ? low : T(0));
    }
  }
};

using sigmoid = Activations<Sigmoid, LogSigmoid, Silu, QuickGelu>;

FASTRELU_END
