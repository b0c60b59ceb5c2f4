"""Pure Norwegian text analysis: tokens, stems, compounds, synonyms, spelling, numbers and dates. No Django."""
