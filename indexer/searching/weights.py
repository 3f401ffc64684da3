"""The weights of ranking beside the field table's, each with its reason.

Their evaluation is docs/relevance.md. Amounts of ``in_title`` and the like are in units of BM25F
score, where a rare word in a title brings about ten.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankingWeights:
    number: float = 3.0  # a typed number is meant
    number_part: float = 0.5  # its code, year and sequence alone say little
    synonym: float = 0.6  # another word for it, less sure than the word itself
    subword: float = 0.2  # parts of a word support it, and must not outweigh it
    pair: float = 0.6  # adjacent characters: proximity, and words that segmentation hid
    in_title: float = 8.0  # the title holds what was typed: four characters; more count more
    as_typed: float = 2.0  # the text holds it as typed
    exact_number: float = 1200.0  # the document's own number was typed: above all
    exact_title: float = 1000.0  # the title itself was typed: above all but that
    end_of_title: float = 900.0  # all of it was but its beginning (中华人民共和国, an issuer)
    core_title: float = 800.0  # its instrument was: without issuer, carrier or year
    part_of_query: float = 0.6  # of these, where more was typed: 民法典 物权
    beside_other: float = 0.3  # of these, where that names another instrument: 公司法 司法解释
    words_in_title: float = 330.0  # the title holds all words, in pieces: below any whole title
    fit_of_title: float = 150.0  # at most; the fewer pieces, and the less besides, the more
    standing_in_title: float = 60.0  # at most; orders titles that hold the words about as well
    year_of_version: float = 130.0  # the year that was typed: more than being current
    current_version: float = 90.0  # at most; what other versions of one name lose
    sequence_of_body: float = 200.0  # 国务院办公厅54号: means one document, of whatever year
    series: float = 0.28  # of the best score: what belonging to the most matched instrument adds
    series_ahead: float = 0.5  # of that more, among the first hits of a question with vectors
    encoder_series_ahead: float = 1.0  # the same, by an encoder
    encoder_ahead: float = 0.75  # and so much more of what it adds to them
    minimum_share: float = 0.6  # of the words, in the first relaxed step
    stricter: float = 100.0  # where that was too little, it still comes first
    meaning: float = 0.12  # of the best score: for each unit of spread that a hit is nearer
    meaning_whole: float = 0.25  # the same, where documents are whole: words alone say less there
    meaning_learned: float = 0.35  # the same, where judgements have taught what is near
    encoder: float = 0.2  # as ``meaning``, by an encoder
    encoder_learned: float = 0.6  # as ``meaning_learned``, by an encoder
    learned_share: float = 1.0  # of the best score: what a unanimous vote of past queries adds
    sure_vote: float = 0.5  # from here on it counts among what holds all words of a question
    learned_series: float = 0.5  # such a vote for an article adds this to its instrument's others

    def ahead(self, encoded: bool) -> tuple[float, float]:
        """Of the first hits of a question: the share more by their series, and by meaning."""
        if encoded:
            return self.encoder_series_ahead, self.encoder_ahead
        return self.series_ahead, 0.0
