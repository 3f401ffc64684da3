"""What a hit tells of its document beyond its card."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from indexer.searching.shown import page_path


@given(st.text(st.characters(codec="utf-8")))
def test_the_address_of_a_document_is_percent_encoded(document_id: str) -> None:
    assert page_path(document_id) == "/documents/" + quote(document_id, safe="")
