// The exponentials of rows, and their sums: by vectors where the exponential is one by a table.
#pragma once

#include <type_traits>

#include "activations/softmax.h"
#include "kernels/row_sums.h"

FASTRELU_BEGIN

template <class Op, class S>
FASTRELU_INLINE typename RowType<S>::type operand(S x) {
  using T = typename RowType<S>::type;
  return Op::negated ? -static_cast<T>(x) : static_cast<T>(x);
}

template <class Op, class S, std::size_t Count>
using SumsOfRows = std::conditional_t<Op::logarithm, SumsBesideMaxima<S, Count>, SumsOfExp<S, Count>>;
// How many maxima a sum leaves out.
template <class Op, class Sums>
FASTRELU_INLINE double maxima_beside([[maybe_unused]] const Sums& sums, [[maybe_unused]] std::size_t j) {
  if constexpr (Op::logarithm)
    return double(sums.maxima[j]);
  else
    return 0;
}

// Count of them at a time, each to a sum of its own.
template <class Op, class S, std::size_t Count>
class RowExponentials {
  using T = typename RowType<S>::type;
  static constexpr bool kVectors = kRowsByTable<T>;
#if FASTRELU_HAS_VECTOR
  // What a logarithm takes is too much for sixteen registers: its sums have a loop of their own then.
  static constexpr bool kSumsInVectors = kVectors && (!Op::logarithm || Floats::size == 16);
#else
  static constexpr bool kSumsInVectors = false;
#endif
  using Sums = SumsOfRows<Op, S, Count>;

 public:
  // Of Elements, each Count after the other, to the same sums. Leaves exponentials in the output, but for a logarithm.
  // Together: all have the first maximum, magic number and least x; otherwise each has its own. Clamps: to the least x.
  template <bool Together, bool Clamps, std::size_t Elements>
  FASTRELU_INLINE void add(const S* x, const T* maximum, const T* magic, const T* least, [[maybe_unused]] S* out) {
    const auto of = [](const T* all, std::size_t j) FASTRELU_INLINE_LAMBDA { return all[Together ? 0 : j]; };
#if FASTRELU_HAS_VECTOR
    if constexpr (kVectors) {
      using V = typename VectorsByTurns<int(Elements) / Floats::size>::type;
      const auto each = [](const float* all) FASTRELU_INLINE_LAMBDA { return Together ? V(all[0]) : V::load(all); };
      const V in = V::load(x);
      const TabledExp<V> e = row_exp_by_table<Clamps>(Op::negated ? -in : in, each(magic), each(least));
      const V value = e.value();
      if constexpr (!kSumsInVectors) {
        alignas(64) float values[Elements];
        value.store(values);
        for (std::size_t from = 0; from < Elements; from += Count)
#pragma omp simd
          for (std::size_t j = 0; j < Count; ++j) sums_.add(j, operand<Op>(x[from + j]), of(maximum, j), values[from + j]);
      } else if constexpr (Op::logarithm) {
        sums_.add(Op::negated ? -in : in, each(maximum), value);
      } else {
        sums_.add(e, value);
        value.store(out);
      }
      return;
    }
#endif
    if constexpr (!kVectors) {
      static_assert(Elements == Count);
#pragma omp simd
      for (std::size_t j = 0; j < Count; ++j) {
        const T one = operand<Op>(x[j]);
        const RaisedExp<T> e = raised_exp(one, of(magic, j), of(least, j));
        const T value = e.value();
        if constexpr (Op::logarithm) {
          sums_.add(j, one, of(maximum, j), value);
        } else {
          sums_.add(j, e, value);
          out[j] = static_cast<S>(value);
        }
      }
    }
  }
  // Of the elements `from` to `end` of Count alone: nothing else is read or written, and no other sum changes.
  template <bool Clamps>
  FASTRELU_INLINE void add_some(const S* x, std::size_t from, std::size_t end, const T* maximum, const T* magic, const T* least,
                                [[maybe_unused]] S* out) {
    const auto before = sums_;
    const S filler = static_cast<S>(operand<Op>(static_cast<S>(*least)));
    alignas(64) S filled[Count], results[Count];
    // Masked where there are masks: a copy of so many bytes takes a call.
#pragma omp simd
    for (std::size_t j = 0; j < Count; ++j) filled[j] = (j >= from) & (j < end) ? x[j] : filler;
    add<true, Clamps, Count>(filled, maximum, magic, least, results);
    sums_.put_back(from, end, before);
    if constexpr (Op::logarithm) return;
#pragma omp simd
    for (std::size_t j = 0; j < Count; ++j)
      if ((j >= from) & (j < end)) out[j] = results[j];
  }
  FASTRELU_INLINE Sums sums() const {
#if FASTRELU_HAS_VECTOR
    if constexpr (kSumsInVectors) return sums_.all();
#endif
    if constexpr (!kSumsInVectors) return sums_;
  }

 private:
#if FASTRELU_HAS_VECTOR
  using InVectors = std::conditional_t<Op::logarithm, SumsBesideMaximaInVectors<Count>, SumsOfExpInVectors<Count>>;
  std::conditional_t<kSumsInVectors, InVectors, Sums> sums_;
#else
  Sums sums_;
#endif
};

// Those of a short row by itself: computed side by side, and then added one after the other, as a lane does.
template <class Op, class S>
class OneByOne {
  using T = typename RowType<S>::type;
  static constexpr bool kVectors = kRowsByTable<T>;
  using Sums = SumsOfRows<Op, S, 1>;
  alignas(64) T scale_[kRowInPieces], r_[kRowInPieces], q_[kVectors ? 1 : kRowInPieces];  // by a table r is p, without q
  Sums sums_;

 public:
  // From place j on.
  template <std::size_t Count>
  FASTRELU_INLINE void set(std::size_t j, const S* x, T magic, T least) {
#if FASTRELU_HAS_VECTOR
    if constexpr (kVectors) {
      using V = typename VectorsByTurns<int(Count) / Floats::size>::type;
      const V in = V::load(x);
      const TabledExp<V> e = row_exp_by_table<true>(Op::negated ? -in : in, V(magic), V(least));
      e.s.store(scale_ + j);
      e.p.store(r_ + j);
      return;
    }
#endif
    if constexpr (!kVectors) {
#pragma omp simd
      for (std::size_t k = 0; k < Count; ++k) {
        const RaisedExp<T> e = raised_exp(operand<Op>(x[k]), magic, least);
        scale_[j + k] = e.scale, r_[j + k] = e.r, q_[j + k] = e.q;
      }
    }
  }
  FASTRELU_INLINE void add(std::size_t j, S x, T maximum, S* out) {
    if constexpr (kVectors)
      add(TabledExp<T>{scale_[j], r_[j]}, x, maximum, out);
    else
      add(RaisedExp<T>{scale_[j], r_[j], q_[j]}, x, maximum, out);
  }
  FASTRELU_INLINE const Sums& sums() const { return sums_; }

 private:
  template <class Exp>
  FASTRELU_INLINE void add(const Exp& e, S x, [[maybe_unused]] T maximum, [[maybe_unused]] S* out) {
    const T value = e.value();
    if constexpr (Op::logarithm) {
      sums_.add(0, operand<Op>(x), maximum, value);
    } else {
      sums_.add(0, e, value);
      *out = static_cast<S>(value);
    }
  }
};

FASTRELU_END
