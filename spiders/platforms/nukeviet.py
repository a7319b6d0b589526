"""NukeViet: ``/<category>/<slug>-<id>.html``. No spider yet; pages of it are told by their markup.

From the templates of its news module (nukeviet/nukeviet, ``themes/*/modules/news/detail.tpl``): 3.x (``#news_detail``),
4.0 (``#hometext``, ``.bodytext``), 4.1 to 4.5 (``#news-bodyhtml``, the date of schema.org hidden beside the shown one),
its mobile theme, the theme of its portals for government (eGov: views beside the date), 5.0 (``.news-bodyhtml``).
"""

from crawler.extract import Rules

RULES = Rules(
    name="nukeviet",
    fingerprint=("#news-bodyhtml", ".news-bodyhtml", ".news_column .bodytext", "#news_detail .bodytext"),
    title=(".news_column h1", ".vstack > h1"),
    # The trail that is read by machines ends at the article's category; the shown one is made by a script.
    section=(".temp-breadcrumbs li:last-child a",),
    lead=(".news_column .hometext", ".news_column #hometext", ".vstack [data-toggle=error-report]:not(.news-bodyhtml)"),
    published=(
        ".news_column [itemprop=datePublished]", ".news_column .h5", ".news_column .time",
        ".vstack .text-body-secondary",
    ),
    views=(".newsdetailmetatop .h5:has(.fa-eye)",),
    byline=(".news_column p.text-right", "#news_detail > p", ".vstack > .text-end > p"),
    source=(".news_column p.text-right", "#news_detail > p", ".vstack > .text-end > p"),
    body=(
        "#news-bodyhtml, .news_column figure.article",
        ".news-bodyhtml, .vstack > .clearfix > figure, .vstack > figure",
        ".news_column .bodytext",
    ),
    captions=("figure figcaption",),
    # "/tin-tuc/giao-ban-12.html?download=1&id=0"
    attachments=(".news-download-file a[href*='download=1'], .vstack > .card a[download]",),
    drop=(
        ".other-news", "ul.related", "#imgpreview", "#newsImgPreview", "#imagemodal", ".news-detail-player",
        ".news-toc", "#newsSendMailModal", ".socialicon", "#form3B", ".keywords", "#idcomment", ".news_column .alert",
        ".news_column .copyright",
    ),
    patterns=(
        ("byline", r"^(?:Tác giả(?: bài viết)?|Author)\s*:\s*(.+)"),
        ("source", r"^(?:Nguồn(?: tin)?|Source)\s*:\s*(.+)"),
        ("attachments", r":\s*(.+)"),
    ),
)  # fmt: skip
