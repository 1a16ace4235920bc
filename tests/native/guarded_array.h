// An operand of several dimensions in guarded memory.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "native/cases.h"
#include "native/guarded.h"
#include "native/report.h"

namespace fastrelu {

class GuardedArray {
 public:
  // Elements of a type, of a shape, these bytes apart along each axis.
  GuardedArray(const Guarded& memory, Type type, std::vector<std::ptrdiff_t> shape, std::vector<std::ptrdiff_t> steps,
               Against against)
      : memory_(memory), type_(type), item_(row_of(type).bytes), shape_(std::move(shape)), steps_(std::move(steps)) {
    std::ptrdiff_t before = 0, after = item_;
    for (std::size_t d = 0; d < shape_.size(); ++d) {
      elements_ *= shape_[d];
      (steps_[d] < 0 ? before : after) += std::abs(steps_[d]) * (shape_[d] - 1);
    }
    if (elements_ == 0) before = after = 0;
    start_ = memory.place(against, before, after);
    low_ = memory.open(start_) - before;
    bytes_ = before + after;
  }

  char* start() const { return start_; }
  std::ptrdiff_t step(std::size_t axis) const { return steps_[axis]; }
  std::ptrdiff_t elements() const { return elements_; }

  // Elements in C order, one after another in ordinary memory: to be put here, or compared with what is.
  void fill(const char* from) const {
    walk([&](char* at) {
      std::memcpy(at, from, std::size_t(item_));
      from += item_;
    });
  }
  void read(char* to) const {
    walk([&](const char* at) {
      std::memcpy(to, at, std::size_t(item_));
      to += item_;
    });
  }

  // As an output: nothing but the elements may change.
  void prepare() const { std::fill_n(memory_.begin(), memory_.size(), kCanary); }
  void expect(const char* results) const {
    bool same = true;
    walk([&](char* at) {
      same = same && is_same(at, results);
      results += item_;
      std::fill_n(at, item_, kCanary);
    });
    if (!same) g_report.say("another result");
    const char* const begin = std::max(memory_.begin(), low_ - kMargin);
    const char* const end = std::min(memory_.begin() + memory_.size(), low_ + bytes_ + kMargin);
    if (std::any_of(begin, end, [](char c) { return c != kCanary; })) g_report.say("written beside");
  }

 private:
  // NaN is NaN, whichever.
  bool is_same(const char* one, const char* other) const {
    if (std::memcmp(one, other, std::size_t(item_)) == 0) return true;
    return row_of(type_).is_float() && std::isnan(get(one, type_)) && std::isnan(get(other, type_));
  }
  static constexpr char kCanary = 0x5a;
  static constexpr std::ptrdiff_t kMargin = 4096;

  template <class F>
  void walk(F f) const {
    std::vector<std::ptrdiff_t> index(shape_.size(), 0);
    char* at = memory_.open(start_);
    for (std::ptrdiff_t i = 0; i < elements_; ++i) {
      f(at);
      for (std::size_t d = shape_.size(); d-- > 0;) {
        at += steps_[d];
        if (++index[d] < shape_[d]) break;
        at -= steps_[d] * shape_[d];
        index[d] = 0;
      }
    }
  }

  const Guarded& memory_;
  const Type type_;
  const std::ptrdiff_t item_;
  std::vector<std::ptrdiff_t> shape_, steps_;
  std::ptrdiff_t elements_ = 1, bytes_ = 0;
  char *start_, *low_;
};

inline constexpr Type kFloatTypes[] = {Type::f16, Type::bf16, Type::f32, Type::f64};

// Numbers of a type, as many bytes as they take.
inline std::vector<char> some_numbers(Type type, std::ptrdiff_t n, int operand) {
  std::vector<char> made(static_cast<std::size_t>(n * row_of(type).bytes));
  for (std::ptrdiff_t i = 0; i < n; ++i)
    put(made.data() + i * row_of(type).bytes, type, some_number(static_cast<std::size_t>(i), operand));
  return made;
}

}  // namespace fastrelu
