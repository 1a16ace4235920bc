// Operands of several dimensions on one thread: long rows as they lie, short ones and tiles by way of buffers.
#pragma once

#include <cstddef>

#include "runtime/layout.h"
#include "runtime/parallel.h"

namespace fastrelu {

// The elements begin .. end-1 of a layout, in its order; of a tiled one, whole tiles.
void run_rows(const Work& work, char* const* args, const Layout& layout, std::ptrdiff_t begin, std::ptrdiff_t end,
              unsigned flags);

// May outputs that lie end to end leave past the caches?
bool may_stream_rows(const Layout& layout);

}  // namespace fastrelu
