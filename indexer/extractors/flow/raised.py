"""Raised figures: m³ of an m and a raised 3, as word processors set them."""

from __future__ import annotations


def raised(text: str, before: str) -> str:
    """A raised figure that must not be read as one more digit: 10^5, m². A note's mark stays.

    >>> raised("5", "0"), raised("2", "m"), raised("[1]", "。"), raised("-3", "0")
    ('^5', '²', '[1]', '^-3')
    """
    if not (text.lstrip("-−").isdecimal() and text.isascii() and before.isalnum()):
        return text
    return f"^{text}" if before.isdecimal() else text.translate(_RAISED)


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
