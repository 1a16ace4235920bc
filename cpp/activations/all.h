// Every family of families.inc.
#pragma once

#include "activations/exponential.h"
#include "activations/gaussian.h"
#include "activations/rectifiers.h"
