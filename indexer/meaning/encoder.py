"""A sentence encoder as maker of vectors: a folder with an ONNX model, as sentence encoders are
exported.

    model.onnx (or onnx/model.onnx)      tokens → a vector each, or one of the whole
    tokenizer.json
    1_Pooling/config.json                whether the first token counts (else the mean of all)
    config_sentence_transformers.json    prompts, what is put before questions and texts, and
                                         max_seq_length

The last two may be missing. Nothing is ever downloaded. ``python -m benchmarks.encoder`` makes such
a folder. It needs the extra ``meaning``: without it, or without the folder, EncoderError says so.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from indexer.meaning.makers import Vectors
from indexer.model.errors import EncoderError

_PACKAGES = ("onnxruntime", "tokenizers")
_MODELS = ("model.onnx", "onnx/model.onnx", "onnx/model_quantized.onnx")
_TOKENIZER, _POOLING = "tokenizer.json", "1_Pooling/config.json"
_USE = "config_sentence_transformers.json"
_LONGEST = 512  # tokens, where the folder says nothing
# Tokens of a batch, padding too: what is in memory at once, and long enough to be quick.
_BATCH = 2_048


class Encoder:
    """Safe from several threads."""

    encodes = True

    def __init__(self, folder: Path) -> None:
        """Raises EncoderError."""
        self.fingerprint = fingerprint(folder)
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # A server has its threads, and the background takes one processor.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        use = _read(folder / _USE)
        prompts = use.get("prompts", {})
        try:
            self._session = onnxruntime.InferenceSession(
                str(_model(folder)), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            self._tokenizer.no_padding()
            longest = min(_LONGEST, int(use.get("max_seq_length", _LONGEST)))
            self._tokenizer.enable_truncation(longest)
            self._first = bool(_read(folder / _POOLING).get("pooling_mode_cls_token", False))
            self._before_question = str(prompts.get("query", ""))
            self._before_text = str(prompts.get("document", prompts.get("passage", "")))
            self._inputs = {each.name for each in self._session.get_inputs()}
            self.dimensions = self._run([self._tokens("")]).shape[1]
        except Exception as error:  # whatever the packages make of a file that is no model
            raise EncoderError(f"编码器无法载入：{folder}：{error}") from error

    def texts(self, texts: Sequence[str]) -> Vectors:
        tokens = [self._tokens(self._before_text + text) for text in texts]
        made = np.zeros((len(texts), self.dimensions), np.float32)
        for batch in _batches([len(each) for each in tokens]):
            made[batch] = self._run([tokens[i] for i in batch])
        made[[not text.strip() for text in texts]] = 0.0
        return made

    def question(self, text: str) -> Vectors:
        made: Vectors = self._run([self._tokens(self._before_question + text)])[0]
        return made

    def _tokens(self, text: str) -> list[int]:
        found: list[int] = self._tokenizer.encode(text).ids
        return found

    def _run(self, batch: Sequence[Sequence[int]]) -> Vectors:
        """Rows of length 1."""
        longest = max(1, *map(len, batch)) if len(batch) > 1 else max(1, len(batch[0]))
        ids = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, there, tokens in zip(ids, mask, batch, strict=True):
            row[: len(tokens)] = tokens
            there[: len(tokens)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (made, *_) = self._session.run(None, {k: v for k, v in given.items() if k in self._inputs})
        rows = np.asarray(made, np.float32)
        if rows.ndim == 3:
            rows = rows[:, 0] if self._first else _mean(rows, mask)
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(length > 0, length, 1), np.float32)


def fingerprint(folder: Path) -> str:
    """That of the folder's files, without loading them. Raises EncoderError."""
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise EncoderError(f"编码器需要组件 meaning（缺少 {'、'.join(missing)}）")
    names = (_model(folder), folder / _TOKENIZER, folder / _POOLING, folder / _USE)
    try:
        stamps = [
            (path, stat.st_size, stat.st_mtime_ns)
            for path in names
            if path.exists() or path.name == _TOKENIZER
            for stat in [path.stat()]
        ]
        return _digest(tuple(stamps))
    except OSError as error:
        raise EncoderError(f"编码器无法读取：{folder}：{error}") from error


def _model(folder: Path) -> Path:
    for name in _MODELS:
        if (folder / name).is_file():
            return folder / name
    raise EncoderError(f"编码器文件夹中没有 {_MODELS[0]}：{folder}")


@lru_cache(maxsize=4)
def _digest(stamps: tuple[tuple[Path, int, int], ...]) -> str:
    digest = hashlib.blake2b(b"encoder", digest_size=8)
    for path, size, _ in stamps:
        digest.update(f"{path.name} {size}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise EncoderError(f"编码器无法读取：{path}：{error}") from error
    return found if isinstance(found, dict) else {}


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Texts of about the same length together."""
    held: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if held and (len(held) + 1) * lengths[i] > _BATCH:
            yield held
            held = []
        held.append(i)
    if held:
        yield held


def _mean(rows: Vectors, mask: np.ndarray[Any, np.dtype[np.int64]]) -> Vectors:
    there = mask[:, :, None].astype(np.float32)
    counted = np.maximum(there.sum(1), 1)
    return np.asarray((rows * there).sum(1) / counted, np.float32)
