"""The activations for PyTorch on the CPU: functions, modules for `torch.nn.Sequential` and the like, and operators.

Names, arguments and defaults are those of `torch.nn.functional` and `torch.nn`; what PyTorch lacks has our names. The
kernels read the tensors where they lie, whatever their strides, and write into fresh tensors of the same dtype (into
the same with ``inplace=True``). Everything can be differentiated as often as PyTorch's own, backward and forward, and
goes through `torch.func`, `torch.compile` and `torch.export`. The operators are reached by name too, as
``torch.ops.fastrelu.gelu`` and so on.

`build_nodes` compiles the part that only PyTorch's headers make fast: gradients of small tensors.

`replace_activations` makes the activations of a whole model ours. `fastrelu.set_num_threads`, not
`torch.set_num_threads`, says how many threads they use.

Examples
--------
>>> import torch, fastrelu.torch
>>> model = torch.nn.Sequential(torch.nn.Linear(5, 3), fastrelu.torch.ReLU())
>>> model(torch.tensor([[-1.0, 0.5, 2.0, -0.3, 4.0]])).shape
torch.Size([1, 3])
"""

try:
    import torch as _torch  # noqa: F401
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    raise ImportError("fastrelu.torch needs PyTorch: pip install fastrelu[torch]") from error

from ._functions import FUNCTIONAL as _FUNCTIONAL
from ._modules import MODULES as _MODULES
from ._modules import replace_activations, restore_activations
from ._nodes import build_nodes, has_nodes
from ._row_functions import FUNCTIONAL as _ROW_FUNCTIONAL
from ._row_functions import MODULES as _ROW_MODULES

_functional, _modules_of_all = {**_FUNCTIONAL, **_ROW_FUNCTIONAL}, {**_MODULES, **_ROW_MODULES}
globals().update(_functional)
globals().update(_modules_of_all)
_OTHERS = (build_nodes, has_nodes, replace_activations, restore_activations)
__all__ = [*sorted(_modules_of_all), *sorted(_functional), *(function.__name__ for function in _OTHERS)]
for _function in _OTHERS:
    _function.__module__ = __name__
