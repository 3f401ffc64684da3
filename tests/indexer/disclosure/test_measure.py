"""Recall and precision of the findings, on texts of our own: some hold something, most seem to.

Persons, numbers and addresses are made up by a generator with a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from indexer.disclosure.findings import find
from indexer.model.blocks import line_blocks
from indexer.model.findings import FindingKind
from tests.indexer.disclosure.papers import card_number as _card
from tests.indexer.disclosure.papers import identity_number as _identity
from tests.indexer.disclosure.papers import mobile_number as _mobile
from tests.indexer.disclosure.papers import wrong_identity_number as _wrong_identity

K = FindingKind
_RANDOM = random.Random(20261129)
_NAMES = ("张建国", "李秀英", "王芳", "欧阳明", "赵小燕", "陈志强", "周丽", "吴桂兰")
_PLACES = ("栖宁市云河区解放路", "栖宁市东山县柳林镇西村", "栖宁市新华街道文化巷")


def _name() -> str:
    return _RANDOM.choice(_NAMES)


def _address() -> str:
    return f"{_RANDOM.choice(_PLACES)}{_RANDOM.randint(1, 200)}号{_RANDOM.randint(101, 999)}室"


_MARKED = {
    K.INTERNAL: (
        "内部资料 注意保存", "内部资料，请勿外传", "（内部资料）", "【内部文件 严禁外传】",
        "内部材料", "本资料仅供内部参考", "仅限内部使用", "内部刊物",
        "（内部材料，会后收回）", "此件仅供内部掌握", "（不得外传）", "此件严禁外传",
        "本材料请勿外传", "阅后收回，严禁外传", "注意保密，不得外传",
    ),
    K.NOT_PUBLIC: (
        "（此件不公开）", "此件不予公开", "公开方式：不予公开", "本文件不宜公开",
        "信息公开选项：不予公开", "（此件暂不公开）", "公开属性：不公开", "不予公开",
        "本件不向社会公开", "公开范围：不予公开",
    ),
    K.ON_REQUEST: (
        "（此件依申请公开）", "公开方式：依申请公开", "依申请公开", "信息公开选项:依申请公开",
        "公开属性：依申请公开", "（依申请公开）", "本件依申请公开", "公开类别：　依申请公开",
    ),
    K.WORK_SECRET: ("工作秘密", "工作秘密★6个月", "本文件属于工作秘密，", "此件按工作秘密管理。"),
}  # fmt: skip


def _holding() -> Iterator[tuple[FindingKind, str]]:
    """Texts that hold something, each with what it holds."""
    for level in ("机密", "秘密", "绝密", "机 密", "秘　密"):
        yield K.SECRECY_MARK, f"{level}★{_RANDOM.randint(1, 20)}年\n栖宁市人民政府文件"
        yield K.SECRECY_MARK, f"000123\n{level}\n特急\n关于某项工作的通知"
        yield K.SECRECY_MARK, f"密级：{level}\n关于某项工作的通知"
        yield K.SECRECY_MARK, f"{level}★长期\n关于某项工作的通知"
    for kind, marks in _MARKED.items():
        for mark in marks:
            yield kind, f"关于召开会议的通知\n特此通知。\n{mark}"
            yield kind, f"{mark}\n关于召开会议的通知"
    for _ in range(10):
        yield K.IDENTITY_NUMBER, f"申请人{_name()}，身份证号{_identity()}，符合条件。"
        yield K.IDENTITY_NUMBER, f"{_name()}\t{_identity()}\t低保户"
        spaced = _identity()
        yield K.IDENTITY_NUMBER, f"公民身份号码：{spaced[:6]} {spaced[6:14]} {spaced[14:]}"
        yield K.BANK_CARD, f"户名：{_name()}，开户行：某银行栖宁支行，账号：{_card()}"
        card = _card()
        yield K.BANK_CARD, f"银行卡号 {' '.join(card[i : i + 4] for i in range(0, 19, 4))}"
        yield K.MOBILE, f"{_name()}，手机：{_mobile()}"
        yield K.MOBILE, f"联系人：{_name()}（{_mobile()}）"
        yield K.HOME_ADDRESS, f"{_name()}，家庭住址：{_address()}。"
        yield K.HOME_ADDRESS, f"{_name()}，男，1970年生，住{_address()}。"
    for code in ("E12345678", "G87654321", "EA1234567"):
        yield K.PASSPORT, f"持护照（护照号码：{code}）入境"
        yield K.PASSPORT, f"护照号{code}，{_name()}"
    for ill in ("患肺结核", "确诊为胃癌", "诊断为白血病", "患有精神残疾", "患尿毒症"):
        yield K.HEALTH, f"{_name()}，女，56岁，{ill}，给予救助。"
    for age in (6, 9, 12, 15, 17):
        yield K.MINOR, f"学生{_name()}（男，{age}岁）获得资助。"
        yield K.MINOR, f"{_name()}，女，{age}周岁，父母双亡。"


_ALIKE = (
    "国家秘密的密级分为绝密、机密、秘密三级。", "泄露国家秘密、商业秘密的，依法追究责任。",
    "不得泄露在履行职责中知悉的工作秘密和个人隐私。", "依申请公开政府信息的，应当提交申请。",
    "不予公开的，应当告知申请人并说明理由。", "（此件公开发布）", "公开方式：主动公开", "主动公开",
    "考生不得将试题外传。", "工作人员不得擅自将有关资料外传。", "严禁泄露内部资料和商业秘密。",
    "行政机关内部管理信息可以不予公开。", "内部资料性出版物管理办法", "内部控制规范",
    "依申请公开工作机构：市政府办公室", "机密级计算机应当与互联网隔离。", "绝密级事项的知悉范围",
    "本办法自公布之日起施行，不溯及既往。", "秘密级国家秘密的保密期限不超过十年。",
    "家庭住址：________", "姓名、身份证号、家庭住址、联系电话", "请填写银行卡号和开户行",
    "护照、通行证等有效证件", "患者的知情同意权受法律保护。", "不满十四周岁的未成年人",
    "年满十六周岁，男，女均可报名", "感染者应当隔离治疗。", "身份证号：（由申请人填写）",
    "依申请公开的范围、方式和程序，按照有关规定执行。", "各类公开属性应当在拟制公文时明确。",
)  # fmt: skip


def _harmless() -> Iterator[str]:
    """Texts that hold nothing, though they look like it."""
    for text in _ALIKE:
        yield text
        yield f"第三条　{text}"
    for number in range(20):
        yield f"联系电话：0571-{87_000_000 + 137 * number}"
        yield f"举报电话：12345，传真：{85_000_000 + 91 * number}"
        yield f"统一社会信用代码：91330100MA27{1000 + number}X{number % 10}"
        yield f"统一社会信用代码：{_identity()}"
        yield f"索引号：11330000002482{1000 + number}/2024-{10_000 + number}"
        yield f"执行标准 GB{18_484 + number}-2020，HJ{1259 + number}-2022"
        yield f"（2024）浙01民终{1380 + number}号，案号2024浙01行初{139 + number}号"
        yield f"编号{_wrong_identity()}的档案"
        yield f"总投资{13_800_000_000 + 17 * number}元，其中中央资金{13_866_660_000 + number}元"
        yield f"户名：栖宁市财政局，开户行：某银行，账号：{_card()}"
        yield f"收款单位：栖宁市非税收入管理中心，账号{_card('4000')}"
        yield f"项目代码：2024-330100-{48 + number}-01-{138_000 + number}"
        yield f"流水号：{_mobile()}{_mobile()}"
    for place in _PLACES:
        yield f"办公地址：{place}12号"
        yield f"位于{place}，建筑面积1200平方米"


def _kinds(text: str) -> set[str]:
    return {str(found.value) for found in find(text, line_blocks(text), FindingKind)}


def test_recall_and_precision() -> None:
    holding, harmless = list(_holding()), list(_harmless())
    assert len(holding) >= 150
    assert len(harmless) >= 300
    missed = [(kind.value, text) for kind, text in holding if kind.value not in _kinds(text)]
    wrong = [(text, found) for text in harmless if (found := _kinds(text))]
    right = len(holding) - len(missed)
    assert right / len(holding) >= 0.98, missed
    assert right / (right + len(wrong)) >= 0.95, wrong


def test_a_finding_tells_its_place_and_not_the_number() -> None:
    number = _identity()
    text = f"第一行\n申请人，身份证号{number}，符合条件。"
    (found,) = find(text, line_blocks(text), [K.IDENTITY_NUMBER])
    assert text[found.evidence.start : found.evidence.end] == number
    assert found.evidence.quote == f"{number[:6]}********{number[-4:]}"
    address = f"{_name()}，家庭住址：{_address()}。"
    (found,) = find(address, line_blocks(address), [K.HOME_ADDRESS])
    assert found.evidence.quote == "家庭住址****"


def test_full_width_numbers_are_numbers() -> None:
    wide = _identity().translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
    assert _kinds(f"身份证号：{wide}") == {"identity_number"}
