"""The index's fields: our terms, cut where we cut them, and their impact as a frequency.

| field | holds |
|---|---|
| ``i``, ``ip`` | every distinct word, every pair of characters, with its impact as a frequency |
| ``w_<text field>`` | the words of that field, to match by |
| ``s_<text field>`` | the folded text as overlapping pairs with positions: strings as they stand |
| ``lw_``, ``lp_<text field>`` | how many words, how many pairs it has |
| ``k_<keyword field>``, ``d_<date field>`` | values; days as ordinals |
| ``st_<status>``, ``st_binding`` | on which days the document has that status, has one that binds |

The *impact* of a term in a document is BM25F's weighted, length-normalised frequency
(``indexer.engines.ranking``), with the average lengths of the generation; it is kept times SCALE as
the term's frequency, so that the server saturates one number and need not know our fields.
"""

from __future__ import annotations

from typing import Any

from indexer.engines.ranking import DATE_FIELDS, K1, KEYWORD_FIELDS, TEXT_FIELDS
from indexer.model import StatusValue

FORMAT = "opensearch 1"

TEXTS: tuple[str, ...] = tuple(f.name for f in TEXT_FIELDS)
WORDS, PAIRS = "i", "ip"
SCALE = 4096

# Characters that no text holds: Unicode's noncharacters. END stands after a folded text, so that
# its last character begins a pair too; CUT stands between a term and its frequency.
END, CUT = "\ufdd0", "\ufdd1"

# What a page may reach by counting; beyond it, ``search_after`` walks on.
REACH = 10_000


def index_settings(shards: int) -> dict[str, Any]:
    """Of a generation that is being built: its replicas come when it is published."""
    given = {"type": "char_group", "tokenize_on_chars": ["\n"], "max_token_length": 10_000}
    saturate = f"return query.boost * doc.freq / (doc.freq + {K1 * SCALE});"
    return {
        "number_of_shards": shards,
        "number_of_replicas": 0,
        # A node that was cut off and is back refuses a shard for as long as it keeps points in time
        # of it. By default five tries end it, after less than that, and the shard stays without a
        # replica until somebody says reroute.
        "allocation.max_retries": 100,
        "refresh_interval": -1,  # what is not committed must not show
        "max_result_window": REACH,
        "analysis": {
            "tokenizer": {"given": given, "pairs": {"type": "ngram", "min_gram": 2, "max_gram": 2}},
            "filter": {"impact": {"type": "delimited_term_freq", "delimiter": CUT}},
            "analyzer": {
                "given": {"type": "custom", "tokenizer": "given"},
                "impact": {"type": "custom", "tokenizer": "given", "filter": ["impact"]},
                "pairs": {"type": "custom", "tokenizer": "pairs"},
            },
        },
        # The query brings the term's idf as its boost: Lucene's own counts deleted documents too,
        # in each shard apart.
        "similarity": {"saturation": {"type": "scripted", "script": {"source": saturate}}},
    }


def mappings(meta: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": {"type": "keyword"}, "revision": {"type": "long"}}
    impact = {
        "type": "text",
        "analyzer": "impact",
        "norms": False,
        "index_options": "freqs",
        "similarity": "saturation",
    }
    fields[WORDS] = {**impact, "fielddata": True}  # the vocabulary is counted from it
    fields[PAIRS] = impact
    plain = {"type": "text", "norms": False}
    length = {"type": "integer", "index": False}
    for name in TEXTS:
        fields[f"w_{name}"] = {**plain, "analyzer": "given", "index_options": "freqs"}
        fields[f"s_{name}"] = {**plain, "analyzer": "pairs", "index_options": "positions"}
        fields[f"lw_{name}"] = fields[f"lp_{name}"] = length
    fields |= {f"k_{f.name}": {"type": "keyword"} for f in KEYWORD_FIELDS}
    fields |= {f"d_{f.name}": {"type": "integer"} for f in DATE_FIELDS}
    fields |= {f"st_{s.value}": {"type": "integer_range"} for s in StatusValue}
    fields["st_binding"] = {"type": "integer_range"}
    return {
        "_meta": meta,
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": fields,
    }
