#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "python/along_axis.h"
#include "python/configuration.h"
#include "python/dtypes.h"
#include "python/functions.h"
#include "python/interpreter.h"
#include "python/lend_tensors.h"
#include "python/memory_pool.h"
#include "python/parameter_gradient.h"
#include "python/signatures.h"
#include "python/stream_copy.h"
#include "python/tensor_call.h"
#include "python/tensor_function.h"
#include "python/ufuncs.h"
#include "python/xla.h"
#include "runtime/cpus.h"
#include "runtime/instruction_sets.h"
#include "runtime/parallel.h"
#include "runtime/threads.h"

namespace py = pybind11;
using namespace fastrelu;

namespace {

void define(py::module_& m) {
  m.doc() = "The compiled part of fastrelu. Private: use fastrelu.";
  import_numpy();
  import_or_explain([] { choose_isa_at_import(); });
  import_or_explain([] { initialize_threads(); });
  m.attr("__version__") = FASTRELU_VERSION;
  m.def("signatures", &signatures);
  m.attr("dtypes") = dtypes();
  m.def("make_ufunc", &make_ufunc, py::arg("activation"), py::arg("form"), py::arg("name"), py::arg("doc"), py::arg("biased"));
  m.def("make_function", &make_function);
  m.def("make_row_ufunc", &make_row_ufunc);
  m.def("run_rows", &run_array_rows);
  m.def("make_gradient_ufunc", &make_gradient_ufunc);
  m.def("parameter_gradient", &parameter_gradient, py::arg("activation"), py::arg("parameter"), py::arg("operands"),
        py::arg("out"), py::arg("from_output") = false);
  m.attr("call_tensors") = make_tensor_call();
  m.def("make_tensor_function", &make_tensor_function);
  m.attr("tensor_interface") = tensor_interface();
  m.def("ufunc_handle", &ufunc_handle);
  m.attr("call_tensor_rows") = make_tensor_row_call();
  m.attr("most_threads") = kMostThreadCount;
  m.attr("local_num_threads") = thread_count_variable();
  m.def("get_num_threads", [] {
    follow_context();
    return thread_count();
  });
  m.def("set_num_threads", &set_thread_count);
  m.def("follow_context", &use_contexts);
  m.def("read_cpus_by_quota", &read_cpus_by_quota);
  m.def("set_stream_bytes", &set_stream_bytes);
  m.def("result_tables_made", &result_tables_made);
  m.def("configuration", &configuration);
  m.def("make_buffer_pool", &make_buffer_pool);
  m.def("use_memory_handler", &use_memory_handler);
  m.def("current_memory_handler", &current_memory_handler);
  m.def("limit_buffer_pool", &limit_buffer_pool);
  m.def("trim_buffer_pool", &trim_buffer_pool);
  m.def("buffer_pool_counts", &buffer_pool_counts);
  m.def("stream_copy", &stream_copy);
  m.def("xla_handler", &xla_handler);
  m.def("xla_row_handler", &xla_row_handler);
  m.def("isa", [] { return active_isa().name; });
  m.def("set_isa", &set_active_isa);
}

// Not by PYBIND11_MODULE: its first step waits for the GIL of the main interpreter, in a subinterpreter for ever. NumPy, whose
// table of functions all of this shares, belongs to one interpreter too.
int execute(PyObject* module) {
  if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
    PyErr_SetString(PyExc_ImportError, "fastrelu does not work in subinterpreters, only in the main interpreter");
    return -1;
  }
  try {
    py::detail::get_internals();
    auto m = py::reinterpret_borrow<py::module_>(module);
    define(m);
    return 0;
  } catch (py::error_already_set& error) {
    py::raise_from(error, PyExc_ImportError, "initialization failed");
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_ImportError, error.what());
  }
  return -1;
}

PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void*>(&execute)},
#if PY_VERSION_HEX >= 0x030c0000
    // So that subinterpreters come as far as execute, which has better words than Python has.
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#if PY_VERSION_HEX >= 0x030d0000
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, nullptr},
};

PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_core", nullptr, 0, nullptr, slots, nullptr, nullptr, nullptr};

}  // namespace

PyMODINIT_FUNC PyInit__core() { return PyModuleDef_Init(&definition); }
