"""Attachments that are files of their own: which notice of a folder or archive names them.

附件：1.补贴标准表 under a notice, and 附件1：补贴标准表.xlsx beside it, are one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analyzers.folding import fold

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_CHINESE = "一二三四五六七八九十"
_LABEL = re.compile(
    rf"附[ 　]*[件表录][ 　]*(?P<number>\d{{1,2}}|[{_CHINESE}]{{1,3}})?(?:之[{_CHINESE}\d])?"
)
_NUMBER = re.compile(r"^[（(]?(\d{1,2})[)）]?[.．、:： _-]+")
_SAME = re.compile(r"[\W_]|的|关于")
_MANY = 50  # notices
_SHORTEST = 4  # characters that two names must share where one holds the other


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A document of a folder or archive. ``name`` is its file's, without folders; ``lists`` are
    the attachments that it names."""

    id: str
    name: str
    title: str = ""
    doc_number: str | None = None
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """``attachment`` and ``notice`` are ids; ``name`` is what the notice calls it."""

    attachment: str
    notice: str
    name: str


def attached_files(files: Sequence[FiledDocument]) -> tuple[AttachedFile, ...]:
    """Which of the files are attachments of which; a file that several notices name alike, and
    that tells by nothing whose it is, is left alone.

    >>> notice = FiledDocument("n", "通知.docx", "关于补贴的通知", lists=("补贴标准表", "申请表"))
    >>> table = FiledDocument("t", "附件1：补贴标准表.xlsx", "补贴标准表")
    >>> form = FiledDocument("f", "附件2.docx", "加装电梯补贴申请表")
    >>> [(a.attachment, a.name) for a in attached_files((notice, table, form))]
    [('t', '补贴标准表'), ('f', '申请表')]
    """
    notices = [file for file in files if file.lists]
    index = _Index(notices)
    return tuple(found for file in files if (found := _attached(file, index)) is not None)


Named = tuple[FiledDocument, str]


class _Index:
    """The notices of a group by what they name. What very many name alike tells nothing, and is
    not looked through."""

    def __init__(self, notices: Sequence[FiledDocument]) -> None:
        self.few = notices if len(notices) <= _MANY else ()
        self._by_key: dict[str, list[Named]] = {}
        self._by_own: dict[str, list[FiledDocument]] = {}
        for notice in notices:
            for name in notice.lists:
                for key in _keys_of_listed(name):
                    self._by_key.setdefault(key, []).append((notice, name))
            for own in {_key(_stem(notice.name)), _key(notice.title)} - {""}:
                self._by_own.setdefault(own, []).append(notice)

    def own(self, key: str) -> Sequence[FiledDocument]:
        """The notices of this name or title."""
        found = self._by_own.get(key, ())
        return found if len(found) <= _MANY else ()

    def naming(self, keys: set[str]) -> Iterator[Named]:
        """The notices that list something of one of these names."""
        for key in sorted(keys):
            found = self._by_key.get(key, ())
            if len(found) <= _MANY:
                yield from found


def _attached(file: FiledDocument, index: _Index) -> AttachedFile | None:
    name = _FileName(file.name)
    owners = [n for n in index.own(_key(name.before)) if n.id != file.id]
    keys = {_key(_stem(file.name)), _key(name.rest), _key(file.title)} - {""}
    chosen = _only(_naming(keys, owners)) or _only(
        each for each in index.naming(keys) if each[0].id != file.id
    )
    if chosen is None and name.labelled:
        others = owners or [n for n in index.few if n.id != file.id]
        chosen = _only(_by_number(name, file, others, sure=bool(owners)))
    if chosen is None:
        return None
    notice, listed = chosen
    return AttachedFile(file.id, notice.id, listed)


def _naming(keys: set[str], notices: Iterable[FiledDocument]) -> Iterator[Named]:
    for notice in notices:
        for listed in notice.lists:
            if keys & _keys_of_listed(listed):
                yield notice, listed


def _only(found: Iterable[Named]) -> Named | None:
    """The one notice that is meant, with what it says first."""
    named = list(found)
    return named[0] if len({notice.id for notice, _ in named}) == 1 else None


def _by_number(
    name: _FileName, file: FiledDocument, notices: Iterable[FiledDocument], *, sure: bool
) -> Iterator[Named]:
    """By its number in the list; a name beside the number must not contradict it."""
    for notice in notices:
        if name.number is None and len(notice.lists) != 1:
            continue
        place = (name.number or 1) - 1
        if not 0 <= place < len(notice.lists):
            continue
        listed = notice.lists[place]
        if sure or not name.rest or _alike(name.rest, listed) or _alike(file.title, listed):
            yield notice, listed


def _alike(one: str, other: str) -> bool:
    """Whether one name holds the other."""
    first, second = sorted((_key(one), _bare_key(other)), key=len)
    return len(first) >= _SHORTEST and first in second


class _FileName:
    """A file's name taken apart: 云政办〔2024〕5号 附件1：补贴标准表."""

    def __init__(self, name: str) -> None:
        stem = _stem(name)
        found = _LABEL.search(stem)
        self.labelled = found is not None
        self.number = _number(found["number"]) if found is not None else None
        self.before = stem[: found.start()] if found is not None else ""
        self.rest = _NUMBER.sub("", stem[found.end() :] if found is not None else stem)


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return _CHINESE.index(text[0]) + 1
    return 10 * (_CHINESE.index(tens[0]) + 1 if tens else 1) + (
        _CHINESE.index(ones[0]) + 1 if ones else 0
    )


def _stem(name: str) -> str:
    return _SUFFIX.sub("", name.rsplit("/", 1)[-1])


def _keys_of_listed(name: str) -> set[str]:
    return {_key(_stem(name)), _bare_key(name)} - {""}


def _bare_key(listed: str) -> str:
    """A listed name without 附件1： or 1. before it, and 《》 around it."""
    stem = _stem(listed).strip()
    found = _LABEL.match(stem)
    if found is not None and len(stem) > found.end():
        stem = stem[found.end() :].lstrip(" 　:：.．、-_")
    return _key(_NUMBER.sub("", stem))


def each_once(names: Iterable[str]) -> tuple[str, ...]:
    """The names without those that say one of them again.

    >>> each_once(("补贴标准表", "申请表", "附件1：补贴标准表.xlsx"))
    ('补贴标准表', '申请表')
    """
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(_bare_key(name), name)
    return tuple(found.values())


def _key(text: str) -> str:
    return _SAME.sub("", fold(text))
