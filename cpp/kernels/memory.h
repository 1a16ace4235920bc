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

FASTRELU_END
