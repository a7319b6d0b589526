"""Scrapy's settings as this program uses them: those of ``settings``, and what the operator wants (``config``)."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.settings import SETTINGS_PRIORITIES, Settings

from crawler import settings as scrapy_settings
from crawler.config import Config

# The settings switch these off; Scrapy would import them all the same, which takes a quarter of a second.
_COOKIES = "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"
_SWITCHED_OFF = (
    ("DOWNLOADER_MIDDLEWARES_BASE", _COOKIES),
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


def process_settings(settings: Settings) -> Settings:
    """The same for a process of Scrapy's whose crawls have settings of their own.

    Scrapy lets those of the process win where both have the same priority: what a portal has of its own would be lost.
    """
    beneath = base_settings()
    for name in settings:
        if settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]:
            beneath.set(name, settings[name], "project")
    return beneath


def polite_settings(config: Config) -> Settings:
    """What holds for every request of this program, as the operator wants it."""
    settings = base_settings()
    settings.set("DOWNLOAD_DELAY", config.delay, "cmdline")
    settings.set("DOWNLOAD_TIMEOUT", config.timeout, "cmdline")
    settings.setdict(_guards(config), "cmdline")
    if config.contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT']}; contact: {config.contact}", "cmdline")
    if config.proxy:
        # Scrapy's proxy middleware reads the environment, as every HTTP client does.
        os.environ["http_proxy"] = os.environ["https_proxy"] = config.proxy
    return settings


def _guards(config: Config) -> dict[str, Any]:
    """What is asked of a portal and taken from it, as the operator wants it; see ``fetch.guards``."""
    guards: dict[str, Any] = {
        "GIAOBAN_ALLOW_PRIVATE": config.allow_private,
        "GIAOBAN_PATIENCE": config.patience,
        "GIAOBAN_CRAWL_DELAY_LIMIT": config.crawl_delay_limit,
        "GIAOBAN_ROBOTS_ERRORS_FORBID": config.robots_errors_forbid,
        "COOKIES_ENABLED": config.cookies,
    }
    if config.cookies:
        guards["DOWNLOADER_MIDDLEWARES"] = scrapy_settings.DOWNLOADER_MIDDLEWARES | {_COOKIES: 700}
    if not config.verify_certificates:  # else a spider may have chosen for its portal
        guards["DOWNLOAD_VERIFY_CERTIFICATES"] = False
    return guards


def crawl_settings(home: Path, config: Config) -> Settings:
    """What holds for the requests of a crawl into the archive at ``home``."""
    settings = polite_settings(config)
    settings.set("GIAOBAN_HOME", str(home), "cmdline")
    # The portals to visit are at hand; Scrapy's own loader would stop at a spider that cannot be loaded.
    settings.set("SPIDER_MODULES", [], "cmdline")
    settings.set("GIAOBAN_ATTACHMENTS", config.attachments, "cmdline")
    settings.set("GIAOBAN_CONDITIONAL", config.conditional, "cmdline")
    settings.set("GIAOBAN_SITEMAPS", config.sitemaps, "cmdline")
    settings.set("GIAOBAN_SWEEP_DAYS", config.sweep_days, "cmdline")
    settings.set("GIAOBAN_RECHECK_PAGES", config.recheck_pages, "cmdline")
    settings.set("GIAOBAN_ATTACHMENT_LIMIT", int(config.attachment_limit_mb * 1_000_000), "cmdline")
    settings.set("LOG_LEVEL", config.log_level, "cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, "cmdline")
    settings.set("LOG_FILE", str(home / "logs" / f"crawl-{datetime.now(UTC):%Y%m%d}.log"), "cmdline")
    return settings
