# Made by tools/make_torch_stubs.py from the registry; do not edit. A test makes it again and compares.
from typing import Literal

import torch
from torch import Tensor

__all__ = [
    "ELU",
    "GELU",
    "LeakyReLU",
    "PReLU",
    "ReLU",
    "elu",
    "gelu",
    "leaky_relu",
    "prelu",
    "relu",
    "replace_activations",
    "restore_activations",
]

def replace_activations(model: torch.nn.Module) -> int: ...
def restore_activations(model: torch.nn.Module) -> int: ...
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor: ...
def gelu(input: Tensor, approximate: Literal["none", "tanh"] = "none") -> Tensor: ...
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor: ...
def prelu(input: Tensor, weight: Tensor) -> Tensor: ...
def relu(input: Tensor, inplace: bool = False) -> Tensor: ...

class ELU(torch.nn.ELU):
    def forward(self, input: Tensor) -> Tensor: ...

class GELU(torch.nn.GELU):
    def forward(self, input: Tensor) -> Tensor: ...

class LeakyReLU(torch.nn.LeakyReLU):
    def forward(self, input: Tensor) -> Tensor: ...

class PReLU(torch.nn.PReLU):
    def forward(self, input: Tensor) -> Tensor: ...

class ReLU(torch.nn.ReLU):
    def forward(self, input: Tensor) -> Tensor: ...
