"""A month in the life of five portals, day by day: what is up on each, in the words of nobody's news."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone

from tests.replicas.content import Article, Element, Portal, load, slug_of
from tests.replicas.server import ReplicaServer, Reply

VIETNAM = timezone(timedelta(hours=7))
CLOCK_OF_RUN = time(17, 0, tzinfo=VIETNAM)
# What a portal has been publishing before anybody looked.
DAYS_BEFORE = 26

WHO = "phòng Nội vụ; phòng Tài chính; Hội Nông dân; Huyện đoàn; Trạm Y tế; phòng Giáo dục; Ban Dân vận; Hội Phụ nữ"
WHAT = "rà soát hộ nghèo; nạo vét kênh mương; trồng cây phân tán; tiêm phòng đàn bò; sửa nhà văn hóa; thu gom rác thải"
WHERE = "xã Tân An; xã Bình Minh; thôn Đông Hà; khu phố Ba; bản Nà Lung; xã Phú Thọ; thị trấn Yên Lạc; thôn Thượng"
RESULT = "vượt kế hoạch; chậm hơn dự kiến; đạt yêu cầu đề ra; được bà con đồng tình; cần thêm kinh phí; còn vướng mắc"
WHO, WHAT, WHERE, RESULT = (words.split("; ") for words in (WHO, WHAT, WHERE, RESULT))

CASINO = (
    "Nhà cái uy tín nhất năm, casino trực tuyến, tài xỉu, nổ hũ đổi thưởng. Đăng ký ngay nhận khuyến mãi 88k, "
    "nạp tiền lần đầu hoàn trả, link vào không bị chặn, người chơi rút tiền trong năm phút với tỷ lệ kèo cao. "
)


def article(portal: Portal, number: int, day: date, hour: int = 8) -> Article:
    """News that nobody else has."""
    pick = random.Random(f"{portal.name} {number}")
    who, what, where = pick.choice(WHO), pick.choice(WHAT), pick.choice(WHERE)
    title = f"{who[0].upper()}{who[1:]} {what} tại {where} đợt {number}"
    sentences = [
        f"Ngày {day:%d/%m/%Y}, {who} tổ chức {what} tại {where}, có {pick.randint(12, 90)} người tham gia.",
        f"Theo báo cáo số {number}, {pick.choice(WHERE)} {pick.choice(RESULT)}, {pick.choice(WHERE)} "
        f"{pick.choice(RESULT)}, trong khi {pick.choice(WHO)} đã góp {pick.randint(2, 70)} ngày công.",
        f"Đại diện {pick.choice(WHO)} đề nghị các thôn tiếp tục {pick.choice(WHAT)}, hoàn thành trước tháng sau.",
        f"Kết thúc buổi làm việc, {pick.choice(WHO)} giao {pick.choice(WHO)} theo dõi và báo cáo lần {number + 1}.",
    ]
    return Article(
        id=f"{portal.name}-{number}",
        slug=slug_of(title),
        number=500_000 + number,
        title=title,
        category=portal.categories[number % len(portal.categories)],
        body=tuple(Element("paragraph", sentence) for sentence in sentences),
        published=datetime.combine(day, time(hour, number % 60), VIETNAM),
        views=None,
    )


@dataclass
class Life:
    """One portal as it lives."""

    portal: Portal
    articles: dict[int, Article] = field(default_factory=dict)
    number: int = 0

    @classmethod
    def of(cls, name: str, first: date) -> Life:
        """A portal that has published on every working day of some weeks."""
        life = cls(replace(load()[name], articles=()))
        for day in (first - timedelta(days=n) for n in range(DAYS_BEFORE, 0, -1)):
            if day.weekday() < 5:
                life.publish(day)
        return life

    def publish(self, day: date, count: int = 1) -> None:
        for hour in range(8, 8 + count):
            self.number += 1
            self.articles[self.number] = article(self.portal, self.number, day, hour)

    def edit(self, back: int) -> None:
        """A word is put right in what was published some time ago."""
        number = self.number - back
        old = self.articles[number]
        body = (*old.body[:-1], Element("paragraph", old.body[-1].text.replace("Kết thúc", "Khi kết thúc")))
        self.articles[number] = replace(old, body=body)

    def delete(self, back: int) -> None:
        del self.articles[self.number - back]

    def deface(self, back: int) -> None:
        number = self.number - back
        self.articles[number] = replace(self.articles[number], body=(Element("paragraph", CASINO * 3),))

    def advertise(self, day: date) -> None:
        self.publish(day)
        title = f"Casino trực tuyến nhà cái nổ hũ số {self.number}"
        last = self.articles[self.number]
        self.articles[self.number] = replace(
            last, title=title, slug=slug_of(title), body=(Element("paragraph", CASINO * 3),)
        )

    def clean(self) -> None:
        """What hackers put up is taken down, what they spoilt is restored."""
        for number, shown in list(self.articles.items()):
            if CASINO in shown.body[0].text:
                whole = article(self.portal, number, shown.published.date(), shown.published.hour)  # type: ignore[union-attr]
                self.articles.pop(number)
                if whole.title == shown.title:
                    self.articles[number] = whole

    def show(self, server: ReplicaServer) -> None:
        server.publish(replace(self.portal, articles=tuple(self.articles.values())))


def redesigned(path: str, reply: Reply) -> Reply:
    """Every class and id of an article page has another name."""
    if not re.search(r"-\d+$", path):
        return reply
    renamed = re.sub(rb"""\b(class|id)=(["']?)([\w -]+)""", rb"\1=\2neu-\3", reply.body)
    renamed = re.sub(rb"(class=\"?neu-[\w-]+)( [\w-]+)+", rb"\1", renamed)
    return replace(reply, body=renamed)
