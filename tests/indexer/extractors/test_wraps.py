"""Whether a line goes on in the next."""

from __future__ import annotations

from indexer.extractors.wraps import continues


def test_a_heading_does_not_go_on_in_its_paragraph() -> None:
    paragraph = "查气瓶是否超期或者来源不明；查地下、半地下空间是否存瓶；查连接软管是否超过两米。"
    assert not continues("二、十个必查", paragraph)
    assert not continues("三、完善补", "贴标准由市财政局会同有关部门另行制定，报市人民政府批准。")
    assert continues("二、小区加装电", "梯补贴")


def test_one_character_twice_is_no_word_cut_in_two() -> None:
    assert not continues("逐户逐项地查", "查出的问题")
