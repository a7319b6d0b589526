"""Pages that are served instead of what was asked for, until a browser proves to be one. Pure, and on raw bytes: such a
page has no text to go by."""

from __future__ import annotations

import re

# Longer pages, and those on which a person reads more, are something else: many an article's page has a captcha
# somewhere, and many a portal stands behind Cloudflare.
_LONGEST, _MOST_TEXT = 150_000, 600

_ROBOTS = "a check for robots"
# Who checks, and by which of their names in the page one knows them.
_CHECKS = {
    "Cloudflare": (b"_cf_chl_opt", b"cf-browser-verification", b"/cdn-cgi/challenge-platform/", b"cf-turnstile"),
    "DDoS-Guard": (b"ddos-guard",),
    "Sucuri": (b"sucuri_cloudproxy",),
    "Imperva": (b"_incapsula_resource",),
    "AWS WAF": (b"awswaf", b"aws-waf-token"),
    "a captcha": (b"g-recaptcha", b"recaptcha/api", b"recaptcha/enterprise", b"h-captcha", b"hcaptcha.com"),
    "it looks at the browser first": (
        b"checking your browser", b"checking if the site", b"verifying you are human", "kiểm tra trình duyệt".encode(),
    ),
}  # fmt: skip
# document.cookie="D1N=4f3c…"; window.location.reload(true);
_SETS_COOKIE = re.compile(rb"document\s*\.\s*cookie\s*=|document\[.cookie.\]\s*=")
_LOADS_AGAIN = re.compile(
    rb"location\s*(?:\.\s*(?:reload|replace|assign|href)|=|\[)|\.submit\s*\(|http-equiv=.?refresh"
)
# What stands on a page one thing after another: what nobody sees, tags, text.
_PIECE = re.compile(
    rb"<(script|style|noscript|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>?|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)


def challenge(body: bytes) -> str | None:
    """Which check a page is, in words; None for any other page.

    ``challenge(b'<script>document.cookie="D1N=4f"; location.reload()</script>')`` is ``"a check for robots: it sets a
    cookie by script and loads again"``.
    """
    if len(body) > _LONGEST or _has_text(body):
        return None
    page = body.lower()
    if b"<script" not in page and b"captcha" not in page:
        return None
    who = next((who for who, names in _CHECKS.items() if any(name in page for name in names)), None)
    if who or (_SETS_COOKIE.search(page) and _LOADS_AGAIN.search(page)):
        return f"{_ROBOTS}: {who or 'it sets a cookie by script and loads again'}"
    return None


def _has_text(body: bytes) -> bool:
    """Whether a person finds something to read on a page; told by its beginning, where there is."""
    length = 0
    for piece in _PIECE.finditer(body):
        text = piece["text"]
        if text and (length := length + len(b"".join(text.split()))) > _MOST_TEXT:
            return True
    return False
