// Piecewise polynomials: a short way for float32 where the argument is small, as it mostly is.
//
// An activation that is f(x) = max(x, 0) + tail(|x|) and f'(x) = slope(|x|) for x < 0, 1 - slope(|x|) for x > 0, has
// tail and slope cut into eight cells below cells_end, a polynomial of degree 8 in each. A vector register holds one
// coefficient of all cells, and one permutation hands every lane its own. Each cell is developed about a point whose
// constant term is exact, or where the function is 0 (tools/fit_coefficients.py), so that the relative error holds
// through zeros. Elements beyond cells_end go the long way.
#pragma once

#include "coefficients.h"
#include "vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

constexpr int kCellRows = 10;  // centers, then the coefficients of nine powers
using CellTable = float[kCellRows][kTable];

class Cells {
 public:
  FASTRELU_INLINE explicit Cells(const CellTable& t)
      : center_(table(t[0])), c0_(table(t[1])), c1_(table(t[2])), c2_(table(t[3])), c3_(table(t[4])), c4_(table(t[5])),
        c5_(table(t[6])), c6_(table(t[7])), c7_(table(t[8])), c8_(table(t[9])) {}

  // The number of the cell, in the low bits.
  static FASTRELU_INLINE Vector number(Vector a) {
    using C = Coefficients<float>;
    return fused(a, fused(a, C::cell_quadratic, C::cell_linear), Real<float>::round_magic);
  }

  FASTRELU_INLINE Vector operator()(Vector a, Vector k) const {
    const Vector u = a - lookup(center_, k);
    return fused(fused(rest(u, k), u, lookup(c1_, k)), u, lookup(c0_, k));
  }

  // The same in two parts: only what is multiplied by u twice has rounded.
  FASTRELU_INLINE Double<Vector> in_parts(Vector a, Vector k) const {
    const Vector u = a - lookup(center_, k), r = rest(u, k), c1 = lookup(c1_, k), c0 = lookup(c0_, k);
    const Vector q = fused(r, u, c1), q_low = fused(r, u, c1 - q);
    const Vector high = fused(q, u, c0);
    return {high, fused(q_low, u, fused(q, u, c0 - high))};
  }

 private:
  // c2 + c3 u + ... + c8 u^6, in pairs for the shorter chain.
  FASTRELU_INLINE Vector rest(Vector u, Vector k) const {
    const Vector square = u * u;
    const Vector c67 = fused(lookup(c7_, k), u, lookup(c6_, k)), c45 = fused(lookup(c5_, k), u, lookup(c4_, k)),
                 c23 = fused(lookup(c3_, k), u, lookup(c2_, k));
    return fused(fused(fused(lookup(c8_, k), square, c67), square, c45), square, c23);
  }

  Table center_, c0_, c1_, c2_, c3_, c4_, c5_, c6_, c7_, c8_;
};

// Value and derivative of an activation by its two tables.
template <const CellTable& Tail, const CellTable& Slope>
struct NearZero {
  static FASTRELU_INLINE Mask reaches(Vector x) { return below(absolute(x), Coefficients<float>::cells_end); }

  const Cells tail{Tail}, slope{Slope};

  FASTRELU_INLINE Vector value(Vector x) const {
    const Vector a = absolute(x);
    return positive_part(x) + tail(a, Cells::number(a));
  }
  FASTRELU_INLINE Double<Vector> derivative(Vector x) const {
    const Vector a = absolute(x);
    const Double<Vector> d = slope.in_parts(a, Cells::number(a));
    // For positive x 1 - d, of which |d| <= 1/2.
    const Vector one = where_positive(Vector(1.0f), x), signed_high = negated_where_positive(d.high, x);
    const Vector high = one + signed_high;
    return {high, ((one - high) + signed_high) + negated_where_positive(d.low, x)};
  }
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
