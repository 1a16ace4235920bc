#include "python/stream_copy.h"

#include <cstdint>
#include <cstring>

#include "kernels/kernels.h"
#include "python/interpreter.h"

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#endif

namespace py = pybind11;

namespace fastrelu {
namespace {

void copy_past_caches(char* to, const char* from, std::size_t n) {
  std::size_t i = 0;
#if defined(__SSE2__) || defined(_M_X64)
  i = (kLine - reinterpret_cast<std::uintptr_t>(to) % kLine) % kLine;
  if (i > n) i = n;
  std::memcpy(to, from, i);
  for (; i + kLine <= n; i += kLine)
    for (std::size_t k = i; k < i + kLine; k += 16)
      _mm_stream_si128(reinterpret_cast<__m128i*>(to + k), _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + k)));
  _mm_sfence();
#endif
  std::memcpy(to + i, from + i, n - i);
}

bool is_contiguous(const py::buffer_info& info) {
  py::ssize_t step = info.itemsize;
  for (py::ssize_t d = info.ndim; d-- > 0; step *= info.shape[static_cast<std::size_t>(d)])
    if (info.strides[static_cast<std::size_t>(d)] != step) return false;
  return true;
}

}  // namespace

void stream_copy(py::buffer out, py::buffer from) {
  const py::buffer_info to = out.request(true), source = from.request();
  if (!is_contiguous(to) || !is_contiguous(source) || to.size * to.itemsize != source.size * source.itemsize)
    throw py::value_error("stream_copy takes two contiguous arrays of as many bytes");
  without_gil([&] {
    copy_past_caches(static_cast<char*>(to.ptr), static_cast<const char*>(source.ptr),
                     static_cast<std::size_t>(source.size * source.itemsize));
  });
}

}  // namespace fastrelu
