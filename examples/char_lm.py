"""Train a small language model in plain NumPy, forward and backward, until it knows a poem by heart.

It is a transformer like the large ones, only smaller: attention, feed-forward units of SwiGLU, and layers that read
one letter after another and say how likely each letter is to come next. The poem is the Zen of Python, which every
Python has with it. Run it with::

    python examples/char_lm.py

Some ten seconds bring the loss from 3.8 (all letters are equally likely) below 0.12, and then it recites.

Each layer below is a function that returns its output and a second function, its backward pass: that takes the gradient
of the output, adds to those of the weights, and returns the gradient of the input.
"""

import argparse
import codecs
import contextlib
import io
import time

import numpy as np

import fastrelu


class Model:
    """A transformer that reads letters.

    Parameters
    ----------
    letters : int
        How many different ones there are.
    context : int
        How many letters it looks back at most.
    width, hidden, heads, blocks : int
        Numbers for each letter, units of SwiGLU, parts of attention, and how often both are repeated.
    rng : numpy.random.Generator
        Source of the first weights.
    dtype : data-type, default float32

    Attributes
    ----------
    weights, gradients : dict of str to ndarray
    """

    def __init__(self, letters, context, rng, width=64, hidden=128, heads=4, blocks=2, dtype=np.float32):
        self.context, self.heads, self.blocks = context, heads, blocks
        self.weights = {}

        def normal(name, *shape, scale):
            self.weights[name] = rng.normal(0, scale, shape).astype(dtype)

        normal("letters", letters, width, scale=0.1)
        normal("positions", context, width, scale=0.1)
        for i in range(blocks):
            self.weights[f"{i}.norm1"] = np.ones(width, dtype)
            normal(f"{i}.query_key_value", width, 3 * width, scale=width**-0.5)
            normal(f"{i}.mixed", width, width, scale=0.1 * width**-0.5)
            self.weights[f"{i}.norm2"] = np.ones(width, dtype)
            normal(f"{i}.gate_and_value", width, 2 * hidden, scale=width**-0.5)
            normal(f"{i}.down", hidden, width, scale=0.1 * hidden**-0.5)
        self.weights["norm"] = np.ones(width, dtype)
        normal("scores", width, letters, scale=0.1 * width**-0.5)
        self.gradients = {name: np.zeros_like(weight) for name, weight in self.weights.items()}

    # ------------------------------------------------------------------------------------------------------- the layers

    def linear(self, x, name):
        """``x @ weight``."""
        weight = self.weights[name]

        def backward(grad):
            self.gradients[name] += x.reshape(-1, x.shape[-1]).T @ grad.reshape(-1, grad.shape[-1])
            return grad @ weight.T

        return x @ weight, backward

    def norm(self, x, name):
        """Divide each row by its root mean square, then multiply by a trained scale."""
        scale = self.weights[name]
        inverse = 1 / np.sqrt(np.square(x).mean(axis=-1, keepdims=True) + 1e-5)
        unit = x * inverse

        def backward(grad):
            self.gradients[name] += (grad * unit).reshape(-1, len(scale)).sum(axis=0)
            grad = grad * scale
            return inverse * (grad - unit * (grad * unit).mean(axis=-1, keepdims=True))

        return unit * scale, backward

    def attention(self, x, name):
        """Each letter asks those before it what they have to say."""
        batch, length, width = x.shape
        head = width // self.heads

        def split(y):  # (batch, length, width) to (batch, heads, length, width of a head)
            return y.reshape(batch, length, self.heads, head).swapaxes(1, 2)

        def join(y):
            return y.swapaxes(1, 2).reshape(batch, length, width)

        asked, asked_backward = self.linear(x, f"{name}.query_key_value")
        query, key, value = map(split, np.split(asked, 3, axis=-1))
        query = query * head**-0.5
        scores = query @ key.swapaxes(2, 3)
        # Nobody sees the future: a score of minus infinity is a share of 0.
        scores[..., np.triu(np.ones((length, length), bool), k=1)] = -np.inf
        share = fastrelu.softmax(scores, out=scores)
        mixed, mixed_backward = self.linear(join(share @ value), f"{name}.mixed")

        def backward(grad):
            grad = split(mixed_backward(grad))
            grad_value = share.swapaxes(2, 3) @ grad
            # The backward pass of softmax needs its output only.
            grad_scores = fastrelu.softmax_backward(grad @ value.swapaxes(2, 3), share)
            grad_query = grad_scores @ key * head**-0.5
            grad_key = grad_scores.swapaxes(2, 3) @ query
            return asked_backward(np.concatenate([join(grad_query), join(grad_key), join(grad_value)], axis=-1))

        return mixed, backward

    def feed_forward(self, x, name):
        """SwiGLU: ``silu(gate) * value``, with both from one matrix product."""
        both, both_backward = self.linear(x, f"{name}.gate_and_value")
        down, down_backward = self.linear(fastrelu.swiglu(both), f"{name}.down")

        def backward(grad):
            return both_backward(fastrelu.swiglu_backward(down_backward(grad), both))

        return down, backward

    def residual(self, x, layer, name, norm):
        """``x + layer(norm(x))``."""
        normed, norm_backward = self.norm(x, norm)
        y, layer_backward = layer(normed, name)

        def backward(grad):
            return grad + norm_backward(layer_backward(grad))

        return x + y, backward

    # -------------------------------------------------------------------------------------------------------- the model

    def forward(self, text):
        """What comes next, and the backward pass.

        Parameters
        ----------
        text : ndarray of int, (batch, length)

        Returns
        -------
        log_probabilities : ndarray, (batch, length, letters)
        backward : callable
            Takes their gradient, and makes `gradients`.
        """
        x = self.weights["letters"][text] + self.weights["positions"][: text.shape[1]]
        steps = []

        def then(result):
            steps.append(result[1])
            return result[0]

        for i in range(self.blocks):
            x = then(self.residual(x, self.attention, f"{i}", f"{i}.norm1"))
            x = then(self.residual(x, self.feed_forward, f"{i}", f"{i}.norm2"))
        scores = then(self.linear(then(self.norm(x, "norm")), "scores"))
        log_probabilities = fastrelu.log_softmax(scores)

        def backward(grad):
            for gradient in self.gradients.values():
                gradient[...] = 0
            grad = fastrelu.log_softmax_backward(grad, log_probabilities)
            for step in reversed(steps):
                grad = step(grad)
            np.add.at(self.gradients["letters"], text, grad)
            self.gradients["positions"][: text.shape[1]] += grad.sum(axis=0)

        return log_probabilities, backward

    def loss(self, text, following):
        """The mean of ``-log(probability)`` of the letters that follow; makes `gradients` of it."""
        log_probabilities, backward = self.forward(text)
        chosen = following[..., None]
        grad = np.zeros_like(log_probabilities)
        np.put_along_axis(grad, chosen, -1 / following.size, axis=-1)
        backward(grad)
        return -np.take_along_axis(log_probabilities, chosen, axis=-1).mean()

    def write(self, text, count):
        """Go on with a text, by `count` letters: always the most likely one."""
        text = list(text)
        for _ in range(count):
            log_probabilities, _ = self.forward(np.array([text[-self.context :]]))
            text.append(int(log_probabilities[0, -1].argmax()))
        return text


class Adam:
    """Adam (Kingma and Ba, 2015): steps as long as the gradients' means are sure of themselves."""

    def __init__(self, weights, rate, mean_decay=0.9, square_decay=0.99):
        self.rate, self.decays, self.steps = rate, (mean_decay, square_decay), 0
        self.moments = {name: (np.zeros_like(weight), np.zeros_like(weight)) for name, weight in weights.items()}

    def step(self, weights, gradients, slowdown=1.0):
        """Change all weights, in place."""
        self.steps += 1
        # The moments begin at 0, and are that much too small.
        mean_bias, square_bias = (1 - decay**self.steps for decay in self.decays)
        for name, gradient in gradients.items():
            for moment, decay, new in zip(self.moments[name], self.decays, (gradient, gradient**2), strict=True):
                moment += (1 - decay) * (new - moment)
            mean, square = self.moments[name]
            weights[name] -= slowdown * self.rate * (mean / mean_bias) / (np.sqrt(square / square_bias) + 1e-8)


def zen():
    """The Zen of Python, without the lines that its module prints when it is imported."""
    with contextlib.redirect_stdout(io.StringIO()):
        import this
    return codecs.decode(this.s, "rot13") + "\n"


def main():
    """Train, and show what the model writes before, in between and at the end."""
    parser = argparse.ArgumentParser(description="Train a small language model in plain NumPy.")
    parser.add_argument(
        "--text", type=argparse.FileType(encoding="utf-8"), help="to learn (default: the Zen of Python)"
    )
    parser.add_argument("--steps", type=int, default=400, help="of training (default: 400)")
    parser.add_argument("--seed", type=int, default=0, help="of weights and batches (default: 0)")
    args = parser.parse_args()
    if args.steps < 1:
        parser.error("--steps must be at least 1")
    if args.seed < 0:
        parser.error("--seed must not be negative")
    text, context, batch = args.text.read() if args.text else zen(), 64, 16
    if len(text) <= context:
        parser.error(f"--text: {context + 1} characters are needed at least, not {len(text)}")

    alphabet = sorted(set(text))
    letters = np.array([alphabet.index(letter) for letter in text])
    rng = np.random.default_rng(args.seed)
    model = Model(len(alphabet), context, rng)
    adam = Adam(model.weights, rate=3e-3)
    print(f"{len(text)} letters of {len(alphabet)} kinds; {sum(w.size for w in model.weights.values())} weights")
    print(f"Knowing nothing means a loss of log({len(alphabet)}) = {np.log(len(alphabet)):.2f}.\n")

    start = time.perf_counter()
    for step in range(args.steps):
        # The text goes round in a circle, so that its beginning comes as often as the rest.
        at = rng.integers(0, len(letters), batch)[:, None] + np.arange(context)
        loss = model.loss(letters[at % len(letters)], letters[(at + 1) % len(letters)])
        # Large steps at first, and small ones to the end.
        adam.step(model.weights, model.gradients, slowdown=1 - step / args.steps)
        if step % 50 == 0 or step == args.steps - 1:
            written = "".join(alphabet[letter] for letter in model.write(letters[:8], 40))
            print(f"step {step:4}  loss {loss:5.3f}  {written!r}")
    print(f"\n{args.steps} steps in {time.perf_counter() - start:.0f} s. Now it writes, after {text[:18]!r}:\n")
    print("".join(alphabet[letter] for letter in model.write(letters[:18], 282)))


if __name__ == "__main__":
    main()
