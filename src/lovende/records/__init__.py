"""Provenance, unknown-as-a-value, vocabularies, the audit trail and attachments."""
