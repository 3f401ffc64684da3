"""``/llms.txt``: where an agent that comes to the site finds what it needs (llmstxt.org)."""

from __future__ import annotations

_TOOLS = (
    "- [MCP 工具]({base}/mcp): 检索、条款、全文、某日有效性、关系、职责与问答（streamable HTTP）"
)
_GUIDE = """\
# {name}

> 政策文件全文检索。每份文件标明当日的有效性及其依据；一切回答摘自原文，附出处，不作推测。

引用时请写明三样：《标题》（文号）第几条、有效性、所按的日期。文件会被修改、废止、到期，
status 不是 in_force 的只能作为历史引用；replaced_by 是取代它的文件。问过去某天的规定请给出 as_of。
/api/v1/answers 的 answered 为 false 即库中没有答案，请照实说。

## 接口

{tools}- [回答问题]({base}/api/v1/answers?q=停车场归哪个部门管): 作答的条款、负责的机关、把握多大
- [检索条款]({base}/api/v1/passages?q=加装电梯补贴): 条款原文、位置与有效性，为回答收集依据
- [检索文件]({base}/api/v1/search?q=加装电梯): 文件与分面
- [职责]({base}/api/v1/responsibilities?q=加装电梯): 一件事由谁负责，附原句
- [接口说明]({base}/openapi.json): 全部接口与参数（OpenAPI）

一份文件：/api/v1/documents/编号，其下 /text 全文、/history 来龙去脉、/relations 与其他文件的关系。

## 其他

- [站点地图]({base}/sitemap.xml): 全部公开的文件
- [订阅]({base}/api/v1/search.atom?sort=newest): 新收录的文件（Atom）
"""


def guide(name: str, base: str, tools: bool) -> str:
    """Of the site; ``tools``: whether it has them."""
    line = _TOOLS.format(base=base) + "\n" if tools else ""
    return _GUIDE.format(name=name, base=base, tools=line)
