"""The network of digits.py in NumPy, PyTorch, Keras and JAX: from the same weights to the same accuracy.

All four begin with the same weights and see the same batches in the same order, and fastrelu computes the activation
in all of them. So they differ by what rounding makes of sums that are taken in another order, and no more.

Frameworks that are not installed are left out. Run it with::

    python examples/digits_frameworks.py --activation gelu
"""

import argparse
import importlib.util
import os

import numpy as np

import fastrelu
from digits import Network, digits, percent, print_table

# Those that have one name and one meaning in all four. (leaky_relu, say, has another slope in Keras.)
ACTIVATIONS = ["relu", "elu", "gelu"]
RATE, BATCH, SIZES = 0.1, 32, (64, 64, 64, 10)


def train_numpy(start, activation, x, labels, batches):
    """Train by hand, as digits.py does.

    Parameters
    ----------
    start : list of (ndarray, ndarray)
        Weight (inputs, outputs) and bias of each layer. They are not changed.
    activation : str
    x, labels : ndarray
        Training samples.
    batches : list of ndarray of int
        Which samples each step sees.

    Returns
    -------
    list of (ndarray, ndarray)
        What `start` has become.
    """
    network = Network(SIZES, activation, np.random.default_rng())
    network.weights = [weight.copy() for weight, _ in start]
    network.biases = [bias.copy() for _, bias in start]
    for chosen in batches:
        network.step(x[chosen], labels[chosen], RATE)
    return list(zip(network.weights, network.biases, strict=True))


def train_torch(start, activation, x, labels, batches):
    """Train with PyTorch's layers, differentiation and optimizer; otherwise as `train_numpy`."""
    import torch

    import fastrelu.torch

    between = {"relu": fastrelu.torch.ReLU, "elu": fastrelu.torch.ELU, "gelu": fastrelu.torch.GELU}[activation]
    layers = []
    for weight, bias in start:
        layer = torch.nn.Linear(*weight.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight.T))
            layer.bias.copy_(torch.from_numpy(bias))
        layers += [layer, between()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    x, labels = torch.from_numpy(x), torch.from_numpy(labels)
    for chosen in batches:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x[chosen]), labels[chosen]).backward()
        optimizer.step()
    return [(layer.weight.detach().numpy().T, layer.bias.detach().numpy()) for layer in model[::2]]


def train_keras(start, activation, x, labels, batches):
    """Train with Keras's layers and optimizer, on its backend; otherwise as `train_numpy`."""
    import keras

    import fastrelu.keras

    function = getattr(fastrelu.keras.activations, activation)
    layers = [keras.layers.Dense(size, activation=function) for size in SIZES[1:-1]]
    model = keras.Sequential([keras.Input((SIZES[0],)), *layers, keras.layers.Dense(SIZES[-1])])
    model.set_weights([array for layer in start for array in layer])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(RATE), loss)
    for chosen in batches:
        model.train_on_batch(x[chosen], labels[chosen])
    return [tuple(layer.get_weights()) for layer in model.layers]


def train_jax(start, activation, x, labels, batches):
    """Train with JAX's differentiation, each step compiled; otherwise as `train_numpy`."""
    import jax
    import jax.numpy as jnp

    import fastrelu.jax

    function = getattr(fastrelu.jax, activation)

    def loss(layers, x, labels):
        for weight, bias in layers[:-1]:
            x = function(x @ weight + bias)
        weight, bias = layers[-1]
        log_probabilities = jax.nn.log_softmax(x @ weight + bias)
        return -jnp.take_along_axis(log_probabilities, labels[:, None], axis=1).mean()

    @jax.jit
    def step(layers, x, labels):
        gradients = jax.grad(loss)(layers, x, labels)
        return jax.tree.map(lambda weight, gradient: weight - RATE * gradient, layers, gradients)

    layers = start
    for chosen in batches:
        layers = step(layers, x[chosen], labels[chosen])
    return [(np.asarray(weight), np.asarray(bias)) for weight, bias in layers]


def predictions(layers, activation, x):
    """The class of each sample: in NumPy, whoever trained the weights."""
    for weight, bias in layers[:-1]:
        x = getattr(fastrelu, activation)(x @ weight + bias)
    weight, bias = layers[-1]
    return (x @ weight + bias).argmax(axis=1)


def frameworks():
    """What is installed: name -> function that trains."""
    have = {name: importlib.util.find_spec(name) is not None for name in ("torch", "jax", "keras")}
    found = {"NumPy": train_numpy}
    if have["torch"]:
        found["PyTorch"] = train_torch
    # Keras computes by another framework, which it asks the environment for; with NumPy it does not train.
    backend = os.environ.setdefault("KERAS_BACKEND", "jax" if have["jax"] else "torch")
    if have["keras"] and backend in ("jax", "torch") and have[backend]:
        found[f"Keras on {backend}"] = train_keras
    if have["jax"]:
        found["JAX"] = train_jax
    return found


def main():
    """Train with each framework, and print what they have come to."""
    parser = argparse.ArgumentParser(description="Train one network in NumPy, PyTorch, Keras and JAX.")
    parser.add_argument("--activation", choices=ACTIVATIONS, default="gelu", help="between layers (default: gelu)")
    parser.add_argument("--epochs", type=int, default=8, help="passes over the training data (default: 8)")
    parser.add_argument("--seed", type=int, default=0, help="of the split, the weights and the order (default: 0)")
    args = parser.parse_args()
    if args.epochs < 1:
        parser.error("--epochs must be at least 1")
    if args.seed < 0:
        parser.error("--seed must not be negative")

    rng = np.random.default_rng(args.seed)
    x, labels, x_test, labels_test = digits(rng)
    network = Network(SIZES, args.activation, rng)
    start = list(zip(network.weights, network.biases, strict=True))
    batches = []
    for _ in range(args.epochs):
        order = rng.permutation(len(x))
        batches += [order[i : i + BATCH] for i in range(0, len(x), BATCH)]

    rows, first = [], None
    for name, train in frameworks().items():
        layers = train(start, args.activation, x, labels, batches)
        flat = np.concatenate([array.ravel() for layer in layers for array in layer])
        classes = predictions(layers, args.activation, x_test)
        if first is None:
            first = flat, classes
        accuracy = percent(np.mean(classes == labels_test))
        rows.append([name, accuracy, f"{np.sum(classes != first[1])}", f"{np.abs(flat - first[0]).max():.0e}"])
    before = percent(np.mean(predictions(start, args.activation, x_test) == labels_test))
    print_table(
        f"Digits with {args.activation}: {args.epochs} epochs, from the same weights (test accuracy {before})",
        ["trained in", "test accuracy", "other answers than NumPy", "largest difference of a weight"],
        rows,
    )


if __name__ == "__main__":
    main()
