"""Whether words of secrecy or publicity are a paper's mark, or what the paper speaks of.

A mark stands in a header line of nothing but header words, in a field that says it, in a box that
is ticked, in a sentence about this very paper, or alone: a line or a bracket of nothing but words
that say how a paper is to be treated. Sources: 保守国家秘密法, GB/T 9704.
"""

from __future__ import annotations

import re

from indexer.disclosure.reading import before, head_of, line_of, neighbours, unquoted

LEVEL = r"(?:绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)"
WORK_SECRET = r"工\s?作\s?秘\s?密"
_YEARS = r"(?:\d{1,2}|[一二三四五六十两]{1,3})\s?(?:年|个月|天)|长期"
PERIOD = r"(?:\s{0,4}[(]?(?:" + _YEARS + r")[)]?)?"
# What a paper calls itself.
_PAPER = (
    r"件|文件?|材料|资料|通知|通报|报告|函|稿|手册|期|表|册|名册|名单|汇编|方案|预案|纪要|信息|"
    r"内容|简报|"
    r"专报|快报|电报?|意见|批复|请示|清单|台账|数据|文稿|试卷|课件|会议纪要|决定书?|图纸?|刊|"
    r"邮件|附件"
)
_FIRSTS = "".join(sorted({word[0] for word in _PAPER.split("|")}))
THIS = r"(?:[此本](?=[" + _FIRSTS + r"])(?:" + _PAPER + r")|以上(?:内容|信息|资料|材料|数据))"

# ---------------------------------------------------------------- header lines

_HEADER_WORDS = re.compile(
    r"份号|编号|文件密级|密级|保密期限|期限|紧急程度|缓急程度|等级|特急|特提|加急|平急|急件|平件|"
    r"(?:启用|启封|解密|公布|公开|发布)(?:之?前|以前|日期|时间|条件)|"
    + _YEARS
    + r"|至?20\d\d年(?:\d+月(?:\d+日)?)?|第?\d{3,}[号份]?|no\.?|"
    r"(?<=密)件|[\s:★☆*·()\[\]《》<>|/#-]"
)
_ANY_LEVEL = re.compile(WORK_SECRET + "|" + LEVEL)


_TOP = 600  # characters, in which a header stands


def _stands_apart(line: str) -> bool:
    """At the right or left end of a header line, blanks between it and the office's name."""
    parts = re.split(r" {2,}", line.strip())
    others = "".join(parts[1:] if _ANY_LEVEL.match(parts[0]) else parts[:-1])
    own = parts[0] if _ANY_LEVEL.match(parts[0]) else parts[-1]
    return (
        len(parts) == 2
        and _HEADER_WORDS.sub("", _ANY_LEVEL.sub("密", own)) == "密"
        and re.fullmatch(r"[\u4e00-\u9fff\s\[\]\d]{2,30}", others) is not None
        and not _ANY_LEVEL.search(others)
    )


def is_header_line(match: re.Match[str]) -> bool:
    """The level's line has nothing but a header's words, and is not one of a list of levels."""
    line = line_of(match)
    if before(match, 2).rstrip(" ").endswith("作") or match[0] in neighbours(match)[1]:
        return False  # of a work secret; or the next line says what it is
    if match.start() < _TOP and _stands_apart(line):
        return True
    if len(line) > 80 or len(_ANY_LEVEL.findall(line)) != 1:
        return False
    if _HEADER_WORDS.sub("", _ANY_LEVEL.sub("密", line)) != "密":
        return False
    return not any(_ANY_LEVEL.fullmatch(other) for other in neighbours(match))


def is_level_column(match: re.Match[str]) -> bool:
    if not before(match, 3).rstrip(" ").endswith(("\t", "|", "\n")):
        return False
    if "\t" not in line_of(match).partition(match[0])[0].replace("|", "\t"):
        return False  # the first column of a table that says how each level is kept
    return "密级" in head_of(match).replace(" ", "")


# ---------------------------------------------------------------- a paper's own words

_NOT = (
    r"(?:不予?|不得|不准|不要|不宜|不可|暂不|严禁|禁止|请勿|切勿|切忌|勿|谢绝|免予|免于|不再|不作)"
)
_DONE = (
    r"(?:外传|转发|转载|翻印|翻拍|复印|复制|拍照|摄像|摘抄|摘录|上网|上传|传播|扩散|引用|公开|"
    r"公布|发表|发布|"
    r"张贴|截图|外借|外泄|外流|泄露|泄密|遗失|丢失|登报|见报|刊登|刊发|报道|广播|互联网|网络|"
    r"网站|朋友圈|"
    r"对外|向外|社会|随意|擅自|私自|任意|提供|传阅|至|在|到|于|向|或者?|和|及|以及|散发|带离|"
    r"带出|会场)"
)
_KEPT = r"(?:请)?(?:注意|妥善|严格|严加)?(?:保密|保管|保存|妥存|存放|收存)"
_BACK = (
    r"(?:阅|会|用|学习|传达|使用)(?:毕|后|完)(?:请|须|即)*(?:及时)?"
    r"(?:收回|退回|交回|归还|销毁|焚毁|即焚|清退|退还)"
)
INSIDE = (
    r"内\s?部\s?(?:使用|参考|参阅|掌握|传阅|交流|阅读|学习|资料|文件|材料|刊物|明电|传真电报|"
    r"电报|通报|情况|"
    r"读物|讨论|审议|审阅|审定|研究|文稿|稿件|信息|简报|事项|工作(?:资料|文件|材料))"
)
_SERVES = (
    r"(?:仅|只|专|请)?(?:作|供|限)(?:于|在)?[^\n,;。:]{0,14}"
    r"(?:参阅|参考|使用|传阅|掌握|学习|交流|阅读|阅知|研究)"
)
# Each part between commas and blanks is one of these, and nothing stands beside them.
_PART = re.compile(
    r"(?:注意|注|说明|备注|提示|敬告|声明|"
    r"温馨提示)?(?:" + THIS + r")?(?:内容)?(?:系|为|属于?|是|均)?(?:"
    + INSIDE + r"件?|内\s?部(?:件)?"
    r"|(?:未经[^\n,;。:]{0,10}(?:许可|批准|同意|授权|允许))"
    r"|" + _NOT + _DONE + r"*"
    r"|" + _DONE + r"+(?:必究)?"
    r"|" + _KEPT + r"|" + _BACK + r"|" + _SERVES
    + r"|(?:不予?|暂不|不宜|免予|不对外|不向社会)公开(?:发布|发表)?|(?:此件)?依申请公开(?:件|文件)?"
    r"|(?:编号|份号|第|总第)?\d+[期号份]?|特急|加急|特提|平急|[\u4e00-\u9fff]{0,6}(?:送审|讨论|"
    r"征求意见|初|草|过程|修改|审议|内部|校对)稿|会议材料|(?:本单位|仅限|系统内|机关内部|"
    r"(?:联系人|电话).*)"
    r")"
)  # fmt: skip
_BETWEEN = re.compile(r"[\s,、;:!?。·.|()\[\]★☆*<>《》-]+")
_PUBLISHED = re.compile(r"准印证|免费交流|出版物|除外|是否")


def stands_alone(match: re.Match[str]) -> bool:
    """A line of nothing but such words, and not a heading or one of a menu's."""
    line = line_of(match)
    if not unquoted(match) or not _says_only_that(line):
        return False
    above, below = neighbours(match)
    if _LISTED.match(above) or _LISTED.match(below):
        return False
    return not _EXPLAINED.match(below)


def is_bracketed(match: re.Match[str]) -> bool:
    return unquoted(match) and _says_only_that(match[0])


def _says_only_that(text: str) -> bool:
    if len(text) > 60 or _PUBLISHED.search(text):
        return False
    parts = [part for part in _BETWEEN.split(text) if part]
    return all(_PART.fullmatch(part) for part in parts)


# Lines beside it that make a line a heading or a portal's menu: others of the kind, or a sentence
# that goes on to say how one applies.
_LISTED = re.compile(
    r"^[^。]{0,12}(?:(?<!不)(?<!不予)(?<!不对外)公开|公开指南|公开目录|年报|年度报告|制度)$"
)
_EXPLAINED = re.compile(
    r"^(?:是指|指的?是|公民|申请人|\d\.|(?:点击|在线|我要|网上|如何|请|查询|申请|受理|办理)|"
    r"[^。\n]{0,40}(?:政府信息|申请公开)[^\n]*。)"
)

# ---------------------------------------------------------------- fields and boxes

# A line or cell of a form that says how a paper is made public.
FIELD = (
    r"(?:公开|上网|发布)(?:方式|属性|选项|类别|类型|形式|范围|级别|程度|性质|要求|(?:审查|"
    r"审核)?(?:意见|结果|结论))"
    r"[\s:|()\[\]\d.、为是]{1,8}"
)
NOT_PUBLIC = r"(?:不予|不|暂不|不宜|免予|免于|不对外|不向社会|非)(?:主动)?公开"
# Nothing after the value that would make a list or a sentence of it.
ONLY = r"(?![、/或和及的件情]|\s?\d)"
_CHOICE = re.compile(
    r"(?P<tick>[☑✓√✔■☒●]|[(\[]\s?[✓√✔]\s?[)\]])|(?P<blank>[□☐〇]|[(\[]\s*[)\]])"
    r"|(?P<option>主动(?:公开)?|依申请(?:公开)?|不予(?!公开)|" + NOT_PUBLIC + r")"
)
TICKS = ("☑", "✓", "√", "✔", "■", "☒", "●")


def is_only_option(match: re.Match[str]) -> bool:
    """The field's line names no other way of publishing."""
    line = line_of(match)
    told = {found["option"][:2] for found in _CHOICE.finditer(line) if found["option"]}
    return len(told) <= 1


def is_ticked(match: re.Match[str]) -> bool:
    """Boxes stand before or behind their words; the line's first tells which."""
    text, first = match.string, max(0, match.start() - 200)
    start = max(first, text.rfind("\n", first, match.start()) + 1)
    end = text.find("\n", match.end(), match.end() + 200)
    choices = list(_CHOICE.finditer(text, start, end if end >= 0 else match.end() + 200))
    if not choices:
        return False
    step = 1 if choices[0]["option"] is None else -1
    for place, choice in enumerate(choices):
        told = choices[place + step] if 0 <= place + step < len(choices) else None
        if choice["tick"] and told is not None and told.start("option") == match.start():
            return True
    return False
