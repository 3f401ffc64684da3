"""How a document is named in a sentence, and cited: 《标题》（文号）第三条."""

from __future__ import annotations


def in_marks(title: str) -> str:
    """As documents name one another; titles within a title stand in single marks (GB/T 15834).

    >>> in_marks("关于印发《加装电梯办法》的通知")
    '《关于印发〈加装电梯办法〉的通知》'
    >>> in_marks("《加装电梯办法》")
    '《加装电梯办法》'
    """
    bare = title.strip()
    if bare.startswith("《") and bare.endswith("》") and bare.count("《") == 1:
        bare = bare[1:-1]
    inner = bare.replace("《", "〈").replace("》", "〉")
    return f"《{inner}》"


def citation(title: str, doc_number: str | None, heading: str | None = None) -> str:
    """
    >>> citation("加装电梯办法", "栖建发〔2024〕3号", "第三条")
    '《加装电梯办法》（栖建发〔2024〕3号）第三条'
    """
    number = f"（{doc_number}）" if doc_number else ""
    return f"{in_marks(title)}{number}{heading or ''}"
