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

// The short way of an activation by its two tables, in three steps, which a loop takes for different vectors by turns. In
// begin the number of a cell goes through memory to become an address, in Fetched rows are loaded, and of them it gives the
// results.
template <class T, const auto& Tail, const auto& Slope>
struct NearZero {
  using V = Vector<T>;
  static_assert(Tail.scale == Slope.scale && Tail.width == Slope.width && sizeof Tail == sizeof Slope);
  static constexpr int kCells = sizeof Tail.rows / sizeof Tail.rows[0], kDegree = sizeof Tail.rows[0] / sizeof(T) - 1;
  static constexpr T kMagic = Real<T>::round_magic;
  static constexpr int log2(std::size_t n) { return n == 1 ? 0 : 1 + log2(n / 2); }
  static constexpr int kShift = log2(sizeof Tail.rows[0]);

  // The number of the cell, plus kMagic.
  static FASTRELU_INLINE V number(V x) { return fused(absolute(x), Tail.scale, kMagic); }
  // Of some numbers, or of the larger_bits of many.
  static FASTRELU_INLINE bool all_reached(V numbers) { return none_beyond(kMagic + (kCells - 1), numbers); }
  static FASTRELU_INLINE auto reached(V numbers) { return below(numbers, kMagic + kCells); }

  struct Begun {
    alignas(32) Bits<T> shifted[V::size];  // of each lane the number of its cell, shifted to where it is an offset
    V u;                                   // the way from the middle
  };
  static FASTRELU_INLINE void begin(V x, V number, Begun& b) {
    store_shifted<kShift>(number, b.shifted);
#if defined(__GNUC__)
    asm("" : "+m"(b.shifted));  // or compilers take the vector apart in registers, which takes longer
#endif
    const V middle = or_zero_below(T(1.5), number - kMagic);  // cell 1 is developed about 0
    b.u = fused(middle, -Tail.width, absolute(x));
  }

 private:
  // What kMagic's own bits become by the shift.
  static constexpr Bits<T> kShifted = ((((Real<T>::bias + Real<T>::mantissa_bits) << 1) + 1) << (Real<T>::mantissa_bits - 1))
                                      << kShift;

  // A row, four coefficients by four.
  static_assert(kDegree == 3 || kDegree == 7);
  static constexpr int kFours = (kDegree + 1) / 4;
  struct Rows {
    V four[kFours][4];
    template <class Table>
    FASTRELU_INLINE void load(const Table& table, const Begun& b) {
      const std::uintptr_t start = reinterpret_cast<std::uintptr_t>(table.rows) - kShifted;
      const auto row = [&](int lane) { return reinterpret_cast<const T*>(start + b.shifted[lane]); };
      load_rows(four[0], row);
      if constexpr (kFours > 1) load_rows(four[1], [&](int lane) { return row(lane) + 4; });
    }
  };
  struct Nothing {};
  struct Columns {
    V four[kFours][4];
    FASTRELU_INLINE explicit Columns(const Rows& rows) {
      turn_rows(four[0], rows.four[0]);
      if constexpr (kFours > 1) turn_rows(four[1], rows.four[1]);
    }
    FASTRELU_INLINE V c(int k) const { return four[k / 4][k % 4]; }
    // c2 + c3 u + ...
    FASTRELU_INLINE V rest(V u) const {
      const V first = fused(c(3), u, c(2));
      if constexpr (kDegree == 3) {
        return first;
      } else {
        const V square = u * u, second = fused(c(5), u, c(4)), third = fused(c(7), u, c(6));
        return fused(fused(third, square, second), square, first);
      }
    }
  };

 public:
  // For a form that wants the value, the derivative, or both.
  template <bool WantsValue, bool WantsDerivative>
  class Fetched {
    std::conditional_t<WantsValue, Rows, Nothing> tail_;
    std::conditional_t<WantsDerivative, Rows, Nothing> slope_;
    V u_;

   public:
    FASTRELU_INLINE explicit Fetched(const Begun& b) : u_(b.u) {
      if constexpr (WantsValue) tail_.load(Tail, b);
      if constexpr (WantsDerivative) slope_.load(Slope, b);
    }

    FASTRELU_INLINE V value(V x) const {
      const Columns of(tail_);
      return positive_part(x) + fused(fused(of.rest(u_), u_, of.c(1)), u_, of.c(0));
    }

    // The derivative, and g times it: f' is d where x < 0, else 1 - d. As -0.13 < d <= 1/2, the low part of d is there a
    // quarter of a unit in the last place at most, and left out.
    FASTRELU_INLINE V derivative(V x) const {
      const Double<V> d = slope();
      return negated_unless_negative(x, d.high) + if_negative(x, d.low, V(1));
    }
    FASTRELU_INLINE V backward(V g, V x) const {
      const Double<V> d = slope();
      return fused(negated_unless_negative(x, g), d.high, if_negative(x, g * d.low, g));
    }

   private:
    // In two parts: only what is multiplied by u twice has rounded.
    FASTRELU_INLINE Double<V> slope() const {
      const Columns of(slope_);
      const V rest = of.rest(u_), q = fused(rest, u_, of.c(1)), q_low = fused(rest, u_, of.c(1) - q);
      const V high = fused(q, u_, of.c(0));
      return {high, fused(q_low, u_, fused(q, u_, of.c(0) - high))};
    }
  };
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
