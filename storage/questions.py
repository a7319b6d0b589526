"""The usual questions to an archive, each with the SQL that answers it: for the documentation, and for a tool that
offers questions ready to ask.

A test asks them all of a small archive, and sees that none counts through a large one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words, and in SQL; the addresses, names and days in it are examples."""

    words: str
    sql: str


QUESTIONS = (
    Question(
        "What is new in the archive since a day?",
        """
        SELECT first_seen, portal, title, url FROM current_articles
        WHERE first_seen >= '2026-11-20' ORDER BY first_seen DESC;
        """,
    ),
    Question(
        "Which texts hold these words, typed without diacritics?",
        """
        SELECT articles.id, title, published FROM articles
        WHERE id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'dong chi');
        """,
    ),
    Question(
        "What did a portal publish in a period?",
        """
        SELECT published, published_precision, title, url FROM sightings
        WHERE portal = 'laocai' AND published BETWEEN '2026-10-01' AND '2026-12' ORDER BY published;
        """,
    ),
    Question(
        "What came last, those without a date where they are best known to stand?",
        """
        SELECT best_known, published, portal, title FROM current_articles
        WHERE best_known IS NOT NULL ORDER BY best_known DESC LIMIT 20;
        """,
    ),
    Question(
        "Where else was it posted: the very text, or another that tells the same?",
        """
        SELECT same, other_portal, other_published, other_url FROM copies WHERE url = 'http://tplaocai.laocai.gov.vn/tin-tuc/giao-ban-17';
        """,
    ),
    Question(
        "Which pages were edited since a day, and what did they say before?",
        """
        SELECT revisions.fetched_at, revisions.url, before.body AS before, after.body AS after
        FROM revisions JOIN articles AS before ON before.id = previous_article_id
        JOIN articles AS after ON after.id = article_id
        WHERE change = 'edit' AND fetched_at >= '2026-11-20' ORDER BY capture_id DESC;
        """,
    ),
    Question(
        "What has gone from the portals?",
        """
        SELECT missing_since, portal, title, url, article_id FROM gone_pages
        WHERE missing_since >= '2026-11-20' ORDER BY missing_since DESC;
        """,
    ),
    Question(
        "How many texts by portal and month?",
        "SELECT portal, month, articles FROM months WHERE month >= '2026';",
    ),
    Question(
        "Which meetings of a kind were held in a period, and who chaired them?",
        """
        SELECT held_from, organiser, chairs, title, portal, url FROM meetings
        WHERE kind = 'giao ban' AND held_from BETWEEN '2026-10-01' AND '2026-12-31' ORDER BY held_from;
        """,
    ),
    Question(
        "Who chaired how many meetings, and in which office?",
        "SELECT chair, meetings, first_held, last_held, offices FROM chairs ORDER BY meetings DESC, chair;",
    ),
    Question(
        "In which words does a text say who chaired?",
        "SELECT value, detail, text, article_id FROM evidence WHERE fact = 'chair' AND value = 'Lò Thị Mây';",
    ),
    Question(
        "Which dates were weighed for a page, and what became of each?",
        """
        SELECT position, evidence, value, text, verdict FROM page_dates WHERE url = 'http://tplaocai.laocai.gov.vn/tin-tuc/giao-ban-17';
        """,
    ),
    Question(
        "Which articles have no date, and between which days were they published?",
        "SELECT not_before, not_after, title, portal, url, problem FROM undated ORDER BY article_id DESC;",
    ),
    Question(
        "Which stories spread furthest, and from when to when?",
        """
        SELECT story_id, title, articles, portals, first_published, last_published FROM story_spans
        ORDER BY portals DESC, pages DESC LIMIT 20;
        """,
    ),
    Question(
        "Which articles tell one story, and where do they stand?",
        "SELECT article_id, title, portal, published, url FROM story_articles WHERE story_id = 1 ORDER BY published;",
    ),
    Question(
        "Where does the proof lie of what a page said?",
        """
        SELECT fetched_at, status, change, warc_file, warc_offset, warc_length, digest FROM proofs
        WHERE url = 'http://tplaocai.laocai.gov.vn/tin-tuc/giao-ban-17' ORDER BY capture_id;
        """,
    ),
    Question(
        "How does each portal fare?",
        "SELECT portal, live, gone, newest, last_started, result, problem, last_good FROM portal_health;",
    ),
    Question(
        "Which portals are well, and what is wrong with the others since when?",
        "SELECT portal, state, since, words, example, held FROM portal_states;",
    ),
    Question(
        "What was not stored, and why?",
        "SELECT last_seen, portal, url, reason, times FROM rejects ORDER BY last_seen DESC;",
    ),
    Question(
        "Which files do articles offer, and what came of each?",
        "SELECT title, name, url, status, text_status, path FROM files_of_articles WHERE article_id = 1;",
    ),
    Question(
        "What does an article say, block by block?",
        "SELECT position, kind, text FROM blocks WHERE article_id = 1 ORDER BY position;",
    ),
)
