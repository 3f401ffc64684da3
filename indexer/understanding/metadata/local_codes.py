"""Codes of document numbers that are a place and an office: 粤府办, 宁政办发."""

from __future__ import annotations

import re

from indexer.understanding.metadata.region import regions, regions_of_code


def body_of_local_code(code: str, region: str | None) -> tuple[str, ...]:
    """The government, or its office, that a code of a place and an office names; () where the place
    stays open. ``region``: that of who has the document.

    >>> body_of_local_code("粤府办", None), body_of_local_code("宁政办发", None)
    (('广东省人民政府办公厅',), ())
    """
    match = re.match(
        r"(?P<place>.{1,3}?)(?P<office>政办|府办|府厅|政|府)(?:[发函字规电令]{0,3})$", code
    )
    if match is None:
        return ()
    places = regions_of_code(match["place"])
    if region is not None and region in places:
        places = (region,)
    if len(places) != 1:
        return ()
    office = "人民政府"
    if len(match["office"]) == 2:
        province = regions()[places[0]].level == "province"
        office += "办公厅" if province or places[0] == "南京市" else "办公室"
    return (places[0] + office,)
