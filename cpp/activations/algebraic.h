// Activations of sums, products, quotients and square roots only.
#pragma once

#include "activations/activation.h"
#include "math/arithmetic.h"
#include "math/bounds.h"

FASTRELU_BEGIN

// A power of two for a number d > 0: the square of d times that is far from both ends of the range of exponents, as is its
// reciprocal, and the square of the power is exact, though it may be subnormal. For derivatives that fall like 1 / x^2, of
// which a gradient of 1e38 makes something normal.
template <class T>
FASTRELU_INLINE T square_scale(T d) {
  constexpr T first = sizeof(T) == 4 ? T(0x1p37) : T(0x1p340), second = sizeof(T) == 4 ? T(0x1p74) : T(0x1p530);
  const T scale = d > first ? T(1) / first : T(1);
  return d > second ? T(1) / second : scale;
}

struct Softsign : Activation {
  static constexpr const char* name = "softsign";
  static constexpr const char* summary = "Softsign";
  static constexpr const char* formula = "x / (1 + |x|)";
  static constexpr const char* derivative_formula = "1 / (1 + |x|)^2";
  static constexpr const char* source =
      "Turian, Bergstra and Bengio, Quadratic features and deep architectures for chunking, NAACL 2009";
  static constexpr const char* notes = "Keeps the sign of zero. Its derivative is right down to the last subnormal.";
  static constexpr const char* worst_error = "1 ulp, 1.5 ulp in derivative, 1.5 ulp in backward";
  static constexpr const char* example = "array([-0.6667, -0.3333,  0.    ,  0.3333,  0.6667])";
  static constexpr const char* example_derivative = "array([0.1111, 0.4444, 1.    , 0.4444, 0.1111])";
  static constexpr bool monotone = true;
  static constexpr Limits at_minus_infinity = {"-1.0", "0.0"}, at_plus_infinity = {"1.0", "0.0"};
  // Where the value becomes 1, and where the derivative becomes subnormal, and 0.
  static constexpr Points points = {0.0,
                                    33554432.0,
                                    -33554432.0,
                                    9.223372036854776e+18,
                                    3.777893186295716e+22,
                                    1.8014398509481984e+16,
                                    6.703903964971299e+153,
                                    -6.363668306511762e+161};
  static constexpr bool unrolled = true;
  static constexpr const char* output_formula = "(1 - |y|)^2";
  static constexpr double cost = 0.2;

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    constexpr std::int64_t end = std::int64_t(1) << (Real<T>::mantissa_bits + 2);  // beyond, the result is 1
    const T a = at_most<end>(absolute(x));
    const Double<T> d = sum_of_ordered(T(1), a);
    const T inverse = T(1) / d.high, w = a * inverse;
    const T rest = fused(-w, d.low, remainder_of(a, w, d.high));
    return with_sign_of(fused(rest, inverse, w), x);
  }
  template <class T>
  static FASTRELU_INLINE Quotient<T> derivative(T x) {
    const T size = absolute(x), a = largest<T>() < size ? largest<T>() : size;
    const Double<T> d = one_plus(a);
    // The square of a large d would be infinite. One step, where square_scale has two (2 % more time), as a
    // half of the scale is the numerator's, and keeps a gradient from becoming infinite.
    constexpr T large = sizeof(T) == 4 ? T(0x1p40) : T(0x1p340), reduction = sizeof(T) == 4 ? T(0x1p-66) : T(0x1p-530);
    const T scale = d.high > large ? reduction : T(1), high = d.high * scale, low = d.low * scale;
    return {scale, cancelling(high, high, high * (low + low)), scale};
  }
  // (1 - |y|)^2
  template <class T>
  static FASTRELU_INLINE Scaled<T> derivative_from_output(T y) {
    const Double<T> rest = exact_difference(T(1), absolute(y));
    const T square = rest.high * rest.high;
    return {square, product_low(rest.high, rest.high, square) + T(2) * rest.high * rest.low, T(1)};
  }
};

struct Squareplus : Activation {
  static constexpr const char* name = "squareplus";
  static constexpr const char* summary = "Squareplus";
  static constexpr const char* formula = "(x + sqrt(x^2 + b)) / 2";
  static constexpr const char* derivative_formula = "(1 + x / sqrt(x^2 + b)) / 2";
  static constexpr const char* source = "Barron, Squareplus: a softplus-like algebraic rectifier, arXiv:2112.11687";
  static constexpr const char* notes = "For negative x the quotient b / (2 (sqrt(x^2 + b) - x)), of which nothing cancels.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([0.4142, 0.7808, 1.    , 1.2808, 2.4142])";
  static constexpr const char* example_derivative = "array([0.1464, 0.3787, 0.5   , 0.6213, 0.8536])";
  static constexpr bool monotone = true;
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  // Where squares would overflow, and where results become subnormal, and 0.
  static constexpr Points points = {0.0,
                                    -1e4,
                                    1e20,
                                    1.8446744073709552e+19,
                                    -1.8446744073709552e+19,
                                    -9.223372036854776e+18,
                                    -3.777893186295716e+22,
                                    -8.507059173023462e+37,
                                    1.3407807929942596e+154,
                                    -1.3407807929942596e+154,
                                    -6.703903964971299e+153,
                                    -6.363668306511762e+161,
                                    -4.49423283715579e+307};
  static constexpr Samples samples = {{4.0}, {1.0}, {0.01}};
  static constexpr const char* constraint = "b > 0";
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"b", 4.0, Parameter::number, "How far it is from the rectifier: sqrt(b) / 2 at 0. Broadcasts against `x`."}};
  static constexpr double cost = 0.35;

  template <class T>
  static FASTRELU_INLINE T value(T x, T b) {
    constexpr T large = sizeof(T) == 4 ? T(0x1p60) : T(0x1p508);
    constexpr T reduction = sizeof(T) == 4 ? T(0x1p-66) : T(0x1p-514);
    const T size = absolute(x);
    const bool is_large = size > large;
    const T scale = is_large ? reduction : T(1), a = size * scale;
    const T scaled_b = b * scale;
    const Double<T> sum = sum_of_ordered(square_root(fused(a, a, scaled_b * scale)), a);
    const T inverse = T(1) / sum.high, half_b = T(0.5) * scaled_b, w = half_b * inverse;
    const T rest = fused(-w, sum.low, remainder_of(half_b, w, sum.high));
    const T tail = fused(is_large ? T(0) : rest, inverse, w);  // an infinity has left no number there
    const T above = sum.high * (is_large ? T(0.5) / reduction : T(0.5));
    return x < T(0) ? tail : above;
  }
  // For negative x tail = b / (2 s t), s = sqrt(x^2 + b), t = s - x, for positive x 1 - tail. One division is for all: 1 / (s
  // t) times t is 1 / s, which the low part of s takes.
  template <class T>
  static FASTRELU_INLINE Scaled<T> derivative(T x, T b) {
    const T size = absolute(x), bounded = largest<T>() < size ? largest<T>() : size;
    const T scale = square_scale(bounded), a = bounded * scale;
    const T square = a * a;
    const Double<T> r = exact_sum(square, b * scale * scale);
    const T s = square_root(r.high);
    const Double<T> t = sum_of_ordered(s, a);
    const T product = s * t.high, inverse = T(1) / product;
    const T rest = remainder_of(r.high, s, s) + (r.low + product_low(a, a, square));  // 2 s times the low part of s
    const T s_low = T(0.5) * rest * (t.high * inverse);
    const T product_rest = product_low(s, t.high, product) + fused(s_low, s + t.high, s * t.low);
    const T tail = T(0.5) * b * inverse;
    const T tail_low = tail * fused(-inverse, product_rest, remainder_of(T(1), inverse, product));
    const T square_of_scale = scale * scale;
    const T subtracted = tail * square_of_scale, difference = T(1) - subtracted;
    const T difference_low = ((T(1) - difference) - subtracted) - tail_low * square_of_scale;
    const bool negative = x < T(0);
    return {negative ? tail : difference, negative ? tail_low : difference_low, negative ? square_of_scale : T(1)};
  }
};

struct SparsePlus : Activation {
  static constexpr const char* name = "sparse_plus";
  static constexpr const char* summary = "Piecewise quadratic softplus";
  static constexpr const char* formula = "0 for x <= -1, x for x >= 1, else (x + 1)^2 / 4";
  static constexpr const char* derivative_formula = "0 for x <= -1, 1 for x >= 1, else (x + 1) / 2";
  static constexpr const char* source = "JAX, jax.nn.sparse_plus";
  static constexpr const char* notes = "The derivative is sparse_sigmoid.";
  static constexpr const char* worst_error = "0.501 ulp, 1.5 ulp in backward";
  static constexpr const char* example = "array([0.    , 0.0625, 0.25  , 0.5625, 2.    ])";
  static constexpr const char* example_derivative = "array([0.  , 0.25, 0.5 , 0.75, 1.  ])";
  static constexpr bool monotone = true;
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {-1.0, 0.0, 1.0};
  static constexpr bool unrolled = true;
  static constexpr bool often_on_middle = true;
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    const Double<T> sum = sum_of_ordered(T(1), x);
    const T half = T(0.5) * sum.high;
    const T y = fused(half, half, half * sum.low), below = x <= T(-1) ? T(0) : y;
    return x >= T(1) ? x : below;
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x) {
    return T(0.5) * (T(1) + at_most<1>(at_least<-1>(x)));
  }
};

struct SparseSigmoid : Activation {
  static constexpr const char* name = "sparse_sigmoid";
  static constexpr const char* summary = "Piecewise linear sigmoid, from -1 to 1";
  static constexpr const char* formula = "min(max((x + 1) / 2, 0), 1)";
  static constexpr const char* derivative_formula = "1/2 for -1 < x < 1, else 0";
  static constexpr const char* source = "JAX, jax.nn.sparse_sigmoid";
  static constexpr const char* notes = "The derivative of sparse_plus. Its own at -1 and at 1 is 0.";
  static constexpr const char* worst_error = "0.5 ulp (correctly rounded)";
  static constexpr const char* example = "array([0.  , 0.25, 0.5 , 0.75, 1.  ])";
  static constexpr const char* example_derivative = "array([0. , 0.5, 0.5, 0.5, 0. ])";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"1.0", "0.0"};
  static constexpr Points points = {-1.0, 0.0, 1.0};
  // x + 1 is exact in float32, or x so small that float16 rounds to 1/2 in any case.
  static constexpr bool exact_in_float32 = true;
  static constexpr bool unrolled = true;
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    return T(0.5) * (T(1) + at_most<1>(at_least<-1>(x)));
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x) {
    const T y = absolute(x) < T(1) ? T(0.5) : T(0);
    return x == x ? y : x;
  }
};

using algebraic = Activations<Softsign, Squareplus, SparsePlus, SparseSigmoid>;

FASTRELU_END
