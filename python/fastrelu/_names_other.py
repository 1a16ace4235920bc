"""What JAX, ONNX, Transformers and thinc call the activations, and what the adapters' tables lack of PyTorch and Keras.

`fastrelu.activation` looks names up here, in `_names` and in `_names_keras`. Read from the frameworks: PyTorch 2.13,
Keras 3.15, JAX 0.10, ONNX 1.23 (opset 28), Transformers 5.24, thinc 9.1; a test holds every row against them.
"""

from typing import Any, NamedTuple

from ._names import JAX_CHOICES

# Stands for a default where there is none.
REQUIRED = ...


class Name(NamedTuple):
    """What a framework's name stands for.

    Attributes
    ----------
    ours : str
        Our function.
    arguments : dict
        Arguments of the framework's that bear other names here: theirs -> our parameter, choice or axis.
    defaults : dict
        Our parameter -> what it is where the call does not say; `REQUIRED` if the call has to. Others have our default.
    choices : dict
        Our choice among formulas, by what the framework has for it.
    fixed : dict
        Arguments of the framework's that are taken with one value alone, which is the default there; or, written as the
        name of another argument, with the value of that.
    laid : int, optional
        The axis along which a trained parameter lies if it is one of several elements.
    """

    ours: str
    arguments: dict[str, str] = {}  # noqa: RUF012  # nobody writes to it
    defaults: dict[str, Any] = {}  # noqa: RUF012
    choices: dict[Any, str] = {}  # noqa: RUF012
    fixed: dict[str, Any] = {}  # noqa: RUF012
    laid: int | None = None


# A name's rows: the first that a call fits is taken. Only it takes arguments by our names, too; what others take is in
# their `arguments`. A string says why we have no such function.
Table = dict[str, tuple[Name, ...] | str]

_BY_TANH = {theirs: ours for ours, theirs in JAX_CHOICES["approximate"].items()}
_IDENTITY = "it is the identity, and needs no function"


def _same(*names: str) -> Table:
    """Names that are ours too, with our parameters and defaults."""
    return {name: (Name(name),) for name in names}


# Beside those of `_names`.
TORCH: Table = {
    "prelu": (Name("prelu", laid=1),),
    "PReLU": (Name("prelu", {"init": "weight"}, {"weight": 0.25}, laid=1),),
    # In evaluation. In training its slopes are random.
    "rrelu": (Name("rrelu", fixed={"training": False}),),
    "RReLU": (Name("rrelu"),),
    "gumbel_softmax": "it is random",
    "Identity": _IDENTITY,
    "MultiheadAttention": "it is a layer with weights",
}

# Classes of keras.layers; the others in `_names_keras` are ours alone.
KERAS_LAYERS = ("ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax")

# One argument at a time: more of them at once are no function of ours.
_KERAS_RELU = (
    Name("relu", fixed={"negative_slope": 0.0, "max_value": None, "threshold": 0.0}),
    Name("leaky_relu", {"negative_slope": "negative_slope"}, fixed={"max_value": None, "threshold": 0.0}),
    Name("hard_tanh", {"max_value": "max_val"}, {"min_val": 0.0}, fixed={"negative_slope": 0.0, "threshold": 0.0}),
    Name("thresholded_relu", {"threshold": "alpha"}, fixed={"negative_slope": 0.0, "max_value": None}),
)

# Beside those of `_names_keras`. keras.activations is meant: in keras.ops gelu is by tanh if nothing is said.
KERAS: Table = {
    "relu": _KERAS_RELU,
    "ReLU": _KERAS_RELU,
    "LeakyReLU": (Name("leaky_relu", {"alpha": "negative_slope"}, {"negative_slope": 0.3}),),
    "PReLU": (Name("prelu", {"alpha": "weight"}, {"weight": 0.0}),),  # what its weights begin with
    "linear": _IDENTITY,
    "exponential": "it is numpy.exp",
    "sparsemax": "it is a projection onto the simplex, which fastrelu has not",
}

# Beside `_names.JAX`.
JAX: Table = {
    **_same(
        "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "silu", "mish", "softplus", "sigmoid", "log_sigmoid",
        "tanh", "hard_tanh", "hard_sigmoid", "hard_silu", "squareplus", "sparse_plus", "sparse_sigmoid", "glu",
        "softmax", "log_softmax",
    ),
    "gelu": (Name("gelu", defaults={"approximate": "tanh"}, choices=_BY_TANH),),
    "swish": (Name("silu"),),
    "hard_swish": (Name("hard_silu"),),
    "identity": _IDENTITY,
}  # fmt: skip

# Attributes are float32 there, so that its 0.2 is 0.200000003. Of opset 13 on: before, softmax had the axis 1.
ONNX: Table = {
    "Relu": (Name("relu"),),
    "LeakyRelu": (Name("leaky_relu", {"alpha": "negative_slope"}),),
    "PRelu": (Name("prelu", {"slope": "weight"}),),
    "ThresholdedRelu": (Name("thresholded_relu"),),
    "Clip": (
        Name("hard_tanh", {"min": "min_val", "max": "max_val"}, {"min_val": REQUIRED, "max_val": REQUIRED}),
    ),
    "Elu": (Name("elu"),),
    "Selu": (Name("selu", fixed={"alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875}),),
    "Celu": (Name("celu"),),
    "Gelu": (Name("gelu"),),
    "Swish": (Name("silu", {"alpha": "beta"}),),
    "Mish": (Name("mish"),),
    "Softplus": (Name("softplus"),),
    "Sigmoid": (Name("sigmoid"),),
    "Tanh": (Name("tanh"),),
    "Softsign": (Name("softsign"),),
    "HardSigmoid": (Name("hard_sigmoid", defaults={"alpha": 0.2}),),
    "HardSwish": (Name("hard_silu"),),
    "Shrink": (
        Name("hard_shrink", fixed={"bias": 0.0}),
        Name("soft_shrink", {"lambd": "lambd"}, fixed={"bias": "lambd"}),
    ),
    "SwiGLU": (Name("swiglu", fixed={"alpha": 1.0}),),  # of two arrays, the gate first
    "Softmax": (Name("softmax"),),
    "LogSoftmax": (Name("log_softmax"),),
    "Hardmax": "it is a comparison with the largest element, and has no gradient",
    "Identity": _IDENTITY,
}  # fmt: skip

# The keys of transformers.activations.ACT2FN.
TRANSFORMERS: Table = {
    **_same("gelu", "leaky_relu", "mish", "quick_gelu", "relu", "relu6", "sigmoid", "silu", "tanh", "laplace"),
    "gelu_python": (Name("gelu"),),
    **dict.fromkeys(
        ("gelu_new", "gelu_fast", "gelu_accurate", "gelu_pytorch_tanh", "gelu_python_tanh"),
        (Name("gelu", defaults={"approximate": "tanh"}),),
    ),
    "gelu_10": "it clips to [-10, 10]: numpy.clip(fastrelu.gelu(x), -10, 10)",
    "hardswish": (Name("hard_silu"),),
    "linear": _IDENTITY,
    "prelu": (Name("prelu", {"init": "weight"}, {"weight": 0.25}, laid=1),),
    "relu2": (Name("relu_squared"),),
    "sqrtsoftplus": "it is numpy.sqrt(fastrelu.softplus(x))",
    "swish": (Name("silu"),),
    # Theirs begins with these slopes in bfloat16, and cuts x at -1e-6, so that it is -8e-7 at 0 where ours is 0.
    "xielu": (Name("xielu", {"alpha_p_init": "alpha_p", "alpha_n_init": "alpha_n"}, fixed={"eps": -1e-6}),),
}

# Activations of its layers, without their weights. Its sigmoid clips x to [-20, 20], which is 2e-9 at most.
THINC: Table = {
    "Relu": (Name("relu"),),
    "ReluK": (Name("hard_tanh", {"k": "max_val"}, {"min_val": 0.0, "max_val": 6.0}),),
    "ClippedLinear": (
        Name("hard_sigmoid", {"slope": "alpha", "offset": "beta"}, {"alpha": 1.0, "beta": 0.0},
             fixed={"min_val": 0.0, "max_val": 1.0}),
        Name("hard_tanh", {"min_val": "min_val", "max_val": "max_val"}, {"min_val": 0.0, "max_val": 1.0},
             fixed={"slope": 1.0, "offset": 0.0}),
    ),
    "HardSigmoid": (Name("hard_sigmoid", defaults={"alpha": 0.2}),),
    "HardTanh": (Name("hard_tanh"),),
    "HardSwish": "its slope is a fifth: x * fastrelu.hard_sigmoid(x, 0.2)",
    "HardSwishMobilenet": (Name("hard_silu"),),
    "Gelu": (Name("gelu"),),
    "Swish": (Name("silu"),),
    "Mish": (Name("mish"),),
    "Dish": "it is x / 2 * (1 + x / numpy.sqrt(1 + x**2)), which fastrelu has not",
    "Sigmoid": (Name("sigmoid"),),
    "Logistic": (Name("sigmoid"),),
    "sigmoid_activation": (Name("sigmoid"),),
    "Softmax": (Name("softmax"),),
    "Softmax_v2": (Name("softmax", fixed={"normalize_outputs": True, "temperature": 1.0}),),
    "softmax_activation": (Name("softmax"),),
    "Maxout": "it is the largest of several outputs of a layer: numpy.max",
}  # fmt: skip

# Other words for a framework, in front of a name.
SYNONYMS = {"pytorch": "torch", "hf": "transformers", "huggingface": "transformers"}
