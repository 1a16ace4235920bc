// Piecewise polynomials: a short way for float32 where the argument is small, as it mostly is.
//
// An activation that is f(x) = max(x, 0) + tail(|x|) and f'(x) = slope(|x|) for x < 0, 1 - slope(|x|) for x > 0, has
// tail and slope cut into eight cells up to cells_end, a polynomial in each. A vector register holds one coefficient of
// all cells, and one permutation hands every lane its own. The highest coefficients have eight bits, so that those of all
// cells fit into half a register of the least width, where looking up is cheaper still. Each cell is developed about a
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

  FASTRELU_INLINE Vector operator()(Vector a) const {
    const Cell cell = find(a);
    return fused(fused(rest(cell), cell.u, at<1>(cell)), cell.u, at<0>(cell));
  }

  // The same in two parts: only what is multiplied by u twice has rounded.
  FASTRELU_INLINE Double<Vector> in_parts(Vector a) const {
    const Cell cell = find(a);
    const Vector u = cell.u, r = rest(cell), c1 = at<1>(cell), c0 = at<0>(cell);
    const Vector q = fused(r, u, c1), q_low = fused(r, u, c1 - q);
    const Vector high = fused(q, u, c0);
    return {high, fused(q_low, u, fused(q, u, c0 - high))};
  }

 private:
  static constexpr int kFull = Degree - Short;  // the highest power with a coefficient of 24 bits

  // Which cell an argument is in, and where.
  struct Cell {
    Vector number;  // in the low bits
    ShortNumber short_number;
    Vector u;  // from its center
  };
  FASTRELU_INLINE Cell find(Vector a) const {
    const Vector number = fused(a, scale_, Real<float>::round_magic);
    return {number, short_number(number), a - lookup(center_, number)};
  }

  template <int Power>
  FASTRELU_INLINE Vector at(const Cell& cell) const {
    if constexpr (Power <= kFull)
      return lookup(full_[Power], cell.number);
    else
      return lookup(short_[Power - kFull - 1], cell.short_number);
  }

  // c2 + c3 u + ..., in pairs for the shorter chain.
  FASTRELU_INLINE Vector rest(const Cell& cell) const { return from<2>(cell, cell.u * cell.u); }
  template <int Power>
  FASTRELU_INLINE Vector from(const Cell& cell, Vector square) const {
    if constexpr (Power == Degree) {
      return at<Power>(cell);
    } else {
      const Vector pair = fused(at<Power + 1>(cell), cell.u, at<Power>(cell));
      if constexpr (Power + 1 == Degree)
        return pair;
      else
        return fused(from<Power + 2>(cell, square), square, pair);
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
