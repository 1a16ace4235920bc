// Piecewise polynomials: a short way where the argument is small, as it mostly is.
//
// f and f' are cut into some hundreds of cells on both sides of 0, a polynomial in each. The coefficients of a cell are a row
// of a table. Every lane of a vector loads its row, and rows are turned into columns: nothing is gathered element by
// element. Middles of cells are multiples of the width, so that they need not be looked up; the width is chosen
// (tools/fit_coefficients.py) so that the zero of f' is a middle, and the relative error holds right through it. Elements
// beyond the last cell go the long way.
#pragma once

#include "coefficients.h"
#include "vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

// The short way of an activation by its two tables, in three steps, which a loop takes for different vectors by turns. In
// begin the number of a cell goes through memory to become an address, in Fetched rows are loaded, and of them it gives the
// results.
template <class T, const auto& Values, const auto& Derivatives>
struct NearZero {
  using V = Vector<T>;
  static_assert(Values.width == Derivatives.width && sizeof Values == sizeof Derivatives);
  static constexpr int kLast = sizeof Values.rows / sizeof Values.rows[0] / 2;  // cells -kLast to kLast
  static constexpr int kDegree = sizeof Values.rows[0] / sizeof(T) - 1;
  static constexpr T kMagic = Real<T>::round_magic;
  static constexpr int log2(std::size_t n) { return n == 1 ? 0 : 1 + log2(n / 2); }
  static constexpr int kShift = log2(sizeof Values.rows[0]);
  static_assert(Values.end <= (kLast + T(0.49)) * Values.width);

  // Of some absolute values, or of the larger_bits of many.
  static FASTRELU_INLINE bool all_reached(V a) { return none_beyond(Values.end, a); }
  static FASTRELU_INLINE auto reached(V a) { return at_most(a, Values.end); }

  struct Begun {
    alignas(32) Bits<T> shifted[V::size];  // of each lane the number of its cell, shifted to where it is an offset
    V u;                                   // the way from the middle
  };
  static FASTRELU_INLINE void begin(V x, Begun& b) {
    const V number = fused(x, Values.scale, kMagic);  // that of the cell, plus kMagic
    store_shifted<kShift>(number, b.shifted);
#if defined(__GNUC__)
    asm("" : "+m"(b.shifted));  // or compilers take the vector apart in registers, which takes longer
#endif
    b.u = fused(number - kMagic, -Values.width, x);
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
      const std::uintptr_t start = reinterpret_cast<std::uintptr_t>(table.rows[kLast]) - kShifted;
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
    std::conditional_t<WantsValue, Rows, Nothing> values_;
    std::conditional_t<WantsDerivative, Rows, Nothing> derivatives_;
    V u_;

   public:
    FASTRELU_INLINE explicit Fetched(const Begun& b) : u_(b.u) {
      if constexpr (WantsValue) values_.load(Values, b);
      if constexpr (WantsDerivative) derivatives_.load(Derivatives, b);
    }

    FASTRELU_INLINE V value() const {
      const Columns of(values_);
      return fused(fused(of.rest(u_), u_, of.c(1)), u_, of.c(0));
    }
    FASTRELU_INLINE V derivative() const {
      const Double<V> d = in_two_parts();
      return d.high + d.low;
    }
    // g times it.
    FASTRELU_INLINE V backward(V g) const {
      const Double<V> d = in_two_parts();
      return fused(g, d.high, g * d.low);
    }

   private:
    // The derivative: only what is multiplied by u twice has rounded.
    FASTRELU_INLINE Double<V> in_two_parts() const {
      const Columns of(derivatives_);
      const V rest = of.rest(u_), q = fused(rest, u_, of.c(1)), q_low = fused(rest, u_, of.c(1) - q);
      const V high = fused(q, u_, of.c(0));
      return {high, fused(q_low, u_, fused(q, u_, of.c(0) - high))};
    }
  };
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
