// The activations along an axis -> a table of their loops. Compiled once for every instruction set.
#include <algorithm>

#include "kernels/backward_rows.h"
#include "kernels/forward_rows.h"
#include "kernels/row_pieces.h"
#include "kernels/row_pipeline.h"

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
#if FASTRELU_HAS_VECTOR
  if constexpr (RowPipeline<Rows>::exists)
    if (RowPipeline<Rows>::serves(rows, n)) return RowPipeline<Rows>::rows(args, rows, n, steps);
#endif
  // What is longer than a piece goes by itself.
  static_assert(kBytesInCache < 2 * sizeof(S) * (Inputs + 1) * kRowPiece);
  const std::size_t fit = kBytesInCache / (n * sizeof(S) * (Inputs + 1));
  const std::size_t at_once = std::min(std::max(fit, std::size_t(1)), kRowsAtOnce);
  for (std::size_t i = 0; i < rows; i += at_once) {
    const std::size_t count = rows - i < at_once ? rows - i : at_once;
    RowState states[kRowsAtOnce];
    at_row(i);
    if constexpr (HasMaximum) Rows::extremes(here, count, n, steps, states);
    sum_rows<Rows, S, Inputs>(here, count, n, steps, states);
    finish_rows<Rows, S, Inputs>(here, count, n, steps, states);
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
