// Every header that defines an op named in registry.inc.
#pragma once

#include "exponential.h"
#include "gaussian.h"
#include "rectifiers.h"
