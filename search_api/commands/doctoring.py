"""``doctor``: how it stands with this machine and this library, in one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.cells import cell_len

from search_api.commands.exit_codes import WRONG
from search_api.commands.folding import folded
from search_api.commands.messages import visible
from search_api.commands.terminal import print_json
from search_api.doctor.examination import Examination, examine

_WIDTH = 80
_LABEL = 10


def register(app: typer.Typer) -> None:
    app.command(help="检查本机与资料库：版本、设置及来源、磁盘、索引，有何不妥、怎么办")(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    found = examine()
    if as_json:
        print_json(found.json())
    else:
        for label, text in _lines(found):
            _print(label, text)
    return WRONG if found.problems else 0


def _lines(found: Examination) -> Iterator[tuple[str, str]]:
    told = found.sections
    drawn: dict[str, Callable[[Any], Iterator[tuple[str, str]]]] = {
        "versions": _versions, "settings": _settings, "ocr": _ocr, "fonts": _fonts,
        "scripts": _scripts, "disk": _disk, "catalogue": _catalogue, "index": _index,
        "servers": _servers,
    }  # fmt: skip
    for name, draw in drawn.items():
        if told[name] is not None:
            yield from draw(told[name])
    for hint in found.hints:
        yield "提示", hint
    for number, problem in enumerate(found.problems, 1):
        yield f"须处理 {number}", problem.what
        yield "", f"→ {problem.do}"
    if not found.problems:
        yield "结论", "一切正常"


def _versions(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield (
        "版本",
        f"policy-search {told['policy-search']}，Python {told['python']}，"
        f"SQLite {told['sqlite']}，{told['system']}",
    )
    libraries = (f"{name} {number or '未安装'}" for name, number in told["libraries"].items())
    yield "程序库", "，".join(libraries)


def _settings(told: list[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    if not told:
        yield "设置", "都是默认值"
    for number, one in enumerate(told):
        yield "" if number else "设置", f"{one['name']} = {one['value']}（{one['origin']}）"


def _ocr(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if told["available"]:
        text = f"RapidOCR {told['version']}"
    else:
        text = "没有装 ocr 组件，不识别扫描件（pip install policy-search[ocr]）"
    yield "文字识别", text + ("" if told["enabled"] else "；已由设置关闭")


def _fonts(_: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "字体", "不需要：读取文件不依赖本机的字体"


def _scripts(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "网页脚本", "已构建" if told["built"] else "未构建"


def _disk(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    size = _bytes(told["library_bytes"]) if told["exists"] else "尚无"
    only = "；只读" if told["read_only"] else ""
    yield "资料库", f"{told['home']}（{size}{only}；磁盘剩余 {_bytes(told['free_bytes'])}）"


def _catalogue(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    text = f"表 {told['schema']}"
    if "documents" in told:
        text += f"，{told['documents']} 份，隔离 {told['quarantined']}，版本 {told['revision']}"
        text += "，正在入库或重建" if told["writing"] else ""
    yield "目录库", text


def _index(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if told["generation"] is None:
        yield "索引", f"没有可用的（本程序为 {told['expected_fingerprint']}）"
        return
    yield (
        "索引",
        f"{told['generation']}，{told['documents']} 份，{_bytes(told['bytes'])}，"
        f"滞后 {told['lag']}，指纹 {told['fingerprint']}",
    )


def _servers(told: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    if not told:
        yield "服务", "本机没有看到本库的服务在运行"
    for one in told:
        state = "就绪" if one["ready"] else "未就绪"
        yield (
            "服务",
            f"进程 {one['pid']}，{one['address'] or '未监听'}，{state}（{one['command']}）",
        )


def _bytes(number: int) -> str:
    return f"{number / 2**30:.1f} GB" if number >= 2**30 else f"{number / 2**20:.1f} MB"


def _print(label: str, text: str) -> None:
    """Folded by hand: what is piped into a file or a message shall be as narrow."""
    head = label + " " * (_LABEL - cell_len(label))
    for line in folded(visible(" ".join(text.split())), _WIDTH - _LABEL):
        print(head + line)
        head = " " * _LABEL
