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
    """Web parts with a menu entry each, and the scripts that stand between them.

    Measured on 294 real pages of 55 to 80 KB (Krông Nô district, department of culture), median: 64.6 KB,
    764 elements, 76 links, 16 KB of inline scripts, 2.8 KB of text.
    """
    parts: list[str] = []
    length = 0
    for number in count():
        if length >= size:
            break
        unit, place = UNITS[number % len(UNITS)], PLACES[number // len(UNITS) % len(PLACES)]
        part = _web_part(number, f'<a class="tmenu" href="#" title="{unit} {place}"><span>{unit} {place}</span></a>')
        parts.append(part)
        length += len(part.encode())
    return f'<div class="mega-menu">\n{"".join(parts)}</div>'


def _web_part(number: int, entry: str) -> str:
    name = f"ctl00_m_g_{number:08x}_4a9d_acad_af6c773cdc07"
    script = (
        f'<script type="text/javascript">function {name}_init() {{ var list = document.getElementById("{name}_panel");'
        f' if (list != null) {{ list.className = list.className.replace("collapsed", ""); }} }}\n</script>'
    )
    return (
        f'<table class="s4-wpTopTable" border="0" cellpadding="0" cellspacing="0" width="100%"><tr><td valign="top">'
        f'<div id="WebPart{name}" class="ms-WPBody noindex" allowdelete="false"><ul class="ms-quickLaunch" id="{name}">'
        f'<li class="ms-navSubMenu"><div class="div-leftsubmenu" id="{name}_panel">{entry}</div></li></ul>'
        f'<div class="ms-PartSpacingVertical"></div></div></td></tr></table>{script}\n'
    )
