"""What is pasted from Word, Google Docs or LibreOffice, as Markdown of a regulation."""

from markdownify import ATX, MarkdownConverter

from plugins.training.text.word.cleaning import clean
from plugins.training.text.word.headings import settle_headings
from plugins.training.text.word.lists import build_lists
from plugins.training.text.word.tables import settle_tables
from plugins.training.text.word.tidying import tidy

__all__ = ["from_html"]


def from_html(html: str) -> str:
    """Headings, lists, tables, bold, italic and links of the clipboard as Markdown.

    The uppermost headings become sections («## »), numbered paragraphs clauses, whether Word
    counts them itself or their numbers were typed by hand. Pictures, colours and sizes are left
    out. Empty for HTML that holds no words, and for what is nested deeper than any document.
    """
    body = clean(html)
    if body is None:
        return ""
    settle_headings(body)
    build_lists(body)
    settle_tables(body)
    converter = MarkdownConverter(
        heading_style=ATX,
        bullets="-",
        strong_em_symbol="*",
        # The keys of norms have underscores, and inside a word they mean nothing.
        escape_underscores=False,
        table_infer_header=True,
    )
    return tidy(converter.convert_soup(body))
