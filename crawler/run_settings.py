"""Scrapy's settings as this program uses them: those of ``settings``, and what the operator wants (``config``)."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import Settings

from crawler import settings as scrapy_settings
from crawler.config import Config

# The settings switch these off; Scrapy would import them all the same, which takes a quarter of a second.
_SWITCHED_OFF = (
    ("DOWNLOADER_MIDDLEWARES_BASE", "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"),
    ("EXTENSIONS_BASE", "scrapy.extensions.remote_control.RemoteControl"),
    ("EXTENSIONS_BASE", "scrapy.extensions.telnet.TelnetConsole"),
)


def base_settings() -> Settings:
    """What ``crawler.settings`` says."""
    settings = Settings()
    settings.setmodule(scrapy_settings)
    for components, name in _SWITCHED_OFF:
        settings[components].pop(name, None)
    return settings


def polite_settings(config: Config) -> Settings:
    """What holds for every request of this program, as the operator wants it."""
    settings = base_settings()
    settings.set("DOWNLOAD_DELAY", config.delay, "cmdline")
    settings.set("DOWNLOAD_TIMEOUT", config.timeout, "cmdline")
    if not config.verify_certificates:  # else a spider may have chosen for its portal
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, "cmdline")
    if config.contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT']}; contact: {config.contact}", "cmdline")
    if config.proxy:
        # Scrapy's proxy middleware reads the environment, as every HTTP client does.
        os.environ["http_proxy"] = os.environ["https_proxy"] = config.proxy
    return settings


def crawl_settings(home: Path, config: Config) -> Settings:
    """What holds for the requests of a crawl into the archive at ``home``."""
    settings = polite_settings(config)
    settings.set("GIAOBAN_HOME", str(home), "cmdline")
    # The portals to visit are at hand; Scrapy's own loader would stop at a spider that cannot be loaded.
    settings.set("SPIDER_MODULES", [], "cmdline")
    settings.set("GIAOBAN_ATTACHMENTS", config.attachments, "cmdline")
    settings.set("GIAOBAN_ATTACHMENT_LIMIT", int(config.attachment_limit_mb * 1_000_000), "cmdline")
    settings.set("LOG_LEVEL", config.log_level, "cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, "cmdline")
    settings.set("LOG_FILE", str(home / "logs" / f"crawl-{datetime.now(UTC):%Y%m%d}.log"), "cmdline")
    return settings
