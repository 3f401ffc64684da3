"""Settings, read once by ``bootstrap`` and passed in.

Each is ``POLICY_SEARCH_<NAME>`` in the environment or a line of ``policy-search.toml`` in the
working folder; the environment wins.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as SourceError

from indexer.model.errors import SettingsError
from indexer.model.findings import HELD, FindingKind
from indexer.runtime.toml import read_toml

TOML = "policy-search.toml"
# A library's own databases, in its folder.
CATALOGUE, USAGE = "catalogue.db", "usage.db"
# What decides how documents are read and indexed; of these, what names a file.
BELONGING = ("authority", "region", "synonyms", "engine", "analyzer")
# What a library's portal says of itself: the library keeps it, and the environment may say another.
PRESENTING = (
    "site_name",
    "site_subtitle",
    "site_host",
    "site_contact",
    "site_notice",
    "site_topics",
    "site_accent",
    "site_logo",
)
OWN = (*BELONGING, *PRESENTING)
FILES = ("authority", "synonyms", "site_logo")
_WRONG = {
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数字过大",
    "int_type": "应为整数",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "finite_number": "应为有限的数字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "string_type": "应为文字",
    "path_type": "应为路径",
    "tuple_type": "应为列表，或以逗号分隔的文字",
    "string_too_long": "不得多于 {max_length} 字",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
}
# How a value is written whose field has a pattern.
_WRITTEN = {
    "database_url": "应写作 postgresql+psycopg://用户:口令@主机/库名",
    "public_url": "应写作 https://… 或 http://…",
    "oidc_issuer": "应写作 https://… 或 http://…",
    "oidc_scope": "应以 openid 开头，各项以一个空格分隔",
    "opensearch_prefix": "应以小写字母开头，只用小写字母、数字和连字符，不多于 61 字",
}
# Lists whose every part has a form: of that, and how it is told.
_PARTS = {
    "cors_origins": (
        r"\*|[a-z][a-z0-9+.-]*://[^/\s?#@]+",
        "应为来源，写作 https://主机名 或 http://主机名:端口，末尾不加 /；任意来源写 *",
    ),
    "allowed_hosts": (
        r"\*|(\*\.)?[^\s/:*@]+|\[[0-9a-fA-F:.]+\]",
        "应为主机名，如 www.example.cn 或 *.example.cn，不带 https:// 与端口",
    ),
    "opensearch_hosts": (r"https?://[^/\s?#]+[^\s?#]*", "应写作 https://主机名:端口"),
    "oidc_roles": (r"[^=]+=[^=]+", "应写作 值=角色"),
}


# What a logo may be, and its media type.
LOGOS = {".svg": "image/svg+xml", ".png": "image/png"}
# Text of that colour on white, and white on it (WCAG 2, AA).
LEGIBLE = 4.5


def contrast_with_white(colour: str) -> float:
    """Of a colour that is written #rrggbb; 0 for what is not."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        return 0.0
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


class _ToldToml(TomlConfigSettingsSource):
    """What is wrong with the file is told in Chinese."""

    def _read_file(self, path: Any) -> dict[str, Any]:
        return read_toml(path)


class Settings(BaseSettings):
    """Every setting, its default and what it is for."""

    model_config = SettingsConfigDict(
        env_prefix="POLICY_SEARCH_",
        toml_file=TOML,
        extra="forbid",
        env_ignore_empty=True,
        frozen=True,
        allow_inf_nan=False,
    )

    home: Path = Field(Path("var"), description="数据文件夹")
    database_url: str | None = Field(
        None,
        pattern=r"^[a-z0-9]+(\+[a-z0-9_]+)?://",
        description="目录库的地址，默认为本库的 SQLite；PostgreSQL 见 scale.md",
    )
    workers: int | None = Field(
        None,
        ge=1,
        le=1024,
        description="解析进程数，默认为处理器数，开启文字识别时以可用内存每 650 MB 一个为限",
    )
    host: str = Field("127.0.0.1", description="服务监听的地址")
    port: int = Field(8000, ge=0, le=65535, description="服务监听的端口")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="允许跨域访问的来源，以逗号分隔，* 为任意"
    )
    request_bytes: int = Field(2**20, gt=0, description="单次请求内容的大小上限，字节")
    upload_bytes: int = Field(256 * 2**20, gt=0, description="一次上传的大小上限，字节")
    rate_address: int = Field(
        3_000, ge=0, description="一个地址每分钟的请求数上限，0 为不限；本机不限"
    )
    rate_key: int = Field(6_000, ge=0, description="一个密钥每分钟的请求数上限，0 为不限")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="本站的主机名，逗号分隔，可写 *.example.cn；默认不限"
    )
    alert_private: bool = Field(False, description="订阅的通知可否发往内网与本机的地址")
    mcp: bool = Field(True, description="是否在 /mcp 为智能体提供工具（须安装 policy-search[mcp]）")
    hsts_seconds: int = Field(
        0, ge=0, description="要求浏览器今后多少秒内只用 HTTPS（HSTS），0 为不要求"
    )
    clicks: bool = Field(
        False, description="收任何人提交的使用反馈（/feedback）；否则只收用密钥提交的"
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="日志的格式：text 供人读，json 供采集，均带请求编号"
    )
    log_requests: bool = Field(
        False, description="每次回答记一行：路径模板、状态、耗时，不含检索词"
    )
    searches: int = Field(
        64, ge=1, description="每个服务进程同时处理的检索数上限，超出时请稍后再试"
    )
    writer_wait: float = Field(
        600.0,
        ge=0,
        le=864_000,
        description="命令等待另一个正在写入资料库的进程，最多多少秒；0 为不等",
    )
    search_seconds: float = Field(
        10.0, gt=0, le=3_600, description="单次检索的用时上限，秒；超出时不给出不全的结果，而是说明"
    )
    export_rows: int = Field(
        10_000, ge=1, le=1_000_000, description="检索结果导出为表格的行数上限，超出时在表中说明"
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s]+[^\s?#]*$",
        description="本站对外的网址，表格和订阅中的链接由此开头，默认按请求的主机名",
    )
    region: str | None = Field(None, description="本库所属地区，用于消歧和默认有效期")

    # Fences around parsing.
    file_seconds: float = Field(
        120.0,
        gt=0,
        le=864_000,
        description="单个文件的处理时限，处理器秒；按钟最多为其 4 倍。文字识别用到其八成为止",
    )
    scan_seconds: float = Field(
        3600.0,
        gt=0,
        le=864_000,
        description="单个扫描件分次识别的总时限，按钟计的秒；到时未识别的页在文件中注明",
    )
    file_bytes: int = Field(512 * 2**20, gt=0, description="单个文件的大小上限，字节")
    worker_bytes: int = Field(1536 * 2**20, gt=0, le=2**50, description="解析进程的内存上限，字节")
    output_characters: int = Field(50_000_000, gt=0, description="单个文件提取文字的上限，字")
    pages: int = Field(20_000, gt=0, description="单个文件的页数上限")
    rows: int = Field(100_000, gt=0, description="每个工作表收入的行数上限，超出部分不收入")
    nesting: int = Field(3, ge=0, description="压缩包的嵌套层数上限")
    zip_ratio: float = Field(200.0, gt=1, description="压缩包的压缩比上限")
    zip_members: int = Field(20_000, gt=0, description="压缩包的文件数上限")
    ocr: bool = Field(True, description="识别扫描件和图片中的文字（需安装 ocr 组件）")

    copies: Literal["none", "members", "all"] = Field(
        "members",
        description="保留哪些原件的副本以供下载：none 不留，members 压缩包和邮件中的文件，all 全部",
    )

    # What must not be published.
    hold: Annotated[tuple[str, ...], NoDecode] = Field(
        tuple(kind.value for kind in HELD), description="哪些发现使文件暂不公开，逗号分隔"
    )
    let_be: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="哪些内容不查找，逗号分隔；其余只作提示"
    )

    # Who may change the library over HTTP: signed in at the pages, and beside the holders of keys.
    session_hours: float = Field(8.0, gt=0, le=8_760, description="在网页登录后多少小时须重新登录")
    secure_cookies: bool = Field(
        False, description="登录的 Cookie 只经 HTTPS 发送；本站以 HTTPS 对外时设为 true"
    )
    oidc_issuer: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="统一身份认证（OpenID Connect）的签发者 iss，设了才接受其令牌",
    )
    oidc_audience: str | None = Field(None, description="令牌的受众 aud，即本服务在那里的名称")
    oidc_keys: str | None = Field(
        None, description="签名公钥（JWKS）的网址或文件，默认由签发者的公开配置得知"
    )
    oidc_role_claim: str = Field("roles", description="令牌中写明角色的声明，可如 realm.roles")
    oidc_roles: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="声明的值=角色，逗号分隔，默认同名（reader、editor、admin）"
    )
    oidc_client: str | None = Field(
        None, description="本站在统一身份认证登记的客户端 client_id，设了才可在网页上由其登录"
    )
    oidc_secret: SecretStr | None = Field(
        None, description="该客户端的密钥 client_secret；公开的客户端没有，只凭 PKCE"
    )
    oidc_scope: str = Field(
        "openid profile",
        pattern=r"^openid( [!-~]+)*$",
        description="登录时请求的 scope，以 openid 开头；角色须在 ID 令牌中",
    )
    oidc_issuers_claim: str | None = Field(
        None, description="令牌中限定发文机关的声明；设了而令牌没有的，不能改任何文件"
    )

    # Searching.
    engine: str = Field("whoosh", description="检索引擎")
    cache_bytes: int = Field(96 * 2**20, ge=0, description="检索缓存的上限，字节")
    analyzer: str | None = Field(
        None, description="分词规则与词典的指纹，由程序写入；与程序不符的索引须重建"
    )
    synonyms: Path | None = Field(None, description="本地同义词文件")
    authority: Path | None = Field(None, description="本地机关名录文件")
    opensearch_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        ("http://127.0.0.1:9200",), description="引擎为 opensearch 时各节点的地址，逗号分隔"
    )
    opensearch_user: str | None = Field(None, description="OpenSearch 的用户")
    opensearch_password: SecretStr | None = Field(None, description="OpenSearch 的口令")
    opensearch_ca: Path | None = Field(None, description="签发 OpenSearch 证书的机构的证书文件")
    opensearch_certificate: Path | None = Field(None, description="向 OpenSearch 出示的证书文件")
    opensearch_key: Path | None = Field(None, description="该证书的私钥文件")
    opensearch_prefix: str = Field(
        "policy-search",
        pattern=r"^[a-z][a-z0-9-]{0,60}$",
        description="本库在 OpenSearch 中各索引的名称由此开头，每库不同",
    )
    opensearch_shards: int = Field(1, ge=1, le=64, description="新建索引的分片数")
    opensearch_replicas: int = Field(1, ge=0, le=8, description="每个分片的副本数")
    opensearch_seconds: float = Field(
        10.0, gt=0, le=3_600, description="向 OpenSearch 检索的时限，秒"
    )
    meaning: bool = Field(True, description="问句的结果按语义微调次序（语义向量由服务在后台计算）")
    encoder: Path | None = Field(
        None, description="句向量编码器（ONNX）所在的文件夹，需安装 meaning 组件；默认用内置词表"
    )
    in_force_preference: float = Field(0.15, ge=0, description="现行有效文件的排序加成")
    recency_preference: float = Field(0.05, ge=0, description="新近文件的排序加成")

    # The portal: what it says of itself.
    site_name: str = Field("政策文件检索", max_length=40, description="网站名称")
    site_subtitle: str = Field(
        "公开发布的政策文件，逐件标明效力状态，并附原文依据", max_length=200, description="首页副题"
    )
    site_host: str = Field("", max_length=200, description="页脚的主办、承办单位")
    site_contact: str = Field("", max_length=200, description="页脚的联系方式")
    site_notice: str = Field(
        "本库文本供查阅使用，引用与办事请以正式印发的文本为准。"
        "效力状态标明“推断”的，由系统依据条文得出。",
        max_length=500,
        description="页脚的声明",
    )
    site_topics: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="首页推荐的检索词，逗号分隔"
    )
    site_accent: str | None = Field(
        None, description="网站的强调色，如 #1a4f8f；与白色的对比须达 4.5:1"
    )
    site_logo: Path | None = Field(None, description="网站标志，SVG 或 PNG 文件")

    @field_validator("site_accent")
    @classmethod
    def _legible(cls, value: str | None) -> str | None:
        if value is not None and contrast_with_white(value) < LEGIBLE:
            raise ValueError(f"{value} 不是 #rrggbb 的颜色，或与白色的对比不足 {LEGIBLE}:1")
        return value

    @field_validator("*", mode="before")
    @classmethod
    def _listed(cls, value: object, info: ValidationInfo) -> object:
        """Lists are comma lists in the environment: those that are marked NoDecode."""
        marks = cls.model_fields[info.field_name or ""].metadata
        if not isinstance(value, str) or NoDecode not in marks:
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator(*_PARTS)
    @classmethod
    def _formed(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        form, told = _PARTS[info.field_name or ""]
        if wrong := [part for part in value if not re.fullmatch(form, part)]:
            raise ValueError(f"{'、'.join(wrong)} {told}")
        return value

    @field_validator("hold", "let_be")
    @classmethod
    def _kinds(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = [kind.value for kind in FindingKind]
        if wrong := [name for name in value if name not in known]:
            raise ValueError(f"没有 {'、'.join(wrong)}，可用：{'、'.join(known)}")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _ToldToml(settings_cls)

    # Shares of the caches: postings, texts of hits and their parts, whole answers.

    @property
    def engine_cache_bytes(self) -> int:
        return self.cache_bytes // 3

    @property
    def text_cache_bytes(self) -> int:
        return self.cache_bytes // 2

    @property
    def answer_cache_bytes(self) -> int:
        return self.cache_bytes // 6

    @property
    def catalogue_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / CATALOGUE}"

    @property
    def usage_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / USAGE}"

    @property
    def index_path(self) -> Path:
        return self.home / "index"


class _FromEnvironment(Settings):
    """Without the file of the working folder."""

    model_config = SettingsConfigDict(toml_file=None)


def settings_from_outside(only_environment: bool = False, /, **overrides: object) -> Settings:
    """The settings without the library's. Raises SettingsError that names each wrong one."""
    kind = _FromEnvironment if only_environment else Settings
    try:
        return kind(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError("；".join(map(_told, error.errors()))) from error
    except SourceError as error:
        raise SettingsError(f"设置无法读取：{error}") from error


def check_files(settings: Settings) -> Settings:
    """Raises SettingsError for a file that is set and is not there."""
    for name in FILES:
        path: Path | None = getattr(settings, name)
        if path is not None and not path.is_file():
            raise SettingsError(f"设置 {name} 所指的文件不存在：{path}", field=name)
    return settings


def _told(error: ErrorDetails) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        near = get_close_matches(name, Settings.model_fields, 1)
        return f"{TOML} 中的 {name} 不是设置" + (f"，是否为 {near[0]}？" if near else "")
    given = "（不显示）" if _is_secret(name) else str(error["input"])
    return (
        f"POLICY_SEARCH_{name.upper()}（{TOML} 中的 {name}）：{_reason(name, error)}，现为 {given}"
    )


def _reason(name: str, error: ErrorDetails) -> str:
    kind, told = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(told["error"])
    if kind == "string_pattern_mismatch":
        return _WRITTEN[name]
    if kind == "literal_error":
        return f"应为 {str(told['expected']).replace(' or ', ' 或 ').replace(chr(39), '')}"
    return _WRONG.get(kind, "不能使用这个值").format(**told)


def _is_secret(name: str) -> bool:
    field = Settings.model_fields.get(name)
    return name == "database_url" or (field is not None and "Secret" in str(field.annotation))
