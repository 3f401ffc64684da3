"""What Typer says in English of a command line that it cannot read, in Chinese."""

from __future__ import annotations

import re

from typer import BadParameter

# The message of one parameter's value, from pydantic or from Typer.
_OF_VALUES = (
    (r"Input should be greater than or equal to (.+)", r"不能小于 \1"),
    (r"Input should be less than or equal to (.+)", r"不能大于 \1"),
    (r"Input should be greater than (.+)", r"须大于 \1"),
    (r"Input should be less than (.+)", r"须小于 \1"),
    (r"Input should be a valid integer.*", "应为整数"),
    (r"Input should be a valid number.*", "应为数字"),
    (r"Input should be a valid boolean.*", "应为 true 或 false"),
    (r"(.+) is not in the range (.+?)\.?", r"\1 不在 \2 之内"),
    (r"(.+) is not a valid (?:integer|int)(?: range)?\.?", r"\1 不是整数"),
    (r"(.+) is not a valid float(?: range)?\.?", r"\1 不是数字"),
    (r"(.+) is not one of (.+?)\.?", r"\1 应为以下之一：\2"),
    (r"(?:File|Path|Directory) (.+) does not exist\.?", r"\1 不存在"),
)
_OF_LINES = (
    (r"Invalid value for (.+?): (.*)", r"\1：\2"),
    (r"Invalid value: (.*)", r"\1"),
    (r"Missing (?:argument|option|parameter) (.+?)\.?", r"缺少 \1"),
    (r"Missing command\.?", "缺少命令"),
    (r"No such command (.+?)\.*(?: Did you mean (.+?)\?)?", r"没有命令 \1"),
    (r"No such option: (\S+)(?: .*)?", r"没有选项 \1"),
    (r"Option (.+) requires an argument\.?", r"选项 \1 之后须有值"),
    (r"Option (.+) requires \d+ arguments\.?", r"选项 \1 之后的值不够"),
    (r"Option (.+) does not take a value\.?", r"选项 \1 不带值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"多余的参数：\1"),
)


def misuse(error: Exception) -> str:
    """Empty where there is nothing to say, as Typer has shown the help. What is not known here
    stays as it is."""
    message = " ".join(getattr(error, "format_message", error.__str__)().split())
    if isinstance(error, BadParameter) and error.message:
        said = " ".join(error.message.split())
        message = message.replace(said, _told(said, _OF_VALUES))
    return _told(message, _OF_LINES)


def _told(message: str, known: tuple[tuple[str, str], ...]) -> str:
    for pattern, said in known:
        if found := re.fullmatch(pattern, message):
            return found.expand(said).replace("'", "")
    return message
