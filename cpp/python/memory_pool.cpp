#include "python/memory_pool.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>

#include "python/numpy_api.h"

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

// Every block can be given to free(), and nothing stands before it: where NumPy loses track of which handler an array
// came from (f2py's intent(inplace) exchanges the data of two arrays), blocks may go back another way than they came.
void* system_allocate(std::size_t capacity, bool zeros) {
  if (capacity < kSmallest) return zeros ? std::calloc(1, capacity) : std::malloc(capacity);
#if defined(__unix__) || defined(__APPLE__)
  if (zeros) return std::calloc(1, capacity);  // the system's own zero pages
  void* data = nullptr;
  if (posix_memalign(&data, 64, capacity) != 0) return nullptr;
#else
  void* data = zeros ? std::calloc(1, capacity) : std::malloc(capacity);
#endif
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  if (capacity >= kHuge) {  // advice only: nothing depends on it
    const auto start = reinterpret_cast<std::uintptr_t>(data);
    const std::uintptr_t first = (start + kPage - 1) / kPage * kPage, end = (start + capacity) / kPage * kPage;
    madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
  }
#endif
  return data;
}

// Free blocks that are to go, linked through their own first bytes: making the list needs no memory.
class Evicted {
 public:
  ~Evicted() {
    while (first_) {
      void* next;
      std::memcpy(&next, first_, sizeof next);
      std::free(first_);
      first_ = next;
    }
  }
  void add(void* block) {
    std::memcpy(block, &first_, sizeof first_);
    first_ = block;
  }

 private:
  void* first_ = nullptr;
};

// Free blocks by size, and by age: the oldest go first when there are too many. NumPy mostly calls with the GIL held,
// but does not promise it, and free-threaded Python has none.
class Pool {
 public:
  ~Pool() { limit(0); }

  void* allocate(std::size_t size, bool zeros = false) {
    if (size < kSmallest) {
      void* data = system_allocate(size ? size : 1, zeros);
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!capacities_.empty()) capacities_.erase(data);  // of a block that was freed behind our back
      return data;
    }
    if (size > SIZE_MAX - kPage) return nullptr;
    if (void* found = take(size)) {
      if (zeros) std::memset(found, 0, size);
      return found;
    }
    const std::size_t capacity = (size + kPage - 1) / kPage * kPage;
    void* data = system_allocate(capacity, zeros);
    if (data) {
      const std::lock_guard<std::mutex> lock(mutex_);
      try {
        capacities_[data] = capacity;
      } catch (const std::bad_alloc&) {
        // Not known as large: it will be freed, and not be kept.
      }
    }
    return data;
  }

  void* allocate_zeros(std::size_t count, std::size_t item) {
    if (item && count > SIZE_MAX / item) return nullptr;
    return allocate(count * item, true);
  }

  void* reallocate(void* old, std::size_t size) {
    if (!old) return allocate(size);
    const std::size_t capacity = capacity_of(old);
    if (capacity == 0) {  // not one of the large blocks: the system knows its size
      void* data = std::realloc(old, size ? size : 1);
      const std::lock_guard<std::mutex> lock(mutex_);
      if (data && !capacities_.empty()) capacities_.erase(data);
      return data;
    }
    if (size <= capacity && size >= capacity / 2) return old;
    void* data = allocate(size);
    if (!data) return nullptr;
    std::memcpy(data, old, size < capacity ? size : capacity);
    release(old);
    return data;
  }

  void release(void* data) {
    if (!data) return;
    Evicted evicted;
    if (!keep(data, evicted)) std::free(data);
  }

  void limit(std::size_t bytes) {
    Evicted evicted;
    const std::lock_guard<std::mutex> lock(mutex_);
    limit_ = bytes;
    evict_down_to(bytes, evicted);
  }

  // Returns the bytes given back.
  std::size_t trim() {
    Evicted evicted;
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::size_t before = kept_;
    evict_down_to(0, evicted);
    return before;
  }

  struct Counts {
    std::size_t kept, reused, fresh;
  };
  Counts counts() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return {kept_, reused_, fresh_};
  }

 private:
  using BySize = std::multimap<std::size_t, std::pair<void*, std::uint64_t>>;  // capacity -> block, age

  std::size_t capacity_of(void* data) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = capacities_.find(data);
    return found == capacities_.end() ? 0 : found->second;
  }

  // The smallest free block that is large enough, and not much too large.
  void* take(std::size_t size) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = by_size_.lower_bound(size);
    if (found == by_size_.end() || found->first - size > size / 4) {
      ++fresh_;
      return nullptr;
    }
    void* data = found->second.first;
    kept_ -= found->first;
    by_age_.erase(found->second.second);
    by_size_.erase(found);
    ++reused_;
    return data;
  }

  // False if the block is to be freed.
  bool keep(void* data, Evicted& evicted) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto known = capacities_.find(data);
    if (known == capacities_.end()) return false;
    const std::size_t capacity = known->second;
    try {
      if (capacity <= limit_) {
        evict_down_to(limit_ - capacity, evicted);
        const auto place = by_size_.emplace(capacity, std::make_pair(data, clock_));
        try {
          by_age_.emplace(clock_, place);
        } catch (...) {
          by_size_.erase(place);
          throw;
        }
        ++clock_;
        kept_ += capacity;
        return true;
      }
    } catch (const std::bad_alloc&) {
      // No memory for the books: then the block goes as well.
    }
    capacities_.erase(known);
    return false;
  }

  void evict_down_to(std::size_t bytes, Evicted& evicted) {
    while (kept_ > bytes) {
      const auto oldest = by_age_.begin();
      const auto place = oldest->second;
      kept_ -= place->first;
      capacities_.erase(place->second.first);
      evicted.add(place->second.first);
      by_size_.erase(place);
      by_age_.erase(oldest);
    }
  }

  std::mutex mutex_;
  std::unordered_map<void*, std::size_t> capacities_;  // of all large blocks, free or in use
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
  constexpr char kName[] = "fastrelu.reuse_buffers";
  std::memcpy(made->handler.name, kName, sizeof kName);
  made->handler.version = 1;
  made->handler.allocator = {
      &made->pool,
      [](void* pool, std::size_t size) { return static_cast<Pool*>(pool)->allocate(size); },
      [](void* pool, std::size_t n, std::size_t item) { return static_cast<Pool*>(pool)->allocate_zeros(n, item); },
      [](void* pool, void* old, std::size_t size) { return static_cast<Pool*>(pool)->reallocate(old, size); },
      [](void* pool, void* data, std::size_t) { static_cast<Pool*>(pool)->release(data); },
  };
  PyObject* capsule = PyCapsule_New(
      made, kCapsuleName, [](PyObject* self) { delete static_cast<PoolHandler*>(PyCapsule_GetPointer(self, kCapsuleName)); });
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
py::tuple buffer_pool_counts(const py::object& pool) {
  // Not under the pool's lock: making a tuple may collect garbage, arrays among it.
  const Pool::Counts counts = pool_of(pool).counts();
  return py::make_tuple(counts.kept, counts.reused, counts.fresh);
}

py::object current_memory_handler() {
  PyObject* handler = PyDataMem_GetHandler();
  if (!handler) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(handler);
}

}  // namespace fastrelu
