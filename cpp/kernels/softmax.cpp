// The activations along an axis -> a table of their loops. Compiled once for every instruction set.
#include <algorithm>

#include "kernels/backward_rows.h"
#include "kernels/forward_rows.h"

FASTRELU_BEGIN

namespace {

// As many rows are taken step by step as the first cache holds with all of their operands.
constexpr std::size_t kBytesInCache = 32768;

template <class Rows, class S, int Inputs, bool HasMaximum>
void every_row(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps) {
  if (n == 0) return;
  if constexpr (HasMaximum)
    if (n == 1) return Rows::single_elements(args, rows, steps);
  char* here[Inputs + 1];
  const auto at_row = [&](std::size_t i) {
    for (int k = 0; k <= Inputs; ++k) here[k] = args[k] + static_cast<std::ptrdiff_t>(i) * steps[k];
  };
  if (n < Rows::kInPieces) {
    constexpr std::size_t L = kRowLanes<S>;
    std::size_t i = 0;
    for (; rows - i > L / 4; i += L) {
      at_row(i);
      if (rows - i <= L) return Rows::short_rows(here, rows - i, n, steps);
      Rows::short_rows(here, L, n, steps);
    }
    for (; i < rows; ++i) {
      at_row(i);
      Rows::lone_row(here, n);
    }
    return;
  }
  // What is longer than a piece goes by itself.
  static_assert(kBytesInCache < 2 * sizeof(S) * (Inputs + 1) * kRowPiece);
  const std::size_t fit = kBytesInCache / (n * sizeof(S) * (Inputs + 1));
  const std::size_t at_once = std::min(std::max(fit, std::size_t(1)), kRowsAtOnce);
  for (std::size_t i = 0; i < rows; i += at_once) {
    const std::size_t count = rows - i < at_once ? rows - i : at_once;
    RowState states[kRowsAtOnce];
    PieceSums sums[kRowsAtOnce];
    if constexpr (HasMaximum) {
      at_row(i);
      Rows::extremes(here, count, n, steps, states);
    }
    const auto for_each_piece = [&](auto f) FASTRELU_INLINE_LAMBDA {
      at_row(i);
      for (std::size_t k = 0; k < n; k += kRowPiece) {
        f(n - k < kRowPiece ? n - k : kRowPiece, k == 0);
        for (int j = 0; j <= Inputs; ++j) here[j] += kRowPiece * sizeof(S);
      }
    };
    for_each_piece([&](std::size_t m, bool first) {
      if (first) return Rows::SumsBy::sums(here, count, m, steps, states, sums);
      PieceSums piece;
      Rows::SumsBy::sums(here, 1, m, steps, states, &piece);
      sums[0] = joined(sums[0], piece);
    });
    Rows::TotalBy::totals(sums, count, states);
    for_each_piece([&](std::size_t m, bool) { Rows::FinishBy::finish(here, count, m, steps, states); });
  }
}

template <class Op, class S>
constexpr RowKernel forward_kernel() {
  using Rows = ForwardRows<Op, S>;
  return {&every_row<Rows, S, 1, true>, {&Rows::extremes, &Rows::SumsBy::sums, &Rows::TotalBy::total, &Rows::FinishBy::finish}};
}
template <class Op, class S>
constexpr RowKernel backward_kernel() {
  using Rows = BackwardRows<Op, S>;
  return {&every_row<Rows, S, 2, false>, {nullptr, &Rows::SumsBy::sums, &Rows::TotalBy::total, &Rows::FinishBy::finish}};
}

template <class... Op>
constexpr RowKernels make_row_kernels(Activations<Op...>) {
  return {{{{forward_kernel<Op, float>(), forward_kernel<Op, double>()},
            {backward_kernel<Op, float>(), backward_kernel<Op, double>()}}...}};
}

}  // namespace

extern const RowKernels row_kernels;
const RowKernels row_kernels = make_row_kernels(along_axis{});

FASTRELU_END
