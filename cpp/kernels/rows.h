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
constexpr std::size_t kRowInPieces = 256;

// What is known of a row: the maximum is that of its elements (of those with the sign changed for softmin), the rest is for
// `finish`.
struct RowState {
  double maximum, first, second;
};
// What is known of a piece.
struct PieceSums {
  double high, low, maxima;
};

// One row by several threads. Three steps, with all pieces done before the next step, and args those of a piece:
//   maximum  of each piece; that of the row is the largest (they are never NaN). nullptr where there is no need of it.
//   sums     of each piece; softmax and softmin write to the output on the way.
//   total    of all sums, in order, whoever computed them.
//   finish   each piece. (args as before: what `sums` has written is found in the output.)
// RowsLoop takes the same steps, and gives the same bits.
struct RowPieces {
  double (*maximum)(char* const* args, std::size_t n);
  void (*sums)(char* const* args, std::size_t n, const RowState& state, PieceSums* sums);
  void (*total)(const PieceSums* sums, std::size_t pieces, RowState* state);
  void (*finish)(char* const* args, std::size_t n, const RowState& state);
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
