"""Documents from templates: PDF by Typst, Word by docxtpl. No Django."""
