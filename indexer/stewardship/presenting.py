"""What the portal says of itself (settings ``SITE_*``), changed by staff: checked, written into the
library's file, audited. Every server reads it again as soon as it changes.

What the environment says, or the file that a service starts with, is not the library's to change.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from pydantic import ValidationError

from indexer.catalogue import Act, Catalogue
from indexer.model.errors import UsageError
from indexer.runtime import belonging
from indexer.runtime.durable import write
from indexer.runtime.settings import LOGOS, PRESENTING, Settings
from indexer.stewardship.correcting import By

LOGO = "site_logo"
TEXTS = tuple(name for name in PRESENTING if name != LOGO)
TOPICS, TOPIC = 12, 30
LOGO_BYTES = 200_000
_STALE = "打开之后，网站设置又有改动；请重新打开再改"
_FIXED = "{label}由环境变量或启动服务的文件夹中的设置指定，不能在此改动"
_LABELS = {
    "site_name": "网站名称",
    "site_subtitle": "首页副题",
    "site_host": "主办、承办单位",
    "site_contact": "联系方式",
    "site_notice": "声明",
    "site_topics": "推荐的检索词",
    "site_accent": "强调色",
    LOGO: "标志",
}


@dataclass(frozen=True, slots=True)
class Presented:
    """``fixed``: what is said elsewhere; ``seen`` tells this from any other."""

    values: Mapping[str, object]
    logo: bool
    fixed: Collection[str]
    seen: str


def presented(settings: Settings) -> Presented:
    """Raises SettingsError."""
    now, fixed = belonging.presented(settings)
    values = {name: getattr(now, name) for name in TEXTS}
    logo = now.site_logo
    told = [repr(sorted(values.items())), str(logo)]
    if logo is not None and logo.exists():
        told.append(hashlib.sha256(logo.read_bytes()).hexdigest())
    seen = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
    return Presented(values, logo is not None, sorted(fixed), seen)


def checked(values: Mapping[str, object]) -> Mapping[str, object]:
    """As settings have them; None is the default. Raises UsageError that names all that is
    wrong."""
    given = {name: _tidy(value) for name, value in values.items()}
    wrong = _wrong_topics(given.get("site_topics"))
    try:
        made = Settings.model_construct()
        made = Settings.model_validate(
            {"home": made.home, **{n: v for n, v in given.items() if v is not None}}
        )
    except ValidationError as error:
        wrong += [_told(str(one["loc"][0]), dict(one)) for one in error.errors()]
    if wrong:
        raise UsageError("；".join(wrong), field="site")
    return {name: None if value is None else getattr(made, name) for name, value in given.items()}


def keep(
    catalogue: Catalogue,
    settings: Settings,
    values: Mapping[str, object],
    logo: bytes | None,
    without_logo: bool,
    seen: str,
    by: By,
) -> Presented:
    """Write what is given; the rest stays. Raises UsageError."""
    former = presented(settings)
    if former.seen != seen:
        raise UsageError(_STALE, field="seen")
    wanted = dict(checked(values))
    default = {name: Settings.model_fields[name].default for name in TEXTS}
    changed: dict[str, object] = {
        name: None if value == default[name] else value
        for name, value in wanted.items()
        if (default[name] if value is None else value) != former.values[name]
    }
    picture = _picture(logo, settings.home) if logo is not None else None
    if picture is not None or (without_logo and former.logo):
        changed[LOGO] = picture[0].name if picture is not None else None
    for name in changed:
        if name in former.fixed:
            raise UsageError(_FIXED.format(label=_LABELS[name]), field=name)
    if not changed:
        return former
    details: dict[str, object] = {
        _LABELS[name]: {
            "before": former.values[name] if name in TEXTS else former.logo,
            "after": value if value is not None else default.get(name),
        }
        for name, value in changed.items()
    }
    with catalogue.write() as writer:
        if picture is not None:
            write(*picture)
        belonging.present(settings.home, changed)
        writer.audit(Act(by.who, "library.site", "", {**details, "why": by.why}, by.via))
    return presented(settings)


def decoded(text: str) -> bytes:
    """Raises UsageError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UsageError("标志应以 base64 写出", field=LOGO) from None


def _picture(data: bytes, home: Path) -> tuple[Path, bytes]:
    """Where it is kept. Raises UsageError for what is no picture that a page may show."""
    if len(data) > LOGO_BYTES:
        raise UsageError(f"标志不能超过 {LOGO_BYTES // 1000} KB", field=LOGO)
    suffix = ".png" if data.startswith(b"\x89PNG\r\n\x1a\n") else _svg(data)
    if suffix not in LOGOS:
        raise UsageError("标志应为 SVG 或 PNG 图片", field=LOGO)
    return home / f"{LOGO}{suffix}", data


def _svg(data: bytes) -> str:
    try:
        root = fromstring(data, forbid_dtd=False)
    except (ParseError, DefusedXmlException, ValueError):
        return ""
    return ".svg" if root.tag.rpartition("}")[2] == "svg" else ""


def _tidy(value: object) -> object:
    """One line, as a person meant it; nothing is None."""
    if isinstance(value, str):
        return " ".join(value.split()) or None
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(" ".join(str(one).split()) for one in value if str(one).strip()))
    return value


def _wrong_topics(topics: object) -> list[str]:
    if not isinstance(topics, tuple):
        return []
    wrong = []
    if len(topics) > TOPICS:
        wrong.append(f"推荐的检索词不能超过 {TOPICS} 个")
    if any("," in one for one in topics):
        wrong.append("推荐的检索词中不能有半角逗号")
    if any(len(one) > TOPIC for one in topics):
        wrong.append(f"推荐的检索词每个不能超过 {TOPIC} 字")
    return wrong


def _told(name: str, error: Mapping[str, object]) -> str:
    label = _LABELS.get(name, name)
    context = error.get("ctx")
    known = context if isinstance(context, Mapping) else {}
    if error["type"] == "string_too_long":
        return f"{label}不能超过 {known['max_length']} 字"
    return f"{label}：{known['error']}" if "error" in known else f"{label}不能使用这个值"
