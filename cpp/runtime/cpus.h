// How many CPUs this process may use.
#pragma once

#include <string>

namespace fastrelu {

// Those that it may run on.
int cpus_by_affinity();

// Those that its control group's quota pays for, rounded up; 0 for no limit. Read once a second at most.
int cpus_by_quota();

// The same, read now, from files below another root for tests.
int read_cpus_by_quota(const std::string& root);

}  // namespace fastrelu
