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
    expression : str
        The value, from functions of `torch` and `torch.nn.functional`. PyTorch differentiates it where ours are
        differentiated twice. Piecewise linear functions of x alone need none. It must not make NaN by 0 times inf in a
        branch that is not taken.
    """

    function: str | None = None
    module: str | None = None
    arguments: str = ""
    ignored: dict[str, Any] = {}  # noqa: RUF012  # nobody writes to it
    halves: bool = False
    expression: str = ""


TORCH = {
    "relu": Torch("relu", "ReLU", "inplace"),
    "relu6": Torch("relu6", "ReLU6", "inplace"),
    "relu_squared": Torch(expression="square(relu(x))"),
    "leaky_relu": Torch("leaky_relu", "LeakyReLU", "negative_slope inplace"),
    "prelu": Torch("prelu", "PReLU", "weight", expression="where(x > 0, x, weight * x)"),
    "threshold": Torch("threshold", "Threshold", "threshold value inplace"),
    "hard_tanh": Torch("hardtanh", "Hardtanh", "min_val max_val inplace"),
    "elu": Torch("elu", "ELU", "alpha inplace", expression="where(x > 0, x, alpha * expm1(clamp(x, max=0)))"),
    "selu": Torch(
        "selu",
        "SELU",
        "inplace",
        expression="1.0507009873554805 * where(x > 0, x, 1.6732632423543772 * expm1(clamp(x, max=0)))",
    ),
    "celu": Torch(
        "celu", "CELU", "alpha inplace", expression="where(x > 0, x, alpha * expm1(clamp(x, max=0) / alpha))"
    ),
    "gelu": Torch("gelu", "GELU", "approximate", expression="gelu(x, approximate=approximate)"),
    "quick_gelu": Torch(expression="x * sigmoid(1.702 * x)"),
    "silu": Torch("silu", "SiLU", "inplace", expression="x * sigmoid(beta * x)"),
    "mish": Torch("mish", "Mish", "inplace", expression="x * tanh(softplus(x, threshold=35))"),
    # PyTorch's jumps to x where beta * x is over 20; from there on the two differ by 2e-9 at most.
    "softplus": Torch(
        "softplus",
        "Softplus",
        "beta threshold",
        ignored={"threshold": 20.0},
        expression="where(beta * x > 35, x, log1p(exp(clamp(beta * x, max=35))) / beta)",
    ),
    "sigmoid": Torch("sigmoid", "Sigmoid", expression="sigmoid(x)"),
    "log_sigmoid": Torch("logsigmoid", "LogSigmoid", expression="logsigmoid(x)"),
    "tanh": Torch("tanh", "Tanh", expression="tanh(x)"),
    "softsign": Torch("softsign", "Softsign", expression="x / (1 + abs(x))"),
    "squareplus": Torch(expression="(x + sqrt(x * x + b)) / 2"),
    "hard_sigmoid": Torch("hardsigmoid", "Hardsigmoid", "inplace"),
    "hard_silu": Torch("hardswish", "Hardswish", "inplace", expression="x * clamp(x / 6 + 0.5, min=0, max=1)"),
    "soft_shrink": Torch("softshrink", "Softshrink", "lambd"),
    "hard_shrink": Torch("hardshrink", "Hardshrink", "lambd"),
    "tanh_shrink": Torch("tanhshrink", "Tanhshrink", expression="x - tanh(x)"),
    "xielu": Torch(
        expression="where(x > 0, alpha_p * x * x, alpha_n * (expm1(clamp(x, max=0)) - x)) + beta * x",
    ),
    "laplace": Torch(expression="0.5 * (1 + erf((x - mu) / (1.4142135623730951 * sigma)))"),
    "sparse_plus": Torch(expression="where(x >= 1, x, square(clamp(x, min=-1, max=1) + 1) / 4)"),
    "glu": Torch("glu", "GLU", "dim", halves=True, expression="sigmoid(gate) * x"),
    "swiglu": Torch(expression="gate * sigmoid(gate) * x"),
    "reglu": Torch(expression="relu(gate) * x"),
    "geglu": Torch(expression="gelu(gate, approximate=approximate) * x"),
    "geglu_tanh": Torch(expression="gelu(gate, approximate='tanh') * x"),
    "swiglu_oai": Torch(
        expression="clamp(gate, max=limit) * sigmoid(alpha * clamp(gate, max=limit)) * (clamp(x, -limit, limit) + 1)",
    ),
}
