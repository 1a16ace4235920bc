// Sums of two numbers that are not evaluated, and arithmetic with them (Dekker, Numerische Mathematik 18, 1971, 224-242).
#pragma once

#include "math/arithmetic.h"

FASTRELU_BEGIN

template <class T>
FASTRELU_INLINE Double<T> exact_product(T a, T b) {
  const T high = a * b;
  return {high, product_low(a, b, high)};
}

template <class T>
FASTRELU_INLINE Double<T> operator+(Double<T> a, Double<T> b) {
  const Double<T> sum = exact_sum(a.high, b.high);
  return sum_of_ordered(sum.high, sum.low + (a.low + b.low));
}
template <class T>
FASTRELU_INLINE Double<T> operator*(Double<T> a, Double<T> b) {
  const Double<T> product = exact_product(a.high, b.high);
  return sum_of_ordered(product.high, fused(a.high, b.low, fused(a.low, b.high, product.low)));
}
// By a power of two.
template <class T>
FASTRELU_INLINE Double<T> operator*(T a, Double<T> b) {
  return {a * b.high, a * b.low};
}
template <class T>
FASTRELU_INLINE Double<T> operator/(Double<T> a, Double<T> b) {
  const T high = a.high / b.high;
  return {high, (fused(-high, b.low, remainder_of(a.high, high, b.high)) + a.low) / b.high};
}
template <class T>
FASTRELU_INLINE Double<T> choose(bool first, Double<T> a, Double<T> b) {
  return {first ? a.high : b.high, first ? a.low : b.low};
}

FASTRELU_END
