"""What other frameworks call the activations: the one place where adapters look up names.

Adapters make their functions from the signatures (`_signature.FUNCTIONS`). What a signature cannot know stands here,
one table for each framework, by our name. An activation that a framework lacks needs no row.
"""

from typing import Any, NamedTuple


class Torch(NamedTuple):
    """PyTorch's side of an activation.

    Attributes
    ----------
    function, module : str, optional
        Its names in `torch.nn.functional` and `torch.nn`; ours, and ours in camel case, where PyTorch has none.
    arguments : str
        What PyTorch's function takes after the input, in its order. Those that are parameters bear the same names here.
        Parameters of ours that are not among them can be given by keyword.
    ignored : dict
        Arguments for which we have no use: name -> PyTorch's default, the least value that is taken without an error.
    halves : bool
        PyTorch's function takes one tensor; its first half along ``dim`` is x, its second the gate.
    """

    function: str | None = None
    module: str | None = None
    arguments: str = ""
    ignored: dict[str, Any] = {}  # noqa: RUF012  # nobody writes to it
    halves: bool = False


TORCH = {
    "relu": Torch("relu", "ReLU", "inplace"),
    "relu6": Torch("relu6", "ReLU6", "inplace"),
    "leaky_relu": Torch("leaky_relu", "LeakyReLU", "negative_slope inplace"),
    "prelu": Torch("prelu", "PReLU", "weight"),
    "threshold": Torch("threshold", "Threshold", "threshold value inplace"),
    "hard_tanh": Torch("hardtanh", "Hardtanh", "min_val max_val inplace"),
    "elu": Torch("elu", "ELU", "alpha inplace"),
    "selu": Torch("selu", "SELU", "inplace"),
    "celu": Torch("celu", "CELU", "alpha inplace"),
    "gelu": Torch("gelu", "GELU", "approximate"),
    "silu": Torch("silu", "SiLU", "inplace"),
    "mish": Torch("mish", "Mish", "inplace"),
    # PyTorch's jumps to x where beta * x is over 20; from there on the two differ by 2e-9 at most.
    "softplus": Torch("softplus", "Softplus", "beta threshold", ignored={"threshold": 20.0}),
    "sigmoid": Torch("sigmoid", "Sigmoid"),
    "log_sigmoid": Torch("logsigmoid", "LogSigmoid"),
    "tanh": Torch("tanh", "Tanh"),
    "softsign": Torch("softsign", "Softsign"),
    "hard_sigmoid": Torch("hardsigmoid", "Hardsigmoid", "inplace"),
    "hard_silu": Torch("hardswish", "Hardswish", "inplace"),
    "soft_shrink": Torch("softshrink", "Softshrink", "lambd"),
    "hard_shrink": Torch("hardshrink", "Hardshrink", "lambd"),
    "tanh_shrink": Torch("tanhshrink", "Tanhshrink"),
    "glu": Torch("glu", "GLU", "dim", halves=True),
}

# scikit-learn's names of the activations of its perceptrons -> ours; the first needs no function.
SKLEARN = {"identity": None, "logistic": "sigmoid", "tanh": "tanh", "relu": "relu"}

# What `jax.nn` calls what it has by another name than ours.
JAX = {"softsign": "soft_sign"}
# The choices of formulas whose keyword is of another kind there: our keyword -> our choice -> theirs.
JAX_CHOICES = {"approximate": {"none": False, "tanh": True}}

# Functions along an axis. They all take PyTorch's arguments, ``dim`` and ``dtype``.
TORCH_ROWS = {
    "softmax": Torch("softmax", "Softmax"),
    "log_softmax": Torch("log_softmax", "LogSoftmax"),
    "softmin": Torch("softmin", "Softmin"),
}
# Modules over the channels of images, of shape (N, C, H, W) or (C, H, W): name -> our function along an axis.
TORCH_IMAGES = {"Softmax2d": "softmax"}
