"""What spam looks like in words: gambling, another language, links that somebody hid. Pure; works on text."""

from __future__ import annotations

import re

from crawler.extract.text import fold

# What gambling sites are called and what they offer, folded. Newspapers write of some of these too.
_GAMBLING = re.compile(
    r"""\b(?: casino\w* | nha \s cai | ca \s cuoc | ca \s do \s bong | keo \s (?:nha \s cai|bong \s da|chau \s a)
      | tai \s xiu | xoc \s dia | baccarat | no \s hu | ban \s ca \s (?:doi|online|an) | slots? \s (?:game|online|gacor)
      | slot88 | game \s (?:bai|doi \s thuong|slot) | doi \s thuong | da \s ga \s (?:truc|thomo|campuchia)
      | lo \s de \s online | danh \s (?:de|bai) \s online | xo \s so \s online | soi \s cau | song \s bai | jackpot
      | roulette | poker | blackjack | sportsbook | betting | bookmakers? | togel | judi | gacor | toto \s macau
      | kubet\w* | ku \s? casino | (?:w|fun|m|k|v|bk|jun|hi|sky|fi|new|ok|f8|i9|vn|ae|fb)88(?:bet|vin|club)?
      | (?:\d{2,3}|[a-z]{1,6}\d{2})(?:bet|win|vip|club)\b | bet\d{2,3} | sunwin | go88 | hitclub | 789club | b52club
      | fb88 | fun88 | w88 | m88 | sbobet | 1xbet | betway | bong88 )\b""",
    re.VERBOSE,
)
# One of these stands in each; looked for first, for nearly no text has any.
_ROOTS = (
    "casino", "nha cai", "cuoc", "keo ", "xiu", "xoc", "baccarat", "no hu", "slot", "game", "doi thuong", "bet", "88",
    "lo de", "soi cau", "jackpot", "poker", "togel", "judi", "gacor", "win", "club",
)  # fmt: skip
# What an advertisement says and a newspaper does not.
_PROMOTION = re.compile(
    r"""\b(?: dang \s ky \s (?:ngay|tai \s khoan|nhan|choi|thanh \s vien) | nap \s (?:tien|rut|lan \s dau|dau)
      | rut \s tien | khuyen \s mai | tang \s (?:ngay|thuong)? \s? \d+ \s? k? | uy \s tin \s (?:nhat|hang \s dau|so)
      | link \s (?:vao|truy \s cap|dang) | tai \s (?:app|game) | hoan \s tra | thuong \s (?:nap|chao \s mung)
      | ty \s le \s (?:keo|cuoc|thang) | hu \s khung | nguoi \s choi | trai \s nghiem | free \s? spins? | bonus
      | sign \s? up | deposit | daftar | terpercaya | link \s alternatif | situs )\b""",
    re.VERBOSE,
)
# Who writes of gambling and is no gambler: the police, the courts, those who warn of it.
_LAW = re.compile(
    r"""\b(?: cong \s an | khoi \s to | triet \s pha | bat \s (?:giu|qua \s tang|tam \s giam|khan \s cap) | doi \s tuong
      | toa \s an | xet \s xu | bi \s can | bi \s cao | vien \s kiem \s sat | phong \s chong | te \s nan | canh \s bao
      | xu \s (?:ly|phat) | vi \s pham | nghi \s dinh | to \s chuc \s danh \s bac | lua \s dao )\b""",
    re.VERBOSE,
)
# An advertisement names so many different things; one word of gambling is none.
_TERMS, _PROMISES = 3, 2

# The letters that only Vietnamese has; its text is full of them: one letter in ten and more.
_OWN_LETTERS = tuple("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
# Less text than this does not tell its language: names, numbers of documents.
_ENOUGH = 250
_FOREIGN = 0.01
_SAMPLE = 2000

# What stands in the addresses of such sites, run together.
_IN_ADDRESSES = (
    "casino", "nhacai", "nha-cai", "baccarat", "slot", "sbobet", "togel", "kubet", "sunwin", "go88", "fun88", "w88",
    "fb88", "taixiu", "tai-xiu", "nohu", "no-hu", "cacuoc", "ca-cuoc", "jackpot", "bet88",
)  # fmt: skip
# A link that names a host: the host, the address, and the words on it; most pages have next to none but to offices.
_LINK = re.compile(
    rb"""href\s*+=\s*+["']?((?:[hH][tT][tT][pP][sS]?:)?//([^/"'\s>:?#]{1,200}+)[^"'\s>]{0,500}+)["']?[^<>]{0,200}+>([^<]{0,120})"""
)
# A link or two in the comments below an article is the plague of every form; a block of them is somebody's work.
LINKS = 3


def advert(title: str, text: str) -> tuple[str, ...]:
    """The words that make a text an advertisement for gambling; none where it is none, or tells of gambling."""
    folded = fold(f"{title} {text}")
    if not any(root in folded for root in _ROOTS):
        return ()
    terms = _found(_GAMBLING, folded)
    if len(terms) < _TERMS or len(_found(_PROMOTION, folded)) < _PROMISES:
        return ()
    # News of a raid names the police again and again; an advertisement may say "lừa đảo" once.
    law = len(_LAW.findall(folded))
    if law >= 3 and law >= len(_GAMBLING.findall(folded)) / 2:
        return ()
    return terms[:5]


def is_foreign(text: str) -> bool | None:
    """Whether a text is in another language than Vietnamese; None where it is too short to tell.

    Vietnamese typed without marks (some portals' old pages) has none of its letters either, but its words.
    """
    sample = text[:_SAMPLE].lower()
    letters = sum(map(str.isalpha, sample))
    if letters < _ENOUGH and not any("\u3040" <= letter <= "\u9fff" for letter in sample[:50]):
        return None
    own = sum(map(sample.count, _OWN_LETTERS))
    return own < _FOREIGN * letters and not _plain_vietnamese(sample)


def gambling_links(body: bytes, host: str) -> tuple[str, ...]:
    """Where links on a page lead that advertise gambling, off the portal; none where they are too few to be a hack."""
    own = host.lower().removeprefix("www.").encode()
    found: dict[str, None] = {}
    for match in _LINK.finditer(body):
        target = match[2].lower()
        if target == own or target.endswith((b"." + own, b".gov.vn")):
            continue
        href, label = match[1].decode("utf-8", "replace"), match[3].decode("utf-8", "replace")
        told = fold(f"{re.sub('[-_./]+', ' ', href)} {label}")
        if any(needle in href.lower() for needle in _IN_ADDRESSES) or _GAMBLING.search(told):
            found[href] = None
    return tuple(found) if len(found) >= LINKS else ()


def _found(pattern: re.Pattern[str], folded: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group() for match in pattern.finditer(folded)))


_COMMON = frozenset("cua va cac trong cho duoc nguoi voi nhung khong mot den ngay tai da la thuc hien xa huyen".split())


def _plain_vietnamese(text: str) -> bool:
    said = re.findall(r"[a-z]+", text.lower())
    return sum(word in _COMMON for word in said) > 0.12 * len(said)
