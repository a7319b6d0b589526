"""What a text says of the meeting that it reports: its kind, its place, who held it and who chaired it.

A pure function of title and text. Every fact has the words that say it; what the text does not say is None. When
the meeting was and what it took stock of is for ``crawler.dates``.
"""

from __future__ import annotations

from itertools import islice

from storage.records import Meeting

from .chairs import chairs_of
from .meeting_kind import is_paper, kind_of, names_any_kind
from .meeting_text import line_of, sentences
from .organiser import organiser_of, place_of

# So much of a text is read, of its title, of what says which meeting it was; and of that so many sentences.
_TEXT, _TITLE, _OPENING, _SENTENCES = 100_000, 400, 1500, 5


def meeting_of(title: str, text: str) -> Meeting | None:
    """The meeting that an article reports.

    Args:
        title: the article's title.
        text: its text (``Article.text``), the lead first.

    Returns:
        What is said of it, its kind at least; None where the text is no news of a meeting: a paper, an invitation, a
        timetable, a feature that mentions one. Never raises, whatever the text.
    """
    head, body = line_of("title", title[:_TITLE]), line_of("body", text[:_TEXT])
    opening = body.part(0, _OPENING)
    if not names_any_kind(head, opening) or is_paper(head, opening):
        return None
    lines = list(islice(sentences(opening), _SENTENCES))
    kind, told = kind_of(head, lines)
    if kind is None:
        return None
    chairs = chairs_of(body) or chairs_of(head)
    return Meeting(kind, place_of(told), organiser_of([*told, head]), tuple(chairs))
