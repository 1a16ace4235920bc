// The floating-point environment that work is done in.
#pragma once

#include <cstdint>

#if defined(__SSE2__) || defined(_M_X64)
#include <xmmintrin.h>
#endif

namespace fastrelu {

// NumPy reads the floating-point flags after a loop, and turns them into warnings. Branch-free kernels raise flags on
// lanes whose results they then discard, so the flags mean nothing; and a mode that somebody else has set (flush to
// zero, another rounding) must not change results. Each piece of work therefore runs in the default environment.
class DefaultFloatEnvironment {
 public:
#if defined(__SSE2__) || defined(_M_X64)
  DefaultFloatEnvironment() : saved_(_mm_getcsr()) { _mm_setcsr(kDefault); }
  ~DefaultFloatEnvironment() { _mm_setcsr(saved_); }

 private:
  static constexpr unsigned kDefault = 0x1f80;  // all exceptions masked, round to nearest, no flushing, no flags
  unsigned saved_;
#elif defined(__aarch64__) && defined(__GNUC__)
  DefaultFloatEnvironment() {
    __asm__ volatile("mrs %0, fpcr" : "=r"(control_));
    __asm__ volatile("mrs %0, fpsr" : "=r"(status_));
    if (control_ != 0) write_control(0);
  }
  ~DefaultFloatEnvironment() {
    if (control_ != 0) write_control(control_);
    __asm__ volatile("msr fpsr, %0" : : "r"(status_));
  }

 private:
  static void write_control(std::uint64_t value) { __asm__ volatile("msr fpcr, %0" : : "r"(value)); }
  std::uint64_t control_, status_;
#endif
};

}  // namespace fastrelu
