"""The encoder as an ONNX graph with int8 weights, written by hand so that every node is known.

Weights are stored as int8 with a float scale per output channel; ``Cast`` and ``Mul`` turn them back, which
ONNX Runtime folds away when it loads the file. Embedding rows are turned back only where they are looked up.
Activations stay float32.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from training.minilm import HEADS, LAYERS, MiniLM
from training.network import FROZEN
from training.tagger import Tagger

Array = NDArray[np.float32]
OPSET = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]


def quantise(weight: Array, axis: int) -> tuple[NDArray[np.int8], Array]:
    """Symmetric int8: ``weight`` is close to ``codes * scale``, with one scale for every index not on ``axis``."""
    scale = np.maximum(np.abs(weight).max(axis=axis, keepdims=True), 1e-8) / 127.0
    return np.clip(np.round(weight / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


class Graph:
    """Nodes and initialisers under construction."""

    def __init__(self, int8: bool) -> None:
        self.int8 = int8
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.count = 0

    def constant(self, name: str, value: NDArray[Any] | np.generic) -> str:
        """A named initialiser."""
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def add(self, op: str, *inputs: str, domain: str = "", outputs: int = 1, **attributes: object) -> str:
        """A node; gives the name of its first output."""
        self.count += 1
        out = f"{op.lower()}_{self.count}"
        names = [out] + [f"{out}_{i}" for i in range(1, outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, name=out, domain=domain, **attributes))
        return out

    def weight(self, name: str, value: torch.Tensor) -> str:
        """A linear layer's weight, transposed to ``[in, out]``, with one scale an output channel."""
        matrix = value.detach().numpy().T.astype(np.float32)
        if not self.int8:
            return self.constant(name, matrix)
        codes, scale = quantise(matrix, 0)
        cast = self.add("Cast", self.constant(f"{name}.codes", codes), to=TensorProto.FLOAT)
        return self.add("Mul", cast, self.constant(f"{name}.scale", scale))

    def vector(self, name: str, value: torch.Tensor) -> str:
        """A bias or a norm's row, in float32."""
        return self.constant(name, value.detach().numpy().astype(np.float32))

    def norm(self, x: str, name: str, layer: torch.nn.LayerNorm) -> str:
        """Layer normalisation over the last axis."""
        gamma, beta = self.vector(f"{name}.gamma", layer.weight), self.vector(f"{name}.beta", layer.bias)
        return self.add("LayerNormalization", x, gamma, beta, axis=-1, epsilon=float(layer.eps))


def embeddings(g: Graph, net: MiniLM) -> str:
    """Word pieces and places to normalised rows ``[1, T, HIDDEN]``."""
    words, places = (table.weight.detach().numpy() for table in (net.words, net.positions))
    if g.int8:
        codes, scale = quantise(words, 1)
        rows = g.add("Cast", g.add("Gather", g.constant("embedding.codes", codes), "ids"), to=TensorProto.FLOAT)
        x = g.add("Mul", rows, g.add("Gather", g.constant("embedding.scale", scale), "ids"))
    else:
        x = g.add("Gather", g.constant("embedding", words), "ids")
    where = g.add(
        "Range",
        g.constant("zero", np.int64(0)),
        g.add("Squeeze", g.add("Shape", "ids")),
        g.constant("one", np.int64(1)),
    )
    if g.int8:
        rows = g.add("Gather", g.constant("positions", places.astype(np.float16)), where)
        x = g.add("Add", x, g.add("Cast", rows, to=TensorProto.FLOAT))
    else:
        x = g.add("Add", x, g.add("Gather", g.constant("positions", places), where))
    return g.norm(g.add("Unsqueeze", x, g.constant("axis", np.array([0]))), "norm", net.norm)


def layers(g: Graph, net: MiniLM, x: str, start: int, end: int) -> str:
    """Layers ``start`` to ``end``, in the fused operators of ONNX Runtime."""
    for i in range(start, end):
        layer = net.layers[i]
        at = f"layer{i}"
        qkv_w, qkv_b = g.weight(f"{at}.qkv", layer.qkv.weight), g.vector(f"{at}.qkv.bias", layer.qkv.bias)
        a = g.add("Attention", x, qkv_w, qkv_b, domain="com.microsoft", num_heads=HEADS)
        a = g.add("MatMul", a, g.weight(f"{at}.out", layer.out.weight))
        x = skip_norm(g, a, x, f"{at}.1", layer.norm1, layer.out.bias)
        h = g.add("MatMul", x, g.weight(f"{at}.up", layer.up.weight))
        h = g.add("BiasGelu", h, g.vector(f"{at}.up.bias", layer.up.bias), domain="com.microsoft")
        h = g.add("MatMul", h, g.weight(f"{at}.down", layer.down.weight))
        x = skip_norm(g, h, x, f"{at}.2", layer.norm2, layer.down.bias)
    return x


def skip_norm(g: Graph, x: str, skip: str, name: str, norm: torch.nn.LayerNorm, bias: torch.Tensor) -> str:
    """``norm(x + bias + skip)`` in one node."""
    rows = [g.vector(f"{name}.gamma", norm.weight), g.vector(f"{name}.beta", norm.bias), g.vector(f"{name}.bias", bias)]
    return g.add("SkipLayerNormalization", x, skip, *rows, domain="com.microsoft", epsilon=float(norm.eps))


def words(g: Graph, net: Tagger, lower: str) -> None:
    """The tagger over the lower layers, as output ``words``."""
    inlet = g.constant("words.inlet", net.inlet.weight.detach().numpy().T)
    x = g.add("Add", g.add("MatMul", lower, inlet), g.vector("words.inlet.bias", net.inlet.bias))
    x = g.add("Transpose", g.add("Gelu", x, domain="com.microsoft"), perm=[0, 2, 1])
    for i, layer in enumerate(net.convolutions):
        weight, bias = layer.weight.detach().numpy(), g.vector(f"words.{i}.bias", layer.bias)
        if g.int8:
            name = g.add("Cast", g.constant(f"words.{i}", weight.astype(np.float16)), to=TensorProto.FLOAT)
        else:
            name = g.constant(f"words.{i}", weight)
        reach = layer.dilation[0] * (layer.kernel_size[0] // 2)
        y = g.add("Conv", x, name, bias, dilations=list(layer.dilation), pads=[reach, reach])
        x = g.add("Add", x, g.add("Gelu", y, domain="com.microsoft"))
    flat = g.add("Squeeze", g.add("Transpose", x, perm=[0, 2, 1]), "axis")
    product = g.add("MatMul", flat, g.constant("words.outlet", net.outlet.weight.detach().numpy().T))
    g.add("Add", product, g.vector("words.outlet.bias", net.outlet.bias))
    g.nodes[-1].output[0] = "words"


def encoder_model(net: MiniLM, tags: nn.Linear, late: nn.Linear, tagger: Tagger, int8: bool = True) -> onnx.ModelProto:
    """``ids [T]`` to ``states [T, 384]``, logits ``tags [T, 7]`` (a feature) and ``words [T, 7]``, ``late [T, 64]``.

    Also ``lower [1, T, 384]``, what the layers that are never trained say: other readers start from it.
    """
    g = Graph(int8)
    layers(g, net, embeddings(g, net), 0, FROZEN)
    g.nodes[-1].output[0] = "lower"
    words(g, tagger, "lower")
    x = layers(g, net, "lower", FROZEN, LAYERS)
    flat = g.add("Squeeze", x, "axis")
    g.nodes[-1].output[0] = "states"
    for name, layer in (("tags", tags), ("late", late)):
        product = g.add("MatMul", "states", g.constant(f"{name}.weight", layer.weight.detach().numpy().T))
        g.add("Add", product, g.vector(f"{name}.bias", layer.bias))
        g.nodes[-1].output[0] = name
    del flat
    made = helper.make_graph(
        g.nodes,
        "greenroom-encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["pieces"])],
        [
            helper.make_tensor_value_info("states", TensorProto.FLOAT, ["pieces", net.words.embedding_dim]),
            helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["pieces", tags.out_features]),
            helper.make_tensor_value_info("late", TensorProto.FLOAT, ["pieces", late.out_features]),
            helper.make_tensor_value_info("words", TensorProto.FLOAT, ["pieces", tags.out_features]),
            helper.make_tensor_value_info("lower", TensorProto.FLOAT, [1, "pieces", net.words.embedding_dim]),
        ],
        initializer=g.constants,
    )
    return helper.make_model(made, opset_imports=OPSET, ir_version=9, producer_name="greenroom")


def halve(model: onnx.ModelProto, least: int = 4096) -> onnx.ModelProto:
    """Store large float32 initialisers as float16 with a ``Cast``, which is folded away at load."""
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and int(np.prod(tensor.dims)) >= least:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}.half"))
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model
