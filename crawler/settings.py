"""Scrapy settings, each with its reason. What an operator may change stands in giaoban.toml (``config``)."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("giaoban")
except PackageNotFoundError:  # run from a checkout that was never installed
    VERSION = "0"

BOT_NAME = "giaoban"
# The archive's folder, where nobody names one.
GIAOBAN_HOME = "giaoban-archive"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"

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
DOWNLOADER_MIDDLEWARES = {"crawler.stopping.AskNothingMore": 950}
# Scrapy's own, with an end when a run is told to stop.
DOWNLOAD_HANDLERS = {"http": "crawler.stopping.HangingUp", "https": "crawler.stopping.HangingUp"}

# Small portals are slow, and some never answer: half a minute is enough, twice again is enough.
DOWNLOAD_TIMEOUT = 30
RETRY_TIMES = 2
# The largest article page seen is under 1 MB; 32 MB leaves room and keeps an endless body out.
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 8

# The files that articles offer for download; giaoban.toml has a say.
GIAOBAN_ATTACHMENTS = True
GIAOBAN_ATTACHMENT_LIMIT = 20_000_000

# An archive sees what a first visitor sees; and session ids stay out of addresses.
COOKIES_ENABLED = False
# A certificate that does not verify is an error of the portal, told in the report. Scrapy's default is
# not to look. (A spider may choose otherwise for its portal: ``custom_settings``.)
DOWNLOAD_VERIFY_CERTIFICATES = True
# Slugs run to 194 characters and percent-encoded Vietnamese to three times that.
URLLENGTH_LIMIT = 4096

# No way in from outside: Scrapy 2.19 starts both of these by default.
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
