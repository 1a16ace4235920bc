// Piecewise polynomials: a short way for float32 where the argument is small, as it mostly is.
//
// An activation that is f(x) = max(x, 0) + tail(|x|) and f'(x) = slope(|x|) for x < 0, 1 - slope(|x|) for x > 0, has
// tail and slope cut into eight cells up to cells_end, a polynomial in each. One coefficient of all cells is one or two
// vectors, and one permutation hands every lane its own. The highest coefficients have eight bits, so that those of all
// cells are 16 bytes, of which looking up is cheaper still. Each cell is developed about a
// point where rounding its coefficients happens to cost little, or near a zero of the function
// (tools/fit_coefficients.py), so that the relative error holds through zeros. Elements beyond cells_end go the long way.
#pragma once

#include <type_traits>

#include "../activation.h"
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

// The short way of an activation by its two tables, in three steps: a loop takes each of them for several vectors before
// the next, so that what a CPU has in flight waits for less.
template <class T, const auto& Tail, const auto& Slope>
struct NearZero;

// float: tables in registers; nothing to do in the first step.
template <const auto& Tail, const auto& Slope>
struct NearZero<float, Tail, Slope> {
  struct Nothing {};
  using Placed = Nothing;
  template <bool Value, bool Derivative>
  struct Begun {
    std::conditional_t<Value, typename decltype(Cells(Tail))::Begun, Nothing> value;
    std::conditional_t<Derivative, typename decltype(Cells(Slope))::Begun, Nothing> derivative;
  };
  static constexpr bool overlaps = false;

  const decltype(Cells(Tail)) tail{Tail};
  const decltype(Cells(Slope)) slope{Slope};

  FASTRELU_INLINE void place(Floats, Placed&) const {}
  template <bool Value, bool Derivative>
  FASTRELU_INLINE void begin(Floats x, const Placed&, Begun<Value, Derivative>& b) const {
    if constexpr (Value) b.value = tail.begin(absolute(x));
    if constexpr (Derivative) b.derivative = slope.begin(absolute(x));
  }
  template <class Begun>
  FASTRELU_INLINE Floats value(Floats x, const Placed&, const Begun& b) const {
    return value_from_tail(x, tail.finish(b.value));
  }
  template <class Begun>
  FASTRELU_INLINE Double<Floats> derivative(Floats x, const Placed&, const Begun& b) const {
    return derivative_from_slope(x, slope.finish_in_parts(b.derivative));
  }
};

// double: tables in memory, the cells of both developed about the same points. Between the steps addresses and the factor
// of each lane go through memory: one store and a load for each lane cost less than taking vectors apart.
template <const auto& Tail, const auto& Slope>
struct NearZero<double, Tail, Slope> {
  static constexpr int kSize = Doubles::size;
  struct Nothing {};
  struct Placed {
    alignas(32) std::uint64_t offset[kSize];  // of a row, in bytes
  };
  struct Constants {
    Doubles c0, c1;
  };
  template <bool Value, bool Derivative>
  struct Begun {
    Doubles u;
    alignas(32) double fourth[kSize];  // powers of u
    std::conditional_t<Value, Constants, Nothing> value;
    std::conditional_t<Derivative, Constants, Nothing> derivative;
  };
  static constexpr bool overlaps = true;

  FASTRELU_INLINE void place(Doubles x, Placed& p) const {
    const Doubles number = fused(absolute(x), Tail.scale, Real<double>::round_magic);
    store_low_halves_times(number, sizeof Tail.rows[0], p.offset);
    in_memory(p.offset);
  }
  template <bool Value, bool Derivative>
  FASTRELU_INLINE void begin(Doubles x, const Placed& p, Begun<Value, Derivative>& b) const {
    Doubles center;
    if constexpr (Derivative) {
      const Columns first = first_columns(Of<Slope>(p).row);
      center = first.c[0];
      b.derivative = {first.c[1], first.c[2]};
    }
    if constexpr (Value) {
      const Columns first = first_columns(Of<Tail>(p).row);
      center = first.c[0];
      b.value = {first.c[1], first.c[2]};
    }
    b.u = absolute(x) - center;
    const Doubles square = b.u * b.u;
    (square * square).store(b.fourth);
    in_memory(b.fourth);
  }
  template <class Begun>
  FASTRELU_INLINE Doubles value(Doubles x, const Placed& p, const Begun& b) const {
    return value_from_tail(x, fused(fused(rest<Tail>(p, b), b.u, b.value.c1), b.u, b.value.c0));
  }
  template <class Begun>
  FASTRELU_INLINE Double<Doubles> derivative(Doubles x, const Placed& p, const Begun& b) const {
    return derivative_from_slope(x, in_parts(rest<Slope>(p, b), b.u, b.derivative.c1, b.derivative.c0));
  }

 private:
  // Else compilers take the vector apart all the same.
  template <class E>
  static FASTRELU_INLINE void in_memory([[maybe_unused]] E (&elements)[kSize]) {
#if defined(__GNUC__)
    asm("" : "+m"(elements));
#endif
  }
  template <const auto& Table>
  struct Of {
    const double* row[kSize];
    FASTRELU_INLINE explicit Of(const Placed& p) {
      for (int lane = 0; lane < kSize; ++lane)
        row[lane] = reinterpret_cast<const double*>(reinterpret_cast<const char*>(Table.rows) + p.offset[lane]);
    }
  };
  // c2 + c3 u + ...
  template <const auto& Table, class Begun>
  static FASTRELU_INLINE Doubles rest(const Placed& p, const Begun& b) {
    const Columns s = folded_columns(Of<Table>(p).row, b.fourth);
    return fused(fused(s.c[3], b.u, s.c[2]), b.u * b.u, fused(s.c[1], b.u, s.c[0]));
  }
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
