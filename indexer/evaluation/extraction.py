"""How well the documents are understood: hand-made labels against what the rules read.

A truth file has one label a line: ``path`` (relative to the folder of files), ``title``
(``title_short`` without issuers), ``doc_number``, ``issuers``, dates, ``repeals``,
``alternatives`` where two readings can be defended. A null label says that there is nothing to
find, and finding something is then wrong. Two scores are kept: over all files, and over those
that gave text (a scan without OCR gives none).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.folding import fold
from analyzers.numbers import normalise_number
from indexer.extractors.base import Limits
from indexer.extractors.fence.fence import Fence, FenceLimits
from indexer.model import (
    PRECEDENCE,
    ExtractedDocument,
    Mention,
    RelationType,
    SourceFile,
    Value,
    Values,
)
from indexer.model.errors import Quarantined, UsageError
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.standards import normalise_standard_number
from indexer.understanding.understand import Understanding, understand

Label = Mapping[str, object]
Extract = Callable[[Sequence[SourceFile]], Iterable[tuple[SourceFile, ExtractedDocument | None]]]

FIELDS = (
    "title", "doc_number", "issuers", "written_date", "published_date", "effective_from",
    "expires_on",
)  # fmt: skip
_SECONDS = 600.0  # A scan of many pages takes its time to be recognised.
_ENDS = frozenset((RelationType.REPEALS, RelationType.LAPSES))


@dataclass(frozen=True, slots=True)
class Miss:
    """A file whose value is not the label's."""

    path: str
    found: str
    expected: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class FieldScore:
    """Files whose value is exactly a label's, of all labelled files and of those with text."""

    field: str
    right: int
    labelled: int
    right_with_text: int
    labelled_with_text: int
    misses: tuple[Miss, ...] = ()

    @property
    def share(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def share_with_text(self) -> float:
        return self.right_with_text / self.labelled_with_text if self.labelled_with_text else 1.0


@dataclass(frozen=True, slots=True)
class TargetScore:
    """Found, expected and agreeing targets of repeals, over files with text."""

    found: int
    expected: int
    agreed: int
    misses: tuple[Miss, ...] = ()

    @property
    def precision(self) -> float:
        return self.agreed / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.agreed / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Tables:
    """All measures of one run."""

    files: int
    with_text: int
    fields: tuple[FieldScore, ...]
    repeals: TargetScore

    def field(self, name: str) -> FieldScore:
        """The score of a field. Raises KeyError for one that is not measured."""
        for score in self.fields:
            if score.field == name:
                return score
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class _Read:
    """A label, and what was read of its file; None where the file gave no text."""

    label: Label
    understanding: Understanding | None

    @property
    def path(self) -> str:
        return str(self.label["path"])


def evaluate_extraction(
    truth: Path,
    files: Path,
    *,
    authority: Authority | None = None,
    region: str | None = None,
    ocr: bool = True,
    extract: Extract | None = None,
) -> Tables:
    """Read the labelled files and compare. ``extract`` gives their texts; by default fenced
    workers do, with ``ocr`` where it is installed.

    Raises UsageError where the truth file cannot be read or a labelled file is not there.
    """
    labels = read_labels(truth)
    bodies = authority or Authority.load()
    sources = [_source(files, label) for label in labels]
    texts = {
        source.name: document
        for source, document in (extract(sources) if extract else _fenced(sources, ocr))
        if document is not None
    }
    reads = [
        _Read(label, _understood(texts.get(str(label["path"])), str(label["path"]), bodies, region))
        for label in labels
    ]
    return Tables(
        len(reads),
        sum(read.understanding is not None for read in reads),
        tuple(_score(field, reads, bodies) for field in FIELDS),
        _score_repeals(reads),
    )


def read_labels(truth: Path) -> list[Label]:
    """The labels of a truth file. Raises UsageError that names the line that cannot be read."""
    try:
        lines = truth.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{truth}: 标注文件无法读取：{error}", field="truth") from error
    labels: list[Label] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            label = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{truth}: 第 {number} 行不是 JSON", field="truth") from error
        if not isinstance(label, dict) or not isinstance(label.get("path"), str):
            raise UsageError(f"{truth}: 第 {number} 行缺少 path", field="truth")
        labels.append(label)
    return labels


def _source(files: Path, label: Label) -> SourceFile:
    path = files / str(label["path"])
    try:
        stat = path.stat()
    except OSError as error:
        raise UsageError(f"{path}: 标注的文件不存在", field="files") from error
    return SourceFile(path, str(label["path"]), stat.st_size, stat.st_mtime_ns)


def _fenced(
    sources: Sequence[SourceFile], ocr: bool
) -> Iterator[tuple[SourceFile, ExtractedDocument | None]]:
    with Fence(FenceLimits(seconds=_SECONDS, content=Limits(ocr=ocr))) as fence:
        for source, result in fence.extract_all(sources):
            yield source, None if isinstance(result, Quarantined) else result


def _understood(
    document: ExtractedDocument | None, name: str, authority: Authority, region: str | None
) -> Understanding | None:
    if document is None or not document.text.strip():
        return None
    return understand(
        document.text,
        document.blocks,
        name=name,
        declared={},
        authority=authority,
        region=region,
    )


# ---------------------------------------------------------------- single values


def _score(field: str, reads: Sequence[_Read], authority: Authority) -> FieldScore:
    right = right_with_text = labelled = labelled_with_text = 0
    misses = []
    for read in reads:
        accepted = _accepted(field, read.label, authority)
        if accepted is None:
            continue
        found = _found(field, read.understanding, authority)
        agrees = found in accepted
        labelled += 1
        right += agrees
        if read.understanding is not None:
            labelled_with_text += 1
            right_with_text += agrees
        if not agrees:
            misses.append(_miss(field, read, found))
    return FieldScore(field, right, labelled, right_with_text, labelled_with_text, tuple(misses))


def _accepted(field: str, label: Label, authority: Authority) -> frozenset[tuple[str, ...]] | None:
    """What counts as right, in comparable form; None where the label cannot be compared (a month
    without a day)."""
    readings = [label.get(field)]
    if field == "title":
        readings.append(label.get("title_short", label.get("title")))
    readings.extend(_alternatives(field, label))
    if field.endswith(("_date", "_from", "_on")):
        readings = [reading for reading in readings if reading is None or len(str(reading)) == 10]
        if not readings:
            return None
    return frozenset(_comparable(field, reading, authority) for reading in readings)


def _alternatives(field: str, label: Label) -> list[object]:
    alternatives = label.get("alternatives")
    if not isinstance(alternatives, dict) or field not in alternatives:
        return []
    stated = alternatives[field]
    if isinstance(stated, list) and field != "issuers":
        return list(stated)
    if isinstance(stated, list) and stated and isinstance(stated[0], list):
        return list(stated)
    return [stated]


def _found(
    field: str, understanding: Understanding | None, authority: Authority
) -> tuple[str, ...]:
    value = _best(understanding.values, field) if understanding is not None else None
    return _comparable(field, None if value is None else value.value, authority)


def _best(values: Values, field: str) -> Value | None:
    """As PolicyDocument.best: by precedence, then by confidence."""
    return min(
        values.get(field, ()),
        key=lambda value: (PRECEDENCE.index(value.evidence.basis), -value.evidence.confidence),
        default=None,
    )


def _comparable(field: str, reading: object, authority: Authority) -> tuple[str, ...]:
    """A value in the form in which it is compared: () for none.

    >>> authority = Authority.load()
    >>> _comparable("doc_number", "财税[2018] 098号", authority)
    ('财税〔2018〕98号',)
    >>> _comparable("issuers", ["财政部", "税务总局"], authority)
    ('国家税务总局', '财政部')
    """
    if not reading:
        return ()
    if field == "issuers":
        names = [reading] if isinstance(reading, str) else reading
        assert isinstance(names, Iterable)
        return tuple(sorted(authority.resolve(str(name)) for name in names))
    text = str(reading)
    if field == "doc_number":
        return (comparable_number(text),)
    return (comparable_title(text),) if field == "title" else (text,)


def comparable_title(title: str) -> str:
    """A title without blanks, in folded characters.

    >>> comparable_title("《甲办法（试行）》") == comparable_title("甲办法(试行)")
    True
    """
    folded = "".join(fold(title).split()).replace('"', "").replace("'", "")
    folded = folded.replace("<", "《").replace(">", "》")
    if folded.startswith("《") and folded.endswith("》") and folded.count("《") == 1:
        folded = folded[1:-1]
    return folded


def comparable_number(number: str) -> str:
    """A document's or a standard's number in its normal form, else without blanks."""
    return (
        normalise_standard_number(number)
        or normalise_number(number)
        or "".join(fold(number).split()).replace("第", "")
    )


def _miss(field: str, read: _Read, found: tuple[str, ...]) -> Miss:
    value = _best(read.understanding.values, field) if read.understanding is not None else None
    rule = value.evidence.rule if value is not None else ""
    if read.understanding is None:
        rule = "no text"
    stated = read.label.get(field)
    expected = "、".join(stated) if isinstance(stated, list) else str(stated or "")
    return Miss(read.path, "、".join(found), expected, rule)


# ---------------------------------------------------------------- repeals


def _score_repeals(reads: Sequence[_Read]) -> TargetScore:
    found = expected = agreed = 0
    misses = []
    for read in reads:
        if read.understanding is None:
            continue
        truth = [_keys_of_label(item) for item in _repeals(read.label)]
        left = _targets(read.understanding.mentions)
        expected += len(truth)
        found += len(left)
        for keys in truth:
            match = next((index for index, own in enumerate(left) if own & keys), None)
            if match is None:
                misses.append(Miss(read.path, "", " ".join(sorted(keys)), "not found"))
            else:
                agreed += 1
                left.pop(match)
        misses.extend(Miss(read.path, " ".join(sorted(keys)), "", "too much") for keys in left)
    return TargetScore(found, expected, agreed, tuple(misses))


def _targets(mentions: Iterable[Mention]) -> list[frozenset[str]]:
    """The targets of repeals and lapses, each once: a cover and a foreword may both name one."""
    targets: list[frozenset[str]] = []
    for mention in mentions:
        keys = _keys_of_mention(mention) if mention.type in _ENDS else frozenset()
        if not keys:
            continue
        same = [index for index, known in enumerate(targets) if known & keys]
        for index in reversed(same):
            keys |= targets.pop(index)
        targets.append(keys)
    return targets


def _repeals(label: Label) -> list[Mapping[str, object]]:
    stated = label.get("repeals")
    return [item for item in stated if isinstance(item, dict)] if isinstance(stated, list) else []


def _keys_of_label(item: Mapping[str, object]) -> frozenset[str]:
    return _keys(item.get("title"), item.get("doc_number"))


def _keys_of_mention(mention: Mention) -> frozenset[str]:
    return _keys(mention.target_title, mention.target_number)


def _keys(title: object, number: object) -> frozenset[str]:
    """What a target is known by; two agree if they share one."""
    keys = set()
    if isinstance(title, str) and title:
        keys.add(comparable_title(title))
    if isinstance(number, str) and number:
        keys.add(comparable_number(number))
    return frozenset(keys)


# ---------------------------------------------------------------- as text

_NAMES = {
    "title": "标题",
    "doc_number": "发文字号",
    "issuers": "发文机关",
    "written_date": "成文日期",
    "published_date": "发布日期",
    "effective_from": "施行日期",
    "expires_on": "有效期至",
}


def render(tables: Tables, *, misses: bool = True) -> str:
    """The tables as plain text, for the terminal."""
    rows = [
        f"文件 {tables.files} 个，其中有文字 {tables.with_text} 个",
        "",
        f"{'字段':<8}{'全部':>14}{'有文字':>20}",
    ]
    for score in tables.fields:
        rows.append(
            f"{_NAMES[score.field]:<8}"
            f"{score.right:>6}/{score.labelled:<4}{score.share:>7.3f}"
            f"{score.right_with_text:>9}/{score.labelled_with_text:<4}{score.share_with_text:>7.3f}"
        )
    repeals = tables.repeals
    rows.append(
        f"{'废止对象':<8}找到 {repeals.found}，标注 {repeals.expected}，一致 {repeals.agreed}，"
        f"精确率 {repeals.precision:.3f}，召回率 {repeals.recall:.3f}，F1 {repeals.f1:.3f}"
    )
    if misses:
        rows.extend(_rendered_misses(tables))
    return "\n".join(rows)


def _rendered_misses(tables: Tables) -> Iterator[str]:
    for score in tables.fields:
        for miss in score.misses:
            yield ""
            yield f"{_NAMES[score.field]}  {miss.path}"
            yield f"  读出：{miss.found or '（无）'}  [{miss.rule}]"
            yield f"  标注：{miss.expected or '（无）'}"
    for miss in tables.repeals.misses:
        yield ""
        yield f"废止对象  {miss.path}  [{miss.rule}]"
        yield f"  {miss.found or miss.expected}"
