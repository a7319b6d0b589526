"""Weight: real pages are 60 KB and more, mostly menus. Pads a replica's page to a size with inert menus."""

from __future__ import annotations

from itertools import count

SLOT = "\x01"  # stands in a page where menus may grow; never in HTML

UNITS = (
    "Ủy ban nhân dân",
    "Hội đồng nhân dân",
    "Mặt trận Tổ quốc",
    "Hội Nông dân",
    "Đoàn Thanh niên",
    "Trạm Y tế",
)
PLACES = (
    "phường An Bình",
    "xã Đồng Tâm",
    "thị trấn Hòa Lạc",
    "xã Tân Tiến",
    "phường Minh Khai",
    "xã Phú Sơn",
)


def pad(page: str, size: int) -> str:
    """The page with menus in its slots until it has about ``size`` bytes; 0 leaves the slots empty."""
    slots = page.count(SLOT)
    missing = size - len(page.encode())
    if not slots or missing <= 0:
        return page.replace(SLOT, "")
    return page.replace(SLOT, _menu(missing // slots))


def _menu(size: int) -> str:
    parts: list[str] = []
    length = 0
    for number in count():
        if length >= size:
            break
        unit = UNITS[number % len(UNITS)]
        leaves = "".join(
            f'<li class="leaf level-3"><a href="#" title="{unit} {place}"><span>{unit} {place}</span></a></li>'
            for place in PLACES
        )
        part = f'<li class="parent"><a href="#">{unit} số {number}</a><ul class="sub">{leaves}</ul></li>\n'
        parts.append(part)
        length += len(part.encode())
    return f'<div class="mega-menu"><ul class="level-1">\n{"".join(parts)}</ul></div>'
