// Forward passes of softmax and its like: short rows many at once, one in each lane; long ones in pieces.
//
// Additions have one order that depends on a row's length alone. A row of less than kRowInPieces is summed element by element;
// a piece of a longer one in 16 interleaved sums, which are added in pairs; pieces one after the other.
#pragma once

#include <cstring>
#include <type_traits>

#include "kernels/row_exponentials.h"
#include "kernels/row_extremes.h"
#include "kernels/row_steps.h"
#include "kernels/rows.h"
#include "kernels/transpose.h"

FASTRELU_BEGIN

// Interleaved sums of a piece of a row.
constexpr std::size_t kSums = 16;
// Elements of a short row up to which the next rows are fetched.
constexpr std::size_t kFetchedNext = 40;

template <class Op, class S>
class ForwardRows {
  using T = typename RowType<S>::type;

 public:
  // Of exponentials softmax and softmin make the same.
  using SumsBy = ForwardRows;
  using TotalBy = ForwardRows<std::conditional_t<Op::negated, Softmax, Op>, S>;
  using FinishBy = TotalBy;
  static constexpr std::size_t kInPieces = kRowInPieces;
  static constexpr S kFiller = Op::negated ? infinity<S>() : -infinity<S>();

  template <std::size_t Count>
  using Exponentials = RowExponentials<Op, S, Count>;
  static constexpr double kVanishing = Op::logarithm ? kSumVanishing<S> : kRowVanishing<S>;
  static FASTRELU_INLINE bool is_far(S m) { return !(absolute(m) <= S(kFarRow)); }
  // In such a row nothing need be clamped, and no exponential is near the smallest numbers.
  static FASTRELU_INLINE bool is_narrow(const RowState& state) {
    const RowExtremes& e = state.extremes;
    return kRowsByTable<T> && !is_far(static_cast<S>(e.maximum)) && e.maximum - e.minimum < kNarrowRow;
  }
  // Is a narrow row's factor such that nothing need guard its products?
  static FASTRELU_INLINE bool is_plain(const RowState& state) {
    return !Op::logarithm && absolute(static_cast<T>(state.second)) >= T(kPlainLow<S>);
  }
  // x less m for softmax, plus m for softmin, whose maximum is that of -x.
  static FASTRELU_INLINE S nearer(S x, S m) { return Op::negated ? x + m : x - m; }

  // ------------------------------------------------------------------------------------------- long rows, by their pieces
  //
  // Each step for several rows, whose pieces have n elements. What a row's end waits for overlaps what comes next.

  static FASTRELU_NOINLINE void extremes(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps,
                                         RowState* states) {
    for_each_row<1>(args, rows, steps,
                    [&](std::size_t i, char* const* row) FASTRELU_INLINE_LAMBDA { states[i].extremes = extremes_of(row, n); });
  }

  static FASTRELU_NOINLINE void sums(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps,
                                     const RowState* states, PieceSums* results) {
    if constexpr (kRowsByTable<T>) {
      bool narrow = true;
      for (std::size_t i = 0; i < rows; ++i) narrow = narrow && is_narrow(states[i]);
      if (narrow) return sums_of_rows<true>(args, rows, n, steps, states, results);
    }
    sums_of_rows<false>(args, rows, n, steps, states, results);
  }

  static FASTRELU_NOINLINE void total(const PieceSums* sums, std::size_t pieces, RowState* state) {
    const PieceSums all = joined(sums, pieces);
    const S m = static_cast<S>(state->extremes.maximum);
    const bool far = is_far(m);
    Double<T> factor = row_factor<Op, S>({all.high, all.low}, all.maxima, far ? T(0) : T(m));
    if (Op::logarithm && far) {
      const Double<T> moved = exact_sum(T(m), factor.high);
      factor = {moved.high, moved.low + factor.low};
    }
    state->first = double(factor.high);
    state->second = double(factor.low);
  }
  // The same for as many rows, with one sum each; not more than kRowsAtOnce.
  static FASTRELU_NOINLINE void totals(const PieceSums* sums, std::size_t rows, RowState* states) {
    bool any_far = false;
    for (std::size_t i = 0; i < rows; ++i) any_far |= is_far(static_cast<S>(states[i].extremes.maximum));
    if (any_far || rows == 1) {
      for (std::size_t i = 0; i < rows; ++i) total(sums + i, 1, states + i);
      return;
    }
    alignas(64) double high[kRowsAtOnce], low[kRowsAtOnce], maxima[kRowsAtOnce], maximum[kRowsAtOnce];
    for (std::size_t i = 0; i < kRowsAtOnce; ++i) {
      const std::size_t j = i < rows ? i : 0;
      high[i] = sums[j].high, low[i] = sums[j].low, maxima[i] = sums[j].maxima, maximum[i] = states[j].extremes.maximum;
    }
#pragma omp simd
    for (std::size_t i = 0; i < kRowsAtOnce; ++i) {
      const Double<T> factor = row_factor<Op, S>({high[i], low[i]}, maxima[i], static_cast<T>(maximum[i]));
      high[i] = double(factor.high), low[i] = double(factor.low);
    }
    for (std::size_t i = 0; i < rows; ++i) states[i].first = high[i], states[i].second = low[i];
  }

  static FASTRELU_NOINLINE void finish(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps,
                                       const RowState* states) {
    for_each_row<1>(args, rows, steps, [&](std::size_t i, char* const* row) FASTRELU_INLINE_LAMBDA {
      const Double<T> factor{static_cast<T>(states[i].first), static_cast<T>(states[i].second)};
      char* const operands[2] = {row[Op::logarithm ? 0 : 1], row[1]};
      if (is_narrow(states[i]) && is_plain(states[i]))
        by_steps(operands, n,
                 [plain_factor = Double<T>{factor.high * T(1 / kGuard<S>), factor.low * T(1 / kGuard<S>)}](T x)
                     FASTRELU_INLINE_LAMBDA { return times_both(x, plain_factor); });
      else if (Op::logarithm && FASTRELU_HAS_FMA && is_narrow(states[i]))
        by_steps(operands, n, [&](T x) FASTRELU_INLINE_LAMBDA { return log_result(x, factor, Bound<T, -1>::value); });
      else
        by_steps(operands, n, [&](T x) FASTRELU_INLINE_LAMBDA { return row_result<Op, S>(x, factor); });
    });
  }

 private:
  static FASTRELU_INLINE RowExtremes extremes_of(char* const* args, std::size_t n) {
#if FASTRELU_HAS_VECTOR
    if constexpr (kRowsByTable<T>) {
      using V = VectorsByTurns<4>::type;
      const float* const in = reinterpret_cast<const float*>(args[0]);
      RowExtremesInVectors<V, Op::negated> extremes;
      in_overlapping_steps<V::size>(in, static_cast<float*>(nullptr), n,
                                    [&](const float* here, float*) FASTRELU_INLINE_LAMBDA { extremes.add(V::load(here)); });
      return extremes.result();
    }
#endif
    constexpr std::size_t kMaxima = 64 / sizeof(S) * 4;
    alignas(64) S m[kMaxima];
    for (std::size_t j = 0; j < kMaxima; ++j) m[j] = -infinity<S>();
    in_whole_steps<kMaxima, 1, false>(args, n, kFiller, [&](const S* const* in, S*) FASTRELU_INLINE_LAMBDA {
#pragma omp simd
      for (std::size_t j = 0; j < kMaxima; ++j) {
        const S x = Op::negated ? -in[0][j] : in[0][j];
        m[j] = x > m[j] ? x : m[j];  // never NaN: that comes through the sum
      }
    });
    in_pairs<kMaxima>([&](std::size_t j, std::size_t other)
                          FASTRELU_INLINE_LAMBDA { m[j] = m[other] > m[j] ? m[other] : m[j]; });
    return {double(m[0]), -infinity<double>()};
  }

  template <bool Narrow>
  static FASTRELU_INLINE void sums_of_rows(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps,
                                           const RowState* states, PieceSums* results) {
    alignas(64) T maxima[kRowsAtOnce], magic[kRowsAtOnce], least[kRowsAtOnce];
    for (std::size_t i = 0; i < rows; ++i) {
      const S m = static_cast<S>(states[i].extremes.maximum);
      maxima[i] = !Narrow && is_far(m) ? T(0) : T(m);
      const RowExp<S, T> row(maxima[i], kVanishing);
      magic[i] = row.magic, least[i] = row.least;
    }
    // Added up when all are there: what the end of one row waits for would hold up the next.
    alignas(64) SumsOfRows<Op, S, kSums> all[kRowsAtOnce];
    for_each_row<1>(args, rows, steps, [&](std::size_t i, char* const* row) FASTRELU_INLINE_LAMBDA {
      const S m = static_cast<S>(states[i].extremes.maximum);
      const bool far = !Narrow && is_far(m);
      // Where what comes next lies: the next piece, or the same place of a row behind these.
      const std::ptrdiff_t bytes = static_cast<std::ptrdiff_t>(n * sizeof(S));
      const std::ptrdiff_t ahead = n < kRowPiece ? static_cast<std::ptrdiff_t>(rows) * steps[0] : bytes;
      const std::ptrdiff_t to_output = row[1] - row[0];
      Exponentials<kSums> exponentials;
      const auto add = [&](auto step, const S* in, S* out) FASTRELU_INLINE_LAMBDA {
        constexpr std::size_t kStep = decltype(step)::value;
        for (std::size_t j = 0; j < kStep; j += 64 / sizeof(S)) {
          const char* const next = reinterpret_cast<const char*>(in + j) + ahead;
          fetch(next, next + to_output);
        }
        alignas(64) S moved[kStep];
        if (far)
          for (std::size_t j = 0; j < kStep; ++j) moved[j] = nearer(in[j], m);
        exponentials.template add<true, !Narrow, kStep>(far ? moved : in, maxima + i, magic + i, least + i, out);
      };
      const S* const in = reinterpret_cast<const S*>(row[0]);
      S* const out = reinterpret_cast<S*>(row[1]);
      std::size_t k = 0;
      // Two steps at a time where there are two: into the same sums, one after the other.
      if constexpr (kRowsByTable<T>)
        for (; k + 2 * kSums <= n; k += 2 * kSums) add(std::integral_constant<std::size_t, 2 * kSums>{}, in + k, out + k);
      for (; k + kSums <= n; k += kSums) add(std::integral_constant<std::size_t, kSums>{}, in + k, out + k);
      if (k < n) {
        alignas(64) S moved[kSums];
        if (far)
          for (std::size_t j = 0; j < n - k; ++j) moved[j] = nearer(in[k + j], m);
        exponentials.template add_some<!Narrow>(far ? moved : in + k, 0, n - k, maxima + i, magic + i, least + i, out + k);
      }
      all[i] = exponentials.sums();
    });
    for (std::size_t i = 0; i < rows; ++i)
      results[i] =
          total_of<S, kSums>(all[i], [&](std::size_t j) FASTRELU_INLINE_LAMBDA { return maxima_beside<Op>(all[i], j); });
  }

  template <class F>
  static FASTRELU_INLINE void by_steps(char* const* operands, std::size_t n, F result) {
    constexpr std::size_t kStep = 128 / sizeof(S);
    const S* const in = reinterpret_cast<const S*>(operands[0]);
    in_overlapping_steps<kStep>(in, reinterpret_cast<S*>(operands[1]), n, [&](const S* here, S* out) FASTRELU_INLINE_LAMBDA {
#pragma omp simd
      for (std::size_t j = 0; j < kStep; ++j)
        out[j] = static_cast<S>(result(Op::logarithm ? operand<Op>(here[j]) : static_cast<T>(here[j])));
    });
  }

 public:
  // ------------------------------------------------------------------------------------------------------- short rows

  // A short row by itself: the same additions as in a lane, on exponentials that were computed side by side.
  static FASTRELU_NOINLINE void lone_row(char* const* args, std::size_t n) {
    constexpr std::size_t kStep = 128 / sizeof(S);
    // More than need be: of a few steps at most compilers write out each.
    alignas(64) S x[4 * kRowInPieces], y[4 * kRowInPieces];
    const std::size_t rounded = (n + kStep - 1) / kStep * kStep;
    for (std::size_t j = rounded - kStep; j < rounded; ++j) x[j] = kFiller, y[j] = S(0);
    std::memcpy(x, args[0], n * sizeof(S));
    S m = static_cast<S>(extremes_of(args, n).maximum);
    if (is_far(m)) {
      for (std::size_t j = 0; j < n; ++j) x[j] = nearer(x[j], m);
      m = 0;
    }
    const RowExp<S, T> row(T(m), kVanishing);
    alignas(64) OneByOne<Op, S> one_by_one;
    for (std::size_t j = 0; j < rounded; j += kStep) one_by_one.template set<kStep>(j, x + j, row.magic, row.least);
    for (std::size_t j = 0; j < n; ++j) one_by_one.add(j, x[j], T(m), y + j);
    const auto& sums = one_by_one.sums();
    const Double<T> factor = row_factor<Op, S>(sums.sum(0), maxima_beside<Op>(sums, 0), T(m));
    for (std::size_t j = 0; j < rounded; j += kStep) {
#pragma omp simd
      for (std::size_t k = 0; k < kStep; ++k) {
        const T in = Op::logarithm ? operand<Op>(x[j + k]) : static_cast<T>(y[j + k]);
        y[j + k] = static_cast<S>(row_result<Op, S>(in, factor));
      }
    }
    std::memcpy(args[1], y, n * sizeof(S));
  }

  // Rows of one element: 1 or its logarithm without rounding; NaN where x - x is.
  static FASTRELU_NOINLINE void single_elements(char* const* args, std::size_t rows, const std::ptrdiff_t* steps) {
    for (std::size_t i = 0; i < rows; ++i) {
      S x;
      std::memcpy(&x, args[0] + static_cast<std::ptrdiff_t>(i) * steps[0], sizeof x);
      const S y = (Op::logarithm ? S(0) : S(1)) + (x - x);
      std::memcpy(args[1] + static_cast<std::ptrdiff_t>(i) * steps[1], &y, sizeof y);
    }
  }

  // As many short rows as there are lanes, or fewer.
  static FASTRELU_NOINLINE void short_rows(char* const* args, std::size_t count, std::size_t n, const std::ptrdiff_t* steps) {
    constexpr std::size_t L = kRowLanes<S>;
    alignas(64) S tile[kRowInPieces * L];
    rows_to_lanes(tile, args[0], count, steps[0], n);
    alignas(64) S m[L];
    for (std::size_t i = 0; i < L; ++i) m[i] = -infinity<S>();
    for (std::size_t k = 0; k < n; ++k) {
#pragma omp simd
      for (std::size_t i = 0; i < L; ++i) {
        const S x = Op::negated ? -tile[k * L + i] : tile[k * L + i];
        m[i] = x > m[i] ? x : m[i];
      }
    }
    int any_far = 0;
#pragma omp simd reduction(| : any_far)
    for (std::size_t i = 0; i < L; ++i) any_far |= is_far(m[i]);
    if (any_far)
      for (std::size_t i = 0; i < L; ++i)
        if (is_far(m[i])) {
          for (std::size_t k = 0; k < n; ++k) tile[k * L + i] = nearer(tile[k * L + i], m[i]);
          m[i] = 0;
        }
    alignas(64) T maximum[L], magic[L], least[L];
#pragma omp simd
    for (std::size_t i = 0; i < L; ++i) {
      const RowExp<S, T> row(T(m[i]), kVanishing);
      maximum[i] = T(m[i]), magic[i] = row.magic, least[i] = row.least;
    }
    Exponentials<L> exponentials;
    // What is fetched: the next rows if they are short, otherwise those after them.
    const bool is_next = n <= kFetchedNext;
    const std::ptrdiff_t ahead = std::ptrdiff_t(is_next ? L : 2 * L);
    const char *const coming = args[0] + ahead * steps[0], *const coming_output = args[1] + ahead * steps[1];
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t offset = k * L * sizeof(S);
      is_next ? fetch_next(coming + offset, coming_output + offset) : fetch(coming + offset, coming_output + offset);
      exponentials.template add<false, true, L>(tile + k * L, maximum, magic, least, tile + k * L);
    }
    const auto sums = exponentials.sums();
    alignas(64) T first[L], second[L];
#pragma omp simd
    for (std::size_t i = 0; i < L; ++i) {
      const Double<T> factor = row_factor<Op, S>(sums.sum(i), maxima_beside<Op>(sums, i), maximum[i]);
      first[i] = factor.high;
      second[i] = factor.low;
    }
    for (std::size_t k = 0; k < n; ++k) {
#pragma omp simd
      for (std::size_t i = 0; i < L; ++i) {
        const S x = tile[k * L + i];
        tile[k * L + i] = static_cast<S>(
            row_result<Op, S>(Op::logarithm ? operand<Op>(x) : static_cast<T>(x), Double<T>{first[i], second[i]}));
      }
    }
    lanes_to_rows(args[1], count, steps[1], tile, n);
  }
};

FASTRELU_END
