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
