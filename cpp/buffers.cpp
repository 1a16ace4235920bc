#include "buffers.h"

#define NPY_TARGET_VERSION NPY_1_25_API_VERSION
#define NPY_NO_DEPRECATED_API NPY_1_25_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL fastrelu_array_api
#define NO_IMPORT_ARRAY
#include <numpy/arrayobject.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace py = pybind11;

namespace fastrelu {
namespace {

// Of smaller blocks the system's allocator keeps enough, and their pages are seldom given back.
constexpr std::size_t kSmallest = 64 * 1024;
constexpr std::size_t kPage = 4096;
// From here on NumPy asks the kernel for huge pages, and so does this.
constexpr std::size_t kHuge = 4 * 1024 * 1024;

// Stands before each block, in a cache line of its own.
constexpr std::size_t kLine = 64;
struct alignas(kLine) Header {
  std::size_t capacity;  // bytes behind the header
  void* base;            // what the system gave
};

Header* header_of(void* data) { return static_cast<Header*>(data) - 1; }

Header* system_allocate(std::size_t capacity, bool zeros = false) {
  constexpr std::size_t kExtra = sizeof(Header) + kLine;
  if (capacity > SIZE_MAX - kExtra) return nullptr;
  void* base = zeros ? std::calloc(1, capacity + kExtra) : std::malloc(capacity + kExtra);
  if (!base) return nullptr;
  const auto start = reinterpret_cast<std::uintptr_t>(base);
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  if (capacity >= kHuge) {  // advice only: nothing depends on it
    const std::uintptr_t first = (start + kPage - 1) / kPage * kPage, end = (start + capacity) / kPage * kPage;
    madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
  }
#endif
  Header* header = reinterpret_cast<Header*>((start + kLine - 1) / kLine * kLine);
  header->capacity = capacity;
  header->base = base;
  return header;
}

void system_free(Header* header) { std::free(header->base); }

// Free blocks by size, and by age: the oldest go first when there are too many. NumPy mostly calls with the GIL held,
// but does not promise it, and free-threaded Python has none.
class Pool {
 public:
  ~Pool() { limit(0); }

  void* allocate(std::size_t size, bool zeros = false) {
    if (size < kSmallest) return data_of(system_allocate(size ? size : 1, zeros));
    if (Header* found = take(size)) {
      if (zeros) std::memset(found + 1, 0, size);
      return found + 1;
    }
    if (size > SIZE_MAX - kPage) return nullptr;
    return data_of(system_allocate((size + kPage - 1) / kPage * kPage, zeros));
  }

  void* allocate_zeros(std::size_t count, std::size_t item) {
    if (item && count > SIZE_MAX / item) return nullptr;
    return allocate(count * item, true);
  }

  void* reallocate(void* old, std::size_t size) {
    if (!old) return allocate(size);
    const std::size_t capacity = header_of(old)->capacity;
    if (size <= capacity && size >= capacity / 2) return old;
    void* data = allocate(size);
    if (!data) return nullptr;
    std::memcpy(data, old, size < capacity ? size : capacity);
    release(old);
    return data;
  }

  void release(void* data) {
    if (!data) return;
    Header* header = header_of(data);
    std::vector<Header*> evicted;
    if (header->capacity < kSmallest || !keep(header, evicted)) system_free(header);
    for (Header* e : evicted) system_free(e);
  }

  // Returns the bytes given back.
  std::size_t limit(std::size_t bytes) {
    std::vector<Header*> evicted;
    std::size_t before;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      before = kept_;
      limit_ = bytes;
      evict_down_to(bytes, evicted);
      before -= kept_;
    }
    for (Header* e : evicted) system_free(e);
    return before;
  }
  std::size_t trim() {
    std::size_t limit_now;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      limit_now = limit_;
    }
    const std::size_t given = limit(0);
    limit(limit_now);
    return given;
  }

  py::tuple counts() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return py::make_tuple(kept_, reused_, fresh_);
  }

 private:
  using BySize = std::multimap<std::size_t, std::pair<Header*, std::uint64_t>>;  // capacity -> block, age

  static void* data_of(Header* header) { return header ? header + 1 : nullptr; }
  static std::size_t bytes_of(const Header* header) { return sizeof(Header) + kLine + header->capacity; }

  // The smallest block that is large enough, and not much too large.
  Header* take(std::size_t size) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = by_size_.lower_bound(size);
    if (found == by_size_.end() || found->first - size > size / 4) {
      ++fresh_;
      return nullptr;
    }
    Header* header = found->second.first;
    by_age_.erase(found->second.second);
    by_size_.erase(found);
    kept_ -= bytes_of(header);
    ++reused_;
    return header;
  }

  bool keep(Header* header, std::vector<Header*>& evicted) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::size_t bytes = bytes_of(header);
    if (bytes > limit_) return false;
    try {
      evict_down_to(limit_ - bytes, evicted);
      const auto place = by_size_.emplace(header->capacity, std::make_pair(header, clock_));
      try {
        by_age_.emplace(clock_, place);
      } catch (...) {
        by_size_.erase(place);
        throw;
      }
    } catch (const std::bad_alloc&) {
      return false;
    }
    ++clock_;
    kept_ += bytes;
    return true;
  }

  void evict_down_to(std::size_t bytes, std::vector<Header*>& evicted) {
    while (kept_ > bytes) {
      const auto oldest = by_age_.begin();
      evicted.push_back(oldest->second->second.first);
      kept_ -= bytes_of(evicted.back());
      by_size_.erase(oldest->second);
      by_age_.erase(oldest);
    }
  }

  std::mutex mutex_;
  BySize by_size_;
  std::map<std::uint64_t, BySize::iterator> by_age_;
  std::uint64_t clock_ = 0;
  std::size_t limit_ = 0, kept_ = 0, reused_ = 0, fresh_ = 0;
};

struct PoolHandler {
  PyDataMem_Handler handler;  // first: NumPy's capsule points to it
  Pool pool;
};

constexpr const char* kCapsuleName = "mem_handler";  // what NumPy asks for

Pool& pool_of(const py::object& capsule) {
  auto* handler = static_cast<PoolHandler*>(PyCapsule_GetPointer(capsule.ptr(), kCapsuleName));
  if (!handler) throw py::error_already_set();
  return handler->pool;
}

}  // namespace

py::object make_buffer_pool() {
  auto* made = new PoolHandler{};
  std::strncpy(made->handler.name, "fastrelu.reuse_buffers", sizeof made->handler.name - 1);
  made->handler.version = 1;
  made->handler.allocator = {
      &made->pool,
      [](void* pool, std::size_t size) { return static_cast<Pool*>(pool)->allocate(size); },
      [](void* pool, std::size_t n, std::size_t item) { return static_cast<Pool*>(pool)->allocate_zeros(n, item); },
      [](void* pool, void* old, std::size_t size) { return static_cast<Pool*>(pool)->reallocate(old, size); },
      [](void* pool, void* data, std::size_t) { static_cast<Pool*>(pool)->release(data); },
  };
  PyObject* capsule = PyCapsule_New(made, kCapsuleName, [](PyObject* self) {
    delete static_cast<PoolHandler*>(PyCapsule_GetPointer(self, kCapsuleName));
  });
  if (!capsule) {
    delete made;
    throw py::error_already_set();
  }
  return py::reinterpret_steal<py::object>(capsule);
}

py::object use_memory_handler(const py::object& handler) {
  PyObject* before = PyDataMem_SetHandler(handler.ptr());
  if (!before) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(before);
}

void limit_buffer_pool(const py::object& pool, std::size_t bytes) { pool_of(pool).limit(bytes); }
std::size_t trim_buffer_pool(const py::object& pool) { return pool_of(pool).trim(); }
py::tuple buffer_pool_counts(const py::object& pool) { return pool_of(pool).counts(); }

}  // namespace fastrelu
