// Activations along an axis, as generalised ufuncs and on arrays.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

#include "runtime/layout.h"
#include "runtime/registry.h"
#include "runtime/rows.h"

namespace fastrelu {

// What there is to do for one of them, by the instruction set in use.
RowWork row_work(const Description& activation, Form form, Type type);

// The generalised ufunc "(n)->(n)", or "(n),(n)->(n)" for the backward pass from the output.
pybind11::object make_row_ufunc(const std::string& activation, const std::string& form, const std::string& name,
                                const std::string& doc);

// What such a ufunc computes.
struct RowCall {
  const Description* activation;
  Form form;
};
RowCall row_call_of(PyObject* ufunc);

// Computes it along an axis of operands that lie so, of which the last is the output. False if that shares memory with an
// input, but for one that lies exactly as it does; nothing is written then. Throws std::bad_alloc.
bool run_rows(const RowCall& call, Type type, const Layout& layout, int axis, char* const* at, bool has_gil = true);

// The same for arrays of one shape and one float dtype, of which the last is the output, along the last axis. False if they are
// not such arrays, aligned and in native byte order.
bool run_array_rows(const std::string& activation, const std::string& form, const pybind11::tuple& arrays);

}  // namespace fastrelu
