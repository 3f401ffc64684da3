"""Formats of characters alone: .txt in three encodings, Markdown, RTF and portal pages."""

from __future__ import annotations

import html
from collections.abc import Iterator

from sample_corpus.make.source import Line, Text

HIDDEN = {"running", "page", "button"}


def _visible(text: Text) -> Iterator[Line]:
    return (line for line in text.lines if line.role not in HIDDEN)


def _table_text(line: Line, separator: str) -> str:
    return "\n".join(separator.join(row) for row in line.rows)


def txt(text: Text) -> bytes:
    """Indented by two full-width blanks, lines end as ``newline`` of the head says."""
    pieces = []
    for line in _visible(text):
        if line.role == "table":
            pieces.append(_table_text(line, "\t"))
        elif line.role in {"p", "h1", "h2", "attach"}:
            pieces.append("　　" + line.text)
        elif line.role in {"sign", "date"}:
            pieces.append("　" * 20 + line.text)
        else:
            pieces.append(line.text)
    joined = "\n".join(pieces) + "\n"
    newline = "\r\n" if text.head.get("newline") == "crlf" else "\n"
    return joined.replace("\n", newline).encode(text.head.get("encoding", "utf-8"))


def markdown(text: Text) -> bytes:
    marks = {"h1": "## ", "chapter": "## ", "title2": "## ", "h2": "### "}
    pieces = ["# " + "".join(text.of("title"))]
    for line in _visible(text):
        if line.role == "table":
            head, *rest = line.rows
            rows = [head, tuple("---" for _ in head), *rest]
            pieces.append("\n".join("| " + " | ".join(row) + " |" for row in rows))
        elif line.role != "title":
            pieces.append(marks.get(line.role, "") + line.text)
    return ("\n\n".join(pieces) + "\n").encode()


def rtf(text: Text) -> bytes:
    """As Chinese Word and WPS write it: GBK bytes escaped, \\u where GBK has no character."""
    pieces = [
        r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}",
        r"{\info{\author \'ce\'c4\'c3\'d8\'bf\'c6}}\viewkind4\uc1\f0",
    ]
    for line in _visible(text):
        size = {"title": 44, "mark": 60}.get(line.role, 32)
        align = {"title": r"\qc", "mark": r"\qc", "number": r"\qc", "sign": r"\qr", "date": r"\qr"}
        content = _table_text(line, "\t") if line.role == "table" else line.text
        for piece in content.split("\n"):
            pieces.append(rf"\pard{align.get(line.role, '')}\fs{size} {_escaped(piece)}\par")
    return ("\r\n".join(pieces) + "\r\n}").encode("ascii")


def _escaped(text: str) -> str:
    out = []
    for character in text:
        if character == "\t":
            out.append(r"\tab ")
        elif character in "\\{}":
            out.append("\\" + character)
        elif ord(character) < 128:
            out.append(character)
        else:
            try:
                raw = character.encode("gbk")
                out.append("".join(f"\\'{byte:02x}" for byte in raw))
            except UnicodeEncodeError:
                out.append(f"\\u{ord(character)}?")
    return "".join(out)


PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{charset}">
<title>{title}_{site}</title>
<meta name="SiteName" content="{site}">
<link rel="stylesheet" href="/css/portal.css">
<script>var _column = "zwgk"; document.cookie = "visited=1";</script>
</head>
<body>
<div class="top"><a href="/">{site}</a> <a href="/login">登录</a>
<a href="/wza">无障碍浏览</a></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/fw/">办事服务</a></li><li><a href="/hd/">互动交流</a></li></ul>
<div class="crumbs">您现在的位置：<a href="/">首页</a> &gt;
<a href="/zwgk/">政务公开</a> &gt; {column}</div>
{meta}<div class="article">
<h1 class="article-title">{heading}</h1>
<div class="article-info">发布日期：{published}　来源：{source}　字号：[大 中 小]
<a href="#">打印</a></div>
<div class="article-content" id="zoom">
{body}
</div>
</div>
<div class="related"><h3>相关链接</h3><ul>{related}</ul></div>
<div class="foot">主办：{owner}　版权所有　网站标识码：QN00000017　<a href="/map">网站地图</a></div>
</body>
</html>
"""


def page(text: Text) -> bytes:
    """A portal page: navigation, a table of metadata, the article, links, a foot."""
    encoding = text.head.get("encoding", "utf-8")
    site = text.head.get("site", "栖宁市人民政府门户网站")
    meta = [line.text.partition("=") for line in text.lines if line.role == "meta"]
    cells = "".join(
        f"<tr><th>{_html(name)}：</th><td>{_html(value)}</td></tr>\n" for name, _, value in meta
    )
    published = text.head.get("published", text.head.get("written"))
    filled = PAGE.format(
        charset=encoding,
        title=_html("".join(text.of("title"))),
        site=site,
        column=text.head.get("column", "政策文件"),
        meta=f'<table class="xxgk">\n{cells}</table>\n' if cells else "",
        heading=_html("<br>".join(text.of("title")), raw=True),
        published=published,
        source=text.head.get("source", site),
        body="\n".join(_html_lines(text)),
        related="".join(f"<li><a href='#'>{_html(item)}</a></li>" for item in text.of("button")),
        owner=text.head.get("owner", "栖宁市人民政府办公室"),
    )
    if text.head.get("raw_angles"):
        filled = filled.replace("&lt;", "<").replace("&gt;", ">")
    return filled.encode(encoding)


def _html(text: str, raw: bool = False) -> str:
    return text if raw else html.escape(text, quote=False)


def _html_lines(text: Text) -> Iterator[str]:
    for line in text.lines:
        if line.role in HIDDEN | {"meta", "title"}:
            continue
        if line.role == "table":
            rows = "".join(
                "<tr>" + "".join(f"<td>{_html(cell)}</td>" for cell in row) + "</tr>\n"
                for row in line.rows
            )
            yield f'<table border="1">\n{rows}</table>'
        elif line.role in {"h1", "chapter", "title2"}:
            yield f"<p><strong>{_html(line.text)}</strong></p>"
        elif line.role in {"sign", "date"}:
            yield f'<p style="text-align: right">{_html(line.text)}</p>'
        else:
            yield f"<p>　　{_html(line.text)}</p>"
