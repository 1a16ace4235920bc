// softmax and log_softmax of many rows in float: exponentials of some, while those before them are finished and the extremes of
// those behind are found.
//
// Each of the three by itself leaves most of a CPU idle: the first multiplies, the second stores, the third loads. Together
// they take a fifth less than one after the other (rows of 1000 on Zen 4: 0.26 ns for an element and 0.33), and give the same
// bits.
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/forward_rows.h"
#include "kernels/row_pieces.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

template <class Rows>
struct RowPipeline {
  static constexpr bool exists = false;
};

template <class Op>
class RowPipeline<ForwardRows<Op, float>> {
  using Rows = ForwardRows<Op, float>;
  using Exponentials = typename Rows::template Exponentials<kSums>;
  using Extremes = RowExtremesInVectors<Floats, Op::negated>;
  static constexpr std::size_t kStep = 2 * kSums;
  using V = typename VectorsByTurns<int(kStep) / Floats::size>::type;
  using Half = typename VectorsByTurns<int(kSums) / Floats::size>::type;
  // The second cache holds the operands of groups that are on their way.
  static constexpr std::size_t kBytesOnTheWay = 131072;
  // The longest row of which it holds the input and the output, and the input of the next.
  static constexpr std::size_t kLongest = 65536;
  // How far ahead of itself a long row is fetched.
  static constexpr std::ptrdiff_t kBytesAhead = 8192;
  static constexpr std::size_t kLine = 64;
  // Elements from which on it pays to begin whole steps at a line.
  static constexpr std::size_t kAligned = 512;

 public:
  // Where registers hold all that it takes; and not for softmin, for the size of the module.
  static constexpr bool exists = Floats::size == 16 && !Op::negated;
  // Are so many rows of n elements worth it?
  static bool serves(std::size_t rows, std::size_t n) { return rows >= 4 && n <= kLongest; }

  static void rows(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps) {
    n > kRowPiece ? long_rows(args, rows, n, steps) : groups(args, rows, n, steps);
  }

 private:
  static FASTRELU_NOINLINE void groups(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps) {
    const std::size_t at_once = rows_of_group(rows, n, steps[1]), groups = (rows + at_once - 1) / at_once;
    RowState states[3][kRowsAtOnce];
    for (std::size_t phase = 0; phase < groups + 2; ++phase) {
      const auto group = [&](std::size_t behind) FASTRELU_INLINE_LAMBDA {
        const std::size_t number = phase - behind, first = number * at_once;
        Group g{{nullptr, nullptr}, 0, states[(phase + 3 - behind) % 3]};
        if (phase < behind || number >= groups) return g;
        for (int k = 0; k < 2; ++k) g.args[k] = args[k] + static_cast<std::ptrdiff_t>(first) * steps[k];
        g.rows = std::min(at_once, rows - first);
        return g;
      };
      const Group coming = group(0), here = group(1), done = group(2);
      if (coming.rows == here.rows && here.rows == done.rows && !any(here, [](const RowState& s) { return is_far(s); })) {
        const bool narrow = all(here, Rows::is_narrow) && all(done, Rows::is_narrow);
        if (narrow && (Op::logarithm || all(done, Rows::is_plain))) {
          together<true>(coming, here, done, n, steps);
          continue;
        }
        if constexpr (!Op::logarithm) {
          together<false>(coming, here, done, n, steps);
          continue;
        }
      }
      if (coming.rows) Rows::extremes(coming.args, coming.rows, n, steps, coming.states);
      if (here.rows) sum_rows<Rows, float, 1>(here.args, here.rows, n, steps, here.states);
      if (done.rows) finish_rows<Rows, float, 1>(done.args, done.rows, n, steps, done.states);
    }
  }

  // Rows of several pieces, one by one: the second cache would not hold what three of them take, but that of two. While the
  // exponentials of one are taken, if it is not far from 0, the extremes of the next are found.
  static FASTRELU_NOINLINE void long_rows(char* const* args, std::size_t rows, std::size_t n, const std::ptrdiff_t* steps) {
    RowState states[2] = {};
    for (std::size_t i = 0; i <= rows; ++i) {
      RowState *const coming = &states[i % 2], *const here = &states[(i + 1) % 2];
      char* next[2];
      for (int k = 0; k < 2; ++k) next[k] = args[k] + static_cast<std::ptrdiff_t>(i) * steps[k];
      char* const row[2] = {next[0] - steps[0], next[1] - steps[1]};
      if (i == 0 || i == rows || is_far(*here)) {
        if (i < rows) Rows::extremes(next, 1, n, steps, coming);
        if (i > 0) sum_rows<Rows, float, 1>(row, 1, n, steps, here);
      } else {
        const PieceSums sum = Rows::is_narrow(*here) ? sum_of_row<true>(next[0], row, n, *here, *coming)
                                                     : sum_of_row<false>(next[0], row, n, *here, *coming);
        Rows::TotalBy::total(&sum, 1, here);
      }
      if (i > 0) finish_rows<Rows, float, 1>(row, 1, n, steps, here);
    }
  }
  template <bool Narrow>
  static FASTRELU_INLINE PieceSums sum_of_row(const char* next, char* const* row, std::size_t n, const RowState& here,
                                              RowState& coming) {
    const Known<Narrow> known(here, here);
    const std::ptrdiff_t ahead[2] = {kBytesAhead, kBytesAhead};
    Found found;
    PieceSums sum;
    for_each_piece<float, 1>(row, n, [&](char* const* piece, std::size_t m, bool first) FASTRELU_INLINE_LAMBDA {
      const float* const x = reinterpret_cast<const float*>(piece[0]);
      const float* const coming_x = reinterpret_cast<const float*>(next + (piece[0] - row[0]));
      one_row<Narrow, false>(coming_x, x, reinterpret_cast<float*>(piece[1]), Done{}, m, known, ahead, found);
      const PieceSums of_piece = found.sum();
      sum = first ? of_piece : joined(sum, of_piece);
    });
    coming.extremes = found.extremes.result();
    return sum;
  }

  struct Group {
    char* args[2];
    std::size_t rows;
    RowState* states;
  };

  // What is finished: exponentials, or for a logarithm the input; and where to.
  struct Done {
    const float* in;
    float* out;
  };
  struct Found {
    SumsOfRows<Op, float, kSums> sums;
    Extremes extremes;
    FASTRELU_INLINE PieceSums sum() const {
      return total_of<float, kSums>(sums, [&](std::size_t j) FASTRELU_INLINE_LAMBDA { return maxima_beside<Op>(sums, j); });
    }
  };

  static bool is_far(const RowState& state) { return Rows::is_far(static_cast<float>(state.extremes.maximum)); }
  template <class F>
  static FASTRELU_INLINE bool any(const Group& g, F f) {
    for (std::size_t i = 0; i < g.rows; ++i)
      if (f(g.states[i])) return true;
    return false;
  }
  template <class F>
  static FASTRELU_INLINE bool all(const Group& g, F f) {
    return !any(g, [f](const RowState& state) { return !f(state); });
  }

  // A quarter of all, so that most of the time three groups are on their way; and such a number, if it may be, that rows of one
  // group begin at the same place of a line as those of the next.
  static std::size_t rows_of_group(std::size_t rows, std::size_t n, std::ptrdiff_t step) {
    const std::size_t fit = std::min(kBytesOnTheWay / (4 * n * sizeof(float)), rows / 4);
    const std::size_t most = std::min(std::max(fit, std::size_t(1)), kRowsAtOnce);
    std::size_t aligned = 1;
    while (static_cast<std::size_t>(step) * aligned % kLine != 0 && aligned < kRowsAtOnce) aligned *= 2;
    return aligned <= most ? most / aligned * aligned : most;
  }

  // As many rows of each group.
  template <bool Plain>
  static FASTRELU_INLINE void together(const Group& coming, const Group& here, const Group& done, std::size_t n,
                                       const std::ptrdiff_t* steps) {
    // Added up when all are there: what the end of one row waits for would hold up the next.
    Found found[kRowsAtOnce];
    // Where the same row of the next group lies.
    const auto count = static_cast<std::ptrdiff_t>(here.rows);
    const std::ptrdiff_t ahead[2] = {count * steps[0], count * steps[1]};
    for (std::size_t i = 0; i < here.rows; ++i) {
      const auto row = [&](const Group& g, int k) FASTRELU_INLINE_LAMBDA {
        return reinterpret_cast<float*>(g.args[k] + static_cast<std::ptrdiff_t>(i) * steps[k]);
      };
      const Done done_row{row(done, Op::logarithm ? 0 : 1), row(done, 1)};
      one_row<Plain, true>(row(coming, 0), row(here, 0), row(here, 1), done_row, n,
                           Known<Plain>(here.states[i], done.states[i]), ahead, found[i]);
    }
    PieceSums sums[kRowsAtOnce];
    for (std::size_t i = 0; i < here.rows; ++i) {
      sums[i] = found[i].sum();
      coming.states[i].extremes = found[i].extremes.result();
    }
    Rows::TotalBy::totals(sums, here.rows, here.states);
  }

  // What the elements of a row of each of three groups have in common. Plain: that whose exponentials are taken is narrow, and
  // what finishes the one before it needs no guard.
  template <bool Plain>
  struct Known {
    float maximum;
    RowExp<float, float> exp;
    Double<float> factor;
    FASTRELU_INLINE Known(const RowState& here, const RowState& done)
        : maximum(static_cast<float>(here.extremes.maximum)),
          exp(maximum, Rows::kVanishing),
          factor{unguarded(done.first), unguarded(done.second)} {}
    static FASTRELU_INLINE float unguarded(double part) {
      return static_cast<float>(part) * (Plain && !Op::logarithm ? 1 / float(kGuard<float>) : 1.0f);
    }
    template <class W>
    FASTRELU_INLINE W finished(W y) const {
      const Double<W> both{factor.high, factor.low};
      if constexpr (Op::logarithm) return log_result(y, both, W(Bound<float, -1>::value));
      return Plain ? times_both(y, both)
                   : times_both(zero_if_less(y, W(float(kNothing<float>)), y), both) * W(1 / float(kGuard<float>));
    }
    template <std::size_t Elements>
    FASTRELU_INLINE void add(Exponentials& exponentials, const float* in, float* out) const {
      exponentials.template add<true, !Plain, Elements>(in, &maximum, &exp.magic, &exp.least, out);
    }
    FASTRELU_INLINE void add_some(Exponentials& exponentials, const float* in, std::size_t from, std::size_t end,
                                  float* out) const {
      exponentials.template add_some<!Plain>(in, from, end, &maximum, &exp.magic, &exp.least, out);
    }
  };

  // Whole steps begin where a line of the output does. The elements before are taken as the last ones of a step: so each has
  // another one of the sums than otherwise, but those that it meets in its sum are the same, as are the pairs of sums.
  // Finishes: `done` too, of a step at least. Otherwise this may be a piece, and nothing precedes it that is not of its row.
  template <bool Plain, bool Finishes>
  static FASTRELU_INLINE void one_row(const float* coming, const float* x, float* out, [[maybe_unused]] const Done done,
                                      std::size_t n, const Known<Plain> known, const std::ptrdiff_t* ahead, Found& results) {
    const std::size_t to_line = (kLine - reinterpret_cast<std::uintptr_t>(out) % kLine) % kLine / sizeof(float);
    const std::size_t before = n < kAligned ? 0 : to_line;
    const std::size_t end = before + (n - before) / kStep * kStep;
    // What is before whole steps and behind them is finished together with some of theirs, from what all were.
    alignas(64) [[maybe_unused]] float first[kSums], last[kStep];
    if constexpr (Finishes) {
      if (before > 0) Half::load(done.in).store(first);
      if (end < n) V::load(done.in + n - kStep).store(last);
    }
    Exponentials exponentials;
    Extremes extremes = results.extremes;
    if (before > 0) known.add_some(exponentials, x + before - kSums, kSums - before, kSums, out + before - kSums);
    for (std::size_t i = before; i < end; i += kStep) {
      for (std::size_t j = i; j < i + kStep; j += kLine / sizeof(float))
        fetch(reinterpret_cast<const char*>(coming + j) + ahead[0], reinterpret_cast<const char*>(out + j) + ahead[1]);
      // Loaded before anything is stored: a load that lies a multiple of 4096 bytes from a store would wait for it.
      const V next = in_register(V::load(coming + i)), y = Finishes ? in_register(V::load(done.in + i)) : next;
      known.template add<kStep>(exponentials, x + i, out + i);
      extremes.add(next);
      if constexpr (Finishes) known.finished(y).store(done.out + i);
    }
    std::size_t i = end;
    if (i + kSums <= n) {
      known.template add<kSums>(exponentials, x + i, out + i);
      i += kSums;
    }
    if (i < n) known.add_some(exponentials, x + i, 0, n - i, out + i);
    if (before > 0) extremes.add(Half::load(coming));
    if (end < n) extremes.add(V::load(coming + n - kStep));
    if constexpr (Finishes) {
      if (before > 0) known.finished(Half::load(first)).store(done.out);
      if (end < n) known.finished(V::load(last)).store(done.out + n - kStep);
    }
    results.sums = exponentials.sums();
    results.extremes = extremes;
  }
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
