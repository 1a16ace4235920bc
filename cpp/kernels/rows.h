// What kernels along an axis look like from outside. Plain C++: no instruction set.
#pragma once

#include <cstddef>

#include "activations/activation.h"

namespace fastrelu {

// Rows of n contiguous elements of one type, which an operand has row_steps[k] bytes apart. args: inputs, then the output,
// which may be an input in place. A result's bits depend on its row alone: not on other rows, their number, or threads.
using RowsLoop = void (*)(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* row_steps);

// Elements of a long row that are summed as one. A row of more can be cut there, and nowhere else, for several threads.
constexpr std::size_t kRowPiece = 8192;
// From at most so many elements on a row is computed in pieces; below, many rows at once. What is cut is longer than kRowPiece.
constexpr std::size_t kRowInPieces = 128;

// Of the elements of a row, for softmin with the sign changed. The minimum may be lower than the true one. NaN is neither, but
// may make the minimum minus infinity.
struct RowExtremes {
  double maximum, minimum;
};
// What is known of a row: first and second are for `finish`.
struct RowState {
  RowExtremes extremes;
  double first, second;
};
// What is known of a piece.
struct PieceSums {
  double high, low, maxima;
};

// Rows by pieces of n elements. Steps, with all pieces of a row done before the next, and args those of pieces of as many rows,
// at most kRowsAtOnce (row_steps.h), which an operand has row_steps[k] bytes apart:
//   extremes  of each piece; those of the row are the outermost (they are never NaN). nullptr where there is no need of it.
//   sums      of each piece; softmax and softmin write to the output on the way.
//   total     of all sums of a row, in order, whoever computed them.
//   finish    each piece. (args as before: what `sums` has written is found in the output.)
// RowsLoop takes the same steps, and gives the same bits.
struct RowPieces {
  void (*extremes)(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* row_steps, RowState* states);
  void (*sums)(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* row_steps, const RowState* states,
               PieceSums* sums);
  void (*total)(const PieceSums* sums, std::size_t pieces, RowState* state);
  void (*finish)(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* row_steps, const RowState* states);
};

struct RowKernel {
  RowsLoop rows;
  RowPieces pieces;
};

// One activation, for float32 and float64: x -> y; grad_output, y -> grad_x.
struct RowActivationKernels {
  RowKernel value[2], backward[2];
};

constexpr int kRowActivations = 3;

// In the order of the list in activations/softmax.h.
struct RowKernels {
  RowActivationKernels activations[kRowActivations];
};

}  // namespace fastrelu
