// Every header that defines an op named in registry.inc.
#pragma once

#include "activations/exponential.h"
#include "activations/gaussian.h"
#include "activations/rectifiers.h"
