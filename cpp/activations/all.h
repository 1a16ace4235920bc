// Every family of families.inc.
#pragma once

#include "activations/algebraic.h"
#include "activations/exponential.h"
#include "activations/gated.h"
#include "activations/gaussian.h"
#include "activations/hard.h"
#include "activations/laplace.h"
#include "activations/rectifiers.h"
#include "activations/shrink.h"
#include "activations/sigmoid.h"
#include "activations/softmax.h"
#include "activations/softplus.h"
#include "activations/tanh.h"
