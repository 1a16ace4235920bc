// The inner loop of accuracy.py: ulp errors of float32 results, in one pass where NumPy takes ten.
#include <cstddef>
#include <cstdint>
#include <cstring>

// error[i] = |result[i] - truth[i]| in units of the last place of a float32 of the size of truth[i], or of floor[i] where
// that is larger; NaN where either is NaN or both are the same infinity. Returns the largest error, NaN counting as more
// than infinity. `floor` may be null.
extern "C" double ulp_error(const float* result, const double* truth, const double* floor, std::size_t count, double* error) {
  constexpr std::int64_t exponent = std::int64_t(0x7FF) << 52, least = std::int64_t(1023 - 126) << 52;
  constexpr std::int64_t magnitude = INT64_MAX;
  std::int64_t largest = 0;  // as bits, which are in the order of numbers, and NaN above all
  const double* other = floor ? floor : truth;
  for (std::size_t i = 0; i < count; ++i) {
    std::int64_t size, least_size, bits;
    std::memcpy(&size, truth + i, sizeof size);
    std::memcpy(&least_size, other + i, sizeof least_size);
    size &= exponent;
    least_size &= exponent;
    size = size > least_size ? size : least_size;
    size = size > least ? size : least;
    // 2^23 / 2^e exactly, by its exponent.
    const std::int64_t reciprocal = (std::int64_t(2046 + 23) << 52) - size;
    double scale;
    std::memcpy(&scale, &reciprocal, sizeof scale);
    const double e = (result[i] - truth[i]) * scale;
    std::memcpy(&bits, &e, sizeof bits);
    bits &= magnitude;
    std::memcpy(error + i, &bits, sizeof bits);
    largest = bits > largest ? bits : largest;
  }
  double found;
  std::memcpy(&found, &largest, sizeof found);
  return found;
}
