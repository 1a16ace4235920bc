// Piecewise polynomials: a short way where the argument is small, as it mostly is.
//
// f and f' are cut into hundreds of cells on both sides of 0, with polynomials in each. The coefficients of a cell are a row
// of a table. Every lane of a vector loads its row, and rows are turned into columns: nothing is gathered element by
// element. Middles of cells are multiples of the width, so that they need not be looked up; the width is chosen
// (tools/fit/cells.py) so that the zero of f' is a middle, and the relative error holds right through it. Cells end
// where f(x) is x to every rounding, and on the negative side before that is 0: elements between go the long way, but for the
// value in float, of which there are rows for all.
//
// In double f and f' have polynomials of their own. In float they share one, in narrower cells, and rows are loaded and
// turned once for both. Where the value has a straight way of its own there is a table for f' alone, which ends where f' is 1
// (tools/fit/slope_cells.py).
#pragma once

#include "math/cell_tables.h"
#include "math/vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

template <class Table>
constexpr int tails_of(const Table& table) {
  if constexpr (Table::joint)
    return table.tails;
  else
    return 0;
}

// Where an element's coefficients are, and how they come into registers.
template <class T, const auto& Table>
struct CellsOf {
  using V = Vector<T>;
  static constexpr int kFirst = -Table.middle, kLast = Table.count - 1 - Table.middle;  // rows, counted from that of cell 0
  static constexpr T kMagic = Real<T>::round_magic;
  static constexpr int log2(std::size_t n) { return n == 1 ? 0 : 1 + log2(n / 2); }
  static constexpr int kShift = log2(Table.coefficients * sizeof(T));
  // Rows of the value alone come before those of both.
  static constexpr int kNear = kFirst + 1 + tails_of(Table);
  static_assert(Table.end <= (-kNear + T(0.49)) * Table.width && kLast > -kNear);

  // Of some absolute values, or of the larger_bits of many: are they in cells?
  static FASTRELU_INLINE bool all_reached(V a) { return none_beyond(Table.end, a); }
  // Of larger numbers products might be infinite.
  static constexpr T kHuge = sizeof(T) == 4 ? T(1e30) : T(1e100);
  // The lanes that are neither in cells nor where f(x) is x or 0, a bit each.
  static FASTRELU_INLINE unsigned not_reached(V x) { return lanes_out_of_reach(x, -Table.end, -Table.zero, kHuge); }

  struct Begun {
    alignas(64) Bits<T> shifted[V::size];  // of each lane the number of its cell, shifted to where it is an offset
    V u;                                   // the way from the middle
  };
  static FASTRELU_INLINE void store_row(V number, Begun& b) {
    store_shifted<kShift>(number, b.shifted);
#if defined(__GNUC__)
    asm("" : "+m"(b.shifted));  // or compilers take the vector apart in registers, which takes longer
#endif
  }
  static FASTRELU_INLINE void begin(V x, Begun& b) {
    const V number = fused(x, Table.scale, kMagic);  // that of the cell, plus kMagic
    store_row(number, b);
    b.u = fused(number - kMagic, -Table.width, x);
  }

  // The same where some are not in cells. Results of lanes that are not reached are anything.
  static FASTRELU_INLINE void begin_beyond(V x, Begun& b) {
    const V number = clamped_or_low(fused(x, Table.scale, kMagic), kMagic + kFirst, kMagic + kLast);
    store_row(number, b);
    b.u = if_less(number, kMagic + kLast, fused(number - kMagic, -Table.width, x), x);
  }
  // The value alone, for all x but the largest, infinity and NaN.
  static FASTRELU_INLINE unsigned not_in_rows(V x) { return lanes_beyond(x, kHuge); }
  static FASTRELU_INLINE bool all_in_rows(V size) { return none_beyond(kHuge, size); }
  struct TailBegun : Begun {
    FloatLanes in_tail;  // whose row is one of the value alone
  };
  static FASTRELU_INLINE void begin_tail(V x, TailBegun& b) {
    const V bounded = clamped_or_low(x, Table.least, T(kLast) * Table.width);
    const V number = fused(bounded, Table.scale, kMagic);
    store_row(number, b);
    b.u = if_less(number, kMagic + kLast, fused(number - kMagic, -Table.width, bounded), x);
    b.in_tail = lanes_less(number, kMagic + kNear);
  }
  // What kMagic's own bits become by the shift.
  static constexpr Bits<T> kShifted = ((((Real<T>::bias + Real<T>::mantissa_bits) << 1) + 1) << (Real<T>::mantissa_bits - 1))
                                      << kShift;

  // Eight bytes at a time, which are two of float: loads are what there is too much of. (gelu, Zen 4: 7 % less time with
  // AVX-512, 3 % with AVX2.)
  class Offsets {
    static constexpr int kOfWord = 8 / sizeof(T);
    std::uint64_t words_[V::size / kOfWord];

   public:
    FASTRELU_INLINE explicit Offsets(const Begun& b) {
      for (int k = 0; k < V::size / kOfWord; ++k) std::memcpy(&words_[k], &b.shifted[k * kOfWord], 8);  // not all at once
    }
    FASTRELU_INLINE Bits<T> of(int lane) const { return static_cast<Bits<T>>(words_[lane / kOfWord] >> lane % kOfWord * 32); }
  };

  // Rows, four coefficients by four, and turned into columns.
  static constexpr int kFours = Table.coefficients / 4;
  static_assert(Table.coefficients == 4 * kFours && kFours <= 2);
  struct Rows {
    V four[kFours][4];
    FASTRELU_INLINE Rows(const T (&rows)[Table.count][Table.coefficients], const Begun& b) {
      const std::uintptr_t start = reinterpret_cast<std::uintptr_t>(rows[-kFirst]) - kShifted;
      const Offsets offsets(b);
      const auto row = [&](int lane) FASTRELU_INLINE_LAMBDA { return reinterpret_cast<const T*>(start + offsets.of(lane)); };
      load_rows(four[0], row);
      if constexpr (kFours > 1) load_rows(four[1], [&](int lane) FASTRELU_INLINE_LAMBDA { return row(lane) + 4; });
    }
  };
  struct Columns {
    V four[kFours][4];
    FASTRELU_INLINE explicit Columns(const Rows& rows) {
      turn_rows(four[0], rows.four[0]);
      if constexpr (kFours > 1) turn_rows(four[1], rows.four[1]);
    }
    FASTRELU_INLINE V c(int k) const { return four[k / 4][k % 4]; }
  };
};

// What one vector needs of a table with one polynomial, for f and f' or for f' alone.
template <class T, const auto& Table>
class RowFetched {
  using Cells = CellsOf<T, Table>;
  using V = typename Cells::V;
  typename Cells::Rows rows_;
  V u_;

 public:
  FASTRELU_INLINE explicit RowFetched(const typename Cells::Begun& b) : rows_(Table.rows, b), u_(b.u) {}

  FASTRELU_INLINE V value() const {
    static_assert(Table.joint);
    const typename Cells::Columns of(rows_);
    return fused(fused(of.c(2), u_, of.c(1)), u_, of.c(0));
  }
  // With a cubic term in some lanes.
  FASTRELU_INLINE V value_with_cubic(FloatLanes lanes) const {
    const typename Cells::Columns of(rows_);
    return fused(fused(fused_in(lanes, u_, of.c(3), of.c(2)), u_, of.c(1)), u_, of.c(0));
  }
  FASTRELU_INLINE Double<V> derivative() const {
    const typename Cells::Columns of(rows_);
    if constexpr (Table.joint) {
      // The quadratic term and what comes after it have rounded, and beside the zero, where it is the smaller, the slope.
      const V slope = fused(of.c(3), -Table.lift, of.c(1)), twice = u_ + u_;
      const V high = fused(of.c(2), twice, slope), minus_linear = slope - high;
      const V low = fused(of.c(2), twice, minus_linear), second = fused(minus_linear, Table.bend / -2, of.c(3));
      return {high, fused(second * u_, twice, low)};
    } else {
      // c0 + q u with what the sum rounds away, whichever is larger (Knuth's sum): beside the zero that is the latter.
      const V r = fused(of.c(3), u_, of.c(2)), q = fused(r, u_, of.c(1)), high = fused(q, u_, of.c(0));
      const V minus_added = of.c(0) - high;
      return {high, fused(q, u_, minus_added) + (of.c(0) - (high + minus_added))};
    }
  }
};

// The same where some lanes are in rows of the value alone.
template <class T, const auto& Table>
class TailFetched : public RowFetched<T, Table> {
  using Cells = CellsOf<T, Table>;
  FloatLanes in_tail_;

 public:
  FASTRELU_INLINE explicit TailFetched(const typename Cells::TailBegun& b) : RowFetched<T, Table>(b), in_tail_(b.in_tail) {}
  FASTRELU_INLINE typename Cells::V value() const { return this->value_with_cubic(in_tail_); }
};

// What it needs of a table with a polynomial for each, if the value, the derivative, or both are wanted.
template <class T, const auto& Table, bool WantsValue, bool WantsDerivative>
class SeparatelyFetched {
  using Cells = CellsOf<T, Table>;
  using V = typename Cells::V;
  using Begun = typename Cells::Begun;
  using Columns = typename Cells::Columns;
  struct Nothing {
    FASTRELU_INLINE Nothing(const T (&)[Table.count][Table.coefficients], const Begun&) {}
  };
  std::conditional_t<WantsValue, typename Cells::Rows, Nothing> values_;
  std::conditional_t<WantsDerivative, typename Cells::Rows, Nothing> derivatives_;
  V u_;

 public:
  FASTRELU_INLINE explicit SeparatelyFetched(const Begun& b)
      : values_(Table.values, b), derivatives_(Table.derivatives, b), u_(b.u) {}

  FASTRELU_INLINE V value() const {
    const Columns of(values_);
    return fused(fused(rest(of), u_, of.c(1)), u_, of.c(0));
  }
  // What is multiplied by u twice has rounded, and beside the zero, where it is the smaller, the constant.
  FASTRELU_INLINE Double<V> derivative() const {
    const Columns of(derivatives_);
    const V r = rest(of), q = fused(r, u_, of.c(1)), q_low = fused(r, u_, of.c(1) - q);
    const V high = fused(q, u_, of.c(0));
    return {high, fused(q_low, u_, fused(q, u_, of.c(0) - high))};
  }

 private:
  // c2 + c3 u + ...
  FASTRELU_INLINE V rest(const Columns& of) const {
    static_assert(Table.coefficients == 8);
    const V square = u_ * u_, first = fused(of.c(3), u_, of.c(2));
    const V second = fused(of.c(5), u_, of.c(4)), third = fused(of.c(7), u_, of.c(6));
    return fused(fused(third, square, second), square, first);
  }
};

// The short way of an activation by its table, in three steps, which a loop takes for different vectors by turns. In begin
// the number of a cell goes through memory to become an address, in Fetched rows are loaded, and of them it gives the
// results. The derivative comes in two parts, so that a gradient times it rounds once.
template <class T, const auto& Table>
struct NearZero : CellsOf<T, Table> {
  static constexpr bool has_value = true, has_tail = Table.joint;
  using WithTail = TailFetched<T, Table>;
  template <bool WantsValue, bool WantsDerivative>
  using Fetched =
      std::conditional_t<Table.joint, RowFetched<T, Table>, SeparatelyFetched<T, Table, WantsValue, WantsDerivative>>;
};

template <class T, const auto& Table>
struct SlopeNearZero : CellsOf<T, Table> {
  static constexpr bool has_value = false, has_tail = false;
  template <bool, bool>
  using Fetched = RowFetched<T, Table>;
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
