"""The characters of a library as small numbers, and what it costs to take one for another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analyzers.folding import FIRST_CHINESE, LAST_CHINESE
from analyzers.pinyin import blurred, character_readings

Codes = NDArray[np.uint16]
Costs = NDArray[np.uint8]

FIRST, LAST = FIRST_CHINESE, LAST_CHINESE

# What a slip costs: the same sound, nearly the same, any other character; what is no character.
SAME_SOUND, NEAR_SOUND, OTHER, NEVER = 5, 7, 10, 100

# A character has so many readings at most; rarer ones than this share are left out.
_READINGS = 3
_RARE = 0.05


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The library's characters, most frequent first, as codes from 1; 0 is any other one.

    ``numbers``: code of each character from FIRST. ``sounds``: a column of readings for each
    character from FIRST, 0 where there are fewer. ``near``: number of a sound → number of those
    that are taken for it.
    """

    characters: str
    numbers: Codes
    sounds: Codes
    near: Codes

    @classmethod
    def of(cls, seen: Counter[str], read: Mapping[str, Counter[str]]) -> Self:
        characters = "".join(c for c, _ in seen.most_common())
        numbers = np.zeros(LAST - FIRST + 1, np.uint16)
        numbers[places_of(characters)] = np.arange(1, len(characters) + 1)
        known: dict[str, int] = {"": 0}
        sounds = np.zeros((_READINGS, len(numbers)), np.uint16)
        for place in range(len(numbers)):
            character = chr(FIRST + place)
            for row, sound in enumerate(_sounds(character, read.get(character))):
                sounds[row, place] = known.setdefault(sound, len(known))
        classes: dict[str, int] = {}
        near = [classes.setdefault(blurred(sound), len(classes)) for sound in known]
        return cls(characters, numbers, sounds, np.array(near, np.uint16))

    def codes(self, text: str) -> Codes:
        return self.numbers[places_of(text)]

    def text(self, codes: Codes) -> str:
        return "".join(self.characters[code - 1] for code in codes.tolist())

    def costs(self, text: str) -> list[Costs]:
        """For each character of the text what each code in its place costs."""
        sounds = self.sounds.take(places_of("\0" + self.characters), axis=1, mode="clip")
        near = self.near[sounds]
        return [self._costs(character, sounds, near) for character in text]

    def _costs(self, character: str, sounds: Codes, near: Codes) -> Costs:
        costs = np.full(len(self.characters) + 1, OTHER, np.uint8)
        own = [sound for sound in self.sounds[:, ord(character) - FIRST].tolist() if sound]
        for cost, read, wanted in (
            (NEAR_SOUND, near, self.near[own].tolist()),
            (SAME_SOUND, sounds, own),
        ):
            for sound in wanted:
                for row in read:
                    costs[row == sound] = cost
        costs[self.numbers[ord(character) - FIRST]] = 0
        costs[0] = NEVER
        return costs


def places_of(text: str) -> NDArray[np.intp]:
    """Chinese characters, counted from FIRST."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.intp) - FIRST


def _sounds(character: str, read: Counter[str] | None) -> list[str]:
    """How a character is read, by the library's own words where it has it, else in general."""
    usual = [r for r in character_readings(character) if r.isascii() and r.isalpha()]
    if read is None:
        return usual[:2]
    least = _RARE * read.total()
    found = [r for r, times in read.most_common() if times >= least]
    return list(dict.fromkeys([*found, *usual[:1]]))[:_READINGS]
