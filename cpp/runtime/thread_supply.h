// Whether threads can be had. An OpenMP runtime that asks the system for one in vain ends the process, so it is never asked
// for more than there are.
#pragma once

#include <mutex>

namespace fastrelu {

// Of a team to come. While a team grows no other one does, since both would count on the same threads.
class Reservation {
 public:
  // At most so many, the calling thread among them.
  explicit Reservation(int threads);

  // Those that can be had, at least 1.
  int threads() const { return threads_; }

  // To be called by the calling thread as soon as the team is at work: it has so many.
  void begun(int team);

 private:
  int threads_;
  std::unique_lock<std::mutex> growing_;
};

}  // namespace fastrelu
