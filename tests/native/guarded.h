// Memory between two protected pages, so that one byte read or written beyond it ends the program.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fastrelu {

enum class Against { end, start };  // which of the two pages an operand touches

// Two views of the same memory: one to fill and check it, and one to be handed to a kernel, between protected pages, in
// which inputs cannot be written.
class Guarded {
 public:
  Guarded(std::size_t least, bool writable) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    size_ = (least + page - 1) / page * page;
    const int file = memfd_create("guarded", 0);
    if (file < 0 || ftruncate(file, static_cast<off_t>(size_)) != 0) fail("memfd_create");
    open_ = map(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, file);
    all_ = map(nullptr, size_ + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    guarded_ = map(all_ + page, size_, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED | MAP_FIXED, file);
    close(file);
  }
  Guarded(Guarded&& other) noexcept : size_(other.size_), open_(other.open_), all_(other.all_), guarded_(other.guarded_) {
    other.all_ = nullptr;
  }
  ~Guarded() {
    if (!all_) return;
    munmap(open_, size_);
    munmap(all_, size_ + 2 * static_cast<std::size_t>(guarded_ - all_));
  }

  // Where an operand's first element is if the operand touches a protected page: an address for the kernel. The operand has so
  // many bytes before that place, and so many from there on.
  char* place(Against against, std::ptrdiff_t before, std::ptrdiff_t after) const {
    return against == Against::start ? guarded_ + before : guarded_ + static_cast<std::ptrdiff_t>(size_) - after;
  }
  // Of n elements, one step apart.
  char* place(Against against, std::ptrdiff_t n, std::ptrdiff_t step, std::ptrdiff_t item) const {
    const std::ptrdiff_t reach = n > 0 ? (n - 1) * step : 0;
    return place(against, reach < 0 ? -reach : 0, n == 0 ? 0 : item + (reach > 0 ? reach : 0));
  }
  // The same place in the view that can be written.
  char* open(const char* at) const { return open_ + (at - guarded_); }
  char* begin() const { return open_; }
  std::size_t size() const { return size_; }

  // What an address is to this memory, for a report: false if it is nowhere near.
  bool knows(const void* address, std::ptrdiff_t* offset) const {
    const char* const at = static_cast<const char*>(address);
    *offset = at - guarded_;
    return at >= guarded_ - 4096 && at < guarded_ + size_ + 4096;
  }

 private:
  [[noreturn]] static void fail(const char* what) {
    std::perror(what);
    std::exit(2);
  }
  static char* map(void* at, std::size_t size, int protection, int flags, int file) {
    void* const made = mmap(at, size, protection, flags, file, 0);
    if (made == MAP_FAILED) fail("mmap");
    return static_cast<char*>(made);
  }

  std::size_t size_;
  char *open_, *all_, *guarded_;
};

}  // namespace fastrelu
