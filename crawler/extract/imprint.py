"""The foot of a portal: who runs it, where, by which licence. Where an article has no text, it is all there is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .text import fold

# "Trụ sở: …", "Điện thoại: …", "Chịu trách nhiệm chính: …"
_IMPRINT = re.compile(
    r"""\W* (?: (?:cong|trang) \s thong \s tin | website | (?:co \s quan|don \s vi) \s (?:chu \s quan|quan \s ly)
          | chiu \s trach \s nhiem
          | (?:truong \s)? ban \s bien \s tap | giay \s phep | so \s giay \s phep
          | (?:dia \s chi | tru \s so | dien \s thoai | dt | tel | fax | hotline | e-?mail) \b [^:]{0,20} : ) .*""",
    re.VERBOSE | re.DOTALL,
)
_LONGEST = 800


def is_imprint(texts: Sequence[str]) -> bool:
    """Whether these lines are an imprint and nothing else."""
    return bool(texts) and sum(map(len, texts)) < _LONGEST and all(_IMPRINT.fullmatch(fold(text)) for text in texts)
