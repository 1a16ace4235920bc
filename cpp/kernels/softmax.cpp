// The activations along an axis -> a table of their loops. Compiled once for every instruction set.
#include "kernels/softmax.h"

FASTRELU_BEGIN

extern const RowKernels row_kernels;
const RowKernels row_kernels = make_row_kernels(along_axis{});

FASTRELU_END
