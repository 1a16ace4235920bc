#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "python/functions.h"
#include "python/memory_pool.h"
#include "python/configuration.h"
#include "python/stream_copy.h"
#include "runtime/instruction_sets.h"
#include "runtime/parallel.h"
#include "python/parameter_gradient.h"
#include "python/signatures.h"
#include "python/ufuncs.h"
#include "runtime/threads.h"

namespace py = pybind11;
using namespace fastrelu;

PYBIND11_MODULE(_core, m, py::mod_gil_not_used()) {
  m.doc() = "The compiled part of fastrelu. Private: use fastrelu.";
  import_numpy();
  import_or_explain([] { choose_isa_at_import(); });
  import_or_explain([] { initialize_threads(); });
  m.attr("__version__") = FASTRELU_VERSION;
  m.def("signatures", &signatures);
  m.def("make_ufunc", &make_ufunc, py::arg("activation"), py::arg("form"), py::arg("name"), py::arg("doc"),
        py::arg("biased"));
  m.def("make_function", &make_function);
  m.def("make_gradient_ufunc", &make_gradient_ufunc);
  m.def("parameter_gradient", &parameter_gradient, py::arg("activation"), py::arg("parameter"), py::arg("operands"),
        py::arg("out"));
  m.def("get_num_threads", &thread_count);
  m.def("set_num_threads", &set_thread_count);
  m.def("set_local_num_threads", &set_local_thread_count);
  m.def("set_stream_bytes", &set_stream_bytes);
  m.def("configuration", &configuration);
  m.def("make_buffer_pool", &make_buffer_pool);
  m.def("use_memory_handler", &use_memory_handler);
  m.def("current_memory_handler", &current_memory_handler);
  m.def("limit_buffer_pool", &limit_buffer_pool);
  m.def("trim_buffer_pool", &trim_buffer_pool);
  m.def("buffer_pool_counts", &buffer_pool_counts);
  m.def("stream_copy", &stream_copy);
  m.def("isa", [] { return active_isa().name; });
  m.def("set_isa", &set_active_isa);
}
