"""``correct``: staff's word on a field, a status, a relation; undone; listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from indexer.bootstrap import Library, open_library
from indexer.catalogue.corrections import RELATION, Correction
from indexer.model import RelationType
from indexer.model.errors import UsageError
from indexer.runtime.belonging import read_settings
from indexer.stewardship.correcting import By, Relating, Wished, correct, listed, told, undo
from search_api.commands.messages import tell
from search_api.commands.options import moment, person
from search_api.commands.terminal import console, plain, print_json
from search_api.commands.waiting import turn_to_write
from search_api.labels import RELATION_LABELS

# As people say it: 废止 as well as 废止了.
_NAMED = {labels[0].removesuffix("了"): type_ for type_, labels in RELATION_LABELS.items()}


def register(app: typer.Typer) -> None:
    app.command("correct", help="更正一份文件的字段、有效性和关联；可撤销，重新入库后仍有效")(
        correct_command
    )


def correct_command(
    document_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="文件编号；--list 时可不写，列出全部")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="字段=值，如 title=某办法、status=废止；值留空为删去"),
    ] = None,
    relate: Annotated[
        list[str] | None,
        typer.Option(
            help="关系=对方编号，如 repeals=ab12；关系=文中的名称=编号 则指明所提到的是谁"
        ),
    ] = None,
    unrelate: Annotated[
        list[str] | None, typer.Option(help="关系=对方编号或文中的名称：并无此关系")
    ] = None,
    why: Annotated[str, typer.Option(help="理由，随值一起保存")] = "",
    by: Annotated[str | None, typer.Option(help="何人，默认为当前系统用户")] = None,
    undoing: Annotated[bool, typer.Option("--undo", help="撤销最近一次更正")] = False,
    change: Annotated[int | None, typer.Option(min=1, help="与 --undo 同用：撤销第几号")] = None,
    listing: Annotated[bool, typer.Option("--list", help="列出更正及其是否有效")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    says = bool(set_ or relate or unrelate)
    if says + undoing + listing != 1:
        raise UsageError(
            "请写明一件事：--set（--relate、--unrelate）、--undo 或 --list", field="set"
        )
    settings = read_settings()
    with open_library(settings, create=False) as library:
        if listing:
            return _list(library, document_id, as_json)
        if document_id is None:
            raise UsageError("请写明文件编号", field="id")
        author = By(by or person(), why)
        with turn_to_write(settings, library.catalogue):
            if undoing:
                made = undo(library.catalogue, document_id, author, change)
            else:
                wished = Wished(_fields(set_ or ()), _relations(relate or (), unrelate or ()))
                split = library.authority.split
                made = correct(library.catalogue, document_id, wished, author, split)
            library.update_index()
        _tell(made, as_json)
    return 0


def _fields(given: Sequence[str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for one in given:
        name, found, value = one.partition("=")
        if not found or not name.strip():
            raise UsageError(f"--set 的“{one}”应写作 字段=值", field="set")
        fields[name.strip()] = value.strip()
    return fields


def _relations(relate: Sequence[str], unrelate: Sequence[str]) -> list[Relating]:
    wished = []
    for one in relate:
        name, *rest = (part.strip() for part in one.split("=", 2))
        if not rest or not rest[-1]:
            raise UsageError(f"--relate 的“{one}”应写作 关系=编号", field="relate")
        named = rest[0] if len(rest) > 1 else ""
        wished.append(Relating(_type(name, "--relate"), rest[-1], named=named))
    for one in unrelate:
        name, _, target = one.partition("=")
        if not target.strip():
            raise UsageError(f"--unrelate 的“{one}”应写作 关系=编号", field="unrelate")
        wished.append(Relating(_type(name, "--unrelate"), target.strip(), holds=False))
    return wished


def _type(name: str, option: str) -> RelationType:
    """By its value, or as people say it."""
    wanted = name.strip().removesuffix("了")
    if wanted in _NAMED:
        return _NAMED[wanted]
    try:
        return RelationType(wanted.lower())
    except ValueError:
        known = "、".join(f"{label}（{type_}）" for label, type_ in _NAMED.items())
        raise UsageError(f"{option} 没有关系“{wanted}”，可用：{known}", field="relate") from None


def _list(library: Library, document_id: str | None, as_json: bool) -> int:
    if document_id is not None:
        library.catalogue.document(document_id)
    found = listed(library.catalogue, document_id)
    if as_json:
        print_json([{**asdict(one), "stands": stands} for one, stands in found])
        return 0
    for one, stands in found:
        what, before, after = _labelled(one)
        state = "" if stands else f"（撤销第 {one.undoes} 号）" if one.undoes else "（已撤销）"
        why = f"：{one.why}" if one.why else ""
        console().print(
            f"第 {one.change} 号{state}  {moment(one.at)}  {one.who}{why}  {one.document_id}"
            f"\n    {what}：{before or '（无）'} → {after or '（无）'}",
            markup=False,
        )
    tell(f"更正：{len(found)} 项")
    return 0


def _tell(made: Sequence[Correction], as_json: bool) -> None:
    if as_json:
        print_json([asdict(one) for one in made])
        return
    table = Table(show_edge=False)
    for head in ("字段", "更正前", "更正后"):
        table.add_column(head, overflow="fold")
    for one in made:
        table.add_row(*map(plain, _labelled(one)))
    console().print(table)
    if made:
        tell(f"已保存为第 {made[0].change} 号更正，可用 --undo 撤销")


def _labelled(one: Correction) -> tuple[str, str, str]:
    what, before, after = told(one)
    if one.field == RELATION:
        what = RELATION_LABELS[RelationType(what)][0]
    return what, before, after
