// Elements at any address.
#pragma once

#include <cstddef>
#include <cstring>

#include "math/arithmetic.h"

FASTRELU_BEGIN

template <class S>
FASTRELU_INLINE S load(const char* p) {
  S s;
  std::memcpy(&s, p, sizeof s);
  return s;
}
template <class S>
FASTRELU_INLINE void store(char* p, S s) {
  std::memcpy(p, &s, sizeof s);
}

// Has lines on their way while something else is computed.
template <bool Written>
FASTRELU_INLINE void fetch_ahead([[maybe_unused]] const void* p, [[maybe_unused]] std::size_t bytes) {
#if defined(__GNUC__)
  for (std::size_t i = 0; i < bytes; i += 64) __builtin_prefetch(static_cast<const char*>(p) + i, Written ? 1 : 0);
#endif
}

FASTRELU_END
