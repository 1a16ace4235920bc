#include "python/interpreter.h"

#include <chrono>
#include <thread>

#include "runtime/threads.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

PyObject* variable() {
  static PyObject* const made = [] {
    PyObject* none_entered = Py_BuildValue("(iOO)", 0, Py_None, Py_None);
    PyObject* variable = none_entered ? PyContextVar_New("fastrelu.num_threads", none_entered) : nullptr;
    Py_XDECREF(none_entered);
    return variable;
  }();
  return made;
}

}  // namespace

namespace interpreter_detail {

std::atomic<bool> contexts_are_used{false};

void follow_context() {
  PyObject* value = nullptr;
  if (PyContextVar_Get(variable(), nullptr, &value) < 0) {
    PyErr_Clear();  // nothing but the time of a call depends on it
    return;
  }
  set_local_thread_count(static_cast<int>(PyLong_AsLong(PyTuple_GET_ITEM(value, 0))));
  Py_DECREF(value);
}

// When the interpreter has ended, a daemon thread that asks for the GIL is ended too (before Python 3.14): with glibc, by an
// exception of a kind that runs destructors, which would let go of objects without the GIL, or call std::terminate where
// none may pass. Such a thread waits here instead for the process to end.
void take_gil_back(PyThreadState* state) {
  try {
    PyEval_RestoreThread(state);
  } catch (...) {
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
  }
}

}  // namespace interpreter_detail

py::object thread_count_variable() {
  if (!variable()) throw py::error_already_set();
  return py::reinterpret_borrow<py::object>(variable());
}

void use_contexts() {
  interpreter_detail::contexts_are_used.store(true, std::memory_order_relaxed);
  follow_context();
}

}  // namespace fastrelu
