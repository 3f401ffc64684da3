"""Lines that a saved page has beside its document: menus, crumbs, the name of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.understanding.metadata.genre import ends_title
from indexer.understanding.metadata.lines import Line
from indexer.understanding.metadata.roles import Role

# 首页, 机构概览, 信息公开: so short are a menu's lines, and no line of a title that wraps.
_MENU_LINE = 6
_MENU = 3
_CRUMB = re.compile(
    r"[^<。,;:《]{2,20}(?:[>»›→][^<>。,;:《]{1,20}){1,6}|[/>»|›→][^。,;:《]{0,16}|[^。,;:《]{1,12}[/>»›→]|[|/>»›→]|aa|[小中大]"
)


def settle_menus(lines: Sequence[Line], roles: list[Role]) -> None:
    """Several short lines one below the other are a page's menu, a path to it its crumbs."""
    run: list[int] = []
    for index in range(len(roles) + 1):
        if index < len(roles) and roles[index] is Role.TEXT:
            if _CRUMB.fullmatch(lines[index].tight):
                roles[index] = Role.CHROME
            elif len(lines[index].tight) <= _MENU_LINE:
                run.append(index)
                continue
        elif index < len(roles) and roles[index] is Role.CHROME:
            continue
        if len(run) >= _MENU:
            for at in run:
                roles[at] = Role.CHROME
        run = []


def settle_page_names(lines: Sequence[Line], roles: list[Role]) -> None:
    """某规定2014 某文库 over 某规定: what its browser called the page, and no line of the title."""
    for index in range(len(roles) - 1):
        name, title = lines[index].tight, lines[index + 1].tight
        both = roles[index] is roles[index + 1] is Role.TEXT
        whole = both and len(title) >= _A_WHOLE_NAME and ends_title(title)
        more = name.removeprefix(title) if whole else name
        # Its number in brackets is the document's own, and read with it.
        if more != name and more and not more.startswith(("(", "[")):
            roles[index] = Role.CHROME


_A_WHOLE_NAME = 8
