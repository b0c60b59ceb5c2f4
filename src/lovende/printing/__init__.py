"""Documents on paper's terms: PDF set by Typst, Word from a template. Knows neither Django nor what a letter says.

Text is data at every step: it is handed over as JSON or as escaped XML and never becomes markup.
"""

from lovende.printing.typesetting import PrintingError, pdf, pictures
from lovende.printing.wordfile import word
from lovende.printing.wording import in_words, tidy

__all__ = ["PrintingError", "in_words", "pdf", "pictures", "tidy", "word"]
