"""The console command ``policy-search``.

Exit codes: 0 all fine; 1 something was quarantined, wrong or not found; 2 wrong usage; 3 cannot
run; 130 interrupted. Answers go to standard output, everything else to standard error.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException

from indexer.model.errors import (
    DocumentNotFound,
    EngineError,
    NoGeneration,
    PolicySearchError,
    Quarantined,
    SettingsConflict,
    UsageError,
)
from search_api.commands.exit_codes import CANNOT_RUN, INTERRUPTED, USAGE, WRONG
from search_api.commands.messages import complain, tell, write_chinese
from search_api.commands.starting import uncollected

MODULES = (
    "ingesting", "configuring", "serving", "searching", "reading", "checking", "doctoring",
    "reporting", "exchanging", "synonyms", "publishing", "correcting",
    "reviewing", "batching", "auditing", "keying", "vectors", "jobbing", "manifesting",
    "backing_up", "watching", "agents", "alerts",
)  # fmt: skip
# Whose first answer is waited for: nothing is imported beside them.
_ALONE = {"serve": ("serving",), "jobs": ("jobbing",)}
# Commands whose trouble with the index is not that it wants to be made anew.
_WRITERS = ("ingest", "rebuild", "understand", "restore")
_HELP = "政策文件全文检索：入库、检索、有效性、导出与检查。"
_REBUILD = "。可用 policy-search rebuild 由目录库重建索引"


def main() -> None:
    write_chinese()
    sys.exit(run(sys.argv[1:], uncollected()))


def command_line(arguments: Sequence[str] = ()) -> typer.Typer:
    """The commands. A server's or its worker's only where one is asked for: the others import what
    evaluates, exports and draws tables, and would keep its first answer waiting."""
    app = typer.Typer(
        name="policy-search",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback(help=_HELP)(_group)
    for name in _ALONE.get(arguments[0] if arguments else "", MODULES):
        import_module(f"search_api.commands.{name}").register(app)
    return app


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"policy-search {version('policy-search')}")
        raise typer.Exit


def _group(
    context: typer.Context,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="版本"),
    ] = False,
) -> None:
    """Typer makes of a single command one without a name, unless there is this. A slip in the name
    of a setting is told before the command does without it; ``doctor`` tells of it itself."""
    from indexer.runtime.origins import told_strangers

    if context.invoked_subcommand != "doctor":
        for line in told_strangers():
            tell(f"注意：{line}")


def _told_of(error: EngineError) -> str:
    """What is wrong with the index, and what to do: nothing while the first files come in."""
    if isinstance(error, NoGeneration):
        from indexer.bootstrap import open_library
        from indexer.indexing.standing import Trouble
        from indexer.runtime.belonging import read_settings

        with (
            contextlib.suppress(PolicySearchError),
            open_library(read_settings(), create=False) as library,
        ):
            standing = library.standing()
            if standing.trouble is Trouble.FIRST and standing.reason:
                return standing.reason
    return f"{error}{_REBUILD}"


def run(arguments: Sequence[str], start: AbstractContextManager[None] | None = None) -> int:
    """Run one command; its exit code. Never raises. ``start``: around what comes before it."""
    level = logging.DEBUG if os.environ.get("POLICY_SEARCH_DEBUG") else logging.WARNING
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    try:
        with start or contextlib.nullcontext():
            app = command_line(arguments)
        code = app(args=list(arguments), standalone_mode=False)
        return code if isinstance(code, int) else 0
    except SystemExit as end:
        # Typer ends so, with 1, at a broken pipe. The reader has what it wanted: nothing is wrong.
        return 0 if isinstance(end.__context__, BrokenPipeError) else CANNOT_RUN
    except TyperException as error:
        if message := _usage(error):
            complain(message)
        return USAGE
    except (Abort, KeyboardInterrupt):
        complain("已中断")
        return INTERRUPTED
    except SettingsConflict as error:
        complain(str(error))
        return CANNOT_RUN
    except UsageError as error:
        complain(str(error))
        return USAGE
    except Quarantined as error:
        complain(f"{error.path} {error}".strip())
        return WRONG
    except DocumentNotFound as error:
        complain(f"没有编号为 {error.document_id} 的文件")
        return WRONG
    except EngineError as error:
        complain(str(error) if arguments[0] in _WRITERS else _told_of(error))
        return CANNOT_RUN
    except PolicySearchError as error:
        complain(str(error))
        return CANNOT_RUN
    except BrokenPipeError:
        # The reader of our output went away, as `| head` does. Python would complain at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            complain(f"磁盘已满：{error.filename or ''}".rstrip("："))
            return CANNOT_RUN
        logging.getLogger(__name__).debug("unforeseen", exc_info=True)
        hint = "设环境变量 POLICY_SEARCH_DEBUG=1 可看详情"
        complain(f"程序出错（{type(error).__name__}）：{error}。{hint}")
        return CANNOT_RUN


def _usage(error: TyperException) -> str:
    """Empty where Typer has shown the help, as for ``policy-search feedback``."""
    from search_api.commands.misuse import misuse

    message = misuse(error)
    return f"用法有误：{message}。用 --help 查看说明" if message else ""


if __name__ == "__main__":
    main()
