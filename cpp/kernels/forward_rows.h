// Forward passes of softmax and its like: short rows many at once, one in each lane; long ones in pieces.
//
// Additions have one order that depends on a row's length alone. A row of less than kRowInPieces is summed element by element;
// a piece of a longer one in 16 interleaved sums, which are added in pairs; pieces one after the other.
#pragma once

#include <cstring>
#include <type_traits>

#include "kernels/row_exponentials.h"
#include "kernels/row_steps.h"
#include "kernels/rows.h"
#include "kernels/transpose.h"

FASTRELU_BEGIN

template <class Op, class S>
struct ForwardRows {
  using T = typename RowType<S>::type;
  // Of exponentials softmax and softmin make the same.
  using SumsBy = ForwardRows;
  using TotalBy = ForwardRows<std::conditional_t<Op::negated, Softmax, Op>, S>;
  using FinishBy = TotalBy;
  static constexpr std::size_t kInPieces = kRowInPieces;
  static constexpr S kFiller = Op::negated ? infinity<S>() : -infinity<S>();

  static FASTRELU_NOINLINE double maximum(char* const* args, std::size_t n) {
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
    return double(m[0]);
  }

  template <std::size_t Count>
  using Exponentials = RowExponentials<Op, S, Count>;
  static FASTRELU_INLINE bool is_far(S m) { return !(absolute(m) <= S(kFarRow)); }
  // x less m for softmax, plus m for softmin, whose maximum is that of -x.
  static FASTRELU_INLINE S nearer(S x, S m) { return Op::negated ? x + m : x - m; }

  static FASTRELU_NOINLINE void sums(char* const* args, std::size_t n, const RowState& state, PieceSums* result) {
    constexpr std::size_t kCount = kSums<S>;
    const S m = static_cast<S>(state.maximum);
    const bool far = is_far(m);
    const T maximum = far ? T(0) : T(m);
    const RowExp<S, T> row(maximum, Op::logarithm ? kSumVanishing<S> : kRowVanishing<S>);
    const std::ptrdiff_t to_output = args[1] - args[0];
    Exponentials<kCount> exponentials;
    in_whole_steps<kCount, 1, !Op::logarithm>(args, n, kFiller, [&](const S* const* in, S* out) FASTRELU_INLINE_LAMBDA {
      // Of what comes next: the same place of a row behind this one.
      for (std::size_t j = 0; j < kCount; j += 64 / sizeof(S))
        fetch(reinterpret_cast<const char*>(in[0] + n + j), reinterpret_cast<const char*>(in[0] + n + j) + to_output);
      alignas(64) S moved[kCount];
      const S* x = in[0];
      if (far) {
        for (std::size_t j = 0; j < kCount; ++j) moved[j] = nearer(in[0][j], m);
        x = moved;
      }
      exponentials.template add<true>(x, &maximum, &row.magic, &row.least, out);
    });
    const auto sums = exponentials.sums();
    *result = total_of<S, kCount>(sums, [&](std::size_t j) FASTRELU_INLINE_LAMBDA { return maxima_beside<Op>(sums, j); });
  }

  static FASTRELU_NOINLINE void total(const PieceSums* sums, std::size_t pieces, RowState* state) {
    const PieceSums all = joined(sums, pieces);
    const S m = static_cast<S>(state->maximum);
    const bool far = is_far(m);
    Double<T> factor = row_factor<Op, S>({all.high, all.low}, all.maxima, far ? T(0) : T(m));
    if (Op::logarithm && far) {
      const Double<T> moved = exact_sum(T(m), factor.high);
      factor = {moved.high, moved.low + factor.low};
    }
    state->first = double(factor.high);
    state->second = double(factor.low);
  }

  static FASTRELU_NOINLINE void finish(char* const* args, std::size_t n, const RowState& state) {
    const Double<T> factor{static_cast<T>(state.first), static_cast<T>(state.second)};
    char* const operands[2] = {args[Op::logarithm ? 0 : 1], args[1]};
    in_whole_steps<kSums<S>, 1, true>(operands, n, S(0), [&](const S* const* in, S* out) FASTRELU_INLINE_LAMBDA {
#pragma omp simd
      for (std::size_t j = 0; j < kSums<S>; ++j) {
        const T x = Op::logarithm ? operand<Op>(in[0][j]) : static_cast<T>(in[0][j]);
        out[j] = static_cast<S>(row_result<Op, S>(x, factor));
      }
    });
  }

  // A short row by itself: the same additions as in a lane, on exponentials that were computed side by side.
  static FASTRELU_NOINLINE void lone_row(char* const* args, std::size_t n) {
    constexpr std::size_t kStep = kSums<S>;
    alignas(64) S x[kRowInPieces], y[kRowInPieces];
    const std::size_t rounded = (n + kStep - 1) / kStep * kStep;
    for (std::size_t j = rounded - kStep; j < rounded; ++j) x[j] = kFiller, y[j] = S(0);
    std::memcpy(x, args[0], n * sizeof(S));
    S m = static_cast<S>(maximum(args, n));
    if (is_far(m)) {
      for (std::size_t j = 0; j < n; ++j) x[j] = nearer(x[j], m);
      m = 0;
    }
    const RowExp<S, T> row(T(m), Op::logarithm ? kSumVanishing<S> : kRowVanishing<S>);
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
    bool any_far = false;
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
      const RowExp<S, T> row(T(m[i]), Op::logarithm ? kSumVanishing<S> : kRowVanishing<S>);
      maximum[i] = T(m[i]), magic[i] = row.magic, least[i] = row.least;
    }
    Exponentials<L> exponentials;
    const char* const next = args[0] + static_cast<std::ptrdiff_t>(L) * steps[0];
    const char* const next_output = args[1] + static_cast<std::ptrdiff_t>(L) * steps[1];
    for (std::size_t k = 0; k < n; ++k) {
      fetch(next + k * L * sizeof(S), next_output + k * L * sizeof(S));
      exponentials.template add<false>(tile + k * L, maximum, magic, least, tile + k * L);
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
