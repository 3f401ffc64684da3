"""What a site says of itself: name, host, footer. Settings, not code."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from starlette.types import Scope

from indexer.model.errors import SettingsError
from indexer.runtime.belonging import library_file, presented
from indexer.runtime.settings import Settings, contrast_with_white
from indexer.runtime.stamp import stamp_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Site:
    """``topics``: queries that the home page offers."""

    name: str
    subtitle: str
    host: str
    contact: str
    notice: str
    topics: tuple[str, ...]
    accent: str | None
    logo: bool
    # In the addresses of its colour and logo, which browsers keep: another one after a change.
    version: int = 0


class Presenting:
    """What the site says of itself, read again whenever the library's file changes: staff change it
    in one process, and all show it. Whatever the service was started with holds until then."""

    def __init__(self, settings: Settings) -> None:
        self._path = library_file(settings.home)
        self._seen = stamp_of(self._path)
        self._settings = settings
        self._site = made_site(settings)

    def settings(self) -> Settings:
        seen = stamp_of(self._path)
        if seen != self._seen:
            self._seen = seen
            try:
                self._settings, _ = presented(self._settings)
            except SettingsError as error:
                log.warning("the site's settings cannot be read: %s", error)
                return self._settings
            self._site = made_site(self._settings, hash(seen) % 10**9)
        return self._settings

    def site(self) -> Site:
        self.settings()
        return self._site


def site_of(scope: Scope) -> Site:
    """The site that a request came to."""
    # What is refused before it reaches the application has none.
    app = scope.get("app")
    if app is None:
        return made_site(Settings.model_construct())
    presenting: Presenting = app.state.presenting
    return presenting.site()


def made_site(settings: Settings, version: int = 0) -> Site:
    return Site(
        settings.site_name,
        settings.site_subtitle,
        settings.site_host,
        settings.site_contact,
        settings.site_notice,
        settings.site_topics,
        settings.site_accent,
        settings.site_logo is not None,
        version,
    )


@dataclass(frozen=True, slots=True)
class Swatch:
    """How an accent looks in one mode, and its contrast: on the paper, and of what is on it."""

    mode: str
    paper: str
    accent: str
    on_accent: str
    on_paper: float
    within: float


def swatches(accent: str) -> list[Swatch]:
    """Of a colour that is written #rrggbb."""
    made = []
    for mode, paper, values in (("浅色", _PAPER, _light(accent)), ("深色", _NIGHT, _dark(accent))):
        colour, within = values["accent"], values["on-accent"]
        made.append(
            Swatch(mode, paper, colour, within, contrast(colour, paper), contrast(within, colour))
        )
    return made


def contrast(one: str, other: str) -> float:
    """Of two colours (WCAG 2)."""
    ratio = contrast_with_white(one) / contrast_with_white(other)
    return round(max(ratio, 1 / ratio), 2)


# The papers of both modes, as in tokens.css.
_PAPER, _NIGHT = "#ffffff", "#181e27"


def colours(accent: str | None) -> str:
    """The style sheet of a site's own accent, in light and in dark; empty where it has none."""
    if accent is None:
        return ""
    light, dark = _light(accent), _dark(accent)
    return (
        f":root{{{_declared(light)}}}\n"
        f"@media (prefers-color-scheme: dark){{:root{{{_declared(dark)}}}}}\n"
    )


def _light(accent: str) -> dict[str, str]:
    return {
        "accent": accent,
        "accent-2": _mixed(accent, "#000000", 0.25),
        "accent-tint": _mixed(accent, _PAPER, 0.9),
        "on-accent": _PAPER,
    }


def _dark(accent: str) -> dict[str, str]:
    return {
        "accent": _mixed(accent, _PAPER, 0.6),
        "accent-2": _mixed(accent, _PAPER, 0.75),
        "accent-tint": _mixed(accent, _NIGHT, 0.8),
        "on-accent": _mixed(accent, "#000000", 0.8),
    }


def _declared(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _mixed(colour: str, other: str, share: float) -> str:
    """``share`` of the other colour."""
    parts = (
        round(int(colour[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)
