// How many CPUs this process may use.
#pragma once

namespace fastrelu {

// Those that it may run on.
int cpus_by_affinity();

// Those that its control group's quota pays for, rounded up; 0 for no limit.
int cpus_by_quota();

}  // namespace fastrelu
