// Gaussian error linear units, exact and by tanh (Hendrycks and Gimpel, arXiv:1606.08415).
//
// With vectors near 0 by cells (in float the value everywhere), and beyond them by GeluFar and GeluTanhFar; without vectors by
// one formula for all x. Both satisfy f(x) - f(-x) = x, so that f(x) = max(x, 0) + tail(|x|) with tail(a) = f(-a), and f'(x) =
// 1 - f'(-x). Only tails are computed: they decay, never cancel, and keep their relative accuracy down to the last subnormal.
#pragma once

#include "activations/activation.h"
#include "math/cells.h"
#include "math/exp.h"
#include "math/tables/gelu.inc"
#include "math/tables/gelu_tanh.inc"

FASTRELU_BEGIN

// rest in w + rest = (w + w_low) (1 + h) (1 + r + q): added in the order of size, so that only small terms round.
template <class T>
FASTRELU_INLINE T times_exp(T w, T w_low, T h, ScaledExp<T> e) {
  const T one_r = T(1) + e.r;
  const T z = fused(h, one_r + e.q, e.q);
  return fused(w, e.r, fused(w, z, w_low * (one_r + z)));
}
// The same without h.
template <class T>
FASTRELU_INLINE T times_exp(T w, T w_low, ScaledExp<T> e) {
  return fused(w, e.r, fused(w, e.q, fused(w_low, e.r, w_low)));
}

// f(x) from tail(a) = -(w + rest) 2^n, a = min(|x|, end), where |rest| is less than half of w. For positive x the sum
// x - w 2^n loses nothing where it matters (near 0, by Sterbenz' lemma), so that only the last addition rounds.
// NaN need not come through the tail.
template <class T>
FASTRELU_INLINE T reflected_value(T x, T a, T end, T w, T rest, T shifted) {
  const Pow2<T> scale = pow2_in_two(shifted, a < end);
  const T base = T(0) > x ? T(0) : x;  // max(x, 0); keeps NaN
  const T y = fused(rest * scale.second, -scale.first, fused(w * scale.second, -scale.first, base));
  return with_sign_of(y, x);
}

// The same, unevaluated: something may still be multiplied in before it rounds into the subnormal range.
template <class T>
FASTRELU_INLINE Scaled<T> reflected_scaled_value(T x, T a, T end, T w, T rest, T shifted) {
  const Pow2<T> scale = pow2_in_two(shifted, a < end);
  const bool negative = x <= T(0);
  const T high = with_sign_of(w * scale.first, x), low = -rest * scale.first;
  const T y = reflected_value(x, a, end, w, rest, shifted);
  return {negative ? high : y, negative ? low : T(0), negative ? scale.second : T(1)};
}

// f'(x) from f'(-a) = (w + rest) 2^n, |rest| < |w|: itself for negative x, 1 minus it for positive.
template <class T>
FASTRELU_INLINE Scaled<T> reflected_derivative(T x, T a, T end, T w, T rest, T shifted) {
  const Pow2<T> scale = pow2_in_two(shifted, a < end);
  const T high = w * scale.first, low = rest * scale.first;
  const T subtracted = high * scale.second, difference = T(1) - subtracted;
  const T difference_low = ((T(1) - difference) - subtracted) - low * scale.second;
  const bool negative = x <= T(0);
  return {negative ? high : difference, negative ? low : difference_low, negative ? scale.second : (x == x ? T(1) : x)};
}

// Beyond the cells, |x| >= 4.5, tails are small beside x and 1, and so is e^-v beside 1: fewer parts are needed than near 0.
// These are for nothing else, but for the sign of a derivative, which is right everywhere: an infinite gradient comes here.

// f(x) from tail(a) = -tail 2^n.
template <class T>
FASTRELU_INLINE T far_value(T x, T a, T end, T tail, T shifted) {
  const Pow2<T> scale = pow2_in_two(shifted, a < end);
  return fused(tail * scale.second, -scale.first, T(0) > x ? T(-0.0) : x);
}
// f'(x) from f'(-a) = -(w + rest) 2^n, |rest| < w.
template <class T>
FASTRELU_INLINE Scaled<T> far_derivative(T x, bool negative, T a, T end, T w, T rest, T shifted) {
  const Pow2<T> scale = pow2_in_two(shifted, a < end);
  const T high = w * -scale.first, low = rest * -scale.first;
  const T tail = (high + low) * scale.second, difference = T(1) - tail;
  return {negative ? high : difference, negative ? low : (T(1) - difference) - tail,
          negative ? scale.second : (x == x ? T(1) : x)};
}
// (1 + h) (1 + r + q) - 1.
template <class T>
FASTRELU_INLINE T exp_and(T h, ScaledExp<T> e) {
  return e.r + fused(h, (T(1) + e.r) + e.q, e.q);
}
// Whether x is where f' is negative, by the number next to its root and what is missing from that to the root.
template <class T>
FASTRELU_INLINE bool beyond_root(T x, T root, bool is_less) {
  return is_less ? x < -root : x <= -root;
}

template <class T>
FASTRELU_INLINE ScaledExp<T> gaussian_exp(T a) {
  const T square = a * a;
  return exp_negative(T(-0.5) * square, T(-0.5) * product_low(a, a, square));
}

struct GeluFar : Activation {
  template <class T>
  static FASTRELU_INLINE T value(T x) {
    using C = GeluTable<T>;
    const T a = smaller_of(absolute(x), C::end);
    const ScaledExp<T> e = gaussian_exp(a);
    const T rest = exp_and(polynomial(inverse(a), C::far_value), e);
    return far_value(x, a, C::end, fused(C::density, rest, C::density), e.shifted);
  }

  template <class T>
  static FASTRELU_INLINE Scaled<T> derivative(T x) {
    using C = GeluTable<T>;
    const T a = larger_of(smaller_of(absolute(x), C::end), T(4.5));
    const ScaledExp<T> e = gaussian_exp(a);
    const T rest = exp_and(polynomial(inverse(a), C::far_derivative), e);
    const T w = C::density * a, w_low = product_low(C::density, a, w);
    return far_derivative(x, beyond_root(x, C::root, C::root_low > 0), a, C::end, w, fused(w, rest, fused(w_low, rest, w_low)),
                          e.shifted);
  }

 private:
  template <class T>
  static FASTRELU_INLINE T inverse(T a) {
    return T(1) / fused(a, a, GeluTable<T>::far_pole);
  }
};

struct Gelu : Activation {
  static constexpr const char* name = "gelu";
  static constexpr Variant variant = {"gelu", "approximate", "none", "the normal distribution function"};
  static constexpr const char* summary = "Gaussian error linear unit";
  static constexpr const char* formula = "x * Phi(x), Phi the normal distribution function";
  static constexpr const char* derivative_formula = "Phi(x) + x * exp(-x^2/2) / sqrt(2 pi)";
  static constexpr const char* source = "Hendrycks and Gimpel, Gaussian error linear units, arXiv:1606.08415";
  static constexpr const char* notes = "-0.0 at minus infinity.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-0.0455, -0.1543,  0.    ,  0.3457,  1.9545])";
  static constexpr const char* example_derivative = "array([-0.0852,  0.1325,  0.5   ,  0.8675,  1.0852])";
  static constexpr Points points = {0.0,  -0.7517915246935645, 0.7517915246935645, -1.0, 5.5, 8.3, -13.0, -14.2, -14.5, -37.6,
                                    -38.6};
  static constexpr Points derivative_roots = {-0.7517915246935645};
  static constexpr double cost = 0.35;
#if FASTRELU_HAS_VECTOR
  template <class T>
  using Near = NearZero<T, GeluTable<T>::cells>;
  using Far = GeluFar;
#endif

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    return of_tail(x, [](auto... parts) FASTRELU_INLINE_LAMBDA { return reflected_value(parts...); });
  }
  // Unevaluated, for what it is multiplied by.
  template <class T>
  static FASTRELU_INLINE Scaled<T> scaled_value(T x) {
    return of_tail(x, [](auto... parts) FASTRELU_INLINE_LAMBDA { return reflected_scaled_value(parts...); });
  }
  template <class T, class Reflected>
  static FASTRELU_INLINE auto of_tail(T x, Reflected reflected) {
    using C = GeluTable<T>;
    const T a = smaller_of(absolute(x), C::end);
    const ScaledExp<T> e = gaussian_exp(a);
    // tail = -a/(1 + a) * (1 + h) / 2 * exp(-a^2/2), and |h| < 0.2: the quotient w carries its remainder along, the
    // two factors near 1 stay unevaluated, and only the last addition rounds to the full.
    const Double<T> d = one_plus(a);
    const T shifted = a + T(4), reciprocal = T(0.5) / (d.high * shifted);
    const T inverse = reciprocal * shifted;  // 1 / (2 (1 + a))
    const T t = fused(a, reciprocal * d.high, -C::center);
    const T h = polynomial(t, C::value);
    const T w = a * inverse;
    const T w_low = fused(T(-2) * w, d.low, remainder_of(a, T(2) * w, d.high)) * inverse;
    return reflected(x, a, C::end, w, times_exp(w, w_low, h, e), e.shifted);
  }

  template <class T>
  static FASTRELU_INLINE Scaled<T> derivative(T x) {
    using C = GeluTable<T>;
    const T a = smaller_of(absolute(x), C::end);
    const ScaledExp<T> e = gaussian_exp(a);
    // f'(-a) = (root - a) (1 + h) / 2 * exp(-a^2/2): the zero crossing is a factor, so that it costs no accuracy.
    // The error of t counts for as much as all others far out; one step of Newton's takes the division's part of it.
    const T shifted = a + T(4), inverse = T(1) / shifted;
    const T t = fused(a, fused(inverse, fused(-inverse, shifted, T(1)), inverse), T(-2) * C::center);
    const T h = polynomial(t, C::derivative);
    const Double<T> root_minus_a = exact_difference(C::root, a);
    const T w = T(0.5) * root_minus_a.high, w_low = T(0.5) * (root_minus_a.low + C::root_low);
    return reflected_derivative(x, a, C::end, w, times_exp(w, w_low, h, e), e.shifted);
  }
};

// high + low = c + k s for c > 0, 0 <= s, 0 < k, all given with their low parts. KnownOrder: k s is the larger, or at least has
// the exponent of c.
template <bool KnownOrder = false, class T>
FASTRELU_INLINE Double<T> sum_of_product(T c, T c_low, T k, T k_low, T s, T s_low) {
  const T product = k * s;
  const T product_error = fused(k, s_low, fused(k_low, s, product_low(k, s, product) + c_low));
  const T high = c + product;
  if constexpr (KnownOrder) return {high, (c - (high - product)) + product_error};
  return {high, (smaller_of(c, product) - (high - larger_of(c, product))) + product_error};
}

struct GeluTanhFar : Activation {
  template <class T>
  static FASTRELU_INLINE T value(T x) {
    const T a = smaller_of(absolute(x), GeluTanhTable<T>::end);
    const Logistic<T> g(a);
    // 1 / (1 + E) = 1 - E + E^2
    const T rest = exp_and(sizeof(T) == 4 ? -g.tail : fused(g.tail, g.tail, -g.tail), g.exp);
    return far_value(x, a, GeluTanhTable<T>::end, fused(a, rest, a), g.exp.shifted);
  }

  template <class T>
  static FASTRELU_INLINE Scaled<T> derivative(T x) {
    using C = GeluTanhTable<T>;
    const T a = larger_of(smaller_of(absolute(x), GeluTanhTable<T>::end), T(4.5));
    const Logistic<T> g(a);
    // f'(-a) = -E (a v' - 1 - E) / (1 + E)^2, 1 / (1 + E)^2 = 1 - 2 E + 3 E^2
    const Double<T> slope =
        sum_of_product<true>(C::linear, C::linear_low, C::cubic_tripled, C::cubic_tripled_low, g.square, g.square_low);
    const T high = a * slope.high, low = fused(a, slope.low, product_low(a, slope.high, high));
    const T w = high - T(1), w_low = ((high - w) - T(1)) + (low - g.tail);
    const T rest = exp_and(g.tail * (sizeof(T) == 4 ? T(-2) : fused(T(3), g.tail, T(-2))), g.exp);
    return far_derivative(x, beyond_root(x, C::root, C::root_low > 0), a, GeluTanhTable<T>::end, w,
                          fused(w, rest, fused(w_low, rest, w_low)), g.exp.shifted);
  }

 private:
  // E = e^-v(a), in parts, and its value where that is beside 1; a^2
  template <class T>
  struct Logistic {
    T square, square_low, tail;
    ScaledExp<T> exp;
    FASTRELU_INLINE explicit Logistic(T a) {
      using C = GeluTanhTable<T>;
      square = a * a, square_low = product_low(a, a, square);
      const Double<T> ratio = sum_of_product<true>(C::linear, C::linear_low, C::cubic, C::cubic_low, square, square_low);
      const T v = a * ratio.high, v_low = fused(a, ratio.low, product_low(a, ratio.high, v));
      exp = exp_negative(-v, -v_low);
      const T scale = pow2_in_two(exp.shifted).first;
      tail = fused(scale, exp.p(), scale);
    }
  };
};

struct GeluTanh : Activation {
  static constexpr const char* name = "gelu_tanh";
  static constexpr Variant variant = {"gelu", "approximate", "tanh", "``x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)))``"};
  static constexpr const char* summary = "Gaussian error linear unit, tanh approximation";
  static constexpr const char* formula = "x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)))";
  static constexpr const char* derivative_formula = "the derivative of that";
  static constexpr const char* source = "Hendrycks and Gimpel, Gaussian error linear units, arXiv:1606.08415";
  static constexpr const char* notes = "-0.0 at minus infinity.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-0.0454, -0.1543,  0.    ,  0.3457,  1.9546])";
  static constexpr const char* example_derivative = "array([-0.0861,  0.1325,  0.5   ,  0.8675,  1.0861])";
  static constexpr Points points = {0.0,  -0.7524614220710162, 0.7524614220710162, -1.0, 4.7, 7.0, -10.0, -10.3, -10.6, -21.2,
                                    -21.7};
  static constexpr Points derivative_roots = {-0.7524614220710162};
  static constexpr double cost = 0.35;
#if FASTRELU_HAS_VECTOR
  template <class T>
  using Near = NearZero<T, GeluTanhTable<T>::cells>;
  using Far = GeluTanhFar;
#endif

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    return of_tail(x, [](auto... parts) FASTRELU_INLINE_LAMBDA { return reflected_value(parts...); });
  }
  // Unevaluated, for what it is multiplied by.
  template <class T>
  static FASTRELU_INLINE Scaled<T> scaled_value(T x) {
    return of_tail(x, [](auto... parts) FASTRELU_INLINE_LAMBDA { return reflected_scaled_value(parts...); });
  }
  template <class T, class Reflected>
  static FASTRELU_INLINE auto of_tail(T x, Reflected reflected) {
    const T a = smaller_of(absolute(x), GeluTanhTable<T>::end);
    const Logistic<T> g = logistic(a);
    // tail = -a s (1 + p) / (1 + E): the quotient carries its remainder along.
    const T reciprocal = T(1) / g.one_plus_exp.high;
    const T w = a * reciprocal;
    const T w_low = fused(-w, g.one_plus_exp.low, remainder_of(a, w, g.one_plus_exp.high)) * reciprocal;
    return reflected(x, a, GeluTanhTable<T>::end, w, times_exp(w, w_low, g.exp), g.exp.shifted);
  }

  template <class T>
  static FASTRELU_INLINE Scaled<T> derivative(T x) {
    using C = GeluTanhTable<T>;
    const T a = smaller_of(absolute(x), GeluTanhTable<T>::end);
    const Logistic<T> g = logistic(a);
    // f'(-a) = E (1 + E - a v') / (1 + E)^2 with a v' = v + 2 cubic a^3. The bracket vanishes near a = 0.75, and is
    // summed so that the large terms cancel exactly.
    const Double<T> difference = exact_difference(g.base.high, g.a_slope.high);
    const T rest = fused(g.scale, g.exp.r, fused(g.scale, g.exp.q, difference.low + (g.base.low - g.a_slope.low)));
    const T far = difference.high + rest, far_low = rest - (far - difference.high);
    // Near the root what cancels is not exact enough: there the bracket is e times a polynomial.
    const T e = C::root - a, ratio = fused(e, polynomial(e, C::bracket), C::slope_low);
    const T close = e * C::slope;
    const T close_low = fused(e, ratio, fused(C::root_low, C::slope, product_low(e, C::slope, close)));
    const T closer = close + close_low, closer_low = close_low - (closer - close);
    const bool near = absolute(e) < T(0.0625);
    const T bracket = near ? closer : far, bracket_low = near ? closer_low : far_low;
    const Double<T> d = g.one_plus_exp;
    const T square = d.high * d.high;
    const T square_low = fused(d.high + d.high, d.low, product_low(d.high, d.high, square));
    const T reciprocal = T(1) / square;
    const T w = bracket * reciprocal;
    const T w_low = (fused(-w, square_low, remainder_of(bracket, w, square)) + bracket_low) * reciprocal;
    return reflected_derivative(x, a, GeluTanhTable<T>::end, w, times_exp(w, w_low, g.exp), g.exp.shifted);
  }

 private:
  template <class T>
  struct Logistic {
    ScaledExp<T> exp;        // E = e^-v(a)
    T scale;                 // 2^n, or more where that is tiny: it is only added to something near 1
    Double<T> base;          // 1 + 2^n
    Double<T> one_plus_exp;  // 1 + E
    Double<T> a_slope;       // a v'(a)
  };

  template <class T>
  static FASTRELU_INLINE Logistic<T> logistic(T a) {
    using C = GeluTanhTable<T>;
    const T s = a * a, s_low = product_low(a, a, s);
    const Double<T> ratio = sum_of_product(C::linear, C::linear_low, C::cubic, C::cubic_low, s, s_low);
    const T v = a * ratio.high, v_low = fused(a, ratio.low, product_low(a, ratio.high, v));
    Logistic<T> g;
    g.exp = exp_negative(-v, -v_low);
    g.scale = pow2_in_two(g.exp.shifted).first;
    const T base = T(1) + g.scale;
    g.base = {base, g.scale - (base - T(1))};
    const T high = fused(g.scale, g.exp.p(), base);
    g.one_plus_exp = {high, fused(g.scale, g.exp.q, fused(g.scale, g.exp.r, base - high)) + g.base.low};
    const Double<T> slope = sum_of_product(C::linear, C::linear_low, C::cubic_tripled, C::cubic_tripled_low, s, s_low);
    const T a_slope = a * slope.high;
    g.a_slope = {a_slope, fused(a, slope.low, product_low(a, slope.high, a_slope))};
    return g;
  }
};

using gaussian = Activations<Gelu, GeluTanh>;

FASTRELU_END
