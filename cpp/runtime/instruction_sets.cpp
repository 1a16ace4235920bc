#include "runtime/instruction_sets.h"

#include <atomic>
#include <cstdlib>
#include <stdexcept>

#if defined(__x86_64__) || defined(_M_X64)
#define FASTRELU_X86_64 1
#if defined(_MSC_VER)
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#endif

namespace fastrelu {

// FASTRELU_COMPILED_<ISA> is defined by CMakeLists.txt for each instruction set whose kernel objects are part of this build.
#define FASTRELU_FAMILY(family) extern const ActivationKernels* const kernels_of_##family;
namespace isa_baseline {
#include "activations/families.inc"
extern const Drivers drivers;
extern const RowKernels row_kernels;
}  // namespace isa_baseline
#if defined(FASTRELU_COMPILED_avx2)
namespace isa_avx2 {
#include "activations/families.inc"
extern const Drivers drivers;
extern const RowKernels row_kernels;
}  // namespace isa_avx2
#endif
#if defined(FASTRELU_COMPILED_avx512)
namespace isa_avx512 {
#include "activations/families.inc"
extern const Drivers drivers;
extern const RowKernels row_kernels;
}  // namespace isa_avx512
#endif
#undef FASTRELU_FAMILY

namespace {

// The tables of an instruction set together, as they are found once all objects have been initialised.
#define FASTRELU_FAMILY(family) kernels_of_##family,
const Kernels* baseline_kernels() {
  using namespace isa_baseline;
  static const Kernels kernels = {{
#include "activations/families.inc"
                                  },
                                  &drivers,
                                  &row_kernels};
  return &kernels;
}
const Kernels* avx2_kernels() {
#if defined(FASTRELU_COMPILED_avx2)
  using namespace isa_avx2;
  static const Kernels kernels = {{
#include "activations/families.inc"
                                  },
                                  &drivers,
                                  &row_kernels};
  return &kernels;
#else
  return nullptr;
#endif
}
const Kernels* avx512_kernels() {
#if defined(FASTRELU_COMPILED_avx512)
  using namespace isa_avx512;
  static const Kernels kernels = {{
#include "activations/families.inc"
                                  },
                                  &drivers,
                                  &row_kernels};
  return &kernels;
#else
  return nullptr;
#endif
}
#undef FASTRELU_FAMILY

bool always() { return true; }

#if defined(FASTRELU_X86_64)

struct CpuidResult {
  unsigned eax, ebx, ecx, edx;
};

CpuidResult cpuid(unsigned leaf, unsigned subleaf) {
  CpuidResult r{};
#if defined(_MSC_VER)
  int regs[4];
  __cpuidex(regs, static_cast<int>(leaf), static_cast<int>(subleaf));
  r = {unsigned(regs[0]), unsigned(regs[1]), unsigned(regs[2]), unsigned(regs[3])};
#else
  __cpuid_count(leaf, subleaf, r.eax, r.ebx, r.ecx, r.edx);
#endif
  return r;
}

// XCR0 says which registers the operating system saves on a context switch (Intel SDM vol. 1, 13.3).
unsigned long long saved_registers() {
  if (!(cpuid(1, 0).ecx >> 27 & 1)) return 0;  // no OSXSAVE: XGETBV would fault
#if defined(_MSC_VER)
  return _xgetbv(0);
#else
  unsigned lo, hi;
  __asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
  return (static_cast<unsigned long long>(hi) << 32) | lo;
#endif
}

bool has_avx2() {
  constexpr unsigned kYmm = 0x6;  // SSE and AVX state
  if ((saved_registers() & kYmm) != kYmm || cpuid(0, 0).eax < 7) return false;
  const CpuidResult one = cpuid(1, 0), seven = cpuid(7, 0);
  const bool fma = one.ecx >> 12 & 1, avx = one.ecx >> 28 & 1, f16c = one.ecx >> 29 & 1;
  const bool bmi1 = seven.ebx >> 3 & 1, avx2 = seven.ebx >> 5 & 1, bmi2 = seven.ebx >> 8 & 1;
  return fma && avx && f16c && bmi1 && avx2 && bmi2;
}

bool has_avx512() {
  constexpr unsigned kZmm = 0xe6;  // SSE, AVX, mask, and both halves of the ZMM state
  if (!has_avx2() || (saved_registers() & kZmm) != kZmm) return false;
  const unsigned ebx = cpuid(7, 0).ebx;
  const bool f = ebx >> 16 & 1, dq = ebx >> 17 & 1, cd = ebx >> 28 & 1, bw = ebx >> 30 & 1, vl = ebx >> 31 & 1;
  return f && dq && cd && bw && vl;
}

#endif

std::atomic<const Isa*> g_active{nullptr};

}  // namespace

const std::vector<Isa>& isas() {
  static const std::vector<Isa> all = {
#if defined(FASTRELU_X86_64)
      {"avx512", "x86-64-v4: AVX-512 F, VL, BW, DQ, CD", has_avx512, avx512_kernels()},
      {"avx2", "x86-64-v3: AVX2, FMA, F16C", has_avx2, avx2_kernels()},
      {"baseline", "x86-64: SSE2", always, baseline_kernels()},
#elif defined(__aarch64__) || defined(_M_ARM64)
      // Every AArch64 CPU has NEON with FMA, so the baseline of the architecture is the NEON kernel.
      {"neon", "AArch64: Advanced SIMD (NEON) with FMA", always, baseline_kernels()},
#else
      {"baseline", "portable C++", always, baseline_kernels()},
#endif
  };
  return all;
}

const Isa& active_isa() {
  const Isa* isa = g_active.load(std::memory_order_acquire);
  return isa ? *isa : isas().back();
}

int active_isa_index() { return static_cast<int>(&active_isa() - isas().data()); }

void set_active_isa(const std::string& name) {
  std::string usable;
  for (const Isa& isa : isas()) {
    const bool runs = isa.kernels && isa.supported();
    if (runs && name == isa.name) {
      g_active.store(&isa, std::memory_order_release);
      return;
    }
    if (runs) usable += (usable.empty() ? "" : ", ") + std::string(isa.name);
  }
  std::string why = "is not an instruction set that fastrelu knows on this architecture";
  for (const Isa& isa : isas())
    if (name == isa.name) why = isa.kernels ? "is not supported by this CPU" : "was not compiled into this build";
  throw std::invalid_argument("'" + name + "' " + why + "; what can run here: " + usable);
}

void choose_isa_at_import() {
  const char* forced = std::getenv("FASTRELU_ISA");
  if (forced && *forced) {
    try {
      set_active_isa(forced);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument("environment variable FASTRELU_ISA: " + std::string(error.what()));
    }
    return;
  }
  for (const Isa& isa : isas()) {
    if (isa.kernels && isa.supported()) {
      set_active_isa(isa.name);
      return;
    }
  }
}

}  // namespace fastrelu
