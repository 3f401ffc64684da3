"""Whether a person with a name stands beside what is nobody else's business."""

from __future__ import annotations

import re

from indexer.disclosure.reading import before, cells, line_of, rows_below

# The commonest surnames (some 95 of 100 persons), and compound ones.
_SURNAME = (
    r"(?:欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|端木|东方|"
    r"[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许"
    r"韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷"
    r"侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    r"左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时"
    r"穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎"
    r"甄丛仲虞敖巩明佘池查麻苑迟邝])"
)
_CHARACTER = r"[\u4e00-\u9fff]"
_GIVEN = r"(?:[\u4e00-\u9fff]|[\u4e00-\u9fff]{2})"
NAMED = _SURNAME + _GIVEN
_HIDDEN = re.compile(r"[某甲乙丙丁〇×*x]")
# What stands before a name within a sentence, and is not of it.
_LABEL = (
    r"(?:姓名|当事人|申请人|被申请人|被执行人|申请执行人|被处罚人|违法行为人|患者|患儿|病人|"
    r"病例\d*|感染者|学生|儿童|"
    r"女童|男童|孤儿|幼儿|村民|居民|职工|教师|户主|对象|被害人|受害人|未成年人|监护人|考生|同学|"
    r"同志|家属|社员|"
    r"死者|伤者|员工|工人|老人|新生|少年|成员)"
)
_PERSONS = (
    # 王芳,女 / 王芳(女 / 王芳 女 45岁 / 王芳,小学生
    re.compile(r"(?P<name>[\u4e00-\u9fff·]{2,4})(?:[,(、]\s?|\s)[男女](?![\u4e00-\u9fff])"),
    re.compile(_LABEL + r":?\s?(?P<name>" + _SURNAME + _GIVEN + r")(?=[,(\s因患被系经于]|$)"),
    re.compile(
        r"(?P<name>" + _SURNAME + _GIVEN + r")(?:同志|同学|女士|先生|之[夫妻父母子女]|老人|"
            r"的(?:父|母|儿|女|家属))"
    ),
    re.compile(
        r"(?:^|[\t|,:(\s])(?P<name>" + _SURNAME + _GIVEN + r")(?=[,(\s|]|因|患|被|系|现|住|$)"
    ),
)  # fmt: skip
_NO_NAME = re.compile(
    r"[者人生童员象性别子龄限均病症女男户主址名上下]$|[岁以月日病症]|^(?:其中|包括|以及|或者|"
    r"年龄|性别|高血|白血|黄疸|成年|患|和|"
    r"安全|时间|关于|有关|任何|全部|向社|方案|方式|应当|应急|艾滋|康复|童工|单位|文件|文化|金融|"
    r"万元|江苏|江西|高校|易患)"
)


def person_before(match: re.Match[str], most: int = 80) -> bool:
    """In the sentence up to the match: a name, not hidden behind 某 or stars."""
    told = re.split(r"[。\n]", before(match, most) + match[0])
    return _names_person(told[-1] if "\n" not in match[0] else before(match, most))


def illness_before(match: re.Match[str]) -> bool:
    """Who it is is said behind the illness: 确诊为肺结核的学生王小明."""
    name = match[0][3:]
    said = re.search(r"(?:患有?|确诊为?|诊断为|感染|罹患)[^\n,;。]{1,16}$", before(match, 24))
    return said is not None and not _HIDDEN.search(name) and not _NO_NAME.search(name)


def _names_person(text: str) -> bool:
    for pattern in _PERSONS:
        for found in pattern.finditer(text):
            name = found["name"]
            if not _HIDDEN.search(name) and not _NO_NAME.search(name):
                return True
    return False


_BODYS = re.compile(
    r"公司|经营场所|营业执照|企业|注册地|单位(?:名称|地址)|办公|法人|代理机构|合作社|中心|机关|"
    r"学校|门店|经营部|超市|餐馆|厂|"
    r"法定代表人|负责人"
)
_HOME = re.compile(r"家庭|户籍|身份证|出生|汉族|[男女][,、]|\d岁|族[,、]")


def home(match: re.Match[str]) -> bool:
    """A place where one lives, of a person that is named, and not a body's seat."""
    said = match[0][:4]
    if _OFFICE.search(match[0]):
        return False
    near = before(match, 80).rpartition("。")[2]
    if _BODYS.search(near[-50:]) and not _HOME.search(near[-50:] + said):
        return False
    if said.startswith("住所"):
        return _HOME.search(near[-50:]) is not None
    if said.startswith(("家庭", "户籍", "住址", "现住", "居住", "家住", "身份")):
        return True
    return person_before(match)


_OFFICE = re.compile(r"派出所|受理|服务|大厅|窗口|机关|管理|登记")
_PERSON_COLUMN = re.compile(
    r"^(?:\S{0,8}(?:姓\s?名|户主|申请人|当事人|对象|患者|学生|儿童|孤儿|持有人|承租人|家庭成员|"
    r"监护人|法定代理人))\S{0,4}$"
)
_OTHER_COLUMN = re.compile(r"单位|企业|公司|机构|负责人|联系人|医院|学校名")


def is_persons_column(match: re.Match[str]) -> bool:
    """The head of a table's column beside one of names, and a row that fills both."""
    line = line_of(match)
    if "\t" not in line and "|" not in line:
        return False
    heads = cells(line)
    places = [
        place
        for place, head in enumerate(heads)
        if _PERSON_COLUMN.match(head) and not _OTHER_COLUMN.search(head)
    ]
    own = [place for place, head in enumerate(heads) if match[0] in head]
    if not places or not own:
        return False
    return any(
        re.fullmatch(_CHARACTER + r"(?:[\u4e00-\u9fff·\s]{1,9})", row[places[0]])
        and not _HIDDEN.search(row[places[0]])
        and row[own[0]].strip("-/ 无")
        and not _HIDDEN.search(row[own[0]])
        for row in rows_below(match)
    )


_OF_SCHOOL = ("班级", "学籍号")
_YOUNG = re.compile(r"\t(?:[1-9]|1[0-7])(?:周?岁)?(?:\t|$)|\t20[12]\d[年.-]", re.MULTILINE)
_OF_CHILDREN = re.compile(r"孤儿|儿童|未成年|学生|幼儿|新生|中小学|事实无人抚养|少年|学籍|班级")


def is_childrens_table(match: re.Match[str]) -> bool:
    """A table of names with ages or birthdays of children, or one whose title says so."""
    if not is_persons_column(match):
        return False
    text = match.string
    end = text.find("\n", match.end(), match.end() + 400)
    if match[0] in _OF_SCHOOL:
        return bool(_OF_CHILDREN.search(before(match, 120)))
    return bool(
        _YOUNG.search(text[end + 1 : end + 300].replace("|", "\t"))
        and (_OF_CHILDREN.search(before(match, 120)) or _OF_CHILDREN.search(line_of(match)))
    )


def child(match: re.Match[str]) -> bool:
    """A named person whose age or birthday stands behind the name."""
    return not before(match, 2).endswith(("满", "超过", "逾", "龄")) and person_before(match, 60)
