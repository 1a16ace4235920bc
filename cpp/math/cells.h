// Piecewise polynomials: a short way for float32 where the argument is small, as it mostly is.
//
// An activation that is f(x) = max(x, 0) + tail(|x|) and f'(x) = slope(|x|) for x < 0, 1 - slope(|x|) for x > 0, has
// tail and slope cut into eight cells up to cells_end, a polynomial in each. A vector register holds one coefficient of
// all cells, and one permutation hands every lane its own. Each cell is developed about a point where the first two
// coefficients are all but exact, or near a zero of the function (tools/fit_coefficients.py), so that the relative error
// holds through zeros. Elements beyond cells_end go the long way.
#pragma once

#include "coefficients.h"
#include "vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

template <int Degree>
class Cells {
 public:
  FASTRELU_INLINE explicit Cells(const CellTable<Degree>& t) : scale_(t.scale), center_(table(t.rows[0])) {
    for (int power = 0; power <= Degree; ++power) c_[power] = table(t.rows[power + 1]);
  }

  FASTRELU_INLINE Vector operator()(Vector a) const {
    const Vector k = number(a), u = a - lookup(center_, k);
    return fused(fused(rest(u, k), u, at<1>(k)), u, at<0>(k));
  }

  // The same in two parts: only what is multiplied by u twice has rounded.
  FASTRELU_INLINE Double<Vector> in_parts(Vector a) const {
    const Vector k = number(a), u = a - lookup(center_, k), r = rest(u, k), c1 = at<1>(k), c0 = at<0>(k);
    const Vector q = fused(r, u, c1), q_low = fused(r, u, c1 - q);
    const Vector high = fused(q, u, c0);
    return {high, fused(q_low, u, fused(q, u, c0 - high))};
  }

 private:
  // The number of the cell, in the low bits.
  FASTRELU_INLINE Vector number(Vector a) const { return fused(a, scale_, Real<float>::round_magic); }

  template <int Power>
  FASTRELU_INLINE Vector at(Vector k) const {
    return lookup(c_[Power], k);
  }

  // c2 + c3 u + ..., in pairs for the shorter chain.
  FASTRELU_INLINE Vector rest(Vector u, Vector k) const { return from<2>(u, u * u, k); }
  template <int Power>
  FASTRELU_INLINE Vector from(Vector u, Vector square, Vector k) const {
    if constexpr (Power == Degree) {
      return at<Power>(k);
    } else {
      const Vector pair = fused(at<Power + 1>(k), u, at<Power>(k));
      if constexpr (Power + 1 == Degree)
        return pair;
      else
        return fused(from<Power + 2>(u, square, k), square, pair);
    }
  }

  Vector scale_;
  Table center_, c_[Degree + 1];
};

// Value and derivative of an activation by its two tables.
template <const auto& Tail, const auto& Slope>
struct NearZero {
  static FASTRELU_INLINE Mask reaches(Vector x) { return below(absolute(x), Coefficients<float>::cells_end); }

  const decltype(Cells(Tail)) tail{Tail};
  const decltype(Cells(Slope)) slope{Slope};

  FASTRELU_INLINE Vector value(Vector x) const { return positive_part(x) + tail(absolute(x)); }
  FASTRELU_INLINE Double<Vector> derivative(Vector x) const {
    const Double<Vector> d = slope.in_parts(absolute(x));
    // For positive x 1 - d, of which |d| <= 1/2.
    const Vector one = where_positive(Vector(1.0f), x), signed_high = negated_where_positive(d.high, x);
    const Vector high = one + signed_high;
    return {high, ((one - high) + signed_high) + negated_where_positive(d.low, x)};
  }
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
