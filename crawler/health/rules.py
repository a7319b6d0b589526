"""What one run tells of a portal's health, judged against the portal's own past. Pure: data in, findings out.

A rule answers with a ``Finding``, with True where it finds the portal well, or with None where it cannot tell: too few
pages were read, nothing is known of the past. What it cannot tell is left as it was.

The witnesses are the pages that are known: every run reads the three newest again, and others by their age. What a
page showed before is the best measure of what it should show; news comes in batches and of all kinds (a title and a
file are an article too), so of new pages only what holds for all of them counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from crawler.dates.forms import VIETNAM
from crawler.extract.text import fold
from crawler.health import front
from crawler.health.records import RULED, Finding, Look, Observed, Past

Verdict = Finding | bool | None

# Fewer pages than this prove nothing; a crawl always reads three that it knows.
WITNESSES = 3
# News that agrees by chance is rare from so many on.
NEWS = 5
# What held for nearly all pages before, and for next to none now, has changed.
NEARLY_ALL, NEXT_TO_NONE = 0.8, 0.2
# Most of the witnesses must say so; one page can have any reason.
MOST = 0.6
# A page whose text shrank to a third was cut off, or something else was read of it.
SHRUNK = 0.34
# A text worth comparing.
A_TEXT = 40
# What a look is taken for that says something the page did not say before.
NEWS_KINDS = ("new", "changed", "duplicate")
# A portal with some pages in another language has an English section.
A_SECTION = 0.1


def judge(run: Observed, past: Past) -> dict[str, Verdict]:
    """What each rule says, by kind, in the order of ``KINDS``."""
    found: dict[str, Verdict] = {
        "owner": front.owner(run, past),
        "closed": front.closed(run),
        **{kind: rule(run, past) for kind, rule in RULES.items()},
    }
    if isinstance(found["owner"], Finding):
        # Whatever a stranger's pages look like, it is one thing that happened; and all of them are the stranger's.
        strangers = _captures(run.looks)
        owner = found["owner"]
        return dict.fromkeys(found) | {"owner": Finding(owner.kind, owner.words, owner.example, strangers, owner.since)}
    if isinstance(found["closed"], Finding) or isinstance(found["mass-loss"], Finding):
        return {kind: None if isinstance(verdict, bool) else verdict for kind, verdict in found.items()}
    return found


def spam(run: Observed, past: Past) -> Verdict:  # noqa: ARG001
    """Advertisements for gambling; one is enough, for nobody else puts them up."""
    adverts = [look for look in run.looks if look.advert]
    if not adverts:
        return True if run.looks else None
    terms = ", ".join(f"“{word}”" for word in adverts[0].advert[:3])
    words = f"{_pages(len(adverts))} advertising gambling ({terms})"
    return Finding("spam", words, adverts[0].url, _captures(adverts))


def links(run: Observed, past: Past) -> Verdict:  # noqa: ARG001
    """Links to gambling sites that somebody put into the portal's pages; the texts are good."""
    hit = [look for look in run.looks if look.links and not look.advert]
    if not hit:
        return True if run.looks else None
    return Finding("links", f"{_pages(len(hit))} with links to gambling sites ({hit[0].links[0][:80]})", hit[0].url)


def foreign(run: Observed, past: Past) -> Verdict:
    """Texts in another language where there were none."""
    news = [look for look in _news(run) if look.foreign is not None]
    if past.judged < WITNESSES or past.foreign > A_SECTION * past.judged or not news:
        return None
    odd = [look for look in news if look.foreign]
    turned = [look for look in odd if look.before]
    if len(odd) < WITNESSES and not (turned and len(odd) >= 2):
        return not odd or None
    if len(odd) < MOST * len(news) and not turned:
        return None
    return Finding("foreign", f"{_pages(len(odd))} that are not in Vietnamese", odd[0].url, _captures(odd))


def mass_loss(run: Observed, past: Past) -> Verdict:  # noqa: ARG001
    """Known pages that are gone, emptied or something else, many at once: a fault of the portal, not deletions."""
    good = [look for look in run.looks if not look.refused]
    if not good and not run.same and not run.lost and run.dead >= NEWS:
        return Finding("mass-loss", f"every one of {run.dead} links to articles is dead")
    known = len([look for look in good if look.before]) + len(run.lost) + run.same
    if known < WITNESSES:
        return None
    if len(run.lost) < WITNESSES or len(run.lost) < MOST * known:
        return not run.lost or None
    reasons = Counter(reason for _, reason in run.lost)
    words = f"{len(run.lost)} of {known} known pages show no article now (mostly: {reasons.most_common(1)[0][0]})"
    return Finding("mass-loss", words, run.lost[0][0])


def redesign(run: Observed, past: Past) -> Verdict:
    """The portal's rules, which gave a field of nearly every page, give it of next to none."""
    looks = [look for look in run.looks if look.ruled is not None and not look.refused]
    lost, judged = [], False
    for name in RULED:
        concerned = [look for look in looks if look.concerns(name)]
        before = past.concerned.get(name, 0)
        if len(concerned) < WITNESSES or before < WITNESSES or past.ruled.get(name, 0) < NEARLY_ALL * before:
            continue
        judged = True
        if sum(name in (look.ruled or ()) for look in concerned) <= NEXT_TO_NONE * len(concerned):
            lost.append(name)
    if not judged:
        return None
    if not lost:
        return True
    names = {"title": "title", "body": "text", "published": "date"}
    words = f"the rules that gave {_and(names[name] for name in lost)} match on none of {len(looks)} pages: a redesign"
    known = [look for look in looks if look.before]
    same = [look for look in known if look.kind == "unchanged"]
    if len(known) >= WITNESSES and len(same) >= NEARLY_ALL * len(known):
        # Read without the rules the known pages say what they said: so do the new ones.
        return Finding("redesign", f"{words}; what is read without them is the same so far", looks[0].url)
    return Finding("redesign", words, looks[0].url, _captures(_news(run)))


def short(run: Observed, past: Past) -> Verdict:
    """Texts that are suddenly short: of known pages against what they said, of new ones against all before."""
    known = [look for look in run.looks if look.before and look.before.words >= A_TEXT and not look.refused]
    cut = [look for look in known if look.before and look.words < SHRUNK * look.before.words]
    if len(cut) >= WITNESSES and len(cut) >= MOST * len(known):
        return Finding(
            "short", f"{len(cut)} of {len(known)} known texts are cut to a third and less", cut[0].url, _captures(cut)
        )
    # Where known pages are as they were, short news is news that is short: notices come in batches.
    news = [look for look in run.looks if look.kind == "new" and look.words] if len(known) < WITNESSES else []
    if len(news) >= NEWS and len(past.words) >= 4 * NEWS:
        usual = sorted(past.words)[len(past.words) // 10]
        if all(look.words < SHRUNK * usual for look in news):
            words = f"all {len(news)} new texts have fewer words than nine in ten had ({usual})"
            return Finding("short", words, news[0].url, _captures(news))
    return True if len(known) >= WITNESSES or len(news) >= NEWS else None


def alike(run: Observed, past: Past) -> Verdict:  # noqa: ARG001
    """Pages that all say the same; those that always did are known, and their text with them."""
    texts = [look for look in run.looks if not look.refused and look.words]
    if len(texts) < WITNESSES:
        return None
    same = _commonest(texts, lambda look: str(look.text))
    changed = [look for look in same if look.kind != "unchanged"]
    if len(changed) < WITNESSES or len(same) < MOST * len(texts):
        return True
    return Finding("alike", f"{len(same)} pages show one and the same text", same[0].url, _captures(changed))


def titles(run: Observed, past: Past) -> Verdict:
    """Pages that all have the same title where they had their own, or that lost it."""
    known = [look for look in run.looks if look.before and look.before.title and not look.refused]
    bare = [look for look in known if not look.title]
    if len(bare) >= WITNESSES and len(bare) >= MOST * len(known):
        return Finding(
            "titles", f"{len(bare)} of {len(known)} known pages have no title now", bare[0].url, _captures(bare)
        )
    named = [look for look in run.looks if look.title and not look.refused]
    if len(named) < WITNESSES:
        return None
    same = _commonest(named, lambda look: fold(look.title))
    changed = [look for look in same if look.kind != "unchanged"]
    if len(changed) < WITNESSES or len(same) < MOST * len(named) or _used_to_share(past.titles):
        return True
    return Finding(
        "titles",
        f"{len(same)} of {len(named)} pages have the title “{same[0].title[:80]}”",
        same[0].url,
        _captures(changed),
    )


def dates(run: Observed, past: Past) -> Verdict:
    """Dates that are gone, or all today, on pages that had a date of their own and are days old."""
    today = run.at.astimezone(VIETNAM).date()
    old = today - timedelta(days=2)
    known = [
        look
        for look in run.looks
        if look.before
        and not look.refused
        and look.before.published
        and look.before.published < old.isoformat()
        and (past.since is None or look.before.first_seen >= past.since)
    ]
    if len(known) < WITNESSES:
        return None
    gone = [look for look in known if look.published is None]
    if len(gone) >= MOST * len(known):
        return Finding("dates", f"{len(gone)} of {len(known)} known pages show no date now", gone[0].url)
    ticking = [look for look in known if look.published and look.published >= today.isoformat()]
    if len(ticking) >= MOST * len(known):
        return Finding("dates", f"{len(ticking)} of {len(known)} known pages are dated today now", ticking[0].url)
    return True


#: The rules that look at pages, by the kind of what they find.
RULES: dict[str, Callable[[Observed, Past], Verdict]] = {
    "spam": spam,
    "foreign": foreign,
    "links": links,
    "mass-loss": mass_loss,
    "redesign": redesign,
    "alike": alike,
    "short": short,
    "titles": titles,
    "dates": dates,
}


def _news(run: Observed) -> list[Look]:
    """What this run would add to the archive, or to its pages."""
    return [look for look in run.looks if look.kind in NEWS_KINDS]


def _captures(looks: Iterable[Look]) -> tuple[int, ...]:
    """What of these the archive did not have before: a page that says what it said was believed before."""
    return tuple(look.capture for look in looks if look.kind in NEWS_KINDS)


def _commonest(looks: Sequence[Look], value: Callable[[Look], str]) -> list[Look]:
    [(common, _)] = Counter(map(value, looks)).most_common(1)
    return [look for look in looks if value(look) == common]


def _used_to_share(past: Sequence[str]) -> bool:
    """Whether titles were often the same before: notices are called by their kind."""
    shared = Counter(map(fold, past)).most_common(1)
    return bool(shared) and len(past) >= NEWS and shared[0][1] > A_SECTION * len(past)


def _pages(count: int) -> str:
    return "a page" if count == 1 else f"{count} pages"


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
