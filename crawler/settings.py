"""Scrapy settings, each with its reason. What an operator may change stands in giaoban.toml (``config``)."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

try:
    VERSION = version("giaoban")
except PackageNotFoundError:  # run from a checkout that was never installed
    VERSION = "0"

BOT_NAME = "giaoban"
# The archive's folder, where nobody names one.
GIAOBAN_HOME = "giaoban-archive"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
# Scrapy's commands know spiders of one's own, too.
SPIDER_LOADER_CLASS = "crawler.spider_loader.PortalLoader"
# `scrapy genspider -t portal NAME URL`, and what `scrapy check` looks at.
TEMPLATES_DIR = str(Path(__file__).parent / "templates")
SPIDER_CONTRACTS = {"crawler.scrapy_contracts.ListingContract": 10}

# An honest name; config.contact is put behind it, so that a webmaster can reach the operator.
USER_AGENT = f"giaoban/{VERSION} (archive of public notices of local government)"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    # Portals with several locales answer in the language asked for.
    "Accept-Language": "vi,en;q=0.5",
}

# Polite: one request at a time a host, a pause between two, robots.txt.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# One in flight and one waiting: a run that is told to stop has no queue to work off.
CONCURRENT_REQUESTS = 2
DOWNLOAD_DELAY = 1.0
# Product token of our user agent (RFC 9309), by which a robots.txt speaks to us.
ROBOTSTXT_USER_AGENT = "giaoban"
# A robots.txt that the server fails to give says no; and it may ask for so long a pause.
GIAOBAN_ROBOTS_ERRORS_FORBID = True
GIAOBAN_CRAWL_DELAY_LIMIT = 30.0
# How long a run waits in all for a portal that asks it to (Retry-After, 429, 503); for more, the next run comes.
GIAOBAN_PATIENCE = 300.0

# By number from the spider to the network; Scrapy's own: robots.txt 100, retries 550, unpacking 590, redirects 600.
DOWNLOADER_MIDDLEWARES = {
    "crawler.fetch.guards.AddressGuard": 50,
    "crawler.fetch.robots.RobotsGuard": 540,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.fetch.patience.Patience": 550,
    "crawler.fetch.guards.ChallengeGuard": 560,
    "crawler.fetch.guards.AnswerGuard": 900,
    "crawler.stopping.AskNothingMore": 950,
}
# Names are resolved to addresses of the public web alone.
TWISTED_DNS_RESOLVER = "crawler.fetch.resolver.GuardedResolver"
GIAOBAN_ALLOW_PRIVATE = False
# Scrapy's own, with an end to headers, and with an end when a run is told to stop.
DOWNLOAD_HANDLERS = {
    "http": "crawler.stopping.HangingUp",
    "https": "crawler.stopping.HangingUp",
    # A portal's redirect leads to none of these; and nothing of ours asks for them.
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# Small portals are slow, and some never answer: half a minute is enough, twice again is enough. Meant is the whole
# answer, from the connection to its last byte: one that drips ends with it.
DOWNLOAD_TIMEOUT = 30
RETRY_TIMES = 2
# The largest article page seen is under 1 MB; 32 MB leaves room and keeps an endless body out.
DOWNLOAD_MAXSIZE = 32_000_000
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 8

# The files that articles offer for download; giaoban.toml has a say.
GIAOBAN_ATTACHMENTS = True
GIAOBAN_ATTACHMENT_LIMIT = 20_000_000

# What a later crawl asks for; giaoban.toml has a say.
GIAOBAN_CONDITIONAL = True
GIAOBAN_SITEMAPS = True
GIAOBAN_SWEEP_DAYS = 7
GIAOBAN_RECHECK_PAGES = 100

# An archive sees what a first visitor sees; and session ids stay out of addresses. A portal that goes round in
# circles for who keeps no cookie can have them kept: ``cookies``.
COOKIES_ENABLED = False
# A certificate that does not verify is an error of the portal, told in the report. Scrapy's default is
# not to look. An operator may choose otherwise for a portal (``verify_certificates``), and each report says so.
DOWNLOAD_VERIFY_CERTIFICATES = True
# Slugs run to 194 characters and percent-encoded Vietnamese to three times that.
URLLENGTH_LIMIT = 4096

# No way in from outside: Scrapy 2.19 starts both of these by default, the first an HTTP server that runs any Python
# it is sent; its token lies in a file of the user's.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# Captures go to the archive process, as many as may wait in SCRAPER_SLOT_MAX_ACTIVE_SIZE bytes.
ITEM_PIPELINES = {"crawler.pipelines.ArchivePipeline": 300}
# An answer gives one capture and some requests. Scrapy starts this many tasks for each answer: the default
# of 100 costs a millisecond a page.
CONCURRENT_ITEMS = 2

LOG_LEVEL = "INFO"
# A page that is no article is counted and stored with its reason: not worth a warning each.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
