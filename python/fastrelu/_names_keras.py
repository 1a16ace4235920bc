"""What Keras 3 calls the activations: the one place where fastrelu.keras looks up names.

Layers and functions are made from the signatures (`_signature.FUNCTIONS`); what a signature cannot know stands here,
by our name. An activation that Keras lacks has no row, and none in fastrelu.keras.
"""

from typing import Any, NamedTuple


class Argument(NamedTuple):
    """An argument of Keras's layer and function.

    Attributes
    ----------
    name : str
        Keras's.
    ours : str
        The parameter, or the keyword that chooses among formulas.
    layer, function : float or bool, optional
        The defaults; by default those of the parameter.
    choices : dict, optional
        What each value chooses, if it chooses: the first is the default.
    about : str, optional
        By default what the parameter says of itself.
    """

    name: str
    ours: str
    layer: Any = None
    function: Any = None
    choices: dict[Any, str] | None = None
    about: str | None = None


class Keras(NamedTuple):
    """Keras's side of an activation.

    Attributes
    ----------
    layer : str
        The class of the layer. Where `keras.layers` has none, what it would be called.
    function : str or None
        Its name in `keras.activations`.
    aliases : tuple of str
        Other names there.
    arguments : tuple of Argument
        Parameters that are not among them have their defaults.
    old : dict
        Arguments by which Keras used to call others, with a warning still: old name -> name.
    fixed : dict
        Arguments of Keras's that are taken with Keras's default alone: name -> default.
    instead : str
        What to use for other values of those.
    trained : str or None
        The parameter that is a weight of the layer, which Keras calls alpha.
    halves : bool
        It takes one tensor, of which the second half along an axis is the gate.
    masked : bool
        The layer takes a mask, which says what elements of a row count.
    """

    layer: str
    function: str | None
    aliases: tuple[str, ...] = ()
    arguments: tuple[Argument, ...] = ()
    old: dict[str, str] = {}  # noqa: RUF012  # nobody writes to it
    fixed: dict[str, Any] = {}  # noqa: RUF012
    instead: str = ""
    trained: str | None = None
    halves: bool = False
    masked: bool = False


_SHRINK = (Argument("threshold", "lambd"),)

KERAS = {
    "relu": Keras(
        "ReLU",
        "relu",
        fixed={"max_value": None, "negative_slope": 0.0, "threshold": 0.0},
        instead="for a slope there is LeakyReLU, for a bound of 6 ReLU6, for the rest the ReLU of keras.layers",
    ),
    "relu6": Keras("ReLU6", "relu6"),
    "leaky_relu": Keras(
        "LeakyReLU",
        "leaky_relu",
        arguments=(Argument("negative_slope", "negative_slope", 0.3, 0.2),),
        old={"alpha": "negative_slope"},
    ),
    "prelu": Keras("PReLU", None, trained="weight"),
    "elu": Keras("ELU", "elu", arguments=(Argument("alpha", "alpha"),)),
    "selu": Keras("SELU", "selu"),
    "celu": Keras("CELU", "celu", arguments=(Argument("alpha", "alpha"),)),
    "gelu": Keras(
        "GELU",
        "gelu",
        arguments=(
            Argument(
                "approximate",
                "approximate",
                choices={False: "none", True: "tanh"},
                about="Whether to take the formula with the hyperbolic tangent "
                "for that with the normal distribution function.",
            ),
        ),
    ),
    "silu": Keras("SiLU", "silu", aliases=("swish",)),
    "mish": Keras("Mish", "mish"),
    "softplus": Keras("Softplus", "softplus"),
    "softsign": Keras("Softsign", "softsign"),
    "soft_shrink": Keras("SoftShrink", "soft_shrink", arguments=_SHRINK),
    "hard_shrink": Keras("HardShrink", "hard_shrink", arguments=_SHRINK),
    "tanh_shrink": Keras("TanhShrink", "tanh_shrink"),
    "squareplus": Keras("Squareplus", "squareplus", arguments=(Argument("b", "b"),)),
    "sparse_plus": Keras("SparsePlus", "sparse_plus"),
    "sparse_sigmoid": Keras("SparseSigmoid", "sparse_sigmoid"),
    "tanh": Keras("Tanh", "tanh"),
    "hard_tanh": Keras("HardTanh", "hard_tanh"),
    "sigmoid": Keras("Sigmoid", "sigmoid"),
    "hard_sigmoid": Keras("HardSigmoid", "hard_sigmoid"),
    "log_sigmoid": Keras("LogSigmoid", "log_sigmoid"),
    "hard_silu": Keras("HardSiLU", "hard_silu", aliases=("hard_swish",)),
    "threshold": Keras(
        "Threshold", "threshold", arguments=(Argument("threshold", "threshold"), Argument("default_value", "value"))
    ),
    "glu": Keras("GLU", "glu", halves=True),
}

# Functions along an axis, from `_signature.ROWS`.
KERAS_ROWS = {
    "softmax": Keras("Softmax", "softmax", masked=True),
    "log_softmax": Keras("LogSoftmax", "log_softmax"),
}
