"""What a site says of itself: name, host, footer. Settings, not code."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

from indexer.runtime.settings import Settings


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


def site_of(scope: Scope) -> Site:
    """The site that a request came to."""
    # What is refused before it reaches the application has none.
    app = scope.get("app")
    return made_site(app.state.settings if app else Settings.model_construct())


def made_site(settings: Settings) -> Site:
    return Site(
        settings.site_name,
        settings.site_subtitle,
        settings.site_host,
        settings.site_contact,
        settings.site_notice,
        settings.site_topics,
        settings.site_accent,
        settings.site_logo is not None,
    )


# The papers of both modes, as in tokens.css.
_PAPER, _NIGHT = "#ffffff", "#181e27"


def colours(accent: str | None) -> str:
    """The style sheet of a site's own accent, in light and in dark; empty where it has none."""
    if accent is None:
        return ""
    light = {
        "accent": accent,
        "accent-2": _mixed(accent, "#000000", 0.25),
        "accent-tint": _mixed(accent, _PAPER, 0.9),
        "on-accent": _PAPER,
    }
    dark = {
        "accent": _mixed(accent, _PAPER, 0.6),
        "accent-2": _mixed(accent, _PAPER, 0.75),
        "accent-tint": _mixed(accent, _NIGHT, 0.8),
        "on-accent": _mixed(accent, "#000000", 0.8),
    }
    return (
        f":root{{{_declared(light)}}}\n"
        f"@media (prefers-color-scheme: dark){{:root{{{_declared(dark)}}}}}\n"
    )


def _declared(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _mixed(colour: str, other: str, share: float) -> str:
    """``share`` of the other colour."""
    parts = (
        round(int(colour[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)
