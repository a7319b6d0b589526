"""People are told once when a portal breaks and once when it is well again, over a real mail server and a webhook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from crawler import alerts
from crawler.config import ConfigError, load
from storage import health
from storage.store import Store
from tests import warm
from tests.crawler.health.conftest import Hook

NOW = datetime(2026, 3, 20, 10, tzinfo=UTC)
PAGE = "http://tplaocai.laocai.gov.vn/tin-tuc/nha-cai-17"


class Inbox:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content))
        return "250 OK"


class MailServer(Controller):
    """On a port that the system picks."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    made = Inbox()
    controller = MailServer(made, hostname="127.0.0.1", port=0)
    controller.start()
    yield made, f"mailto://127.0.0.1:{controller.port}?from=giaoban@example.vn&to=nguoi.truc@example.vn"
    controller.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "locks").mkdir()
    with Store(tmp_path / "articles.db") as made:
        for name in ("laocai", "backan"):
            made.save_portal(name, host=f"{name}.gov.vn", at=NOW)
        yield made


def breaks(store: Store, portal: str = "laocai", kind: str = "spam", patience: int = 1, at: datetime = NOW) -> None:
    with store.batch():
        health.note_event(
            store.connection, portal, kind, "3 pages that advertise gambling", example=PAGE, at=at, patience=patience
        )


def heals(store: Store, portal: str = "laocai", kind: str = "spam") -> None:
    with store.batch():
        health.close_event(store.connection, portal, kind, "well again", NOW + timedelta(days=1))


def test_a_mail_says_what_since_when_where_and_what_to_do(store: Store, inbox: tuple[Inbox, str]) -> None:
    box, channel = inbox
    breaks(store)
    assert alerts.send(store, [channel]) == []
    [mail] = box.mails
    assert str(make_header(decode_header(str(mail["Subject"])))) == "giaoban: laocai is broken"
    text = "".join(
        part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for part in mail.walk()
        if part.get_content_type() == "text/plain"
    )
    for said in ("3 pages that advertise gambling", "20/03/2026 17:00", PAGE, "giaoban quarantine list"):
        assert said in text


def test_each_channel_is_told_once_and_once_when_it_is_well(store: Store, inbox: tuple[Inbox, str], hook: Hook) -> None:
    box, channel = inbox
    breaks(store)
    for _ in range(3):
        alerts.send(store, [channel, hook.url])
        breaks(store)
    assert (len(box.mails), hook.titles()) == (1, ["giaoban: laocai is broken"])
    heals(store)
    for _ in range(2):
        alerts.send(store, [channel, hook.url])
    assert (len(box.mails), hook.titles()) == (2, ["giaoban: laocai is well again"])


def test_what_breaks_in_one_run_is_one_message(store: Store, hook: Hook) -> None:
    breaks(store)
    breaks(store, "backan")
    alerts.send(store, [hook.url])
    [message] = hook.messages
    assert message["title"] == "giaoban: backan, laocai are broken"
    assert message["message"].count("What to do:") == 2


def test_what_may_heal_by_itself_is_told_when_a_second_run_finds_it(store: Store, hook: Hook) -> None:
    breaks(store, kind="failed", patience=2)
    alerts.send(store, [hook.url])
    assert hook.titles() == []
    breaks(store, kind="failed", patience=2)
    alerts.send(store, [hook.url])
    assert hook.titles() == ["giaoban: laocai is broken"]


def test_of_portals_that_are_all_silent_at_once_the_own_machine_is_named_first(store: Store, hook: Hook) -> None:
    for _ in range(2):
        for portal in ("laocai", "backan"):
            breaks(store, portal, kind="failed", patience=2)
    alerts.send(store, [hook.url])
    [message] = hook.messages
    assert message["message"].startswith("2 portals at once give no answer: look first at the network")


def test_an_alert_that_cannot_be_delivered_is_told_and_tried_again(store: Store, hook: Hook) -> None:
    breaks(store)
    hook.refuses = True
    [problem] = alerts.send(store, [hook.url])
    assert "json://…" in problem
    assert "the next run tries again" in problem
    assert "127.0.0.1" not in problem.partition("(")[0]  # a channel's address may hold a password
    hook.refuses = False
    assert alerts.send(store, [hook.url]) == []
    assert hook.titles() == ["giaoban: laocai is broken"]


def test_of_what_was_over_before_anybody_could_be_told_the_end_is_told(store: Store, hook: Hook) -> None:
    breaks(store)
    hook.refuses = True
    alerts.send(store, [hook.url])
    heals(store)
    hook.refuses = False
    alerts.send(store, [hook.url])
    assert hook.titles() == ["giaoban: laocai is well again"]


def test_a_new_channel_is_not_told_of_what_is_long_over(store: Store, hook: Hook) -> None:
    breaks(store)
    heals(store)
    assert alerts.send(store, [hook.url]) == []
    assert hook.titles() == []


@pytest.mark.parametrize("channel", ["nosuchthing://x", "json://127.0.0.1:1/"])
def test_a_channel_that_does_not_work_ends_no_run(store: Store, channel: str) -> None:
    breaks(store)
    [problem] = alerts.send(store, [channel])
    assert "could not be delivered" in problem


def test_doctor_sends_a_test(tmp_path: Path, hook: Hook) -> None:
    nowhere = "json://127.0.0.1:1/matkhau"
    (tmp_path / "giaoban.toml").write_text(
        f'proxy = "http://127.0.0.1:1"\nalerts = {json.dumps([hook.url, nowhere])}\n'
    )
    run = warm.run(["doctor", "laocai", "--home", str(tmp_path), "--test-alerts", "--json"], {})
    [look] = [look for look in json.loads(run.stdout)["looks"] if look["subject"] == "alerts"]
    assert hook.titles() == ["giaoban: a test"]
    assert look["said"].startswith("json://…: ")
    assert "matkhau" not in run.stdout.decode()


@pytest.mark.parametrize("value", ['"mailto://x"', '["mail to me"]', "[3]"])
def test_the_configuration_takes_a_list_of_addresses(tmp_path: Path, value: str) -> None:
    (tmp_path / "giaoban.toml").write_text(f"alerts = {value}\n")
    with pytest.raises(ConfigError, match="alerts must be a list"):
        load(tmp_path)


def test_the_configuration_keeps_channels(tmp_path: Path) -> None:
    channels = ["mailto://nguoi:mat@example.vn", "json://hook.example.vn/x"]
    (tmp_path / "giaoban.toml").write_text(f"alerts = {json.dumps(channels)}\n")
    assert load(tmp_path).alerts == tuple(channels)
