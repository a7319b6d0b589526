"""What pages that are no articles say of themselves: not found, under maintenance, sign in, prove you are no robot.

Works on single lines. A saying is a whole clause that speaks of the page itself and to whoever opened it; an
article that tells of an error, of maintenance or of a search speaks of something else, and longer.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .text import fold

# Longer lines are prose.
_LONGEST = 320

# What a page calls itself, what its site, and words that it speaks to its reader with.
_PAGE = (
    "(?:(?:trang|bai|noi dung|tin|duong (?:dan|link)|lien ket|du lieu|tai (?:nguyen|lieu)|url|dia chi|ban ghi"
    "|chuyen muc|tep|file)(?: (?:viet|web|tin|bai|chu|thong tin(?: dien tu)?))?)"
)
_SITE = (
    "(?:he thong|(?:trang )?web ?(?:site)?|trang(?: thong tin(?: dien tu)?)?|cong(?: thong tin)?(?: dien tu)?|may chu)"
)
_TOLD = (
    "(?: (?:ma|nay|ban|quy|khach|vi|doc|gia|nguoi|dung|dang|muon|can|co|da|yeu|cau|tim|kiem|truy|cap|xem|vua"
    "|chon)){0,9}"
)
_WHERE = "(?: (?:khoi|tren) (?:he thong|trang|may chu)| nua| hoac .*)?"
_THIS = "(?:(?:the|this|that) (?:requested )?(?:page|resource|url|file|content|article|document))"

_ERROR = "an error page served as a page"
_ROBOTS = "a check for robots"
_SERVER = "a server's own page"
#: Reasons of which no article has the title.
CERTAIN = frozenset((_ERROR, _ROBOTS, _SERVER))

# Each reason with what says so, folded, one pattern a line; it must match a clause from its first word to its last.
_SAYINGS = {
    _ERROR: rf"""
        (?:khong|chua) (?:tim thay|co|ton tai)(?: duoc)? {_PAGE}(?: (?:nao|phu hop))?{_TOLD}(?: voi .*)?
        (?:khong|chua) (?:tim thay|co)(?: duoc)? ket qua(?: nao)?(?: phu hop)?(?: voi .*)?
        {_PAGE}{_TOLD} khong (?:con )?(?:ton tai|tim thay|kha dung|con|co){_WHERE}
        {_PAGE}{_TOLD} (?:da )?(?:bi|duoc) (?:xoa|go|an){_WHERE}
        {_PAGE}{_TOLD} (?:chua (?:duoc )?(?:xuat ban|duyet|san sang)|khong the (?:hien thi|truy cap|mo))
        (?:thong bao )?loi(?: (?:he thong|ket noi|trang|may chu|truy cap|\d{{3}}))*
        (?:da )?(?:co|xay ra) (?:mot )?loi(?: xay ra)?
        (?:da )?(?:co|xay ra) (?:mot )?loi(?: xay ra)? (?:trong qua trinh|(?:trong|khi) (?:xu ly|tai|truy|ket noi)).*
        khong the (?:ket noi|hien thi|tai|truy cap|mo) .*(?:{_PAGE}|may chu|co so du lieu|{_SITE}){_TOLD}
        (?:ban )?khong (?:co|du) quyen (?:truy cap|xem).*
        truy cap bi (?:tu choi|chan)
        yeu cau(?: cua (?:ban|quy khach))? (?:da )?bi (?:chan|tu choi).*
        (?:(?:error|http error|status) )?[45]\d\d
        (?:(?:error|http error|status) )?[45]\d\d\W+(?:not found|forbidden|unauthorized|internal|bad|service|gateway).*
        (?:(?:error|http error|status) )?[45]\d\d\W+(?:file|page|error|khong|trang|loi)\b.*
        (?:page|file|url|article|document|requested \w+) (?:was |could )?not (?:be )?found.*
        {_THIS} .*(?:not (?:be )?found|can\W?t be found|not exist|no longer|n\W?t exist|removed|unavailable)
        nothing (?:was )?found.*|it looks like nothing was found.*|no results? (?:were )?found.*|not found|oops
        forbidden|access (?:is )?denied.*|bad (?:request|gateway)|internal server error|gateway time\W?out
        request (?:rejected|blocked)|the requested url was rejected|an (?:unexpected )?error (?:has )?occurred.*
        (?:the )?(?:service|server)(?: is)?(?: temporarily)? unavailable
        """,
    f"{_ERROR}, under maintenance": rf"""
        (?:thong bao )?(?:dang )?(?:bao tri|nang cap)(?: (?:{_SITE}|dinh ky))?
        {_SITE}(?: (?:nay|cua chung toi))?(?: (?:dang|hien|tam|thoi|duoc|se))+ (?:bao (?:tri|duong)|nang cap)(?: .*)?
        {_SITE}(?: (?:nay|cua chung toi))?(?: (?:dang|hien|tam|thoi|se))+ (?:ngung|dung|dong)(?: (?:hoat dong|de) ?.*)?
        (?:this |the |our )?(?:web)?(?:site|page|portal) .{{0,20}}(?:under|down for|undergoing) .*maintenance
        we are performing .*maintenance|under maintenance.*
        """,
    "a page of search results": r"""
        (?:trang )?ket qua tim kiem(?: (?:cho|voi|tu khoa|theo) .*)?
        (?:tim thay|co|khoang) \d[\d.,]* ket qua(?: .*)?
        search results?(?: for .*)?
        """,
    "a login page": rf"""
        (?:trang )?(?:dang nhap|login|log in|sign in)(?: (?:he thong|tai khoan|thanh vien|quan tri))?
        (?:log in|sign in|dang nhap) (?:to|with|vao) .{{0,40}}
        .{{0,20}}(?:vui long|hay|can|phai|moi|xin) .{{0,60}}dang nhap .{{0,60}}(?:moi xem|de (?:xem|doc|tiep|truy|su)).*
        (?:xin )?vui long dang nhap|(?:please|you (?:must|need to)) .{{0,20}}(?:log|sign)(?:ged)? in
        (?:please|you (?:must|need to)) .{{0,20}}(?:log|sign)(?:ged)? in (?:to|with) (?!.*(?:comment|reply)).*
        {_PAGE} nay chi danh (?:rieng )?cho (?:thanh vien|nguoi dung|tai khoan).*
        """,
    _ROBOTS: r"""
        just a moment|checking (?:your browser|if the site).*|verif(?:y|ying|ication).{0,20}(?:human|robot).*
        .*review the security of your connection.*|ddos protection by.*|attention required.*|one more step
        you (?:have been|are being|were) blocked|you are unable to access.*|are you (?:a )?(?:human|robot)
        .*complete the (?:security check|captcha).*|.*luu luong (?:truy cap )?bat thuong.*
        xac (?:minh|nhan|thuc) .{0,20}(?:robot|nguoi may|con nguoi)|(?:toi|ban) khong phai (?:la )?(?:robot|nguoi may)
        (?:vui long )?nhap ma (?:xac nhan|captcha|bao ve)(?: (?:ben duoi|duoi day|trong hinh|de tiep tuc).*)?
        """,
    "a page that needs a browser": r"""
        .{0,60}(?:enable|bat|turn on|requires?) java\W?script.*|java\W?script (?:is|must be|chua|da bi|bi) .*
        .{0,30}trinh duyet .{0,30}khong ho tro (?:java\W?script|khung|frames?|iframes?|html5|phat video).*
        your browser (?:does not|doesn\W?t) support.*|dang tai(?: (?:du lieu|trang|noi dung))?|loading
        """,
    "a domain with no portal": r"""
        .{0,60}domain .{0,40}(?:for sale|expired|parked|available).*|buy this domain.*|the sponsored listings.*
        ten mien .{0,50}(?:da het han|dang duoc rao ban|chua duoc|da duoc dang ky).*
        (?:this |your )?(?:account|website|site) (?:has been |is )?suspended.*|.*under construction|coming soon
        tai khoan (?:hosting|luu tru).*(?:tam (?:ngung|khoa)|bi khoa).*
        (?:trang )?web ?(?:site)? (?:nay )?dang (?:duoc |trong qua trinh )?xay dung
        """,
    _SERVER: r"""
        (?:apache2?|iis|nginx|centos|tomcat|ubuntu|debian|plesk|cpanel)\b.* (?:default|test) page.*|iis windows.*
        welcome to (?:nginx|centos|iis|apache|openresty|plesk).*|it works|test page for.*|index of /.*
        default \w+ (?:layout|page)|default 404.*
        """,
    "a question about cookies": r"""
        before you continue.*|this (?:web)?site uses cookies.*|we (?:use|and our partners) .{0,30}cookies.*
        chung toi su dung cookie.*|(?:trang )?web ?(?:site)? nay su dung cookie.*
        """,
    "a page that sends elsewhere": r"""
        (?:trang |ban )?dang (?:duoc )?chuyen (?:huong|trang|tiep)(?: (?:den|toi|vao|ve) .*)?
        (?:you are being )?redirect(?:ed|ing).*|if you are not redirected.*|(?:object|document has) moved.*
        30[12378] (?:moved|found|redirect|temporary|permanent).*|moved permanently
        """,
}
# What programs print when they break; no clause of it need be whole, for no writer says such a thing.
_BROKEN = re.compile(
    r"server error in '|object reference not set|an unhandled exception|(?:fatal|parse) error ?:"
    r"|(?:warning|notice|deprecated) ?: \w+\(|\w+(?:exception|error): |sqlstate\[|\bora-\d{5}|stack trace ?:"
    r"|\b(?:sql|jdbc|odbc|ole db)\b.*\b(?:error|driver)|error establishing a database|failed to open stream"
    r"|uncaught (?:error|exception)|correlation id ?:|problem with the resource you|runtime error|http error \d{3}"
)
# "Rất tiếc, …", "Sorry, but …": said before the clause that counts.
_POLITE = re.compile(
    r"(?:(?:rat tiec|(?:thanh that )?xin loi|thong bao|canh bao|chu y|(?:we.?re )?sorry|oops|error|loi)\s*[,!.:-]+\s*)+"
    r"(?:but\s+)?"
)
_CLAUSE_END = re.compile(r"\s*[.!?…:,;|](?:\s|$)|\s[-–—]\s|\n|[.!?…]+$")
_SIGNS = re.compile(r"^[^\w]+|[\"“”'’)\]]+$")


@lru_cache(maxsize=1024)
def says(line: str) -> str | None:
    """Why a page that says this as its title, or first of all, is no article; None for what an article may say.

    ``says("Rất tiếc, trang bạn tìm không tồn tại.")`` is ``"an error page served as a page"``.
    """
    if not line or len(line) > _LONGEST:
        return None
    folded = _SIGNS.sub("", fold(line))
    if _BROKEN.search(folded):
        return _ERROR
    polite = _POLITE.match(folded)
    rest = folded[polite.end() :] if polite and polite.end() < len(folded) else folded
    clause = _CLAUSE_END.split(rest, maxsplit=1)[0].strip()
    return next((reason for reason, saying in _sayings() if saying.fullmatch(clause)), None)


@lru_cache(maxsize=1)
def _sayings() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (reason, re.compile("|".join(line.strip() for line in lines.splitlines() if line.strip())))
        for reason, lines in _SAYINGS.items()
    ]
