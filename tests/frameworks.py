"""What other frameworks compute under their names: for `test_names_frameworks.py`.

A `Peer` of each framework knows its activations as the framework itself lists them, their arguments, and computes them
on arrays. It is made when it is first asked for, and that skips the test where the framework is not installed.
"""

import ast
import functools
import inspect
import os
import re

import numpy as np
import pytest

# Arguments that have no say in what is computed.
NEUTRAL = {
    "self", "x", "X", "input", "kwargs", "args", "inplace", "device", "dtype", "name", "where", "_stacklevel",
    "num_parameters", "nO", "nI", "init_W", "init_b", "dropout", "normalize",
    "with_vector_loads", "use_gelu_python", "use_gelu_tanh_python",
}  # fmt: skip


def arguments_of(function, *neutral):
    """Names and defaults of a function's arguments, but for those that have no say."""
    parameters = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in parameters if p.name not in {*NEUTRAL, *neutral}}


class Torch:
    def __init__(self):
        self.torch = pytest.importorskip("torch")

    def activations(self):
        """All that PyTorch itself lists as activations: modules, and functions of the same name but for its case."""
        from torch.nn import functional
        from torch.nn.modules import activation

        modules = set(activation.__all__)
        lowered = {name.casefold() for name in modules}
        functions = {name for name in dir(functional) if name.replace("_", "").casefold() in lowered}
        return modules | {name for name in functions if not (name.startswith("_") or name.endswith("_"))}

    def arguments(self, name):
        function = getattr(self.torch.nn.functional, name, None)
        if function is None:
            return arguments_of(getattr(self.torch.nn, name), "min_value", "max_value")  # old names
        try:
            return arguments_of(function)
        except ValueError:  # a built-in function, which says it in its docstring
            (text,) = re.findall(rf"^{name}\((.*)\) -> Tensor", inspect.getdoc(function), re.MULTILINE)
            parts = [part.partition("=") for part in text.split(",")]
            taken = {key.strip(): ast.literal_eval(value.strip()) if value else inspect.Parameter.empty
                     for key, _, value in parts}  # fmt: skip
            return {key: default for key, default in taken.items() if key not in NEUTRAL}

    def evaluate(self, name, arrays, given):
        tensors = [self.torch.from_numpy(a) for a in arrays]
        function = getattr(self.torch.nn.functional, name, None)
        if function is None:
            return getattr(self.torch.nn, name)(**given).double().eval()(*tensors).detach().numpy()
        if "weight" in given:
            given = {**given, "weight": self.torch.as_tensor(given["weight"], dtype=self.torch.float64).reshape(-1)}
        return function(*tensors, **given).numpy()


class Keras:
    def __init__(self):
        # A backend that needs nothing else, unless Keras has been imported with another one.
        before = os.environ.get("KERAS_BACKEND")
        os.environ["KERAS_BACKEND"] = "numpy"
        try:
            self.keras = pytest.importorskip("keras")
        finally:
            if before is None:
                del os.environ["KERAS_BACKEND"]
            else:
                os.environ["KERAS_BACKEND"] = before

    def activations(self):
        activations = self.keras.activations
        functions = {name for name in dir(activations) if inspect.isfunction(getattr(activations, name))}
        layers = {name for name, made in inspect.getmembers(self.keras.layers, inspect.isclass)
                  if ".layers.activations." in made.__module__}  # fmt: skip
        return functions | layers - {"Activation"}

    def arguments(self, name):
        if name in dir(self.keras.activations):
            return arguments_of(getattr(self.keras.activations, name))
        # Those of a trained layer are how its weights begin.
        return {} if self._is_trained(name) else arguments_of(getattr(self.keras.layers, name))

    def _is_trained(self, name):
        return "alpha_initializer" in inspect.signature(getattr(self.keras.layers, name)).parameters

    def evaluate(self, name, arrays, given):
        if name in dir(self.keras.activations):
            y = getattr(self.keras.activations, name)(*map(self.keras.ops.convert_to_tensor, arrays), **given)
        else:
            y = getattr(self.keras.layers, name)(**given, dtype="float64")(*arrays)
        return self.keras.ops.convert_to_numpy(y)


class Jax:
    def __init__(self):
        self.nn = pytest.importorskip("jax.nn")

    def activations(self):
        # Functions of one array and of nothing else that is required.
        found = set()
        for name, function in inspect.getmembers(self.nn, callable):
            parameters = [*inspect.signature(function).parameters.values()]
            required = [p for p in parameters if p.default is p.empty]
            if not name.startswith("_") and len(required) == 1 and required[0].name == "x":
                found.add(name)
        return found

    def arguments(self, name):
        return arguments_of(getattr(self.nn, name))

    def evaluate(self, name, arrays, given):
        return np.asarray(getattr(self.nn, name)(*(a.astype("f4") for a in arrays), **given))


class Onnx:
    def __init__(self):
        self.onnx = pytest.importorskip("onnx")
        pytest.importorskip("onnx.reference")

    def activations(self):
        """Operators of one floating-point array that give one of its type, with others among them."""
        found = set()
        for schema in self.onnx.defs.get_all_schemas():
            inputs = [i for i in schema.inputs if i.option == self.onnx.defs.OpSchema.FormalParameterOption.Single]
            same = len(schema.outputs) == 1 and all(i.type_str == schema.outputs[0].type_str for i in schema.inputs)
            is_float = schema.inputs and "tensor(float)" in schema.inputs[0].types
            if schema.domain == "" and not schema.deprecated and len(inputs) == 1 and same and is_float:
                found.add(schema.name)
        return found | {"PRelu", "SwiGLU"}  # of two arrays

    def _schema(self, name):
        return self.onnx.defs.get_schema(name)

    def arguments(self, name):
        schema = self._schema(name)
        found = {key: self.onnx.helper.get_attribute_value(attribute.default_value)
                 for key, attribute in schema.attributes.items()}  # fmt: skip
        found = {key: value.decode() if isinstance(value, bytes) else value for key, value in found.items()}
        others = [i.name for i in schema.inputs][1:] if name not in self.gated else []
        return found | dict.fromkeys(others, inspect.Parameter.empty)

    gated = ("SwiGLU",)

    def _model(self, name, arrays, given):
        helper, schema = self.onnx.helper, self._schema(name)
        inputs = [i.name for i in schema.inputs]
        feed = dict(zip(inputs, (a.astype("f4") for a in arrays)))  # noqa: B905  # the rest are given by name
        feed |= {key: np.asarray(given[key], "f4") for key in inputs if key in given}
        attributes = {key: value for key, value in given.items() if key in schema.attributes}
        node = helper.make_node(name, [key if key in feed else "" for key in inputs], ["result"], **attributes)
        kind = self.onnx.TensorProto.FLOAT
        values = [helper.make_tensor_value_info(key, kind, value.shape) for key, value in feed.items()]
        graph = helper.make_graph([node], "one", values, [helper.make_tensor_value_info("result", kind, None)])
        opset = helper.make_opsetid("", max(schema.since_version, 18))
        return helper.make_model(graph, opset_imports=[opset], ir_version=10), feed

    def evaluate(self, name, arrays, given):
        from onnx.reference import ReferenceEvaluator

        model, feed = self._model(name, arrays, given)
        return ReferenceEvaluator(model).run(None, feed)[0]


class OnnxRuntime(Onnx):
    def __init__(self):
        super().__init__()
        self.runtime = pytest.importorskip("onnxruntime")

    def evaluate(self, name, arrays, given):
        model, feed = self._model(name, arrays, given)
        try:
            session = self.runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        except Exception as error:  # of classes that it does not export
            if "NOT_IMPLEMENTED" in str(error) or "is under development" in str(error):
                pytest.skip(f"ONNX Runtime has no {name} yet")  # operators are newer than its releases
            raise
        return session.run(None, feed)[0]


class Transformers:
    def __init__(self):
        self.torch = pytest.importorskip("torch")
        self.classes = pytest.importorskip("transformers.activations").ACT2CLS

    def activations(self):
        return set(self.classes)

    def _class(self, name):
        entry = self.classes[name]
        return entry if isinstance(entry, tuple) else (entry, {})

    def arguments(self, name):
        made, bound = self._class(name)
        return arguments_of(made, *bound)

    def evaluate(self, name, arrays, given):
        made, bound = self._class(name)
        if "dtype" in inspect.signature(made).parameters:  # of its weights, which are bfloat16 otherwise
            bound = {**bound, "dtype": self.torch.float64}
        module = made(**bound, **given).double().eval()
        return module(*map(self.torch.from_numpy, arrays)).detach().numpy()


class Thinc:
    def __init__(self):
        self.api = pytest.importorskip("thinc.api")

    def activations(self):
        """Layers of their own modules that can be made without arguments, and activations without weights."""
        found = set()
        for name, function in inspect.getmembers(self.api, inspect.isfunction):
            required = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
            if function.__module__.startswith("thinc.layers.") and not required:
                found.add(name)
        return found

    def arguments(self, name):
        return arguments_of(getattr(self.api, name))

    def evaluate(self, name, arrays, given):
        (x,) = (a.astype("f4") for a in arrays)
        rows = np.ascontiguousarray(x.reshape(-1, x.shape[-1]))
        model = getattr(self.api, name)(**given)
        model.initialize(X=rows, Y=rows)
        for node in model.walk():  # its weights are of no interest
            if "W" in node.param_names:
                node.set_param("W", np.eye(rows.shape[1], dtype="f4"))
                node.set_param("b", np.zeros(rows.shape[1], "f4"))
        return model.predict(rows).reshape(x.shape)


_PEERS = {
    "torch": Torch,
    "keras": Keras,
    "jax": Jax,
    "onnx": Onnx,
    "onnxruntime": OnnxRuntime,
    "transformers": Transformers,
    "thinc": Thinc,
}


@functools.cache
def peer(name):
    """The framework, or a skip where it is not installed."""
    return _PEERS[name]()
