// Measures what the functions of cpp/math state about themselves, in long double. Prints "name value" lines for
// tests/test_math.py; a value is the log2 of a worst relative error, or the number of results that are not exact.
#include <cmath>
#include <cstdio>
#include <type_traits>

#include "math/exp.h"
#include "math/short_tables.h"

using namespace fastrelu::FASTRELU_ISA_NAMESPACE;

namespace {

unsigned long long state = 1;
double uniform() {  // a linear congruential generator (Knuth, TAOCP 2, 3.3.4, table 1, line 26)
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return static_cast<double>(state >> 11) * 0x1p-53;
}

template <class T>
long double evaluated(ScaledExp<T> e) {
  const long double n = static_cast<long double>(e.shifted) - static_cast<long double>(scale_magic<T>);
  return std::exp2(n) * (1.0L + static_cast<long double>(e.r) + static_cast<long double>(e.q));
}

template <class T>
long double evaluated(PartedExp<T> e) {
  const long double n = static_cast<long double>(e.shifted) - static_cast<long double>(scale_magic<T>);
  return std::exp2(n) * (1.0L + static_cast<long double>(e.p()));
}

template <class T>
void measure(const char* type) {
  const double end = sizeof(T) == 4 ? 157.375 : 1333;
  long double worst = 0, worst_in_parts = 0;
  unsigned inexact_one_plus = 0, inexact_difference = 0, inexact_product = 0;
  for (int i = 0; i < 4000000; ++i) {
    // Half of them spread over the range, half of them over its magnitudes.
    const T h = static_cast<T>(i % 2 ? uniform() * end : std::exp2(std::log2(end) - 30 * uniform()));
    const T l = static_cast<T>(h * (uniform() - 0.5) * (sizeof(T) == 4 ? 0x1p-23 : 0x1p-52));
    // h + l would round, even in long double.
    const long double plain = std::exp(-static_cast<long double>(h)), exact = plain * std::exp(-static_cast<long double>(l));
    worst = std::fmax(worst, std::fabs(evaluated(exp_negative(-h, -l)) / exact - 1));
    worst_in_parts = std::fmax(worst_in_parts, std::fabs(evaluated(exp_in_parts(-h)) / plain - 1));
    const T b = static_cast<T>(uniform() * 4);
    const Double<T> sum = one_plus(h), difference = exact_difference(h, b);
    // Long double holds sums of two floats; of doubles, the parts are compared one by one.
    if constexpr (sizeof(T) == 4) {
      const double product = static_cast<double>(h) * b;
      inexact_one_plus += static_cast<double>(sum.high) + sum.low != 1.0 + static_cast<double>(h) && h > 0x1p-29f;
      inexact_difference += std::fabs(static_cast<double>(h)) > 0x1p-20 && b > 0x1p-20f &&
                            static_cast<double>(difference.high) + difference.low != static_cast<double>(h) - b;
      inexact_product += static_cast<double>(h * b) + product_low(h, b, static_cast<T>(h * b)) != product;
    } else {
      const T high = T(1) + h, low = h < 1 ? h - (high - T(1)) : T(1) - (high - h);
      inexact_one_plus += sum.high != high || sum.low != low;
      inexact_product += product_low(h, b, h * b) != std::fma(h, b, -(h * b));
    }
  }
  std::printf("%s exp_negative %.3Lf\n", type, std::log2(worst));
  std::printf("%s exp_in_parts %.3Lf\n", type, std::log2(worst_in_parts));
  std::printf("%s one_plus_inexact %u\n", type, inexact_one_plus);
  std::printf("%s exact_difference_inexact %u\n", type, inexact_difference);
  std::printf("%s product_low_inexact %u\n", type, inexact_product);
}

#if FASTRELU_HAS_FMA
// Of an exponential by a table that rises or falls as e^(slope x), as far as results are normal.
template <class C>
void measure_table(double slope) {
  long double worst = 0;
  for (int i = 0; i < 4000000; ++i) {
    const float x = static_cast<float>((i % 2 ? uniform() * 87 : std::exp2(6.4 - 30 * uniform())) * (i % 4 < 2 ? -1 : 1));
    const TabledExp<float> e = exp_by_table<0, C>(x);
    const long double exact = std::exp(static_cast<long double>(slope) * static_cast<long double>(x));
    worst = std::fmax(worst, std::fabs(static_cast<long double>(e.s) * (1.0L + static_cast<long double>(e.p)) / exact - 1));
  }
  std::printf("float exp_by_table_of_%d %.3Lf\n", C::places, std::log2(worst));
}
#endif

}  // namespace

int main() {
  // Without fused multiply-add, float32 is computed in float64, and the float functions are not used.
#if FASTRELU_HAS_FMA
  measure<float>("float");
  measure_table<fastrelu::ShortExp<float>::Falling>(-1);
  measure_table<fastrelu::ShortExp<float>::Rising>(1);
#endif
  measure<double>("double");
}
