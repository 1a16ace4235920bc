// softmax, log_softmax and softmin: along an axis.
//
// x - max(x) rounds: at -100 by 2^-18 in float, which is 30 ulp of its exponential. But softmax needs no maximum, only
// something near it, and exponentials reduce x by a multiple of ln 2 exactly. So the maximum is taken away from the exponents
// alone: 2^n e^r from x becomes 2^(n - k) e^r, with k from the maximum. Where that is large, x - max(x) is exact wherever its
// exponential counts, and is taken first. Exponentials are kept multiplied by a power of two that makes all that count
// normal, and are scaled once, at the end. Their sum has what each of them has rounded away.
//
// log_softmax is x - (m + log(sum)), with m + log(sum) in two parts. Where x = m that is -log(1 + rest), rest the sum without
// the largest (Blanchard, Higham and Higham, IMA J. Numer. Anal. 41, 2021, 2311-2330); the low part then holds it all.
#pragma once

#include "activations/activation.h"
#include "math/bounds.h"
#include "math/exp.h"
#include "math/log.h"
#include "math/raised_exp.h"
#include "math/short_tables.h"

FASTRELU_BEGIN

// S: the type of the elements; T: the type computed in, double for all where there is no FMA.
template <class S>
struct RowType {
  using type = S;
};
#if !FASTRELU_HAS_FMA
template <>
struct RowType<float> {
  using type = double;
};
#endif

// Exponentials are multiplied by 2^kRaised<S>.
template <class S>
constexpr int kRaised = sizeof(S) == 4 ? 64 : 512;
template <class S>
constexpr double kRaise = sizeof(S) == 4 ? 0x1p64 : 0x1p512;
// No x is taken to be further below the maximum. Its exponential is less than kNothing / kRaise then: 0 in any result.
template <class S>
constexpr double kRowVanishing = sizeof(S) == 4 ? -105.0 : -746.0;
template <class S>
constexpr double kNothing = sizeof(S) == 4 ? 0x1p-87 : 0x1p-564;
// The same for the sum of log_softmax: of 2^38 of them.
template <class S>
constexpr double kSumVanishing = sizeof(S) == 4 ? -131.0 : -772.0;
// 1/sum is kept multiplied by this: times the smallest exponentials its low part would be subnormal, and lose its digits.
template <class S>
constexpr double kGuard = sizeof(S) == 4 ? 0x1p24 : 0x1p53;
// A row whose elements lie less apart is narrow: its exponentials are above 2^-24, raised, and if the low part of the factor
// they are multiplied by, unguarded, is above kPlainLow / kGuard, so are products of both above the smallest normal number.
constexpr double kNarrowRow = 60;
template <class S>
constexpr double kPlainLow = sizeof(S) == 4 ? 0x1p-102 * kGuard<S> : infinity<double>();
// A maximum beyond this is subtracted; up to here, what exp reduces x by keeps its precision.
constexpr int kFarRow = 2048;

// x - m, exactly, if x <= m. low is NaN where high is infinite.
template <class T>
FASTRELU_INLINE Double<T> below_maximum(T x, T m) {
  const T high = x - m;
  const T larger = x < -m ? x : -m, smaller = x < -m ? -m : x;
  return {high, smaller - (high - larger)};
}

// Where there are vectors of it the exponential is one by a table.
template <class T>
constexpr bool kRowsByTable = FASTRELU_HAS_VECTOR && std::is_same_v<T, float>;

// What e^x 2^kRaised / 2^k takes: k, from the maximum, and kRaised are in the magic number to which x / ln 2 is added, or by
// the table eight times as much.
template <class S, class T>
struct RowExp {
  using Table = ShortExp<float>::Rising;
  T magic, least;
  FASTRELU_INLINE RowExp(T maximum, double vanishing)
      : magic(kRowsByTable<T> ? T(table_magic<Table>(kRaised<S>)) - T(Table::places) * exponent(maximum)
                              : scale_magic<T> + T(kRaised<S>) - exponent(maximum)),
        least(maximum + T(vanishing)) {}
  static FASTRELU_INLINE T exponent(T maximum) {
    return fused(maximum, Coefficients<T>::log2e, Real<T>::round_magic) - Real<T>::round_magic;
  }
};
#if FASTRELU_HAS_VECTOR
// Of rows in float, by vectors.
template <bool Clamps, class V>
FASTRELU_INLINE TabledExp<V> row_exp_by_table(V x, V magic, V least) {
  return exp_by_table<ShortExp<float>::Rising>(Clamps ? larger_or_second(least, x) : x, magic);
}
#endif
// a (b.high + b.low), rounded about once.
template <class T>
FASTRELU_INLINE T times_both(T a, Double<T> b) {
#if FASTRELU_HAS_FMA
  return fused(a, b.high, a * b.low);
#else
  const T p = a * b.high;
  return p + (product_low(a, b.high, p) + a * b.low);
#endif
}

template <class T>
FASTRELU_INLINE Double<T> split(Double<double> a) {
  if constexpr (sizeof(T) == 8) {
    return {a.high, a.low};
  } else {
    const T high = static_cast<T>(a.high);
    return {high, static_cast<T>((a.high - static_cast<double>(high)) + a.low)};
  }
}

// 1 / a
FASTRELU_INLINE Double<double> reciprocal(Double<double> a) {
  const double high = 1.0 / a.high;
  return {high, (remainder_of(1.0, high, a.high) - high * a.low) * high};
}

struct RowActivation : Activation {
  static constexpr Kind kind = Kind::along_axis;
  static constexpr bool logarithm = false, negated = false;
};

struct Softmax : RowActivation {
  static constexpr const char* example = "array([[0.09  , 0.2447, 0.6652],\n       [0.3333, 0.3333, 0.3333]])";
  static constexpr const char* example_derivative = "array([[ 0.0819, -0.022 , -0.0599],\n       [-0.1111,  0.2222, -0.1111]])";
  static constexpr const char* name = "softmax";
  static constexpr const char* summary = "Softmax along an axis";
  static constexpr const char* formula = "exp(x - max(x)) / sum(exp(x - max(x)))";
  static constexpr const char* derivative_formula = "grad_x = y * (grad_output - sum(grad_output * y))";
  static constexpr const char* source =
      "Bridle, Probabilistic interpretation of feedforward classification network outputs, Neurocomputing, 1990";
  static constexpr const char* notes =
      "A row with NaN or plus infinity, or of minus infinities alone, is NaN. Minus infinity gives 0.";
  static constexpr double cost = 0.45;
};

struct LogSoftmax : RowActivation {
  static constexpr const char* example = "array([[-2.4076, -1.4076, -0.4076],\n       [-1.0986, -1.0986, -1.0986]])";
  static constexpr const char* example_derivative = "array([[ 0.91  , -0.2447, -0.6652],\n       [-0.3333,  0.6667, -0.3333]])";
  static constexpr const char* name = "log_softmax";
  static constexpr const char* summary = "Logarithm of softmax along an axis";
  static constexpr const char* formula = "x - max(x) - log(sum(exp(x - max(x))))";
  static constexpr const char* derivative_formula = "grad_x = grad_output - exp(y) * sum(grad_output)";
  static constexpr const char* source =
      "Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions, IMA J. Numer. Anal. 41, 2021";
  static constexpr const char* notes =
      "A row with NaN or plus infinity, or of minus infinities alone, is NaN. Minus infinity gives minus infinity.";
  static constexpr double cost = 0.5;
  static constexpr bool logarithm = true;
};

struct Softmin : Softmax {
  static constexpr const char* example = "array([[0.6652, 0.2447, 0.09  ],\n       [0.3333, 0.3333, 0.3333]])";
  static constexpr const char* example_derivative = "array([[-0.2227,  0.1628,  0.0599],\n       [ 0.1111, -0.2222,  0.1111]])";
  static constexpr const char* name = "softmin";
  static constexpr const char* summary = "Softmax of -x along an axis";
  static constexpr const char* formula = "exp(min(x) - x) / sum(exp(min(x) - x))";
  static constexpr const char* derivative_formula = "grad_x = -y * (grad_output - sum(grad_output * y))";
  static constexpr const char* notes =
      "A row with NaN or minus infinity, or of plus infinities alone, is NaN. Plus infinity gives 0.";
  static constexpr bool negated = true;
};

using along_axis = Activations<Softmax, LogSoftmax, Softmin>;

// ------------------------------------------------------------------------------------------------------ forward passes

// e^maximum / 2^k, where k = RowExp::exponent(maximum): what raised exponentials are too large by.
FASTRELU_INLINE Double<double> row_excess(double maximum, double k) {
  using C = Coefficients<double>;
  const Double<double> h = sum_of_ordered(fused(-k, C::ln2_short, maximum), -k * C::ln2_short_low);
  const ScaledExp<double> e = exp_negative(h.high, h.low);
  const double scale = pow2(e.shifted), high = fused(scale, e.p(), scale);
  return {high, fused(scale, e.q, fused(scale, e.r, scale - high))};
}

// What the elements of a row are finished with: kGuard/sum; or m + log(sum), where the sum leaves out so many maxima.
template <class Op, class S>
FASTRELU_INLINE Double<typename RowType<S>::type> row_factor(Double<double> sum, [[maybe_unused]] double maxima,
                                                             [[maybe_unused]] typename RowType<S>::type maximum) {
  using T = typename RowType<S>::type;
  if constexpr (Op::logarithm) {
    const double k = double(RowExp<S, T>::exponent(maximum));
    const Double<double> inverse = reciprocal(row_excess(double(maximum), k));
    const double high = sum.high * inverse.high;
    const double low = fused(sum.high, inverse.low, fused(sum.low, inverse.high, product_low(sum.high, inverse.high, high)));
    const Double<double> rest = exact_sum(maxima - 1.0, high / kRaise<S>);
    const Double<T> log = split<T>(log_one_plus({rest.high, rest.low + low / kRaise<S>}));
    const Double<T> shift = exact_sum(maximum, log.high);
    return {shift.high, shift.low + log.low};
  } else if constexpr (sizeof(S) == 4) {
    return split<T>({kGuard<S> / sum.high, 0.0});  // off by 2^-53 of it, which no float shows
  } else {
    const Double<T> inverse = reciprocal(sum);
    return {inverse.high * T(kGuard<S>), inverse.low * T(kGuard<S>)};
  }
}

// x - m, of which all is finite, as row_result gives it. Half of the additions are fused with a multiplication by -1,
// which compilers do not see through as it is a variable: CPUs that multiply and add in different places do both at a time.
template <class T>
FASTRELU_INLINE T log_result(T x, Double<T> m, T minus_one) {
  const T high = x - m.high, of_m = fused(minus_one, x, high);
  const T x_rest = fused(minus_one, high - of_m, x), rest = fused(minus_one, m.high + of_m, x_rest);  // Knuth's sum
  return high + fused(minus_one, m.low, rest);
}

// The result: of x; or of its raised exponential.
template <class Op, class S, class T>
FASTRELU_INLINE T row_result(T x, Double<T> factor) {
  if constexpr (Op::logarithm) {
    const Double<T> y = below_maximum(x, factor.high);
    return y.high + (y.high < -largest<T>() ? T(0) : y.low - factor.low);
  } else {
    return times_both(x < T(kNothing<S>) ? T(0) : x, factor) * T(1 / kGuard<S>);
  }
}

// ----------------------------------------------------------------------------------------------------- backward passes
//
// From the output y. Sums have both parts in double; of float their terms are exact. Errors: of softmax and softmin one and a
// half ulp (float) or two (double) of the result, and 2^-46 (2^-100) of y sum(|grad_output y|); of log_softmax an ulp of the
// result and an ulp of exp(y) sum(grad_output).

// a - b - low, rounded about once. low counts only if a - b is finite.
FASTRELU_INLINE double difference(double a, double b, double low) {
  const Double<double> d = exact_sum(a, -b);
  return d.high + (absolute(d.high) <= largest<double>() ? d.low - low : 0.0);
}

// e^y 2^kRaised, rounded, and what that has lost. Above 0 y is no output, but the formula still holds.
template <class S>
FASTRELU_INLINE Double<typename RowType<S>::type> raised_exp_of_output(S y) {
  using T = typename RowType<S>::type;
  constexpr T most = sizeof(S) == 4 ? T(40) : T(350);
  const RaisedExp<T> e = raised_exp(most < T(y) ? most : T(y), scale_magic<T> + T(kRaised<S>), T(kRowVanishing<S>));
  const T value = e.value();
  return {value < T(kNothing<S>) ? T(0) : value, e.rest(value)};
}

// What the elements of a row are finished with, made of its sum: in double.
template <class Op, class S>
struct RowGradient {
  Double<double> sum;
  FASTRELU_INLINE RowGradient() = default;
  explicit FASTRELU_INLINE RowGradient(Double<double> all) : sum(all) {}

  FASTRELU_INLINE S of(S g, S y) const {
    double result;
    if constexpr (Op::logarithm) {
      const Double<typename RowType<S>::type> e = raised_exp_of_output(y);
      if constexpr (sizeof(S) == 4) {
        result = double(g) - (double(e.high) + double(e.low)) * (1 / kRaise<S>)*sum.high;
      } else {
        const double high = e.high / kRaise<S>, low = e.low / kRaise<S>, product = high * sum.high;
        result = difference(g, product, fused(low, sum.high, fused(high, sum.low, product_low(high, sum.high, product))));
      }
    } else if constexpr (sizeof(S) == 4) {
      result = double(y) * (double(g) - sum.high);
    } else {
      result = y * difference(g, sum.high, sum.low);
    }
    return static_cast<S>(Op::negated ? -result : result);
  }
};

#if FASTRELU_HAS_FMA
// In float, with the sum in two parts: what is subtracted first is exact where much cancels, and only there counts the second.
// Powers of two keep clear of what is too large or too small on the way: that of the sum and that of the other factor.
template <class Op>
struct RowGradient<Op, float> {
  float high, low, of_sum, of_other;
  FASTRELU_INLINE RowGradient() = default;
  explicit FASTRELU_INLINE RowGradient(Double<double> all) {
    const double size = absolute(all.high);
    if constexpr (Op::logarithm) {
      // Of e^y 2^kRaised: if the sum is below 1, subnormal powers have digits enough.
      of_sum = float(size < 1 ? 1.0 : 1 / kRaise<float>);
      of_other = float(size < 1 ? 1 / kRaise<float> : 1.0);
    } else {
      // g - sum may be infinite only beside sums that are more than half of the last place of the largest number.
      of_sum = size > 0x1p102 ? 0.25f : 1.0f;
      of_other = size > 0x1p102 ? 4.0f : 1.0f;
    }
    const double scaled = all.high * double(of_sum);
    high = static_cast<float>(scaled);
    low = absolute(high) <= largest<float>() ? static_cast<float>(scaled - double(high)) : 0.0f;
  }

  FASTRELU_INLINE float of(float g, float y) const {
    if constexpr (Op::logarithm) {
      const float e = raised_exp_of_output(y).high * of_other;
      return fused(-e, low, fused(-e, high, g));
    } else {
      const float factor = y * (Op::negated ? -of_other : of_other), near = fused(g, of_sum, -high);
      return fused(factor, near, -(factor * low));
    }
  }
};
#endif

FASTRELU_END
