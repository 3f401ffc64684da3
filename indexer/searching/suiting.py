"""What the passage says that answers, by what the question says.

Tables, read as they stand: a thing of the kind that is asked for (``TELLS``), and the name that it
has there (``NAMES``). How its figures are written is told by ``answer_forms.py``.
"""

from __future__ import annotations

import re

# (what the question says, what its answer says).
TELLS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(r"谁|(?:哪个|什么)(?:部门|单位|机关)|[去到向归找]哪"),
        re.compile(
            r"部门|机关|机构|政府|中心|窗口|街道|乡镇|派出所|单位|委员会|批准人|负责人|责任人|指挥|主任|[市省县区][^，。；]{1,10}[局厅委办]"
        ),
    ),
    (
        re.compile(r"多[长宽高远重厚深]|几(?:公里|米|层|亩|斤|克)"),
        re.compile(
            r"[0-9一二三四五六七八九十百]+(?:厘米|公里|千米|米|层|亩|公斤|千克|克|斤|年|个月|日)"
        ),
    ),
    (re.compile(r"几岁|多大|年龄"), re.compile(r"周岁|年满")),
    (re.compile(r"多高|身高"), re.compile(r"米")),
    (
        re.compile(r"[处怎]理|后果|会怎么?样|怎么罚|骗"),
        re.compile(
            r"处罚|罚款|追究|追回|冻结|责令|撤销"
            r"|取消|收回|应当|处理"
        ),
    ),
    (re.compile(r"几点|时间"), re.compile(r"[0-9一二三四五六七八九十]+(?:时|点)")),
    (
        re.compile(r"什么时候|何时|哪天|几月"),
        re.compile(
            r"月[0-9一二三四五六七八九十]+日|之日起"
            r"|[0-9]月"
        ),
    ),
    (
        re.compile(r"几年|多少年|期限|有效期|多久"),
        # 2019年 is no length of time.
        re.compile(
            r"(?<![0-9一二三四五六七八九十])(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
            r"(?:年(?![0-9一二三四五六七八九十]+月)|个月)"
        ),
    ),
    (re.compile(r"罚"), re.compile(r"罚款|处罚|警告")),
    (re.compile(r"要钱|收费|收钱|免费"), re.compile(r"免费|收费|收取|元")),
    (
        re.compile(r"几[条只个层间辆人]|多少(?:人|邻居|业主|户)"),
        re.compile(
            r"限|不超过|分之"
            r"|[0-9一二三四五六七八九十]+[条只个层间辆人]"
        ),
    ),
    (
        re.compile(r"比例|百分之|几分之|多少比例"),
        re.compile(
            r"％|%|‰|分之|[½⅓⅔¼¾]|(?<![0-9/])[0-9]{1,2}/[0-9]{1,2}(?![0-9/])|[一二三四五六七八九]成"
        ),
    ),
    (
        re.compile(r"吗|能不能|可不可以|是否|能否"),
        re.compile(
            r"可以|不得|应当|禁止|无需|不需要"
            r"|均可|免|必须|严禁|不予|不再|不[能准许受必]|除外|方可|无须|一般不|暂不|不适用"
        ),
    ),
    (
        re.compile(r"(?:怎么|如何|怎样)(?!样?(?:处罚|罚|计?算|计税|扣税|交税))|流程"),
        re.compile(r"申请|提交|办理|登记|受理"),
    ),
    (re.compile(r"(?:什么|哪些|几[张种个])证"), re.compile(r"[^保验取认论查]证(?!明|实|据|人)")),
    (re.compile(r"条件|资格"), re.compile(r"条件|符合|具备|以上|可以|应当|须")),
    # 伪造材料的 tells no material, and 提供出租 hands in nothing.
    (
        re.compile(r"材料|手续|证件"),
        re.compile(
            r"(?<!伪造)(?<!虚假)(?<!变造)材料|证明|申请书|身份证|提交|凭"
            r"|(?<!不)提供(?!虚假|伪造)(?=[^，。；]{0,20}[料明证件书表簿本])"
        ),
    ),
)
# What says whether a document holds.
FATE = re.compile(r"废止|失效|作废|有效|停止(?:执行|使用)|不再执行|施行|予以保留")
# What is asked for has a name, which its passage says too: a length of time is no 有效期.
NAMES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"有效期|几年有效|管几年"), re.compile(r"有效|期满|届满|许可期限")),
    (
        re.compile(r"(?:多久|多长时间|几[天年]|几个月)[^，。]{0,12}[一几]次"),
        re.compile(r"每[^，。；]{1,12}次|[一两二三四五六半0-9]+(?:年|个?月|日|天)[^，。；]{0,4}次"),
    ),
    (
        re.compile(r"最[多高大长]|上限|封顶"),
        re.compile(
            r"最[多高大长]|不(?:得)?(?:超过|高于|多于|大于)|上限|限额|为限|限[养购领报定]|以[内下]|封顶"
        ),
    ),
    (
        re.compile(r"最[少低小短]|至少|起码"),
        re.compile(r"最[少低小短]|至少|不(?:得)?(?:少于|低于|小于|足)|以上|方可|起"),
    ),
    (re.compile(r"利率|利息是?多少"), re.compile(r"利率|LPR|基点|贴息|计息")),
    (re.compile(r"税是?多少|交多少税"), re.compile(r"税")),
    (re.compile(r"合格率"), re.compile(r"合格率|不合格")),
    (re.compile(r"报销"), re.compile(r"报销|支付|待遇|结算|补助|统筹")),
    (re.compile(r"骗|造假|假材料"), re.compile(r"骗|虚|伪造|冒|隐瞒|套取|弄虚作假|不实")),
)
