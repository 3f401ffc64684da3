"""``vectors``: what ranking by meaning needs, made now instead of in a server's background."""

from __future__ import annotations

import typer

from indexer.bootstrap import open_library
from indexer.meaning.learning import LEAST, Lesson
from indexer.model.errors import CatalogueError
from indexer.runtime.belonging import read_settings
from search_api.commands.exit_codes import INTERRUPTED
from search_api.commands.messages import tell
from search_api.commands.terminal import BarReporter, interruptible


def register(app: typer.Typer) -> None:
    app.command(help="计算语义向量，供问句排序；服务运行时自动在后台进行")(vectors)


def vectors() -> int:
    from indexer.meaning.following import catch_up, learn_again, only_one

    settings = read_settings()
    with open_library(settings, create=False) as library:
        if library.maker is None:
            tell("语义排序未启用（设置 meaning 为 false）")
            return 0
        with only_one(settings.home) as alone:
            if not alone:
                raise CatalogueError("另一进程正在计算语义向量，请稍后再试")
            with interruptible() as stop, BarReporter() as reporter:
                changes = catch_up(library.catalogue, settings.home, library.maker, reporter, stop)
            lesson = None
            if not stop:
                judgements = library.usage.judgements()
                lesson = learn_again(settings.home, library.maker, judgements)
        found = library.meaning()
        if found is not None:
            tell(f"语义向量：{changes} 份有变化，共 {found.documents} 份，滞后 {found.lag} 个版本")
        if lesson is not None:
            tell(_told(lesson))
    return INTERRUPTED if stop else 0


def _told(lesson: Lesson) -> str:
    if lesson.questions < LEAST:
        return f"评判过且有向量的问句 {lesson.questions} 条，不足 {LEAST} 条，不学习"
    held = f"留作检验的五分之一，平均倒数名次 {lesson.before:.3f} → {lesson.after:.3f}"
    used = "采用" if lesson.kept else "不采用"
    return f"由 {lesson.questions} 条评判过的问句学习：{held}，{used}"
