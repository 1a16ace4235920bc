// Two vectors as one, or twice two: of each operation that of the one and then that of the other, so that while an operation of
// one waits for what it needs there is one of the other to go on with. (A CPU's scheduler holds about two iterations of a loop.
// sigmoid on Zen 4: two vectors take 5 % less time than one, four 7 %; with AVX2 two 8 %, four 15 %.)
#pragma once

#include "math/vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

template <class V>
struct Twofold {
  static constexpr int size = 2 * V::size;
  V one, other;
  FASTRELU_INLINE Twofold(V a, V b) : one(a), other(b) {}
  FASTRELU_INLINE Twofold(float scalar) : one(scalar), other(scalar) {}
  static FASTRELU_INLINE Twofold load(const float* p) { return {V::load(p), V::load(p + V::size)}; }
  FASTRELU_INLINE void store(float* p) const {
    one.store(p);
    other.store(p + V::size);
  }
};

template <class V>
FASTRELU_INLINE Twofold<V> operator+(Twofold<V> a, Twofold<V> b) {
  return {a.one + b.one, a.other + b.other};
}
template <class V>
FASTRELU_INLINE Twofold<V> operator-(Twofold<V> a, Twofold<V> b) {
  return {a.one - b.one, a.other - b.other};
}
template <class V>
FASTRELU_INLINE Twofold<V> operator*(Twofold<V> a, Twofold<V> b) {
  return {a.one * b.one, a.other * b.other};
}
template <class V>
FASTRELU_INLINE Twofold<V> operator-(Twofold<V> a) {
  return {-a.one, -a.other};
}
template <class V>
FASTRELU_INLINE Twofold<V> operator/(Twofold<V> a, Twofold<V> b) {
  return {a.one / b.one, a.other / b.other};
}
template <class V>
FASTRELU_INLINE Twofold<V> fused(Twofold<V> a, Twofold<V> b, Twofold<V> c) {
  return {fused(a.one, b.one, c.one), fused(a.other, b.other, c.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> absolute(Twofold<V> a) {
  return {absolute(a.one), absolute(a.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> with_sign_of(Twofold<V> a, Twofold<V> sign) {
  return {with_sign_of(a.one, sign.one), with_sign_of(a.other, sign.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> smaller_or_second(Twofold<V> a, Twofold<V> b) {
  return {smaller_or_second(a.one, b.one), smaller_or_second(a.other, b.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> larger_or_second(Twofold<V> a, Twofold<V> b) {
  return {larger_or_second(a.one, b.one), larger_or_second(a.other, b.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> larger_bits(Twofold<V> a, Twofold<V> b) {
  return {larger_bits(a.one, b.one), larger_bits(a.other, b.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> if_less(Twofold<V> a, Twofold<V> b, Twofold<V> yes, Twofold<V> no) {
  return {if_less(a.one, b.one, yes.one, no.one), if_less(a.other, b.other, yes.other, no.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> if_equal(Twofold<V> a, Twofold<V> b, Twofold<V> yes, Twofold<V> no) {
  return {if_equal(a.one, b.one, yes.one, no.one), if_equal(a.other, b.other, yes.other, no.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> zero_if_less(Twofold<V> x, Twofold<V> least, Twofold<V> y) {
  return {zero_if_less(x.one, least.one, y.one), zero_if_less(x.other, least.other, y.other)};
}
template <int Shift, class V>
FASTRELU_INLINE Twofold<V> bits_left(Twofold<V> a) {
  return {bits_left<Shift>(a.one), bits_left<Shift>(a.other)};
}
template <int Shift, class V>
FASTRELU_INLINE Twofold<V> bits_right(Twofold<V> a) {
  return {bits_right<Shift>(a.one), bits_right<Shift>(a.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> bits_sum(Twofold<V> a, Twofold<V> b) {
  return {bits_sum(a.one, b.one), bits_sum(a.other, b.other)};
}
template <std::uint32_t Kept, std::uint32_t Set, class V>
FASTRELU_INLINE Twofold<V> bits_kept_and_set(Twofold<V> a) {
  return {bits_kept_and_set<Kept, Set>(a.one), bits_kept_and_set<Kept, Set>(a.other)};
}
template <class V>
FASTRELU_INLINE Twofold<V> in_register(Twofold<V> a) {
  return {in_register(a.one), in_register(a.other)};
}
template <int IndexBits, class Four, class V>
FASTRELU_INLINE Twofold<V> looked_up(const Four (&table)[16], Twofold<V> index) {
  return {looked_up<IndexBits>(table, index.one), looked_up<IndexBits>(table, index.other)};
}

// As many vectors as a loop takes by turns.
template <int Vectors>
struct VectorsByTurns {
  using type = Twofold<typename VectorsByTurns<Vectors / 2>::type>;
};
template <>
struct VectorsByTurns<1> {
  using type = Floats;
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
