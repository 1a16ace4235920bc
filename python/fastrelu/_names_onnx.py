"""ONNX's names of the elementwise activations, for fastrelu.onnx and the benchmark's ONNX Runtime.

By our name: the operator, and its attributes -> our parameters, or the keyword that chooses among formulas. Defaults
are those of the operator's schema.
"""

ONNX: dict[str, tuple[str, dict[str, str]]] = {
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": "negative_slope"}),
    "elu": ("Elu", {"alpha": "alpha"}),
    "celu": ("Celu", {"alpha": "alpha"}),
    "gelu": ("Gelu", {"approximate": "approximate"}),
    "silu": ("Swish", {"alpha": "beta"}),
    "mish": ("Mish", {}),
    "softplus": ("Softplus", {}),
    "softsign": ("Softsign", {}),
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "hard_sigmoid": ("HardSigmoid", {"alpha": "alpha", "beta": "beta"}),
    "hard_silu": ("HardSwish", {}),
    "thresholded_relu": ("ThresholdedRelu", {"alpha": "alpha"}),
}

# Operators that are a function of ours by their defaults, and more than that by other attributes.
ONNX_BY_DEFAULT = {"selu": "Selu", "hard_shrink": "Shrink"}
