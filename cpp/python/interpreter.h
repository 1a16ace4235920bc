// What concerns the interpreter around: its lock, its end, and the contexts that code runs in.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <atomic>

#include <pybind11/pybind11.h>

namespace fastrelu {

// Calls work() without the GIL; it does not throw.
template <class Work>
void without_gil(const Work& work);

// Calls work(), which does not throw, with the count of the current context; with the GIL given to others meanwhile, if it is
// held.
template <class Work>
void in_context(const Work& work, bool has_gil);

// The counts of num_threads belong to a context (PEP 567), as tasks that take turns on one thread have their own. The variable
// holds a tuple whose first item is the count in force, 0 for none; (0, None, None) to begin with.
pybind11::object thread_count_variable();

// Lets the calls that follow on this thread use the count of the current context. With the GIL, before each call that may
// use threads.
void follow_context();

// From now on; until then follow_context does nothing.
void use_contexts();

// ---------------------------------------------------------------------------------------------------------------------

namespace interpreter_detail {
extern std::atomic<bool> contexts_are_used;
void follow_context();
void take_gil_back(PyThreadState* state);
}  // namespace interpreter_detail

inline void follow_context() {
  if (interpreter_detail::contexts_are_used.load(std::memory_order_relaxed)) interpreter_detail::follow_context();
}

template <class Work>
void without_gil(const Work& work) {
  PyThreadState* state = PyEval_SaveThread();
  work();
  interpreter_detail::take_gil_back(state);
}

template <class Work>
void in_context(const Work& work, bool has_gil) {
  if (has_gil) {
    follow_context();
    without_gil(work);
    return;
  }
  if (interpreter_detail::contexts_are_used.load(std::memory_order_relaxed)) {
    const pybind11::gil_scoped_acquire gil;
    interpreter_detail::follow_context();
  }
  work();
}

}  // namespace fastrelu
