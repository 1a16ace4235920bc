// Backward passes of softmax and its like, from the output. The order of additions is that of forward_rows.h, but of
// float64 8 sums are interleaved.
#pragma once

#include <type_traits>
#include <utility>

#include "kernels/row_steps.h"
#include "kernels/row_sums.h"
#include "kernels/rows.h"
#include "kernels/transpose.h"

FASTRELU_BEGIN

// Interleaved sums of a piece of a row.
template <class S>
constexpr std::size_t kBackwardSums = 64 / sizeof(S);

template <class Op, class S>
struct BackwardRows {
  using T = typename RowType<S>::type;
  // softmax and softmin have the same sum.
  using SumsBy = BackwardRows<std::conditional_t<Op::negated, Softmax, Op>, S>;
  using TotalBy = SumsBy;
  using FinishBy = BackwardRows;
  // Two operands to turn make lanes worth while for shorter rows alone.
  static constexpr std::size_t kInPieces = kRowInPieces / 4;
  template <std::size_t Count>
  using Sums = std::conditional_t<Op::logarithm, SideBySide<S, Count>, SumsOfProducts<S, Count>>;
  template <std::size_t Count>
  using ExactSums = std::conditional_t<Op::logarithm, SideBySide<S, Count>, ExactSumsOfProducts<S, Count>>;
  static FASTRELU_INLINE bool is_small([[maybe_unused]] double sum) {
    if constexpr (Op::logarithm)
      return false;
    else
      return SumsOfProducts<S, 1>::is_small(sum);
  }

  template <class Sums>
  static FASTRELU_INLINE void add(Sums& sums, std::size_t j, S g, [[maybe_unused]] S y) {
    if constexpr (Op::logarithm)
      sums.add(j, double(g));
    else
      sums.add_product(j, g, y);
  }
  // Infinite sums have no low part.
  static FASTRELU_INLINE Double<double> settled(Double<double> sum) {
    return {sum.high, absolute(sum.high) <= largest<double>() ? sum.low : 0.0};
  }

#if FASTRELU_HAS_VECTOR
  static constexpr bool kInVectors = std::is_same_v<S, float> && !Op::logarithm;
  // As many rows as registers have room for, so that one need not wait for the end of another.
  static constexpr std::size_t kTogether = Floats::size == 16 ? 4 : 1;
  // From there on they take less one by one, as the CPU's prefetchers follow fewer rows then.
  static constexpr std::size_t kLongTogether = 128;
  // The sums of some rows, if none of them is small, infinite or no number.
  template <std::size_t... I>
  static FASTRELU_INLINE bool usual_sums(char* const* args, std::size_t n, const std::ptrdiff_t* steps, double* sums,
                                         std::index_sequence<I...>) {
    constexpr std::size_t kCount = kBackwardSums<S>;
    const auto row = [&](int k, std::size_t i) FASTRELU_INLINE_LAMBDA {
      return reinterpret_cast<const S*>(args[k] + static_cast<std::ptrdiff_t>(i) * steps[k]);
    };
    const S *const g[] = {row(0, I)...}, *const y[] = {row(1, I)...};
    SumsOfProductsInVectors<kCount> all[sizeof...(I)];
    std::size_t j = 0;
    for (; j + kCount <= n; j += kCount) (all[I].add(g[I] + j, y[I] + j), ...);
    if (j < n) (all[I].add(Rest(g[I] + j, n - j).elements, Rest(y[I] + j, n - j).elements), ...);
    const Doubles lanes[] = {all[I].all()...};
    sums_in_halves(lanes, sums);
    return ((!is_small(sums[I]) & (absolute(sums[I]) <= largest<double>())) & ...);
  }
  // The last elements of a row, and 0.
  struct Rest {
    alignas(64) S elements[kBackwardSums<S>];
    FASTRELU_INLINE Rest(const S* from, std::size_t n) { fill_up(elements, from, n, S(0)); }
  };
  static FASTRELU_INLINE void sums_in_vectors(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps,
                                              PieceSums* results) {
    for (std::size_t i = 0; i < rows;) {
      char* const here[2] = {args[0] + static_cast<std::ptrdiff_t>(i) * steps[0],
                             args[1] + static_cast<std::ptrdiff_t>(i) * steps[1]};
      double some[kTogether];
      if (kTogether > 1 && rows - i >= kTogether && n < kLongTogether &&
          usual_sums(here, n, steps, some, std::make_index_sequence<kTogether>{}))
        for (const double sum : some) results[i++] = {sum, 0.0, 0.0};
      else if (usual_sums(here, n, steps, some, std::make_index_sequence<1>{}))
        results[i++] = {some[0], 0.0, 0.0};
      else
        unusual_sum_of(here, n, results[i++]);
    }
  }
#endif
  // Field by field: a copy of what was just stored so would wait for it.
  static FASTRELU_INLINE void sum_of(char* const* args, std::size_t n, PieceSums& result) {
    constexpr std::size_t kCount = kBackwardSums<S>;
    const PieceSums sum = sum_by<Sums<kCount>, kCount>(args, n);
    result.high = sum.high;
    result.low = sum.low;
    result.maxima = sum.maxima;
    if (is_small(sum.high)) result = SumsBy::exact_sum_of(args, n);
  }
  static FASTRELU_NOINLINE void unusual_sum_of(char* const* args, std::size_t n, PieceSums& result) { sum_of(args, n, result); }
  static FASTRELU_NOINLINE PieceSums exact_sum_of(char* const* args, std::size_t n) {
    constexpr std::size_t kCount = kBackwardSums<S>;
    return sum_by<ExactSums<kCount>, kCount>(args, n);
  }
  template <class Sums, std::size_t Count>
  static FASTRELU_INLINE PieceSums sum_by(char* const* args, std::size_t n) {
    Sums sums;
    in_whole_steps<Count, 2, false>(args, n, S(0), [&](const S* const* in, S*) FASTRELU_INLINE_LAMBDA {
#pragma omp simd
      for (std::size_t j = 0; j < Count; ++j) add(sums, j, in[0][j], in[1][j]);
    });
    return total_of<S, Count>(sums, [](std::size_t) FASTRELU_INLINE_LAMBDA { return 0.0; });
  }
  static FASTRELU_INLINE void finish_with(const RowGradient<Op, S> gradient, char* const* args, std::size_t n) {
    constexpr std::size_t kCount = kBackwardSums<S>;
    in_whole_steps<kCount, 2, true>(args, n, S(0), [&](const S* const* in, S* out) FASTRELU_INLINE_LAMBDA {
#pragma omp simd
      for (std::size_t j = 0; j < kCount; ++j) out[j] = gradient.of(in[0][j], in[1][j]);
    });
  }

  static FASTRELU_NOINLINE void sums(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps,
                                     const RowState*, PieceSums* results) {
#if FASTRELU_HAS_VECTOR
    if constexpr (kInVectors) return sums_in_vectors(args, rows, n, steps, results);
#endif
    for_each_row<2>(args, rows, steps,
                    [&](std::size_t i, char* const* row) FASTRELU_INLINE_LAMBDA { sum_of(row, n, results[i]); });
  }
  static FASTRELU_NOINLINE void total(const PieceSums* sums, std::size_t pieces, RowState* state) {
    const PieceSums all = joined(sums, pieces);
    const Double<double> sum = settled({all.high, all.low});
    state->first = sum.high;
    state->second = sum.low;
  }
  static FASTRELU_INLINE void totals(const PieceSums* sums, std::size_t rows, RowState* states) {
    for (std::size_t i = 0; i < rows; ++i) total(sums + i, 1, states + i);
  }
  static FASTRELU_NOINLINE void finish(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps,
                                       const RowState* states) {
    for_each_row<2>(args, rows, steps, [&](std::size_t i, char* const* row) FASTRELU_INLINE_LAMBDA {
      finish_with(RowGradient<Op, S>(Double<double>{states[i].first, states[i].second}), row, n);
    });
  }

  // Of a short row, element by element.
  template <class Sums>
  static FASTRELU_INLINE Double<double> sum_in_order(const S* g, const S* y, std::size_t n, std::size_t step) {
    Sums sums;
    for (std::size_t j = 0; j < n; ++j) add(sums, 0, g[j * step], y[j * step]);
    return settled(sums.sum(0));
  }

  static FASTRELU_NOINLINE void lone_row(char* const* args, std::size_t n) {
    const S *const g = reinterpret_cast<const S*>(args[0]), *const y = reinterpret_cast<const S*>(args[1]);
    Double<double> sum = sum_in_order<Sums<1>>(g, y, n, 1);
    if (is_small(sum.high)) sum = sum_in_order<ExactSums<1>>(g, y, n, 1);
    finish_with(RowGradient<Op, S>(sum), args, n);
  }

  static FASTRELU_NOINLINE void short_rows(char* const* args, std::size_t count, std::size_t n, const std::ptrdiff_t* steps) {
    constexpr std::size_t L = kRowLanes<S>;
    alignas(64) S g[kInPieces * L], y[kInPieces * L];
    rows_to_lanes(g, args[0], count, steps[0], n);
    rows_to_lanes(y, args[1], count, steps[1], n);
    Sums<L> sums;
    const auto next = [&](int operand) { return args[operand] + static_cast<std::ptrdiff_t>(L) * steps[operand]; };
    const char *const next_g = next(0), *const next_y = next(1), *const next_output = next(2);
    for (std::size_t k = 0; k < n; ++k) {
      fetch_next(next_g + k * L * sizeof(S), next_output + k * L * sizeof(S));
      fetch_next(next_y + k * L * sizeof(S), next_output + k * L * sizeof(S));
#pragma omp simd
      for (std::size_t i = 0; i < L; ++i) add(sums, i, g[k * L + i], y[k * L + i]);
    }
    RowGradient<Op, S> gradients[L];
    for (std::size_t i = 0; i < L; ++i) {
      Double<double> sum = settled(sums.sum(i));
      if (is_small(sum.high)) sum = sum_in_order<ExactSums<1>>(g + i, y + i, n, L);
      gradients[i] = RowGradient<Op, S>(sum);
    }
    for (std::size_t k = 0; k < n; ++k) {
#pragma omp simd
      for (std::size_t i = 0; i < L; ++i) g[k * L + i] = gradients[i].of(g[k * L + i], y[k * L + i]);
    }
    lanes_to_rows(args[2], count, steps[2], g, n);
  }
};

FASTRELU_END
