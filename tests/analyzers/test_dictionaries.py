"""The word lists are clean: staff edit them."""

from __future__ import annotations

import pytest

from analyzers.dictionaries import FOLDER, read_words
from analyzers.folding import fold
from analyzers.stopwords import strip_question

LISTS = sorted(path.name for path in FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_in_its_head_what_it_is(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("name", LISTS)
def test_no_entry_stands_twice(name: str) -> None:
    entries = [fold(entry.partition("=")[0]) for entry in read_words(name)]
    if name in ("synonyms.txt", "short_names.txt"):
        entries = [fold(entry).replace(" ", "") for entry in read_words(name)]
    assert sorted(set(entries)) == sorted(entries)


@pytest.mark.parametrize("name", ["terms.txt", "bodies.txt", "codes.txt"])
def test_words_have_at_least_two_characters_and_no_blanks(name: str) -> None:
    assert all(len(word) >= 2 and word.isalnum() for word in read_words(name))


def test_the_user_dictionary_has_some_hundreds_of_words() -> None:
    assert len(read_words("terms.txt")) + len(read_words("bodies.txt")) >= 500


def test_no_government_term_is_taken_for_a_question() -> None:
    changed = [
        w for w in read_words("terms.txt") + read_words("bodies.txt") if strip_question(w) != w
    ]
    assert changed == []


@pytest.mark.parametrize("name", ["missing.txt"])
def test_a_missing_list_is_told(name: str) -> None:
    with pytest.raises(FileNotFoundError, match=name):
        read_words(name)
