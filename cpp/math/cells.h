// Piecewise polynomials: a short way where the argument is small, as it mostly is.
//
// An activation that is f(x) = max(x, 0) + tail(|x|) and f'(x) = slope(|x|) for x < 0, 1 - slope(|x|) for x > 0, has
// tail and slope cut into some hundreds of cells, a polynomial in each. The coefficients of a cell are a row of a table. Every
// lane of a vector loads its row, and rows are turned into columns: nothing is gathered element by element. Middles of
// cells are multiples of the width, so that they need not be looked up; the width is chosen (tools/fit_coefficients.py)
// so that the derivative's zero is a middle, and the relative error holds right through it. Elements beyond the last cell
// go the long way.
#pragma once

#include "coefficients.h"
#include "vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

// The short way of an activation by its two tables, in two halves, between which the number of a cell goes through memory
// to become an address: a loop takes the first of many vectors before the second of any.
template <class T, const auto& Tail, const auto& Slope>
struct NearZero {
  using V = Vector<T>;
  static_assert(Tail.scale == Slope.scale && Tail.width == Slope.width && sizeof Tail == sizeof Slope);
  static constexpr int kCells = sizeof Tail.rows / sizeof Tail.rows[0];
  static constexpr T kMagic = Real<T>::round_magic;

  struct Begun {
    alignas(32) Bits<T> shifted[V::size];  // of each lane the number of its cell, shifted to where it is an offset
    V u;                                   // the way from the middle
  };

  // The number of the cell, plus kMagic.
  static FASTRELU_INLINE V number(V x) { return fused(absolute(x), Tail.scale, kMagic); }
  // Of some numbers, or of the larger_bits of many.
  static FASTRELU_INLINE bool all_reached(V numbers) { return none_beyond(kMagic + (kCells - 1), numbers); }
  static FASTRELU_INLINE auto reached(V numbers) { return below(numbers, kMagic + kCells); }

  static FASTRELU_INLINE void begin(V x, V number, Begun& b) {
    store_shifted<kShift>(number, b.shifted);
#if defined(__GNUC__)
    asm("" : "+m"(b.shifted));  // or compilers take the vector apart in registers, which takes longer
#endif
    const V middle = or_zero_below(T(1.5), number - kMagic);  // cell 1 is developed about 0
    b.u = fused(middle, -Tail.width, absolute(x));
  }

  static FASTRELU_INLINE V value(V x, const Begun& b) {
    const Row c(Tail, b);
    return positive_part(x) + fused(fused(c.rest(b.u), b.u, c.low[1]), b.u, c.low[0]);
  }

  // The derivative, and g times it: f' is d where x < 0, else 1 - d. As -0.13 < d <= 1/2, the low part of d is there a
  // quarter of a unit in the last place at most, and left out.
  static FASTRELU_INLINE V derivative(V x, const Begun& b) {
    const Double<V> d = slope(b);
    return negated_unless_negative(x, d.high) + if_negative(x, d.low, V(1));
  }
  static FASTRELU_INLINE V backward(V g, V x, const Begun& b) {
    const Double<V> d = slope(b);
    return fused(negated_unless_negative(x, g), d.high, if_negative(x, g * d.low, g));
  }

 private:
  static constexpr int log2(std::size_t n) { return n == 1 ? 0 : 1 + log2(n / 2); }
  static constexpr int kShift = log2(sizeof Tail.rows[0]);
  // What kMagic's own bits become by the shift.
  static constexpr Bits<T> kShifted = ((((Real<T>::bias + Real<T>::mantissa_bits) << 1) + 1) << (Real<T>::mantissa_bits - 1))
                                      << kShift;

  struct Row {
    static constexpr int kDegree = sizeof Tail.rows[0] / sizeof(T) - 1;
    V low[4], high[4];

    template <class Table>
    FASTRELU_INLINE Row(const Table& table, const Begun& b) {
      const std::uintptr_t start = reinterpret_cast<std::uintptr_t>(table.rows) - kShifted;
      columns(low, [&](int lane) { return reinterpret_cast<const T*>(start + b.shifted[lane]); });
      if constexpr (kDegree > 3) columns(high, [&](int lane) { return reinterpret_cast<const T*>(start + b.shifted[lane]) + 4; });
    }
    // c2 + c3 u + ...
    FASTRELU_INLINE V rest(V u) const {
      const V first = fused(low[3], u, low[2]);
      if constexpr (kDegree == 3) return first;
      const V square = u * u, second = fused(high[1], u, high[0]), third = fused(high[3], u, high[2]);
      return fused(fused(third, square, second), square, first);
    }
  };

  // In two parts: only what is multiplied by u twice has rounded.
  static FASTRELU_INLINE Double<V> slope(const Begun& b) {
    const Row c(Slope, b);
    const V u = b.u, rest = c.rest(u), q = fused(rest, u, c.low[1]), q_low = fused(rest, u, c.low[1] - q);
    const V high = fused(q, u, c.low[0]);
    return {high, fused(q_low, u, fused(q, u, c.low[0] - high))};
  }
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
