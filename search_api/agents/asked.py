"""The parameters of the tools: those of the API, without what only pages need."""

from __future__ import annotations

from pydantic import Field

from search_api.param_types import Day, FacetNames
from search_api.params import AsOfParams, SearchParams

# Characters of a text that one call tells unless more are asked for, and the most of them.
_CHARACTERS, _MOST = 12_000, 60_000


class SearchTool(SearchParams):
    """检索的参数。"""

    size: int = Field(10, title="每页条数", ge=1, le=50, description="每页的结果数")
    facets: FacetNames = Field([], title="分面", description="此处不计数")


class OneDocument(AsOfParams):
    """一份文件，有效性按哪天计。"""

    document: str = Field(
        ..., title="文件", min_length=1, max_length=500,
        description="文件编号（其他工具结果中的 id），或文号、标题的全称",
        examples=["栖政发〔2010〕3号"],
    )  # fmt: skip


class DocumentTool(OneDocument):
    """读文件的参数。"""

    anchor: str = Field(
        "", title="条款", max_length=40, description="只读这一条：结果中的 anchor，如 s120"
    )
    start: int = Field(0, title="起点", ge=0, description="全文从第几个字读起；续读用 next_start")
    limit: int = Field(_CHARACTERS, title="字数", ge=1, le=_MOST, description="一次最多读多少个字")


class StatusTool(OneDocument):
    """问一天的有效性。"""

    as_of: Day = Field(
        None, title="日期", description="问哪一天的有效性，写作 YYYY-MM-DD；不填为今天（北京时间）",
        examples=["2021-06-30"],
    )  # fmt: skip
