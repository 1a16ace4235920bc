// Rows whose pieces are taken one after the other.
#pragma once

#include "kernels/row_sums.h"
#include "kernels/rows.h"

FASTRELU_BEGIN

template <class S, int Inputs, class F>
FASTRELU_INLINE void for_each_piece(char* const* args, std::size_t n, F f) {
  char* here[Inputs + 1];
  for (int k = 0; k <= Inputs; ++k) here[k] = args[k];
  for (std::size_t from = 0; from < n; from += kRowPiece) {
    f(here, n - from < kRowPiece ? n - from : kRowPiece, from == 0);
    for (int k = 0; k <= Inputs; ++k) here[k] += kRowPiece * sizeof(S);
  }
}

// Both for at most kRowsAtOnce rows, or a single one if it has several pieces.
template <class Rows, class S, int Inputs>
FASTRELU_INLINE void sum_rows(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps,
                              RowState* states) {
  PieceSums sums[kRowsAtOnce];
  for_each_piece<S, Inputs>(args, n, [&](char* const* here, std::size_t m, bool first) FASTRELU_INLINE_LAMBDA {
    if (first) return Rows::SumsBy::sums(here, rows, m, steps, states, sums);
    PieceSums piece;
    Rows::SumsBy::sums(here, 1, m, steps, states, &piece);
    sums[0] = joined(sums[0], piece);
  });
  Rows::TotalBy::totals(sums, rows, states);
}
template <class Rows, class S, int Inputs>
FASTRELU_INLINE void finish_rows(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps,
                                 const RowState* states) {
  for_each_piece<S, Inputs>(args, n, [&](char* const* here, std::size_t m, bool) FASTRELU_INLINE_LAMBDA {
    Rows::FinishBy::finish(here, rows, m, steps, states);
  });
}

FASTRELU_END
