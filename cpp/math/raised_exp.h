// The exponential function times a power of two of the caller's, who keeps what counts among the normal numbers, and takes the
// power away at the end.
#pragma once

#include "math/exp.h"

FASTRELU_BEGIN

// e^x 2^offset as scale (1 + r + q), scale = 2^(n + offset), |r| <= 0.35. The magic number is scale_magic + offset.
template <class T>
struct RaisedExp {
  T scale, r, q;
  FASTRELU_INLINE T value() const { return fused(scale, r + q, scale); }
  // scale (1 + r + q) - taken, where that is near.
  FASTRELU_INLINE T rest(T taken) const { return fused(scale, q, fused(scale, r, scale - taken)); }
};
// Of x, or of least where x is below it. NaN stays.
template <class T>
FASTRELU_INLINE RaisedExp<T> raised_exp(T x, T magic, T least) {
  using C = Coefficients<T>;
  const T bounded = least > x ? least : x;
  const T shifted = fused(bounded, C::log2e, magic), n = shifted - magic;
#if FASTRELU_HAS_FMA
  const T first = fused(-n, C::ln2, bounded), r = fused(-n, C::ln2_low, first);
  const T r_low = fused(-n, C::ln2_low, first - r);
#else
  const T first = bounded - n * C::ln2_short, small = n * -C::ln2_short_low, r = first + small;
  const T r_low = small - (r - first);
#endif
  return {pow2(shifted), r, fused(r * r, polynomial(r, C::exp_tail), r_low)};
}

FASTRELU_END
