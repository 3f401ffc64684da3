"""A site's name on the line over the title, and not who issued what is below."""

from __future__ import annotations

from dataclasses import replace

from analyzers.folding import fold
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.closing import Signature
from indexer.understanding.metadata.layout import Head
from indexer.understanding.metadata.title_text import Title


def without_site(
    title: Title | None, head: Head, signature: Signature | None, authority: Authority
) -> Title | None:
    """The title without 云溪市人民政府 on a line of its own over 关于甲的通知, where others have
    signed it, who are none of its offices."""
    if title is None or title.rule != "title lines" or signature is None:
        return title
    issued = authority.only_bodies(title.issuers) if title.issuers else ()
    if not issued or not signature.bodies or title.text.endswith("令"):
        return title
    related = any(
        one.startswith(other) or other.startswith(one)
        for one in issued
        for other in signature.bodies
    )
    named = "".join(fold(title.issuers).split())
    first = next((line for line in head.lines if line.start == title.start), None)
    below = next((line for line in head.lines if line.start > title.start), None)
    if related or first is None or first.tight != named or below is None:
        return title
    text = "".join(title.text.split())[len(named) :]
    return replace(title, text=text, start=below.start, issuers="")
