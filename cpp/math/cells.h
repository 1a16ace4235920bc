// Piecewise polynomials: a short way where the argument is small, as it mostly is.
//
// An activation that is f(x) = max(x, 0) + tail(|x|) and f'(x) = slope(|x|) for x < 0, 1 - slope(|x|) for x > 0, has
// tail and slope cut into cells, a polynomial in each. Elements beyond the last cell go the long way.
//
// float has eight cells. One coefficient of all cells is one or two vectors, and one permutation hands every lane its own.
// The highest coefficients have eight bits, so that those of all cells are 16 bytes, of which looking up is cheaper still.
// Each cell is developed about a point where rounding its coefficients happens to cost little, or near a zero of the
// function (tools/fit_coefficients.py), so that the relative error holds through zeros.
//
// double has some two hundred, in memory: every lane loads the row of its cell, and rows are turned into columns.
#pragma once

#include <type_traits>

#include "coefficients.h"
#include "vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

// c0 + c1 u + rest u^2 in two parts: only what is multiplied by u twice has rounded.
template <class V>
FASTRELU_INLINE Double<V> in_parts(V rest, V u, V c1, V c0) {
  const V q = fused(rest, u, c1), q_low = fused(rest, u, c1 - q);
  const V high = fused(q, u, c0);
  return {high, fused(q_low, u, fused(q, u, c0 - high))};
}

template <int Degree, int Short>
class Cells {
 public:
  FASTRELU_INLINE explicit Cells(const CellTable<Degree, Short>& t) : scale_(t.scale), center_(table(t.rows[0])) {
    for (int power = 0; power <= kFull; ++power) full_[power] = table(t.rows[power + 1]);
    for (int k = 0; k < Short; ++k) short_[k] = short_table(t.short_rows[k]);
  }

  // Half of the way: which cell an argument is in, where from its center, and the terms from u^2 on.
  struct Begun {
    Floats number;  // in the low bits
    ShortNumber short_number;
    Floats u, rest;
  };
  FASTRELU_INLINE Begun begin(Floats a) const {
    const Floats number = fused(a, scale_, Real<float>::round_magic);
    Begun b{number, short_number(number), a - lookup(center_, number), {}};
    b.rest = from<2>(b, b.u * b.u);
    return b;
  }

  FASTRELU_INLINE Floats finish(const Begun& b) const {
    return fused(fused(b.rest, b.u, at<1>(b)), b.u, at<0>(b));
  }

  FASTRELU_INLINE Double<Floats> finish_in_parts(const Begun& b) const {
    return in_parts(b.rest, b.u, at<1>(b), at<0>(b));
  }

 private:
  static constexpr int kFull = Degree - Short;  // the highest power with a coefficient of 24 bits

  template <int Power>
  FASTRELU_INLINE Floats at(const Begun& b) const {
    if constexpr (Power <= kFull)
      return lookup(full_[Power], b.number);
    else
      return lookup(short_[Power - kFull - 1], b.short_number);
  }

  // c2 + c3 u + ..., in pairs for the shorter chain.
  template <int Power>
  FASTRELU_INLINE Floats from(const Begun& b, Floats square) const {
    if constexpr (Power == Degree) {
      return at<Power>(b);
    } else {
      const Floats pair = fused(at<Power + 1>(b), b.u, at<Power>(b));
      if constexpr (Power + 1 == Degree)
        return pair;
      else
        return fused(from<Power + 2>(b, square), square, pair);
    }
  }

  Floats scale_;
  Table center_, full_[kFull + 1];
  ShortTable short_[Short];
};

// f(x) from tail(|x|).
template <class V>
FASTRELU_INLINE V value_from_tail(V x, V tail) {
  return positive_part(x) + tail;
}
// f'(x) from d = slope(|x|): for positive x 1 - d, of which |d| <= 1/2.
template <class V>
FASTRELU_INLINE Double<V> derivative_from_slope(V x, Double<V> d) {
  const V one = where_positive(V(1), x), signed_high = negated_where_positive(d.high, x);
  const V high = one + signed_high;
  return {high, ((one - high) + signed_high) + negated_where_positive(d.low, x)};
}

// The short way of an activation by its two tables, in two halves. A loop takes the first of several vectors before the
// second of any: what a CPU has in flight then waits for less.
template <class T, const auto& Tail, const auto& Slope>
struct NearZero;

template <const auto& Tail, const auto& Slope>
struct NearZero<float, Tail, Slope> {
  using V = Floats;
  static constexpr bool overlaps = false;
  static FASTRELU_INLINE auto reaches(V x) { return below(absolute(x), Tail.end); }

  const decltype(Cells(Tail)) tail{Tail};
  const decltype(Cells(Slope)) slope{Slope};

  struct Nothing {};
  template <bool Value, bool Derivative>
  struct Begun {
    std::conditional_t<Value, typename decltype(Cells(Tail))::Begun, Nothing> value;
    std::conditional_t<Derivative, typename decltype(Cells(Slope))::Begun, Nothing> derivative;
  };
  template <bool Value, bool Derivative>
  FASTRELU_INLINE void begin(V x, Begun<Value, Derivative>& b) const {
    if constexpr (Value) b.value = tail.begin(absolute(x));
    if constexpr (Derivative) b.derivative = slope.begin(absolute(x));
  }
  template <class Begun>
  FASTRELU_INLINE V value(V x, const Begun& b) const {
    return value_from_tail(x, tail.finish(b.value));
  }
  template <class Begun>
  FASTRELU_INLINE Double<V> derivative(V x, const Begun& b) const {
    return derivative_from_slope(x, slope.finish_in_parts(b.derivative));
  }
};

// double: tables in memory. The cells of both are the same, and have their middles at multiples of the width, so that
// there is nothing to look up but coefficients.
template <const auto& Tail, const auto& Slope>
struct NearZero<double, Tail, Slope> {
  using V = Doubles;
  static_assert(Tail.scale == Slope.scale && Tail.width == Slope.width && Tail.end == Slope.end);
  static constexpr bool overlaps = true;  // all that is begun is in memory, and may wait for long
  static FASTRELU_INLINE auto reaches(V x) { return below(absolute(x), Tail.end); }

  template <bool Value, bool Derivative>
  struct Begun {
    Offsets rows;
    V u;
  };
  template <class Begun>
  FASTRELU_INLINE void begin(V x, Begun& b) const {
    const V a = absolute(x), number = fused(a, Tail.scale, Real<double>::round_magic);
    b.rows.set(number, sizeof Tail.rows[0]);
    const V middle = or_zero_below(number - Real<double>::round_magic, 1.5);  // cell 1 is developed about 0
    b.u = fused(middle, -Tail.width, a);
  }
  template <class Begun>
  FASTRELU_INLINE V value(V x, const Begun& b) const {
    const Coefficients8 c(Tail.rows, b.rows);
    return value_from_tail(x, fused(fused(c.rest(b.u), b.u, c.low.column[1]), b.u, c.low.column[0]));
  }
  template <class Begun>
  FASTRELU_INLINE Double<V> derivative(V x, const Begun& b) const {
    const Coefficients8 c(Slope.rows, b.rows);
    return derivative_from_slope(x, in_parts(c.rest(b.u), b.u, c.low.column[1], c.low.column[0]));
  }

 private:
  struct Coefficients8 {
    Columns low, high;
    template <class Rows>
    FASTRELU_INLINE Coefficients8(const Rows& rows, const Offsets& k) : low(columns(rows[0], k)), high(columns(rows[0] + 4, k)) {}
    // c2 + c3 u + ...
    FASTRELU_INLINE V rest(V u) const {
      const V square = u * u;
      const V first = fused(low.column[3], u, low.column[2]), second = fused(high.column[1], u, high.column[0]);
      return fused(fused(fused(high.column[3], u, high.column[2]), square, second), square, first);
    }
  };
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
