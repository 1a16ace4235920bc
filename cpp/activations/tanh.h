// The hyperbolic tangent, and what x has beyond it.
#pragma once

#include "activations/activation.h"
#include "math/bounds.h"
#include "math/logistic.h"
#include "math/short_tables.h"
#include "math/tables/tanh.inc"

FASTRELU_BEGIN

struct Tanh : Activation {
  static constexpr const char* name = "tanh";
  static constexpr const char* summary = "Hyperbolic tangent";
  static constexpr const char* formula = "tanh(x)";
  static constexpr const char* derivative_formula = "1 - tanh(x)^2";
  static constexpr const char* source = "LeCun, Bottou, Orr and Mueller, Efficient backprop, 1998";
  static constexpr const char* notes = "Keeps the sign of zero. The derivative goes on where the value has become 1.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-0.964 , -0.4621,  0.    ,  0.4621,  0.964 ])";
  static constexpr const char* example_derivative = "array([0.0707, 0.7864, 1.    , 0.7864, 0.0707])";
  static constexpr const char* aliases = "";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = false;
  static constexpr Limits at_minus_infinity = {"-1.0", "0.0"}, at_plus_infinity = {"1.0", "0.0"};
  static constexpr Points points = {0.0,   0.0625, -0.0625, 0.5625,  -0.5625,  9.0109, -9.0109,
                                    44.36, 52.68,  -52.68,  19.0615, -19.0615, 354.9,  373.2};
  static constexpr const char* output_formula = "1 - y^2";
  static constexpr double cost = 0.3;

  static constexpr int vectors_by_turns = 2;

  // In float by cells. In double near 0 its series, elsewhere 1 - 2 / (1 + e^2|x|), of which only a half or less rounds
  // coarsely.
  template <class T>
  static FASTRELU_INLINE T value(T x) {
    const T a = absolute(x);
    if constexpr (std::is_same_v<T, double>) {
      using C = TanhTable<double>;
      const OffsetExp<T> e = offset_exp<0>(2 * at_most<20>(a));
      const T far = T(1) - T(2) / fused(e.scale, e.p, 1 + e.scale);
      const T square = x * x, near = fused(x * square, by_pairs(square, square * square, C::cubic), x);
      return with_sign_of(a < T(0.5625) ? near : far, x);
    } else {
      using C = TanhTable<float>;
      return with_sign_of(polynomial_in(growing_cell(smaller_or_second(T(C::end), a), C::from), C::cells), x);
    }
  }
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T x) {
    return bell(absolute(x + x), T(4));
  }

  // 1 - y^2
  template <class T>
  static FASTRELU_INLINE T derivative_from_output(T y) {
    return cancelling(-y, y, T(1));
  }
};

struct TanhShrink : Activation {
  static constexpr const char* name = "tanh_shrink";
  static constexpr const char* summary = "Tanh shrinkage";
  static constexpr const char* formula = "x - tanh(x)";
  static constexpr const char* derivative_formula = "tanh(x)^2";
  static constexpr const char* source = "torch.nn.Tanhshrink";
  static constexpr const char* notes = "Keeps the sign of zero.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-1.036 , -0.0379,  0.    ,  0.0379,  1.036 ])";
  static constexpr const char* example_derivative = "array([0.9293, 0.2136, 0.    , 0.2136, 0.9293])";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = false;
  static constexpr Limits at_minus_infinity = {"-inf", "1.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {0.0, 1.0, -1.0, 1e-3, 1e-13, 2.4e-13, 3.3e-15, -3.3e-15, 1e-19, 1e-22, 9.0109, 19.0615};
  static constexpr double cost = 0.6;
  static constexpr int lost_sign(double x) { return x > 18 ? 1 : x < -18 ? -1 : 0; }

  static constexpr int vectors_by_turns = 2;

  // Up to 1 its series, in float times x^3 in two parts, in double x^3 / 3 and a smaller term. Beyond it in float by cells, in
  // double |x| - 1 + 2E / (1 + E), E = e^-2|x|.
  template <class T>
  static FASTRELU_INLINE T value(T x) {
    if constexpr (!std::is_same_v<T, double>) {
      using C = TanhTable<float>;
      const T a = absolute(x), square = a * a, cube = square * a;
      const T cube_low = fused(product_low(a, a, square), a, product_low(square, a, cube));
      const T near = corrected_product(horner(square, C::shrink), Double<T>{cube, cube_low});
      const T far = polynomial_in(growing_cell(a, C::shrink_from), C::shrink_cells);
      return with_sign_of(if_less(a, T(1.0f), near, if_less(a, T(C::shrink_end), far, a - T(1.0f))), x);
    } else {
      using C = TanhTable<double>;
      const T a = absolute(x), bounded = smaller_of(a, T(100));
      const LongExp<T> e = long_exp(T(2) * bounded, T(0));
      const Double<T> far = exact_sum(bounded, T(-1)) + (T(2) * e.scale.first) * (e.factor / e.plus_one);
      const Double<T> square = exact_product(bounded, bounded), cube = square * Double<T>{bounded, T(0)};
      const Double<T> near = cube * Double<T>{C::third, C::third_low};
      const T second = cube.high * (square.high * by_pairs(square.high, square.high * square.high, C::shrink));
      const bool close = a < T(1);
      const T y = close ? near.high + (near.low + second) : far.high + far.low;
      return with_sign_of(a < T(100) ? y : a - T(1), x);
    }
  }
  template <class T>
  static FASTRELU_INLINE Slope<T> derivative(T x) {
    if constexpr (sizeof(T) == 4) {
      const float a = absolute(x), bounded = a > 20 ? 20 : a;
      const double m = wide_exp(2 * bounded, WideExp<double>::ratio).less_one(), y = m / (m + 2);
      return y * y;
    } else {
      // tanh = (1 - E) / (1 + E), of which 1 - E comes from E = 2^n (1 + r + q) without cancellation.
      const T a = absolute(x), bounded = smaller_of(a, T(20));
      const ScaledExp<T> e = exp_negative(T(-2) * bounded, T(0));
      const T scale = pow2(e.shifted);
      const Double<T> m = exact_sum(scale, T(-1)) + exact_sum(scale * e.r, scale * e.q);
      // Multiplied up where the square would have no exponent, until the gradient is there.
      const bool tiny = a < T(0x1p-300);
      const Double<T> y = (tiny ? T(-0x1p500) : T(-1)) * m / (m + Double<T>{T(2), T(0)}), square = y * y;
      return {unless_nan(x, square.high + square.low), tiny ? T(0x1p-1000) : T(1)};
    }
  }
};

using tanh = Activations<Tanh, TanhShrink>;

FASTRELU_END
