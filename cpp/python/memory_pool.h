// Memory for NumPy's arrays that is kept when they die, and handed out again (NEP 49).
#pragma once

#include <pybind11/pybind11.h>

namespace fastrelu {

// A memory handler as NumPy wants it, of a new pool. Lives as long as the last array made with it.
pybind11::object make_buffer_pool();

// Use it for the arrays that are made from now on in the current context; returns what was used before.
pybind11::object use_memory_handler(const pybind11::object& handler);

// What is used now.
pybind11::object current_memory_handler();

// Keep free blocks of at most so many bytes in all; what is more goes back at once. 0 keeps nothing.
void limit_buffer_pool(const pybind11::object& pool, std::size_t bytes);

// Give back all free blocks; returns their bytes.
std::size_t trim_buffer_pool(const pybind11::object& pool);

// (bytes kept, blocks handed out again, blocks asked of the system).
pybind11::tuple buffer_pool_counts(const pybind11::object& pool);

}  // namespace fastrelu
