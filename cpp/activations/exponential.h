// Activations with an exponential for negative inputs.
#pragma once

#include "activations/activation.h"
#include "math/exp.h"

FASTRELU_BEGIN

// x clamped to [least, 0]; NaN stays.
template <class T>
FASTRELU_INLINE T clamped_below_zero(T x, T least, One<T> one) {
  return clamped(x, least * one.one, one.one - one.one);
}
// For a value that is x above 0: there the result counts for nothing.
template <class T>
FASTRELU_INLINE T clamped_for_value(T x, T least, [[maybe_unused]] One<T> one) {
  if constexpr (sizeof(T) == 4)
    return clamped_if_negative(x, least);
  else
    return clamped_below_zero(x, least, one);
}

struct Elu : Activation {
  static constexpr const char* name = "elu";
  static constexpr const char* summary = "Exponential linear unit";
  static constexpr const char* formula = "x for x > 0, else alpha * (exp(x) - 1)";
  static constexpr const char* derivative_formula = "1 for x > 0, else alpha * exp(x)";
  static constexpr const char* source =
      "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units, ICLR 2016";
  static constexpr const char* notes = "Keeps the sign of zero. The derivative at 0 is alpha.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-0.8647, -0.3935,  0.    ,  0.5   ,  2.    ])";
  static constexpr const char* example_derivative = "array([0.1353, 0.6065, 1.    , 1.    , 1.    ])";
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"alpha", 1.0, Parameter::number, "Minus the limit for x to minus infinity; finite. Broadcasts against `x`."}};
  static constexpr bool monotone = true;
  static constexpr Limits at_minus_infinity = {"-alpha", "0.0"};
  // 1 - exp(x) comes to 1 in float16, float32, float64; exp(x) leaves the normal numbers, then all numbers.
  static constexpr Points points = {0.0, -1.0, -8.3, -17.3, -37.4, -87.3, -103.9, -708.4, -745.1};
  static constexpr Samples samples = {{1.0}, {0.7}, {1e-3}, {7.3}, {1e3}};
  static constexpr const char* output_formula = "1 for y > 0, else y + alpha";
  static constexpr const char* output_constraint = "0 < alpha < inf";
  static constexpr double cost = 0.4;
  static constexpr bool unrolled = true;
  static constexpr bool has_joint_form = true;

  // Alpha is a T, or One<T>. For that f is the larger of x and f(min(x, 0)), and f' is exp(min(x, 0)): no comparison with 0
  // and no choice, and NaN comes through by itself.
  template <class T, class A>
  static FASTRELU_INLINE T value(T x, A alpha) {
    const PartedExp<T> e = exponential_for_value(x, alpha);
    return value(x, alpha, e, pow2(e.shifted));
  }
  template <class T, class A>
  static FASTRELU_INLINE Factors<T> derivative(T x, A alpha) {
    const PartedExp<T> e = exponential(x, alpha);
    return derivative(x, alpha, e, pow2_in_two(e.shifted));
  }
  template <class T, class A>
  static FASTRELU_INLINE Factors<T> joint(T& y, T x, A alpha) {
    const PartedExp<T> e = exponential(x, alpha);
    const Pow2<T> scale = pow2_in_two(e.shifted);
    y = value(x, alpha, e, scale.first);
    return derivative(x, alpha, e, scale);
  }

  // alpha e^x = y + alpha.
  template <class T, class A>
  static FASTRELU_INLINE T derivative_from_output(T y, A alpha) {
    return y > T(0) ? T(1) : y + alpha * T(1);
  }

 private:
  // x, but `least` where x is below it; and 0 where it is above 0, if alpha is 1.
  template <class T, class A>
  static FASTRELU_INLINE T bounded(T x, T least, [[maybe_unused]] A alpha) {
    if constexpr (is_one<A>)
      return clamped_below_zero(x, least, alpha);
    else
      return not_below(x, least);
  }
  template <class T, class A>
  static FASTRELU_INLINE PartedExp<T> exponential_for_value(T x, A alpha) {
    constexpr T least = T(-40);  // below it f is -alpha to every rounding
    if constexpr (is_one<A>)
      return exp_in_parts(clamped_for_value(x, least, alpha));
    else
      return exp_in_parts(not_below(x, least));
  }
  // From -vanishing on 2^n is 0, even under an alpha times grad_output of 1e18 (float), 1e190 (double): there its
  // second factor has no exponent left. An honest 0; one by underflow would take the slow path of many CPUs.
  template <class T, class A>
  static FASTRELU_INLINE PartedExp<T> exponential(T x, A alpha) {
    constexpr T vanishing = sizeof(T) == 4 ? T(157.375) : T(1333);  // 227 ln 2, 1923 ln 2
    return exp_in_parts(bounded(x, -vanishing, alpha));
  }
  // alpha (e^x - 1) = alpha (2^n - 1) + alpha 2^n p. 2^n - 1 is exact, or what it lacks is beyond the last bit of 1. Near 0,
  // where n = 0, p and the product round, elsewhere the first term and the sum; but for n = -1, where p is largest beside
  // the result, that term is exact. r_low counts in double only, a quarter of an ulp.
  template <class T, class A>
  static FASTRELU_INLINE T value(T x, A alpha, const PartedExp<T>& e, T scale) {
    const T p = sizeof(T) == 8 ? e.r + fused(e.square, e.tail, e.r_low) : fused(e.square, e.tail, e.r);
    T scaled = fused(alpha * scale, p, alpha * (scale - T(1)));
    if constexpr (!FASTRELU_HAS_FMA && !is_one<A>) scaled = scaled == T(0) ? alpha * T(-0.0) : scaled;  // underflow
    const bool below = is_one<A> ? scaled > x : x < T(0);
    return below ? scaled : x;
  }
  template <class T, class A>
  static FASTRELU_INLINE Factors<T> derivative(T x, A alpha, const PartedExp<T>& e, Pow2<T> scale) {
    const T high = alpha * scale.first;  // exact, unless alpha is so small that it becomes subnormal
    const T scaled = fused(high, e.p(), high);
    return {is_one<A> ? scaled : unless_nan(x, x > T(0) ? T(1) : scaled), scale.second};
  }
};

struct Selu : Activation {
  static constexpr const char* name = "selu";
  static constexpr const char* summary = "Scaled exponential linear unit";
  static constexpr const char* formula =
      "scale * x for x > 0, else scale * alpha * (exp(x) - 1); scale = 1.0507009873554805, alpha = 1.6732632423543772";
  static constexpr const char* derivative_formula = "scale for x > 0, else scale * alpha * exp(x)";
  static constexpr const char* source =
      "Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, arXiv:1706.02515";
  static constexpr const char* notes = "Keeps the sign of zero. The derivative at 0 is scale * alpha = 1.7580993408473768.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-1.5202, -0.6918,  0.    ,  0.5254,  2.1014])";
  static constexpr const char* example_derivative = "array([0.2379, 1.0663, 1.7581, 1.0507, 1.0507])";
  static constexpr bool monotone = true;
  static constexpr Limits at_minus_infinity = {"-1.7580993408473768", "0.0"}, at_plus_infinity = {"inf", "1.0507009873554805"};
  // Where the value becomes its limit, and the derivative subnormal, and 0.
  static constexpr Points points = {0.0, -16.635532333438686, -36.7368005696771, -87.9, -104.5, -708.9, -745.7};
  static constexpr const char* output_formula =
      "scale for y > 0, else y + scale * alpha; scale = 1.0507009873554805, alpha = 1.6732632423543772";
  static constexpr double cost = 0.25;
  static constexpr bool unrolled = true;
  static constexpr bool has_joint_form = true;

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    const PartedExp<T> e = exp_in_parts(not_below(x, T(-40)));
    return value(x, e, pow2(e.shifted));
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T x) {
    const PartedExp<T> e = exponential(x);
    return derivative(x, e, pow2_in_two(e.shifted));
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> joint(T& y, T x) {
    const PartedExp<T> e = exponential(x);
    const Pow2<T> scale = pow2_in_two(e.shifted);
    y = value(x, e, scale.first);
    return derivative(x, e, scale);
  }

  template <class T>
  static FASTRELU_INLINE T derivative_from_output(T y) {
    using C = Constants<T>;
    return y > T(0) ? C::scale + C::scale_low : (y + C::alpha) + C::alpha_low;
  }

 private:
  // scale and scale * alpha, with what they lack. The first is rounded down, so that x times the rest has x's sign, and no
  // infinity meets another.
  template <class T>
  struct Constants {
    static constexpr bool single = sizeof(T) == 4;
    static constexpr T scale = single ? T(0x1.0cfabcp+0) : T(0x1.0cfabd6a91132p+0);
    static constexpr T scale_low = single ? T(0x1.6a9114p-24) : T(0x1.6fc7d272f2695p-55);
    static constexpr T alpha = single ? T(0x1.c212ccp+0) : T(0x1.c212cc640f031p+0);
    static constexpr T alpha_low = single ? T(0x1.903c0cp-26) : T(0x1.05161b045a1fep-56);
  };
  // As of Elu.
  template <class T>
  static FASTRELU_INLINE PartedExp<T> exponential(T x) {
    constexpr T vanishing = sizeof(T) == 4 ? T(157.375) : T(1333);
    return exp_in_parts(not_below(x, -vanishing));
  }
  template <class T>
  static FASTRELU_INLINE T value(T x, const PartedExp<T>& e, T scale) {
    using C = Constants<T>;
    const T p = sizeof(T) == 8 ? e.r + fused(e.square, e.tail, e.r_low) : fused(e.square, e.tail, e.r);
    const T scaled = C::alpha * fused(scale, p, scale - T(1));  // e^x - 1 rounds on its own: so the product is monotone
    return x < T(0) ? scaled : fused(x, C::scale, x * C::scale_low);
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T x, const PartedExp<T>& e, Pow2<T> scale) {
    using C = Constants<T>;
    // What alpha lacks goes to p, as a part of 1 + p.
    const T p = e.r + fused(e.square, e.tail, e.p_low + C::alpha_low / C::alpha), high = C::alpha * scale.first;
    return {unless_nan(x, x > T(0) ? C::scale + C::scale_low : fused(high, p, high)), x > T(0) ? T(1) : scale.second};
  }
};

struct Celu : Activation {
  static constexpr const char* name = "celu";
  static constexpr const char* summary = "Continuously differentiable exponential linear unit";
  static constexpr const char* formula = "x for x > 0, else alpha * (exp(x / alpha) - 1)";
  static constexpr const char* derivative_formula = "1 for x > 0, else exp(x / alpha)";
  static constexpr const char* source = "Barron, Continuously differentiable exponential linear units, arXiv:1704.07483";
  static constexpr const char* notes =
      "Keeps the sign of zero. The derivative at 0 is 1. With an infinite alpha it is the identity.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-0.8647, -0.3935,  0.    ,  0.5   ,  2.    ])";
  static constexpr const char* example_derivative = "array([0.1353, 0.6065, 1.    , 1.    , 1.    ])";
  static constexpr bool monotone = true;
  static constexpr Limits at_minus_infinity = {"-alpha", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {0.0,
                                    -16.635532333438686,
                                    -36.7368005696771,
                                    -87.33654475055310,
                                    -103.97207708399179,
                                    -708.3964185322641,
                                    -745.1332191019411,
                                    -0.000244140625,
                                    -1.4901161193847656e-08};
  static constexpr Samples samples = {{1.0}, {0.5}, {3.0}, {100.0}};
  static constexpr const char* constraint = "alpha > 0";
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"alpha", 1.0, Parameter::number, "Minus the limit for x to minus infinity; positive. Broadcasts against `x`."}};
  static constexpr const char* output_formula = "1 for y > 0, else (y + alpha) / alpha";
  static constexpr const char* output_constraint = "0 < alpha < inf";
  static constexpr double cost = 0.35;
  static constexpr bool unrolled = true;
  static constexpr bool has_joint_form = true;

  template <class T>
  static FASTRELU_INLINE T value(T x, T alpha) {
    const Double<T> q = quotient(x, alpha, T(-40));
    const PartedExp<T> e = exp_in_parts(q.high, q.low);
    return value(x, alpha, q.high, e, pow2(e.shifted));
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T x, T alpha) {
    const PartedExp<T> e = exponential(quotient(x, alpha, least<T>()));
    return derivative(x, e, pow2_in_two(e.shifted));
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> joint(T& y, T x, T alpha) {
    const Double<T> q = quotient(x, alpha, least<T>());
    const PartedExp<T> e = exponential(q);
    const Pow2<T> scale = pow2_in_two(e.shifted);
    y = value(x, alpha, q.high, e, scale.first);
    return derivative(x, e, scale);
  }
  // By the number 1 nothing need be divided; the bits are those that an array of ones gives. As of Elu the larger of two is
  // the result, and NaN comes through by itself.
  template <class T>
  static FASTRELU_INLINE T value(T x, One<T> alpha) {
    const PartedExp<T> e = exp_in_parts(clamped_for_value(x, T(-40), alpha));
    const T scaled = exp_less_one(e, pow2(e.shifted));
    return scaled > x ? scaled : x;
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T x, One<T> alpha) {
    const PartedExp<T> e = exp_in_parts(clamped_below_zero(x, least<T>(), alpha));
    return slope(e, pow2_in_two(e.shifted));
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> joint(T& y, T x, One<T> alpha) {
    const PartedExp<T> e = exp_in_parts(clamped_below_zero(x, least<T>(), alpha));
    const Pow2<T> scale = pow2_in_two(e.shifted);
    const T scaled = exp_less_one(e, scale.first);
    y = scaled > x ? scaled : x;
    return slope(e, scale);
  }

  // e^(x / alpha) = (y + alpha) / alpha, of which the sum is exact where it cancels.
  template <class T>
  static FASTRELU_INLINE T derivative_from_output(T y, T alpha) {
    return y > T(0) ? T(1) : (y + alpha) / alpha;
  }
  template <class T>
  static FASTRELU_INLINE T derivative_from_output(T y, One<T>) {
    return y > T(0) ? T(1) : y + T(1);
  }

 private:
  template <class T>
  static constexpr T least() {
    return sizeof(T) == 4 ? T(-157.375) : T(-1333);  // as of Elu
  }
  // x / alpha in two parts, but `least` where it is below that. Of an infinite alpha the reciprocal is 0, and x counts as
  // finite.
  template <class T>
  static FASTRELU_INLINE Double<T> quotient(T x, T alpha, T least) {
    const T inverse = T(1) / alpha, high = not_below(x, -largest<T>()) * inverse;
    const bool small = high > least;
    return {small ? high : least, small & (inverse > T(0)) ? remainder_of(x, high, alpha) * inverse : T(0)};
  }
  template <class T>
  static FASTRELU_INLINE PartedExp<T> exponential(Double<T> q) {
    return exp_in_parts(q.high, q.low);
  }
  // e^q - 1. It rounds on its own, so that a multiple of it is monotone.
  template <class T>
  static FASTRELU_INLINE T exp_less_one(const PartedExp<T>& e, T scale) {
    return fused(scale, e.r + fused(e.square, e.tail, e.r_low), scale - T(1));
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> slope(const PartedExp<T>& e, Pow2<T> scale) {
    return {fused(scale.first, e.p(), scale.first), scale.second};
  }
  // As of Elu, but near 0, where q may be subnormal, x: alpha (e^q - 1) = x (1 + q / 2 + ...).
  template <class T>
  static FASTRELU_INLINE T value(T x, T alpha, T q, const PartedExp<T>& e, T scale) {
    constexpr T near = sizeof(T) == 4 ? T(0x1p-24) : T(0x1p-53);
    const T y = q > -near ? x : alpha * exp_less_one(e, scale);
    return x < T(0) ? y : x;
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T x, const PartedExp<T>& e, Pow2<T> scale) {
    const Factors<T> y = slope(e, scale);
    return {unless_nan(x, x > T(0) ? T(1) : y.value), x > T(0) ? T(1) : y.scale};
  }
};

struct Xielu : Activation {
  static constexpr const char* name = "xielu";
  static constexpr const char* summary = "Expanded integral of the exponential linear unit";
  static constexpr const char* formula = "alpha_p * x^2 + beta * x for x > 0, else alpha_n * (exp(x) - 1 - x) + beta * x";
  static constexpr const char* derivative_formula = "2 * alpha_p * x + beta for x > 0, else alpha_n * (exp(x) - 1) + beta";
  static constexpr const char* source = "Huang and Schlag, Deriving activation functions using integration, arXiv:2411.13010";
  static constexpr const char* notes =
      "With the final alphas, not those that are trained, of which they are softplus, and without the cut at -1e-6 of some "
      "implementations, so that xielu(0) is 0. The derivative at 0 is beta.";
  static constexpr const char* worst_error = "2 ulp of the larger of the two terms";
  static constexpr const char* example = "array([-0.0917, -0.1648,  0.    ,  0.45  ,  4.2   ])";
  static constexpr const char* example_derivative = "array([-0.1917,  0.1852,  0.5   ,  1.3   ,  3.7   ])";
  static constexpr Limits at_minus_infinity = {"inf if alpha_n > beta else -inf if alpha_n < beta else -alpha_n",
                                               "beta - alpha_n"},
                          at_plus_infinity = {"inf", "inf"};
  static constexpr Points points = {
      0.0, -0.9808292530117262, -2.4324842769314482, -0.34657359027997264, -1.0397207708399179, -16.635532333438686, -40.0};
  static constexpr Points derivative_roots = {-0.9808292530117262};
  static constexpr Samples samples = {{0.8, 0.8, 0.5}, {1.0, 1.0, 1.0}, {0.3, 1.5, 0.25}};
  static constexpr int parameter_count = 3;
  static constexpr Parameter parameters[3] = {
      {"alpha_p", 0.8, Parameter::number, "Half of the second derivative for x > 0. Broadcasts against `x`."},
      {"alpha_n", 0.8, Parameter::number, "The second derivative just below 0. Broadcasts against `x`."},
      {"beta", 0.5, Parameter::number, "The slope at 0. Broadcasts against `x`."}};
  static constexpr double cost = 0.4;
  static constexpr bool unrolled = true;
  // Of alpha_n e^x, or far out of -alpha_n, for alpha_n > 0.
  static constexpr int lost_sign(double x) { return x < -0x1p20 ? -1 : x < -33 ? 1 : 0; }

  template <class T>
  static FASTRELU_INLINE T value(T x, T alpha_p, T alpha_n, T beta) {
    const T finite = largest<T>() < x ? largest<T>() : x;
    const T above = x * fused(x < T(0) ? T(0.5) * alpha_n : alpha_p, finite, beta);
    // e^x - 1 - x = 2^n (r + q) + (2^n - 1) - x: all but q is exact where the sum is small, and 0 near 0, where n = 0.
    const T bounded = not_below(x, T(-40));
    const PartedExp<T> e = exp_in_parts(bounded);
    const T scale = pow2(e.shifted), q = fused(e.square, e.tail, e.r_low);
    const T rest = fused(scale, e.r, (scale - T(1)) - bounded);
    const T below = fused(alpha_n * scale, q, fused(alpha_n, rest, beta * x));
    // Where e^x no longer counts. An infinite x times 0 would be no number, nor is the limit infinite.
    const T slope = beta - alpha_n;
    const T far = fused(slope, slope == T(0) ? not_below(x, -largest<T>()) : x, -alpha_n);
    const T negative = x < T(-40) ? far : below;
    // Close to 0 the first terms of its series do, and their product keeps the sign where it underflows.
    constexpr T least = sizeof(T) == 4 ? T(-0x1p-75) : T(-0x1p-538);
    return x < least ? negative : above;
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T x, T alpha_p, T alpha_n, T beta) {
    const PartedExp<T> e = exp_in_parts(not_below(x, T(-40)));
    const T scale = pow2(e.shifted), p = e.r + fused(e.square, e.tail, e.r_low);
    const T near = fused(alpha_n * scale, p, fused(alpha_n, scale - T(1), beta));
    const T below = x < T(-40) ? beta - alpha_n : near;
    const bool negative = x < T(0);  // else half of it, which does not overflow
    return {negative ? below : fused(alpha_p, x, T(0.5) * beta), negative ? T(1) : T(2)};
  }
};

using exponential = Activations<Elu, Selu, Celu, Xielu>;

FASTRELU_END
