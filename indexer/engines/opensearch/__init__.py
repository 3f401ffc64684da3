"""The OpenSearch engine: a cluster stores, scores and counts. README.md is the map."""
