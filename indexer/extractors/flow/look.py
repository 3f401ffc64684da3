"""How characters look in word processors' formats, and a paragraph's words with their look."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RunFormat:
    """Character formatting; None where nothing is said. ``size`` in points."""

    size: float | None = None
    font: str | None = None
    red: bool | None = None
    hidden: bool | None = None
    font_of_symbols: str | None = None  # of characters that are not Chinese
    raised: bool | None = None
    struck: bool | None = None
    lift: int | None = None  # half points above the line

    def over(self, base: RunFormat) -> RunFormat:
        """This format where it speaks, else ``base``."""
        return RunFormat(
            size=base.size if self.size is None else self.size,
            font=base.font if self.font is None else self.font,
            red=base.red if self.red is None else self.red,
            hidden=base.hidden if self.hidden is None else self.hidden,
            font_of_symbols=self.font_of_symbols or base.font_of_symbols,
            raised=base.raised if self.raised is None else self.raised,
            struck=base.struck if self.struck is None else self.struck,
            lift=base.lift if self.lift is None else self.lift,
        )


UNFORMATTED = RunFormat()


@dataclass(slots=True)
class Words:
    """One paragraph's text as it is gathered, with the formatting that most of it has."""

    parts: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # hidden text
    struck: list[str] = field(default_factory=list)  # text that is struck through
    lift: int = 0  # of the last characters
    _formats: dict[RunFormat, int] = field(default_factory=dict)

    def add(self, text: str, style: RunFormat) -> None:
        self.parts.append(text)
        self.lift = style.lift or 0
        self._formats[style] = self._formats.get(style, 0) + len(text.strip())

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def hidden(self) -> int:
        return sum(len(text.strip()) for text in self.left_out)

    @property
    def last(self) -> str:
        """The character that stands last so far."""
        return next((part[-1] for part in reversed(self.parts) if part), "")

    @property
    def format(self) -> RunFormat:
        if not self._formats:
            return RunFormat()
        return max(self._formats.items(), key=lambda item: item[1])[0]


def is_red(colour: str) -> bool:
    """Whether ``RRGGBB`` is read as red, as a letterhead is."""
    try:
        value = int(colour, 16)
    except ValueError:
        return False
    red, green, blue = value >> 16, value >> 8 & 0xFF, value & 0xFF
    return red >= 0xC0 and green <= 0x50 and blue <= 0x50
