"""What OpenAPI tells of what administrators settle for a whole library: its synonyms, its names of
bodies, what its portal says of itself."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from search_api.admin_schemas import WHY
from search_api.described import Described


class SynonymsText(BaseModel):
    """同义词，一行一条。"""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        max_length=200_000,
        description="一行一条：甲 = 乙 = 丙 互为同义；甲 => 乙、丙 为单向；# 之后是说明",
        examples=["学童接送 => 校车"],
    )


class SynonymsBody(SynonymsText):
    """要写入的同义词。"""

    seen: str = Field(
        max_length=64,
        description="所见内容的校验值，同读取时的 seen",
        examples=["9f86d081884c7d65"],
    )
    why: str = WHY


class SynonymsAnswer(Described):
    """本库的同义词。"""

    text: str = Field(description="内容", examples=["学童接送 => 校车"])
    seen: str = Field(description="内容的校验值", examples=["9f86d081884c7d65"])


class NamedDocument(Described):
    """一份文件。"""

    id: str = Field(description="编号", examples=["ab12"])
    title: str = Field(description="标题", examples=["校车管理办法"])


class MovedQuery(Described):
    """一个结果会变的检索。"""

    query: str = Field(description="检索词", examples=["学童接送"])
    why: str = Field(description="为何试它", examples=["改动的词"])
    before: int = Field(description="原有结果数", examples=[0])
    after: int = Field(description="改后的结果数", examples=[1])
    came: list[NamedDocument] = Field(description="新进前十条的")
    went: list[NamedDocument] = Field(description="退出前十条的")
    judged: list[int] | None = Field(
        description="判断过的文件的名次：原来、改后，0 为十名外；没有判断的为 null",
        examples=[[0, 1]],
    )


class SynonymsPreview(Described):
    """会有什么变化。"""

    tried: int = Field(description="试了多少个检索", examples=[1])
    moved: list[MovedQuery] = Field(description="结果会变的")


class NamesText(BaseModel):
    """机关名录，一行一个机关。"""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        max_length=200_000,
        description="CSV：name 名称、short 简称（以 | 隔开）、successor 承接者、from 起、until 止",
        examples=["name,short,successor,from,until\n栖宁市物价局,市物价局,栖宁市发改委,,2019-01"],
    )


class NamesBody(NamesText):
    """要换用的机关名录。"""

    seen: str = Field(
        max_length=64,
        description="所见内容的校验值，同读取时的 seen",
        examples=["9f86d081884c7d65"],
    )
    why: str = WHY


class NamesAnswer(Described):
    """本库的机关名录。"""

    text: str = Field(description="内容（CSV）", examples=["name,short,successor,from,until\n"])
    seen: str = Field(description="内容的校验值", examples=["9f86d081884c7d65"])


class RenamedBodies(Described):
    """一个改称的发文机关。"""

    before: str = Field(description="现在的称谓", examples=["栖宁市物价局"])
    after: str = Field(description="改后的称谓", examples=["栖宁市发展和改革委员会"])
    documents: int = Field(description="这样的公开文件有多少份", examples=[3])


class ReadAnewDocument(Described):
    """一份会读出不同发文机关的文件。"""

    id: str = Field(description="编号", examples=["ab12"])
    title: str = Field(description="标题", examples=["校车管理办法"])
    before: list[str] = Field(description="现在读出的机关", examples=[["市物价局"]])
    after: list[str] = Field(description="改后读出的机关", examples=[["栖宁市物价局"]])


class QueryBody(Described):
    """一个所指机关会变的检索词。"""

    query: str = Field(description="检索词", examples=["市物价局"])
    why: str = Field(description="为何试它", examples=["改动的词"])
    before: str = Field(description="现在所指的机关，空为不当作机关", examples=["栖宁市物价局"])
    documents_before: int = Field(description="该机关的公开文件数", examples=[3])
    after: str = Field(
        description="改后所指的机关，空为不当作机关", examples=["栖宁市发展和改革委员会"]
    )
    documents_after: int = Field(description="该机关改后的公开文件数", examples=[9])


class NamesPreview(Described):
    """会有什么变化。"""

    renamed: list[RenamedBodies] = Field(description="改称的发文机关")
    held: int = Field(description="提到改动的名称的公开文件数", examples=[12])
    looked: int = Field(description="其中试读了多少份", examples=[12])
    read: list[ReadAnewDocument] = Field(description="试读的文件中，会读出不同发文机关的")
    tried: int = Field(description="试了多少个检索词", examples=[5])
    meant: list[QueryBody] = Field(description="所指机关会变的检索词")


class SiteColour(BaseModel):
    """要试的强调色。"""

    model_config = ConfigDict(extra="forbid")

    accent: str = Field(
        pattern=r"^#[0-9a-fA-F]{6}$", description="强调色，写作 #rrggbb", examples=["#1a4f8f"]
    )


class SiteSwatch(Described):
    """一种模式下的样子。"""

    mode: str = Field(description="浅色、深色", examples=["浅色"])
    paper: str = Field(description="底色", examples=["#ffffff"])
    accent: str = Field(description="强调色", examples=["#1a4f8f"])
    on_accent: str = Field(description="强调色上的文字", examples=["#ffffff"])
    on_paper: float = Field(description="强调色与底色的对比", examples=[8.1])
    within: float = Field(description="文字与强调色的对比", examples=[8.1])


class SitePreview(Described):
    """强调色在两种模式下的对比。"""

    accepted: bool = Field(description="能否用：与白色的对比须达 4.5:1", examples=[True])
    swatches: list[SiteSwatch] = Field(description="两种模式")


class _SiteTexts(BaseModel):
    site_name: str | None = Field(None, description="网站名称", examples=["云栖市政策文件库"])
    site_subtitle: str | None = Field(None, description="首页副题", examples=["公开发布的政策"])
    site_host: str | None = Field(None, description="主办、承办单位", examples=["主办：某办公室"])
    site_contact: str | None = Field(None, description="联系方式", examples=["电话 0000-1"])
    site_notice: str | None = Field(None, description="声明", examples=["以正式印发的文本为准"])
    site_topics: list[str] | None = Field(None, description="推荐的检索词", examples=[["公积金"]])
    site_accent: str | None = Field(None, description="强调色", examples=["#1a4f8f"])


class SiteBody(_SiteTexts):
    """网站设置；没有写的不变，null 或空为恢复默认。"""

    model_config = ConfigDict(extra="forbid")

    logo: str | None = Field(
        None,
        max_length=300_000,
        description="标志：SVG 或 PNG，base64；null 为不要",
        examples=["PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="],
    )
    seen: str = Field(
        max_length=64,
        description="所见设置的校验值，同读取时的 seen",
        examples=["9f86d081884c7d65"],
    )
    why: str = WHY


class SiteAnswer(_SiteTexts, Described):
    """网站设置。"""

    logo: bool = Field(description="有无标志", examples=[False])
    fixed: list[str] = Field(description="由环境指定、不能在此改动的", examples=[["site_name"]])
    seen: str = Field(description="这些设置的校验值", examples=["9f86d081884c7d65"])
