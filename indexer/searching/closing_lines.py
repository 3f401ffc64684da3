"""Where a text's closing begins: who signed it and when, who gets copies, who printed it.

GB/T 9704-2012, 7.3.5 to 7.4. The last article says none of it, and must not be quoted with it.
"""

from __future__ import annotations

import re

_DIGITS = "0-9〇○Ｏ零一二三四五六七八九十"
_CLOSES = re.compile(
    rf"[ \t　]*(?:(?P<day>[{_DIGITS}]{{4}}年[{_DIGITS}]{{1,3}}月[{_DIGITS}]{{1,3}}日[ \t　]*$)"
    rf"|抄[ 　]?送[:：]|[^\n。；]{{2,40}}[{_DIGITS}]{{1,3}}日[ 　]*印发[ \t　]*$)",
    re.MULTILINE,
)
# Looked for first: most lines of a law hold none of it.
_NEAR = re.compile(r"日[ \t　]*(?:印发[ \t　]*)?$|抄[ 　]?送[:：]", re.MULTILINE)
_SIGNS = re.compile(
    r"[ \t　]*(?:[^\n\t，。；：:,;（(]{0,38}"
    r"(?:政府|委员会|办公[厅室]|[厅局部委办院会署社行处室团])|[（(]?此页无正文[）)]?)[ \t　]*"
)
_MOST_SIGNATURES = 20
# So many blanks may stand between a text and what closes it.
_BLANKS = 200
_SENTENCE_ENDS = ("。", "；", "！", "）", ")", "”")


def closing_begins(text: str, start: int, end: int) -> int | None:
    """Where in ``text[start:end]`` the closing begins, below a sentence; None where there is none.

    >>> text = "第九条 本办法自印发之日起施行。\\n云城市财政局\\n2024年5月6日\\n抄送：市委办公室。"
    >>> text[closing_begins(text, 0, len(text)):]
    '云城市财政局\\n2024年5月6日\\n抄送：市委办公室。'
    """
    sentence = text.find("。", start, end)
    if sentence < 0:
        return None
    for near in _NEAR.finditer(text, sentence, end):
        line = max(start, text.rfind("\n", start, near.start()) + 1)
        match = _CLOSES.match(text, line, end)
        if match is None:
            continue
        begin = _above_the_signatures(text, start, match.start())
        above = text[max(start, begin - _BLANKS) : begin].rstrip()
        # A day may stand in a list; copies and the printer close a text below a table, too.
        if sentence < begin and (match["day"] is None or above.endswith(_SENTENCE_ENDS)):
            return begin
    return None


def _above_the_signatures(text: str, start: int, at: int) -> int:
    """The first of the lines of signatures, with blank ones between them, that end at ``at``."""
    begin = at
    for _ in range(_MOST_SIGNATURES):
        line = text.rfind("\n", start, at - 1) + 1 if at - 1 > start else 0
        if line <= start:
            break
        if text[line : at - 1].strip():
            if not _SIGNS.fullmatch(text, line, at - 1):
                break
            begin = line
        at = line
    return begin
