"""Norwegian text analysis: tokens, stems, compounds, synonyms, spelling, numbers, dates. No Django."""
