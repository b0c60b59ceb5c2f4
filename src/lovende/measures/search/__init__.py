"""Full-text search with facets, and similar measures, over the published measures.

The index is derived data: it lives in files, follows `SearchDocument.revision`, and is rebuilt when it is missing
or belongs to another database. docs/decisions/ tells why this engine.
"""
