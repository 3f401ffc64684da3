"""The data files agree with themselves, with the code and with the official lists."""

from __future__ import annotations

import csv
from importlib.resources import files

from indexer.model.fields import METADATA_BY_NAME
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.body_list import COLUMNS
from indexer.understanding.metadata.classification import SEPARATOR, classify_theme, theme_names
from indexer.understanding.metadata.labels import LABELS
from indexer.understanding.metadata.region import regions

DATA = files("indexer.understanding.metadata") / "data"


def rows(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as source:
        return list(csv.DictReader(source, delimiter=delimiter))


def test_bodies_are_listed_once_and_their_successors_too() -> None:
    bodies = rows("bodies.csv")
    names = [row["name"] for row in bodies]
    assert tuple(bodies[0]) == COLUMNS
    assert len(names) == len(set(names))
    assert {row["successor"] for row in bodies if row["successor"]} <= set(names)


def test_no_short_name_means_two_bodies() -> None:
    shorts = [
        (short, row["name"]) for row in rows("bodies.csv") for short in row["short"].split("|")
    ]
    names = {row["name"] for row in rows("bodies.csv")}
    listed = [short for short, _ in shorts if short]
    assert len(listed) == len(set(listed))
    assert not set(listed) & names


def test_nobody_succeeds_himself_in_a_circle() -> None:
    authority = Authority.load()
    successors = {body.name: body.successor for body in authority}
    for body in authority:
        today = authority.current(body.name)
        assert successors.get(today) is None, body.name


def test_codes_name_known_bodies() -> None:
    authority = Authority.load()
    for row in rows("codes.csv"):
        for body in row["bodies"].split("|"):
            assert authority.is_body(body), row


def test_regions_have_listed_parents() -> None:
    listed = regions()
    provinces = [region for region in listed.values() if region.level == "province"]
    assert len(provinces) == 34
    assert len(listed) > 350
    for region in listed.values():
        assert region.level == "province" or region.parent in listed


def test_twenty_two_themes_and_twenty_six_domains() -> None:
    assert len(theme_names()) == 22
    domains = [row["domain"] for row in rows("domains.tsv", "\t")]
    assert len(domains) == len(set(domains)) == 26
    branches = [(row["theme"], row["branch"]) for row in rows("themes.tsv", "\t")]
    assert len(branches) == len(set(branches))


def test_each_branch_can_be_reached_by_its_own_terms() -> None:
    for row in rows("themes.tsv", "\t"):
        terms = row["terms"].split()
        assert terms and len(terms) == len(set(terms)), row
        found = classify_theme("、".join(terms), "")
        assert found is not None, row
        assert found.name.split(SEPARATOR)[0] == row["theme"], row


def test_labels_speak_of_fields_that_exist() -> None:
    assert {field for field in LABELS.values() if field} <= set(METADATA_BY_NAME)
