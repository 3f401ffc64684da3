"""A folder with an encoder of a few words, made on the spot: each word has its own direction."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer, models, pre_tokenizers

# Words of one group point the same way.
GROUPS = (("工资", "报酬", "不发钱"), ("登记", "证书"), ("养犬", "遛犬"), ("query",), ("passage",))


def tiny_encoder(folder: Path, *, first: bool = False, whole: bool = False) -> Path:
    """``first``: the first token counts; ``whole``: the model gives one vector of the text."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["[UNK]", *(word for group in GROUPS for word in group)]
    rows = np.zeros((len(words), len(GROUPS)), np.float32)
    for place, group in enumerate(GROUPS):
        for word in group:
            rows[words.index(word), place] = 1.0 if len(group) > 1 else 0.05
    table = numpy_helper.from_array(rows, "table")
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["tokens"])]
    if whole:
        axes = numpy_helper.from_array(np.array([1], np.int64), "axes")
        nodes.append(helper.make_node("ReduceSum", ["tokens", "axes"], ["made"], keepdims=0))
        constants, shape = [table, axes], ["B", len(GROUPS)]
    else:
        nodes.append(helper.make_node("Identity", ["tokens"], ["made"]))
        constants, shape = [table], ["B", "L", len(GROUPS)]
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["B", "L"])
    made = helper.make_tensor_value_info("made", TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "tiny", [ids], [made], constants)
    opset = helper.make_opsetid("", 20)
    save(helper.make_model(graph, opset_imports=[opset], ir_version=9), folder / "model.onnx")
    vocabulary = [(word, -9.0 if word == "[UNK]" else -1.0) for word in words]
    tokenizer = Tokenizer(models.Unigram(vocabulary, 0))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "1_Pooling").mkdir(exist_ok=True)
    pooling = json.dumps({"pooling_mode_cls_token": first})
    (folder / "1_Pooling" / "config.json").write_text(pooling, "utf-8")
    use = {"prompts": {"query": "query ", "document": "passage "}, "max_seq_length": 8}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(use), "utf-8")
    return folder
