// Sums over rows: side by side in lanes, in more than the type, and in an order that depends on their number alone.
#pragma once

#include <type_traits>

#include "activations/softmax.h"
#include "kernels/rows.h"
#include "math/twofold.h"

FASTRELU_BEGIN

// f(j, other) for each pair of Count places, then of those that are left, and so on to the last.
template <std::size_t Count, class F>
FASTRELU_INLINE void in_pairs(F f) {
  constexpr std::size_t kHalf = Count / 2;
#pragma omp simd
  for (std::size_t j = 0; j < kHalf; ++j) f(j, j + kHalf);
  if constexpr (kHalf > 1) in_pairs<kHalf>(f);
}

// now[j] for `from` <= j < `end`, otherwise before[j].
template <class T, std::size_t Count>
FASTRELU_INLINE void put_back_lanes(T (&now)[Count], std::size_t from, std::size_t end, const T (&before)[Count]) {
#pragma omp simd
  for (std::size_t j = 0; j < Count; ++j) now[j] = (j >= from) & (j < end) ? now[j] : before[j];
}

// Sums side by side, in double and beyond: of float as double, of double in two parts. Kept in arrays that loops index, which
// compilers turn into registers.
template <class S, std::size_t Count>
struct SideBySide {
  alignas(64) double high[Count], low[Count];
  FASTRELU_INLINE SideBySide() {
    for (std::size_t j = 0; j < Count; ++j) high[j] = low[j] = 0;
  }
  FASTRELU_INLINE void add(std::size_t j, double term, [[maybe_unused]] double more = 0) {
    if constexpr (sizeof(S) == 4) {
      high[j] += term;
    } else {
      const Double<double> sum = exact_sum(high[j], term);
      high[j] = sum.high;
      low[j] += sum.low + more;
    }
  }
  FASTRELU_INLINE Double<double> sum(std::size_t j) const { return {high[j], low[j]}; }
};

// Sums of products, of which nothing is lost.
template <class S, std::size_t Count>
struct ExactSumsOfProducts : SideBySide<S, Count> {
  FASTRELU_INLINE void add_product(std::size_t j, S g, S y) {
    if constexpr (sizeof(S) == 4) {
      SideBySide<S, Count>::add(j, double(g) * double(y));
    } else {
      const double term = g * y;
      SideBySide<S, Count>::add(j, term, product_low(g, y, term));
    }
  }
};
template <class S, std::size_t Count>
struct SumsOfProducts : ExactSumsOfProducts<S, Count> {
  static FASTRELU_INLINE bool is_small(double) { return false; }
};
#if FASTRELU_HAS_FMA
// Of float: to convert a product and to sum what it has rounded away takes less than to convert both factors. Of products
// that are subnormal, or nearly, that is not all; a sum as small is taken again, exactly.
template <std::size_t Count>
struct SumsOfProducts<float, Count> {
  static FASTRELU_INLINE bool is_small(double sum) { return absolute(sum) < 0x1p-80; }
  alignas(64) double high[Count];
  alignas(64) float low[Count];
  FASTRELU_INLINE SumsOfProducts() {
    for (std::size_t j = 0; j < Count; ++j) high[j] = 0, low[j] = 0;
  }
  FASTRELU_INLINE void add_product(std::size_t j, float g, float y) {
    const float product = g * y;
    high[j] += double(product);
    low[j] += fused(g, y, -product);
  }
  FASTRELU_INLINE Double<double> sum(std::size_t j) const {
    return {high[j] + (absolute(high[j]) <= largest<double>() ? double(low[j]) : 0.0), 0.0};
  }
};
#endif

#if FASTRELU_HAS_VECTOR
// The same by vectors, then added up in pairs; not what they should be where that is infinite or no number.
template <std::size_t Count>
class SumsOfProductsInVectors {
  static constexpr std::size_t kVectors = Count / Floats::size;
  Doubles high_[2 * kVectors];
  Floats low_[kVectors];

 public:
  FASTRELU_INLINE SumsOfProductsInVectors() {
    for (std::size_t k = 0; k < kVectors; ++k) high_[2 * k] = high_[2 * k + 1] = Doubles(0.0), low_[k] = Floats(0.0f);
  }
  FASTRELU_INLINE void add(const float* g, const float* y) {
    for (std::size_t k = 0; k < kVectors; ++k) {
      const Floats a = Floats::load(g + k * Floats::size), b = Floats::load(y + k * Floats::size), product = a * b;
      high_[2 * k] = high_[2 * k] + first_half(product);
      high_[2 * k + 1] = high_[2 * k + 1] + second_half(product);
      low_[k] = low_[k] + fused(a, b, -product);
    }
  }
  // What lanes are left with.
  FASTRELU_INLINE Doubles all() {
    for (std::size_t k = 0; k < kVectors; ++k) {
      high_[2 * k] = high_[2 * k] + first_half(low_[k]);
      high_[2 * k + 1] = high_[2 * k + 1] + second_half(low_[k]);
    }
    for (std::size_t half = kVectors; half > 0; half /= 2)
      for (std::size_t k = 0; k < half; ++k) high_[k] = high_[k] + high_[k + half];
    return high_[0];
  }
};
#endif

// Sums of exponentials that start from a number not less than any of them, so that three operations find what an addition
// rounds away. That is counted together with what an exponential has lost by rounding.
template <class S, std::size_t Count>
struct SumsOfExp {
  using T = typename RowType<S>::type;
  static constexpr T kStart = T(1.5 * kRaise<S>);
  alignas(64) T high[Count], low[Count];
  FASTRELU_INLINE SumsOfExp() {
    for (std::size_t j = 0; j < Count; ++j) high[j] = kStart, low[j] = T(0);
  }
  template <class Exp>
  FASTRELU_INLINE void add(std::size_t j, const Exp& e, T value) {
    const T sum = high[j] + value;
    low[j] += e.rest(sum - high[j]);
    high[j] = sum;
  }
  // Of the lanes other than `from` to `end` what they were before.
  FASTRELU_INLINE void put_back(std::size_t from, std::size_t end, const SumsOfExp& before) {
    put_back_lanes(high, from, end, before.high);
    put_back_lanes(low, from, end, before.low);
  }
  FASTRELU_INLINE Double<double> sum(std::size_t j) const {
    if constexpr (sizeof(S) == 4) return {(double(high[j]) - double(kStart)) + double(low[j]), 0.0};
    return exact_sum(double(high[j]) - double(kStart), double(low[j]));
  }
};

#if FASTRELU_HAS_VECTOR
// The same for a vector.
alignas(64) constexpr float kPlaces[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
template <class V>
FASTRELU_INLINE void put_back_lanes(V& now, std::size_t from, std::size_t end, V before) {
  static_assert(V::size <= 16);
  const V place = V::load(kPlaces);
  now = if_less(place, V(float(from)), before, if_less(place, V(float(end)), now, before));
}

// The same of float, by vectors of as many lanes as there are sums.
template <std::size_t Count>
class SumsOfExpInVectors {
 public:
  using V = typename VectorsByTurns<int(Count) / Floats::size>::type;

 private:
  using Sums = SumsOfExp<float, Count>;
  V high_{Sums::kStart}, low_{0.0f};

 public:
  FASTRELU_INLINE void add(const TabledExp<V>& e, V value) {
    const V sum = high_ + value;
    low_ = low_ + e.rest(sum - high_);
    high_ = sum;
  }
  // Twice as many, one after the other.
  FASTRELU_INLINE void add(const TabledExp<Twofold<V>>& e, Twofold<V> value) {
    add({e.s.one, e.p.one}, value.one);
    add({e.s.other, e.p.other}, value.other);
  }
  FASTRELU_INLINE void put_back(std::size_t from, std::size_t end, const SumsOfExpInVectors& before) {
    put_back_lanes(high_, from, end, before.high_);
    put_back_lanes(low_, from, end, before.low_);
  }
  FASTRELU_INLINE Sums all() const {
    Sums all;
    high_.store(all.high);
    low_.store(all.low);
    return all;
  }
};
#endif

// Sums side by side in two floats, which takes less than to convert all: seven additions, beside the multiplications of
// exponentials.
template <std::size_t Count>
struct SideBySideInFloats {
  alignas(64) float high[Count], low[Count];
  FASTRELU_INLINE SideBySideInFloats() {
    for (std::size_t j = 0; j < Count; ++j) high[j] = low[j] = 0;
  }
  FASTRELU_INLINE void add(std::size_t j, float term) {
    const Double<float> sum = exact_sum(high[j], term);
    high[j] = sum.high;
    low[j] += sum.low;
  }
  FASTRELU_INLINE Double<double> sum(std::size_t j) const { return {double(high[j]) + double(low[j]), 0.0}; }
};

// For a logarithm near 0 the maxima are counted, and a sum keeps its precision however small it is beside them.
template <class S, std::size_t Count>
using SumsOfOthers =
    std::conditional_t<sizeof(typename RowType<S>::type) == 4, SideBySideInFloats<Count>, SideBySide<S, Count>>;
template <class S, std::size_t Count>
struct SumsBesideMaxima : SumsOfOthers<S, Count> {
  using T = typename RowType<S>::type;
  alignas(64) T maxima[Count];
  FASTRELU_INLINE SumsBesideMaxima() {
    for (std::size_t j = 0; j < Count; ++j) maxima[j] = T(0);
  }
  FASTRELU_INLINE void add(std::size_t j, T x, T maximum, T value) {
    const bool is_maximum = x == maximum;
    SumsOfOthers<S, Count>::add(j, is_maximum ? T(0) : value);
    maxima[j] += is_maximum ? T(1) : T(0);
  }
  FASTRELU_INLINE void put_back(std::size_t from, std::size_t end, const SumsBesideMaxima& before) {
    put_back_lanes(this->high, from, end, before.high);
    put_back_lanes(this->low, from, end, before.low);
    put_back_lanes(maxima, from, end, before.maxima);
  }
};

#if FASTRELU_HAS_VECTOR
// The same by vectors of as many lanes as there are sums.
template <std::size_t Count>
class SumsBesideMaximaInVectors {
 public:
  using V = typename VectorsByTurns<int(Count) / Floats::size>::type;

 private:
  V high_{0.0f}, low_{0.0f}, maxima_{0.0f};

 public:
  FASTRELU_INLINE void add(V x, V maximum, V value) {
    const Double<V> sum = exact_sum(high_, if_equal(x, maximum, V(0.0f), value));
    high_ = sum.high;
    low_ = low_ + sum.low;
    maxima_ = maxima_ + if_equal(x, maximum, V(1.0f), V(0.0f));
  }
  // Twice as many, one after the other.
  FASTRELU_INLINE void add(Twofold<V> x, Twofold<V> maximum, Twofold<V> value) {
    add(x.one, maximum.one, value.one);
    add(x.other, maximum.other, value.other);
  }
  FASTRELU_INLINE void put_back(std::size_t from, std::size_t end, const SumsBesideMaximaInVectors& before) {
    put_back_lanes(high_, from, end, before.high_);
    put_back_lanes(low_, from, end, before.low_);
    put_back_lanes(maxima_, from, end, before.maxima_);
  }
  FASTRELU_INLINE SumsBesideMaxima<float, Count> all() const {
    SumsBesideMaxima<float, Count> all;
    high_.store(all.high);
    low_.store(all.low);
    maxima_.store(all.maxima);
    return all;
  }
};
#endif

// All of them, in pairs.
template <class S, std::size_t Count, class Sums, class Maxima>
FASTRELU_INLINE PieceSums total_of(const Sums& sums, Maxima maxima) {
  alignas(64) double a[Count], b[Count], c[Count];
#pragma omp simd
  for (std::size_t j = 0; j < Count; ++j) {
    const Double<double> sum = sums.sum(j);
    a[j] = sum.high, b[j] = sum.low, c[j] = double(maxima(j));
  }
  in_pairs<Count>([&](std::size_t j, std::size_t other) FASTRELU_INLINE_LAMBDA {
    if constexpr (sizeof(S) == 4) {
      a[j] += a[other];
    } else {
      const Double<double> both = exact_sum(a[j], a[other]);
      a[j] = both.high;
      b[j] += b[other] + both.low;
    }
    c[j] += c[other];
  });
  return {a[0], sizeof(S) == 4 ? 0.0 : b[0], c[0]};
}

// The sums of two parts of a row.
FASTRELU_INLINE PieceSums joined(const PieceSums& a, const PieceSums& b) {
  const Double<double> high = exact_sum(a.high, b.high);
  return {high.high, a.low + b.low + high.low, a.maxima + b.maxima};
}
FASTRELU_INLINE PieceSums joined(const PieceSums* sums, std::size_t pieces) {
  PieceSums all = sums[0];
  for (std::size_t k = 1; k < pieces; ++k) all = joined(all, sums[k]);
  return all;
}

// Brings the line of p close, and one that is going to be written: the passes over a row leave the CPU's own prefetchers idle
// until the next one begins. Into the second cache, as the first one waits for few lines at once: rows of 128
// elements that come from memory take twice the time otherwise (Zen 4).
FASTRELU_INLINE void fetch([[maybe_unused]] const char* p, [[maybe_unused]] const char* written) {
#if defined(__GNUC__)
  __builtin_prefetch(p, 0, 2);
  __builtin_prefetch(written, 0, 2);
#endif
}
// The same for lines that are next, a few thousand bytes on: into the first cache.
FASTRELU_INLINE void fetch_next([[maybe_unused]] const char* p, [[maybe_unused]] const char* written) {
#if defined(__GNUC__)
  __builtin_prefetch(p, 0);
  __builtin_prefetch(written, 1);
#endif
}

FASTRELU_END
