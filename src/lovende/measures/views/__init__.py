"""The register's pages: parse, ask a query, render."""
