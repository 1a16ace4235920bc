"""Train a small network on handwritten digits, once with every activation of fastrelu, in plain NumPy.

Then kill the ReLUs on purpose, with large negative biases and a high learning rate, and bring them back: by a slope for
negative inputs (Leaky ReLU, PReLU, ELU), or by the initialisation of He et al. (Delving deep into rectifiers, 2015).

Needs scikit-learn for the data and Matplotlib for the figure. Run it with::

    python examples/digits.py --output digits.png
"""

import argparse
from functools import partial
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

import fastrelu

# Value, derivative and backward pass of each activation. PReLU also takes its slope, which the network trains.
ACTIVATIONS = {
    "relu": (fastrelu.relu, fastrelu.relu_derivative, fastrelu.relu_backward),
    "leaky_relu": (fastrelu.leaky_relu, fastrelu.leaky_relu_derivative, fastrelu.leaky_relu_backward),
    "prelu": (fastrelu.prelu, fastrelu.prelu_derivative, fastrelu.prelu_backward),
    "elu": (fastrelu.elu, fastrelu.elu_derivative, fastrelu.elu_backward),
    "gelu": (fastrelu.gelu, fastrelu.gelu_derivative, fastrelu.gelu_backward),
    "gelu (tanh)": tuple(
        partial(function, approximate="tanh")
        for function in (fastrelu.gelu, fastrelu.gelu_derivative, fastrelu.gelu_backward)
    ),
}
PRELU_START = 0.25
# A unit is dead if its derivative is smaller than this for every training sample: no gradient gets through.
DEAD = 1e-6


class Network:
    """Dense layers of float32 with one activation between them, and softmax at the end.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, units of each hidden layer, classes.
    activation : str
        A key of `ACTIVATIONS`.
    rng : numpy.random.Generator
        Source of the weights.
    bias : float, default 0
        Of every hidden unit, to begin with.
    scale : float, optional
        Standard deviation of the weights; by default He's ``sqrt(2 / inputs)``, layer by layer.
    """

    def __init__(self, sizes, activation, rng, bias=0.0, scale=None):
        self.value, self.derivative, self.backward = ACTIVATIONS[activation]
        self.weights, self.biases = [], []
        for n_in, n_out in pairwise(sizes):
            spread = np.sqrt(2 / n_in) if scale is None else scale
            self.weights.append(rng.normal(0, spread, (n_in, n_out)).astype(np.float32))
            self.biases.append(np.full(n_out, bias, np.float32))
        self.biases[-1][:] = 0
        # One slope per hidden unit: it broadcasts along the last axis.
        self.slopes = [np.full(n, PRELU_START, np.float32) for n in sizes[1:-1]] if activation == "prelu" else None

    def extra(self, layer):
        """What the activation of a hidden layer takes besides its input."""
        return () if self.slopes is None else (self.slopes[layer],)

    def forward(self, x):
        """Inputs of all layers, inputs of all activations, and the scores of the classes."""
        inputs, pre_activations = [x], []
        for layer, (weight, bias) in enumerate(zip(self.weights[:-1], self.biases[:-1], strict=True)):
            z = inputs[-1] @ weight
            z += bias
            pre_activations.append(z)
            inputs.append(self.value(z, *self.extra(layer)))
        return inputs, pre_activations, inputs[-1] @ self.weights[-1] + self.biases[-1]

    def step(self, x, labels, rate):
        """One step down the gradient of the cross-entropy on a batch."""
        inputs, pre_activations, grad = self.forward(x)
        # In place from here on: scores, then probabilities, then their gradient.
        grad -= grad.max(axis=1, keepdims=True)
        np.exp(grad, out=grad)
        grad /= grad.sum(axis=1, keepdims=True)
        grad[np.arange(len(x)), labels] -= 1
        grad /= len(x)
        for layer in reversed(range(len(self.weights))):
            grad_weight, grad_bias = inputs[layer].T @ grad, grad.sum(axis=0)
            if layer:
                grad = grad @ self.weights[layer].T
                z, extra = pre_activations[layer - 1], self.extra(layer - 1)
                if self.slopes is None:
                    self.backward(grad, z, *extra, out=grad)
                else:
                    grad, grad_slope = self.backward(grad, z, *extra)
                    extra[0][...] -= rate * grad_slope
            self.weights[layer] -= rate * grad_weight
            self.biases[layer] -= rate * grad_bias

    def accuracy(self, x, labels):
        """Share of the samples that are classified as they should be."""
        return np.mean(self.forward(x)[2].argmax(axis=1) == labels)

    def dead_units(self, x):
        """Share of the hidden units whose derivative vanishes for every sample of `x`."""
        _, pre_activations, _ = self.forward(x)
        slopes = [np.abs(self.derivative(z, *self.extra(layer))) for layer, z in enumerate(pre_activations)]
        return np.mean(np.concatenate([slope.max(axis=0) < DEAD for slope in slopes]))

    def zero_activations(self, x):
        """Share of the outputs of hidden units that are exactly 0."""
        inputs, _, _ = self.forward(x)
        return np.mean([hidden == 0 for hidden in inputs[1:]])


def digits(rng):
    """Training and test sets of 8 by 8 pixels in [0, 1], shuffled."""
    pixels, labels = load_digits(return_X_y=True)
    order = rng.permutation(len(pixels))
    pixels, labels = (pixels[order] / 16).astype(np.float32), labels[order]
    return pixels[:1297], labels[:1297], pixels[1297:], labels[1297:]


def train(data, activation, epochs, seed, rate, hidden=(64, 64), batch=32, **initialisation):
    """Train a network; return it with its test accuracy and its share of dead units, before and after every epoch."""
    x, labels, x_test, labels_test = data
    rng = np.random.default_rng(seed)
    network = Network((x.shape[1], *hidden, 10), activation, rng, **initialisation)
    accuracy, dead = [network.accuracy(x_test, labels_test)], [network.dead_units(x)]
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch):
            chosen = order[start : start + batch]
            network.step(x[chosen], labels[chosen], rate)
        accuracy.append(network.accuracy(x_test, labels_test))
        dead.append(network.dead_units(x))
    return network, accuracy, dead


# The second experiment: label -> (activation, learning rate, initialisation), for a network with one hidden layer.
BAD_START = {"bias": -1.25, "scale": 0.1}
DYING = {
    "relu, bad start": ("relu", 0.7, BAD_START),
    "leaky_relu, bad start": ("leaky_relu", 0.7, BAD_START),
    "prelu, bad start": ("prelu", 0.7, BAD_START),
    "elu, bad start": ("elu", 0.7, BAD_START),
    "relu, He start": ("relu", 0.7, {}),
    "relu, He start, rate 2": ("relu", 2.0, {}),
    "leaky_relu, He start, rate 2": ("leaky_relu", 2.0, {}),
}


def percent(share):
    """A share as text."""
    return f"{share:.1%}"


def print_table(title, headings, rows):
    """Print rows of text under their headings: the first column to the left, all others to the right."""
    print(f"{title}\n")
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in [headings, ["-" * width for width in widths], *rows]:
        first, *others = (f"{cell:{'>' if i else '<'}{widths[i]}}" for i, cell in enumerate(row))
        print("  ".join([first, *others]).rstrip())
    print()


def compare(data, epochs, seed):
    """Train with every activation, print the first table, and return the learning curves."""
    x, rows, curves = data[0], [], {}
    for name in ACTIVATIONS:
        network, curves[name], dead = train(data, name, epochs, seed, rate=0.1)
        slopes = "-"
        if network.slopes is not None:
            learned = np.concatenate(network.slopes)
            slopes = f"{learned.mean():.2f} ({learned.min():.2f} to {learned.max():.2f})"
        rows.append([name, percent(curves[name][-1]), percent(dead[-1]), percent(network.zero_activations(x)), slopes])
    headings = ["activation", "test accuracy", "dead units", "zero activations", "learned slope"]
    print_table(f"Digits with every activation: 64-64-64-10 units, {epochs} epochs", headings, rows)
    return curves


def kill_and_cure(data, epochs, seed):
    """Let ReLUs die and cure them, print the second table, and return accuracy and share of dead units by epoch."""
    rows, curves = [], {}
    for name, (activation, rate, initialisation) in DYING.items():
        _, accuracy, dead = train(data, activation, epochs, seed, rate, hidden=(64,), **initialisation)
        curves[name] = accuracy, dead
        rows.append([name, f"{rate:g}", percent(dead[0]), percent(dead[-1]), percent(accuracy[-1])])
    headings = ["activation and start", "learning rate", "dead at start", "dead at end", "test accuracy"]
    title = (
        f"Dying ReLU and its cures: 64-64-10 units, {epochs} epochs; the bad start has biases of {BAD_START['bias']}"
    )
    print_table(title, headings, rows)
    return curves


# The palette of Okabe and Ito, which colour-blind readers can tell apart, and a line style each for print in grey.
STYLES = {
    "relu": {"color": "#000000", "linestyle": "-"},
    "leaky_relu": {"color": "#E69F00", "linestyle": "--"},
    "prelu": {"color": "#0072B2", "linestyle": "-."},
    "elu": {"color": "#009E73", "linestyle": "-"},
    "gelu": {"color": "#D55E00", "linestyle": "-"},
    "gelu (tanh)": {"color": "#56B4E9", "linestyle": ":"},
}
MARKERS = {"bad start": "x", "He start": "o", "rate 2": "^"}


def draw(curves, dying, output):
    """Save the functions, their derivatives and both experiments as one figure."""
    figure = Figure(figsize=(14, 8), layout="constrained")
    (functions, derivatives, learning), (dead_axes, accuracy_axes, legend_axes) = figure.subplots(2, 3)

    x = np.linspace(-4, 2, 601, dtype=np.float32)
    for name, (value, derivative, _) in ACTIVATIONS.items():
        slope = (PRELU_START,) if name == "prelu" else ()
        functions.plot(x, value(x, *slope), **STYLES[name], linewidth=2, label=name)
        derivatives.plot(x, derivative(x, *slope), **STYLES[name], linewidth=2)
    functions.set(title="Functions", xlabel="x", ylabel="f(x)")
    derivatives.set(title="Derivatives", xlabel="x", ylabel="f\u2032(x)")
    functions.legend(frameon=False)

    for name, accuracy in curves.items():
        learning.plot(100 * (1 - np.array(accuracy)), **STYLES[name], linewidth=2)
    learning.set(title="Digits: test error while learning", xlabel="epoch", ylabel="test error (%)", yscale="log")
    ticks = [2, 5, 10, 20, 50, 100]
    learning.set_yticks(ticks, map(str, ticks))
    learning.minorticks_off()

    for name, (accuracy, dead) in dying.items():
        activation, _, start = name.partition(", ")
        style = STYLES[activation] | {
            "marker": MARKERS[start.split(", ")[-1]], "markevery": 0.1, "linewidth": 1.8, "markerfacecolor": "white",
        }  # fmt: skip
        dead_axes.plot(100 * np.array(dead), **style, label=name, clip_on=False)
        accuracy_axes.plot(100 * np.array(accuracy), **style, clip_on=False)
    dead_axes.set(title="Dying ReLU: dead units", xlabel="epoch", ylabel="dead units (%)", ylim=(0, 100))
    accuracy_axes.set(title="Dying ReLU: test accuracy", xlabel="epoch", ylabel="accuracy (%)", ylim=(0, 100))
    legend_axes.axis("off")
    legend_axes.legend(
        *dead_axes.get_legend_handles_labels(), loc="center left", frameon=False, handlelength=4, title="Dying ReLU",
        fontsize=11, title_fontsize=12, alignment="left", labelspacing=0.8,
    )  # fmt: skip

    for axes in (learning, dead_axes, accuracy_axes):
        axes.xaxis.get_major_locator().set_params(integer=True)
    for axes in (functions, derivatives, learning, dead_axes, accuracy_axes):
        axes.grid(color="0.9")
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(output, dpi=120)


def main():
    """Run both experiments from the command line."""
    parser = argparse.ArgumentParser(description="Train on handwritten digits with every activation of fastrelu.")
    parser.add_argument("--epochs", type=int, default=20, help="passes over the training data (default: 20)")
    parser.add_argument("--seed", type=int, default=0, help="of the split, the weights and the order (default: 0)")
    parser.add_argument("--output", default="digits.png", help="where to save the figure (default: digits.png)")
    args = parser.parse_args()
    if args.epochs < 1:
        parser.error("--epochs must be at least 1")
    if args.seed < 0:
        parser.error("--seed must not be negative")
    data = digits(np.random.default_rng(args.seed))
    curves = compare(data, args.epochs, args.seed)
    dying = kill_and_cure(data, args.epochs, args.seed)
    draw(curves, dying, args.output)
    print(f"Figure saved as {args.output}")


if __name__ == "__main__":
    main()
