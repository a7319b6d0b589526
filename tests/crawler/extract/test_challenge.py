"""Pages that check for robots are known by what they do; pages that only mention such a thing are not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.challenge import challenge
from tests.replicas.content import load
from tests.replicas.server import page_of

CHECKS = {
    '<script>document.cookie="D1N=4f3c";window.location.reload(true);</script>': "it sets a cookie by script",
    '<script>document.cookie = "__test=" + toHex(x); location.href="/?i=1";</script>': "it sets a cookie by script",
    "<script>document['cookie']='a=b'</script><meta http-equiv=refresh content=0>": "it sets a cookie by script",
    "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>": "Cloudflare",
    "<title>DDOS-GUARD</title><script src='/.well-known/ddos-guard/js-challenge/index.js'></script>": "DDoS-Guard",
    "<script>sucuri_cloudproxy_js='';eval(r)</script>": "Sucuri",
    "<script src='/_Incapsula_Resource?SWJIYLWA=5'></script>": "Imperva",
    "<p>Nhập mã xác nhận</p><div class='g-recaptcha'></div><script src='x'></script>": "a captcha",
    "<p>Checking your browser before accessing the portal.</p><script>go()</script>": "it looks at the browser first",
}
ARTICLE = page_of("backan", next(article for article in load()["backan"].articles if article.body))


@pytest.mark.parametrize("page", CHECKS)
def test_a_check_is_named(page: str) -> None:
    said = challenge(f"<html><body>{page}</body></html>".encode())
    assert said is not None
    assert said.startswith(f"a check for robots: {CHECKS[page]}")


@pytest.mark.parametrize("page", CHECKS)
def test_a_page_with_a_text_is_none_whatever_its_scripts_do(page: str) -> None:
    assert challenge(ARTICLE.replace(b"</body>", page.encode() + b"</body>")) is None


@pytest.mark.parametrize("page", ["", "<p>ddos-guard</p>", "<script>document.cookie='a=b'</script><p>Tin tức</p>"])
def test_a_page_that_does_nothing_of_the_kind_is_none(page: str) -> None:
    assert challenge(page.encode()) is None


@given(st.binary())
def test_any_bytes_are_looked_at(body: bytes) -> None:
    assert challenge(body + b"<script>document.cookie=1;location.reload()")


def test_it_costs_no_more_than_its_length() -> None:
    for junk in (b"<", b"<!--", b"<script", b"document ", b"</", b"<script>document.cookie=location="):
        challenge(b"captcha" + junk * (140_000 // len(junk)))
