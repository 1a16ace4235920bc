// What a test program is at, so that it can say so when a protected page ends it.
#pragma once

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "native/guarded.h"

namespace fastrelu {

struct Report {
  std::string what;                       // the kernel and the instruction set
  const char* how = "";                   // the layout
  long long n = 0, cases = 0, wrong = 0;  // the length; calls that were made; calls that failed
  std::vector<const Guarded*> operands;

  void say(const char* failure) {
    if (++wrong <= 20) std::printf("%s: %s, %lld elements, %s\n", failure, what.c_str(), n, how);
  }
};
inline Report g_report;

// Not safe in a signal handler in general; the program is at its end, and in a kernel, which allocates nothing.
inline void on_fault(int, siginfo_t* info, void*) {
  g_report.say("memory fault");
  for (std::size_t k = 0; k < g_report.operands.size(); ++k) {
    std::ptrdiff_t offset;
    if (g_report.operands[k]->knows(info->si_addr, &offset))
      std::printf("  at byte %td of the %zu of operand %zu\n", offset, g_report.operands[k]->size(), k);
  }
  std::fflush(stdout);
  _exit(3);
}

inline void report_faults() {
  struct sigaction action = {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO;
  for (const int signal : {SIGSEGV, SIGBUS}) sigaction(signal, &action, nullptr);
}

}  // namespace fastrelu
