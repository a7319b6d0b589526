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
_OWN_LETTERS = frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
# Less text than this does not tell its language: names, numbers of documents.
_ENOUGH = 250
_FOREIGN = 0.01

# In an address or between the tags of a link; plain bytes, for they are looked for in every page.
_NEEDLES = (
    b"casino", b"nhacai", b"nha-cai", b"baccarat", b"slot", b"sbobet", b"togel", b"kubet", b"sunwin", b"go88",
    b"fun88", b"w88", b"fb88", b"taixiu", b"tai-xiu", b"nohu", b"no-hu", b"cacuoc", b"ca-cuoc", b"jackpot", b"bet88",
    "nhà cái".encode(), "cá cược".encode(), "nổ hũ".encode(), "tài xỉu".encode(),
)  # fmt: skip
_LINK = re.compile(rb"""<a\b[^<>]{0,400}?href\s*=\s*["']?([^"'\s>]{4,300})[^<>]{0,400}>(.{0,200}?)</a""", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# A link or two in the comments below an article is the plague of every form; a block of them is somebody's work.
LINKS = 3


def advert(title: str, text: str) -> tuple[str, ...]:
    """The words that make a text an advertisement for gambling; none where it is none, or tells of gambling."""
    folded = fold(f"{title} {text}")
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
    letters = [letter for letter in text.lower() if letter.isalpha()]
    if len(letters) < _ENOUGH and not any("\u3040" <= letter <= "\u9fff" for letter in letters[:50]):
        return None
    own = sum(letter in _OWN_LETTERS for letter in letters)
    return own < _FOREIGN * len(letters) and not _plain_vietnamese(text)


def gambling_links(body: bytes, host: str) -> tuple[str, ...]:
    """Where links on a page lead that advertise gambling, off the portal; none where they are too few to be a hack."""
    lowered = body.lower()
    if not any(needle in lowered for needle in _NEEDLES):
        return ()
    own = host.lower().removeprefix("www.")
    found: dict[str, None] = {}
    for match in _LINK.finditer(body):
        href, label = (part.decode("utf-8", "replace") for part in match.groups())
        target = re.match(r"(?:https?:)?//([^/:?#]+)", href.lower())
        if not target or target[1] == own or target[1].endswith(f".{own}"):
            continue
        told = fold(f"{re.sub('[-_./]+', ' ', href)} {_TAG.sub(' ', label)}")
        if _GAMBLING.search(told) or any(needle.decode() in href.lower() for needle in _NEEDLES[:20]):
            found[href] = None
    return tuple(found) if len(found) >= LINKS else ()


def _found(pattern: re.Pattern[str], folded: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group() for match in pattern.finditer(folded)))


_COMMON = frozenset("cua va cac trong cho duoc nguoi voi nhung khong mot den ngay tai da la thuc hien xa huyen".split())


def _plain_vietnamese(text: str) -> bool:
    said = re.findall(r"[a-z]+", text.lower())
    return sum(word in _COMMON for word in said) > 0.12 * len(said)
