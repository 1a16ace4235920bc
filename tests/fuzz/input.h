// The fuzzer's bytes as choices, numbers and memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "native/cases.h"

namespace fastrelu {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}

  unsigned byte() { return at_ < end_ ? *at_++ : 0; }
  unsigned word() { return byte() | byte() << 8; }
  // 0 .. n-1
  std::ptrdiff_t below(std::size_t n) { return static_cast<std::ptrdiff_t>((n > 256 ? word() : byte()) % n); }
  bool flip() { return byte() & 1; }

  // n numbers of a type, end to end: any bits at all, or some_number with the input's bits here and there.
  std::vector<char> numbers(Type type, std::ptrdiff_t n, int operand) {
    const std::ptrdiff_t item = row_of(type).bytes;
    std::vector<char> made(static_cast<std::size_t>(n * item));
    const unsigned kind = byte() % 4;
    const std::uint8_t* const start = at_;
    const std::ptrdiff_t rest = end_ - at_, taken = rest < n * item ? rest : n * item;
    for (std::ptrdiff_t i = 0; i < n; ++i) put(made.data() + i * item, type, some_number(std::size_t(i), operand));
    if (taken > 0 && kind != 0)
      for (std::ptrdiff_t i = 0; i < n; ++i) {
        if (kind == 1 && i % 7 != 0) continue;
        for (std::ptrdiff_t j = 0; j < item; ++j)  // again and again, each time otherwise
          made[std::size_t(i * item + j)] = char(start[(i * item + j) % taken] ^ (kind == 3 ? (i * item / taken) * 29 : 0));
      }
    at_ += taken < 64 ? taken : 64;  // what follows is of other bytes, but there shall be some left
    return made;
  }

  // A parameter: the usual one, one of the samples, or any number.
  double parameter(const Description& activation, int k) {
    const unsigned kind = byte() % 8;
    if (kind < 3) return activation.parameters[k].fallback;
    if (kind < 6 && activation.samples.count > 0) return activation.samples.at[byte() % unsigned(activation.samples.count)][k];
    float any;
    const std::uint32_t bits = word() | word() << 16;
    std::memcpy(&any, &bits, sizeof any);
    return static_cast<double>(any);
  }

 private:
  const std::uint8_t *at_, *end_;
};

// Memory of exactly so many bytes, of which the sanitizer knows the ends: what comes before the offset is no part of it.
class Exact {
 public:
  Exact(std::size_t bytes, std::size_t offset, int filled) : made_(new char[bytes + offset]), start_(made_.get() + offset) {
    std::memset(made_.get(), filled, bytes + offset);
  }
  char* start() const { return start_; }

 private:
  std::unique_ptr<char[]> made_;
  char* start_;
};

}  // namespace fastrelu
