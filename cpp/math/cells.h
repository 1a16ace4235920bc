// Piecewise polynomials: a short way for float32 where the argument is small, as it mostly is.
//
// An activation that is f(x) = max(x, 0) + tail(|x|) and f'(x) = slope(|x|) for x < 0, 1 - slope(|x|) for x > 0, has
// tail and slope cut into eight cells up to cells_end, a polynomial in each. One coefficient of all cells is one or two
// vectors, and one permutation hands every lane its own. The highest coefficients have eight bits, so that those of all
// cells are 16 bytes, of which looking up is cheaper still. Each cell is developed about a
// point where rounding its coefficients happens to cost little, or near a zero of the function
// (tools/fit_coefficients.py), so that the relative error holds through zeros. Elements beyond cells_end go the long way.
#pragma once

#include "coefficients.h"
#include "vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

template <int Degree, int Short>
class Cells {
 public:
  FASTRELU_INLINE explicit Cells(const CellTable<Degree, Short>& t) : scale_(t.scale), center_(table(t.rows[0])) {
    for (int power = 0; power <= kFull; ++power) full_[power] = table(t.rows[power + 1]);
    for (int k = 0; k < Short; ++k) short_[k] = short_table(t.short_rows[k]);
  }

  // Half of the way: which cell an argument is in, where from its center, and the terms from u^2 on.
  struct Begun {
    Vector number;  // in the low bits
    ShortNumber short_number;
    Vector u, rest;
  };
  FASTRELU_INLINE Begun begin(Vector a) const {
    const Vector number = fused(a, scale_, Real<float>::round_magic);
    Begun b{number, short_number(number), a - lookup(center_, number), {}};
    b.rest = from<2>(b, b.u * b.u);
    return b;
  }

  FASTRELU_INLINE Vector finish(const Begun& b) const {
    return fused(fused(b.rest, b.u, at<1>(b)), b.u, at<0>(b));
  }

  // The same in two parts: only what is multiplied by u twice has rounded.
  FASTRELU_INLINE Double<Vector> finish_in_parts(const Begun& b) const {
    const Vector u = b.u, c1 = at<1>(b), c0 = at<0>(b);
    const Vector q = fused(b.rest, u, c1), q_low = fused(b.rest, u, c1 - q);
    const Vector high = fused(q, u, c0);
    return {high, fused(q_low, u, fused(q, u, c0 - high))};
  }

 private:
  static constexpr int kFull = Degree - Short;  // the highest power with a coefficient of 24 bits

  template <int Power>
  FASTRELU_INLINE Vector at(const Begun& b) const {
    if constexpr (Power <= kFull)
      return lookup(full_[Power], b.number);
    else
      return lookup(short_[Power - kFull - 1], b.short_number);
  }

  // c2 + c3 u + ..., in pairs for the shorter chain.
  template <int Power>
  FASTRELU_INLINE Vector from(const Begun& b, Vector square) const {
    if constexpr (Power == Degree) {
      return at<Power>(b);
    } else {
      const Vector pair = fused(at<Power + 1>(b), b.u, at<Power>(b));
      if constexpr (Power + 1 == Degree)
        return pair;
      else
        return fused(from<Power + 2>(b, square), square, pair);
    }
  }

  Vector scale_;
  Table center_, full_[kFull + 1];
  ShortTable short_[Short];
};

// Value and derivative of an activation by its two tables.
template <const auto& Tail, const auto& Slope>
struct NearZero {
  static FASTRELU_INLINE Mask reaches(Vector x) { return below(absolute(x), Coefficients<float>::cells_end); }

  const decltype(Cells(Tail)) tail{Tail};
  const decltype(Cells(Slope)) slope{Slope};

  FASTRELU_INLINE auto begin_value(Vector x) const { return tail.begin(absolute(x)); }
  FASTRELU_INLINE auto begin_derivative(Vector x) const { return slope.begin(absolute(x)); }
  template <class Begun>
  FASTRELU_INLINE Vector value(Vector x, const Begun& b) const {
    return positive_part(x) + tail.finish(b);
  }
  template <class Begun>
  FASTRELU_INLINE Double<Vector> derivative(Vector x, const Begun& b) const {
    const Double<Vector> d = slope.finish_in_parts(b);
    // For positive x 1 - d, of which |d| <= 1/2.
    const Vector one = where_positive(Vector(1.0f), x), signed_high = negated_where_positive(d.high, x);
    const Vector high = one + signed_high;
    return {high, ((one - high) + signed_high) + negated_where_positive(d.low, x)};
  }
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
