// Tables of piecewise polynomials for a function and its derivative; see cells.h.
//
// Cell k is where scale times the argument rounds to k, and is developed about k times the width: u is the way from there.
// Row `middle` is that of cell 0. Tables reach from x = -end, included, to where f(x) is x to every rounding. Their last row is
// for all x beyond, and their first for x <= -zero, where f(x) is 0: with x in the place of u they give just that.
#pragma once

namespace fastrelu {

// A polynomial for each, of degree 7, constants first.
template <class T, int Count>
struct SeparateCells {
  static constexpr bool joint = false;
  static constexpr int count = Count, coefficients = 8;
  int middle;
  T scale, width, end, zero;
  alignas(64) T values[Count][coefficients], derivatives[Count][coefficients];
};

// One for both: c0 + c1 u + c2 u^2, and slope + 2 c2 u + 2 (c3 + bend c2 u) u^2 with slope = c1 - lift c3, rounded once.
// Behind the first row there are `tails` more of f alone, c0 + c1 u + c2 u^2 + c3 u^3, from x = -end down to where f is 0 to
// every rounding: for all x from there down, `least` stands.
template <class T, int Count>
struct JointCells {
  static constexpr bool joint = true;
  static constexpr int count = Count, coefficients = 4;
  int middle;
  T scale, width, end, zero, lift, bend;
  int tails;
  T least;
  alignas(64) T rows[Count][coefficients];
};

// Of f' alone, of degree 3: up to where f'(x) is 1 to every rounding, for which the last row stands.
template <class T, int Count>
struct SlopeCells {
  static constexpr bool joint = false;
  static constexpr int count = Count, coefficients = 4;
  int middle;
  T scale, width, end, zero;
  alignas(64) T rows[Count][coefficients];
};

}  // namespace fastrelu
