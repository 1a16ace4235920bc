#include "python/configuration.h"

#include "python/interpreter.h"
#include "runtime/instruction_sets.h"
#include "runtime/threads.h"

namespace py = pybind11;

namespace fastrelu {

py::dict configuration() {
  py::list compiled, supported, missing;
  for (const Isa& isa : isas()) {
    if (isa.kernels) compiled.append(isa.name);
    if (isa.kernels && isa.supported()) supported.append(isa.name);
    if (!isa.kernels) missing.append(isa.name);
  }
  py::dict isa;
  isa["active"] = active_isa().name;
  isa["supported"] = supported;
  isa["compiled"] = compiled;
  isa["not compiled"] = missing;
  isa["description"] = active_isa().description;
  py::dict threads;
  threads["runtime"] = openmp_runtime();
  follow_context();
  threads["count"] = thread_count();
  py::dict build;
  build["compiler"] = FASTRELU_COMPILER;
  build["build type"] = FASTRELU_BUILD_TYPE;
  py::dict all;
  all["version"] = FASTRELU_VERSION;
  all["build"] = build;
  all["instruction sets"] = isa;
  all["threads"] = threads;
  return all;
}

}  // namespace fastrelu
