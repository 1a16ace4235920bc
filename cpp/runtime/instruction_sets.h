// Instruction sets as named objects. "Compiled" (in this build) and "supported" (by this CPU) are two questions.
#pragma once

#include <string>
#include <vector>

#include "kernels/kernels.h"

namespace fastrelu {

struct Isa {
  const char* name;
  const char* description;
  bool (*supported)();     // can this CPU, under this operating system, run it?
  const Kernels* kernels;  // nullptr: not compiled into this build
};

// All instruction sets of this architecture, best first. The last one is compiled into every build and always runs.
const std::vector<Isa>& isas();

constexpr int kMostInstructionSets = 3;

// The one whose kernels run now. At import: FASTRELU_ISA if set, else the best that is compiled and supported.
const Isa& active_isa();

// Its place in isas().
int active_isa_index();

// Choose by name; throws std::invalid_argument, naming what can be chosen, if it cannot run here.
void set_active_isa(const std::string& name);

// Read FASTRELU_ISA and choose. Throws as set_active_isa does.
void choose_isa_at_import();

}  // namespace fastrelu
