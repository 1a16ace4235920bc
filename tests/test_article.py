"""The three examples of a common introduction to ReLU, each with fastrelu where it had a function of its own."""

import importlib.util
import os
import subprocess
import sys

import numpy as np
import pytest

import fastrelu

KERAS = """
import numpy as np
from keras import Input
from keras.models import Sequential
from keras.layers import Dense
import keras
from fastrelu.keras import LeakyReLU

keras.utils.set_random_seed(0)
model = Sequential()
model.add(Input((10,)))
model.add(Dense(64))
model.add(LeakyReLU(negative_slope=0.01))
model.add(Dense(1, activation="sigmoid"))

x = np.random.default_rng(0).standard_normal((128, 10)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
model.compile(optimizer="adam", loss="binary_crossentropy")
losses = model.fit(x, y, epochs=5, verbose=0).history["loss"]
assert losses[-1] < losses[0], losses
predicted = model.predict(x, verbose=0)
assert predicted.shape == (128, 1)
assert ((predicted > 0) & (predicted < 1)).all()
"""


def test_numpy_example(capsys):
    x = np.array([-3, -0.5, 0, 1, 2])
    print(fastrelu.relu(x))
    assert capsys.readouterr().out == "[0. 0. 0. 1. 2.]\n"


def test_pytorch_example():
    # PyTorch is an optional extra.
    torch = pytest.importorskip("torch")
    import fastrelu.torch

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(5, 3), fastrelu.torch.ReLU())
    x = torch.tensor([[-1.0, 0.5, 2.0, -0.3, 4.0]])
    output = model(x)
    assert torch.equal(output, torch.nn.functional.relu(model[0](x)))

    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = ((model(x) - 1) ** 2).sum()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]


def test_keras_example(tmp_path):
    # Keras is an optional extra, and so is the one of its backends that is used here.
    for module in ("keras", "torch"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    environment = {**os.environ, "KERAS_BACKEND": "torch", "KERAS_HOME": str(tmp_path)}
    # Keras 3 hands its variables to NumPy 2 through an __array__ without `copy`, of which NumPy warns.
    accepted = "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
    command = [sys.executable, "-W", "error", "-W", accepted, "-c", KERAS]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
