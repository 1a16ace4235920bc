// Results against each other: the same bits, or close.
#pragma once

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "native/cases.h"

namespace fastrelu {

struct Found {
  std::string what;
  std::ptrdiff_t n;
};
inline Found g_found;

[[noreturn]] inline void wrong(const char* how, std::ptrdiff_t i, const char* one, const char* other, Type type) {
  std::fprintf(stderr, "%s: %s, %td elements, element %td", how, g_found.what.c_str(), g_found.n, i);
  if (row_of(type).is_float()) std::fprintf(stderr, ": %.17g and %.17g", get(one, type), get(other, type));
  std::fprintf(stderr, "\n");
  std::abort();
}

// n elements end to end. NaN is NaN, whichever.
inline void expect_same(const char* how, const char* one, const char* other, std::ptrdiff_t n, Type type) {
  const std::ptrdiff_t item = row_of(type).bytes;
  if (n == 0 || std::memcmp(one, other, std::size_t(n * item)) == 0) return;
  for (std::ptrdiff_t i = 0; i < n; ++i, one += item, other += item) {
    if (std::memcmp(one, other, std::size_t(item)) == 0) continue;
    if (row_of(type).is_float() && std::isnan(get(one, type)) && std::isnan(get(other, type))) continue;
    wrong(how, i, one, other, type);
  }
}

struct Precision {
  int bits, least;  // of the significand; the exponent of the smallest normal number
  double largest;
};
inline Precision precision_of(Type type) {
  if (type == Type::f64) return {53, -1022, 1.7976931348623157e308};
  if (type == Type::f32) return {24, -126, 3.4028234663852886e38};
  if (type == Type::f16) return {11, -14, 65504};
  return {8, -126, 3.3895313892515355e38};
}

// At most so many units in the last place apart, counted at the results, or at `floors` where these are larger; not where they
// are NaN.
inline void expect_close(const char* one, const char* other, const double* floors, std::ptrdiff_t n, Type type, double units) {
  const std::ptrdiff_t item = row_of(type).bytes;
  const Precision precision = precision_of(type);
  for (std::ptrdiff_t i = 0; i < n; ++i, one += item, other += item) {
    const double a = get(one, type), b = get(other, type);
    if (a == b || (std::isnan(a) && std::isnan(b)) || std::isnan(floors[i])) continue;
    // Beside infinity there may be the largest numbers.
    const double size = std::fmax(std::fmin(std::fabs(a), std::fabs(b)), floors[i]);
    if (std::isinf(a) || std::isinf(b)) {
      if (a * b > 0 && size >= precision.largest * (1 - units * std::ldexp(1, -precision.bits))) continue;
      wrong("too far apart", i, one, other, type);
    }
    const int exponent = size > 0 && std::isfinite(size) ? std::max(std::ilogb(size), precision.least) : precision.least;
    if (!(std::fabs(a - b) <= units * std::ldexp(1, exponent - precision.bits + 1)))
      wrong("too far apart", i, one, other, type);
  }
}

}  // namespace fastrelu
