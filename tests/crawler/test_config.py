"""giaoban.toml: what is read, what is refused and in what words, and that README documents every key."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import Config, ConfigError, documented, keys, load
from tests.crawler.conftest import Archive
from tests.replicas.server import ReplicaServer

README = Path(__file__).parents[2] / "README.md"


def written(home: Path, text: str) -> Config:
    (home / "giaoban.toml").write_text(text, encoding="utf-8")
    return load(home, ("laocai", "backan"))


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path) == Config()


def test_a_portal_may_have_its_own_of_what_is_a_portals(tmp_path: Path) -> None:
    config = written(tmp_path, "delay = 2\ntimeout = 9\n[portals.laocai]\ndelay = 5\nverify_certificates = false\n")
    ours, other = config.of("laocai"), config.of("backan")
    assert (ours.delay, ours.timeout, ours.verify_certificates) == (5.0, 9.0, False)
    assert (other.delay, other.timeout, other.verify_certificates) == (2.0, 9.0, True)


def test_the_command_line_counts_for_every_portal(tmp_path: Path) -> None:
    config = written(tmp_path, "delay = 2\n[portals.laocai]\ndelay = 5\ntimeout = 9\n").told(delay=0.5, proxy=None)
    assert (config.of("laocai").delay, config.of("laocai").timeout, config.of("backan").delay) == (0.5, 9.0, 0.5)


def test_a_configuration_can_be_handed_to_another_process(tmp_path: Path) -> None:
    config = written(tmp_path, "[portals.laocai]\ndelay = 5\n")
    assert pickle.loads(pickle.dumps(config)) == config


def test_a_mark_that_an_editor_put_before_the_text_does_no_harm(tmp_path: Path) -> None:
    assert written(tmp_path, "\ufeffdelay = 2\n").delay == 2.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("delai = 1", "there is no setting 'delai'; did you mean 'delay'"),
        ("[portals.laocai]\ndelai = 1", "there is no setting 'portals.laocai.delai'; did you mean 'delay'"),
        ("[portals.lao-cai]\ndelay = 1", "there is no portal 'lao-cai'; did you mean 'laocai'"),
        ('[portals.laocai]\nlog_level = "INFO"', "log_level holds for all portals"),
        ("[portals.laocai]\ndelay = -1", "portals.laocai.delay must be a number of seconds from 0 to 3600, not -1"),
        ("portals = 3", "under its name, as [portals.laocai]"),
        ("[portals]\nlaocai = 3", "under its name, as [portals.laocai]"),
        ("delay = true", "delay must be a number of seconds from 0 to 3600, not True"),
        ("delay = nan", "delay must be a number of seconds"),
        ("timeout = 0", "timeout must be a number of seconds above 0 up to 3600, not 0"),
        ("attachments = 1", "attachments must be true or false, not 1"),
        ('log_level = "LOUD"', 'log_level must be "DEBUG", "INFO", "WARNING" or "ERROR", not'),
        ("contact = 3", "contact must be a text in quotes, not 3"),
        ('contact = "a\\nb"', "contact must be one line of text"),
        ("delay = 1\ndelay = 2", "cannot be read"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        written(tmp_path, text)
    assert said in str(caught.value)


def test_what_is_no_utf_8_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "giaoban.toml").write_bytes("delay = 2 # giây".encode("windows-1258", "replace") + b"\xff")
    with pytest.raises(ConfigError, match=r"cannot be read: byte \d+ of it is no UTF-8"):
        load(tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(VALUES)
def test_any_value_is_taken_or_refused_in_words(value: object) -> None:
    for each in keys().values():
        try:
            each.kind.read(value)
        except ValueError as error:
            assert str(error)


def test_every_default_is_what_its_key_takes() -> None:
    for name, each in keys().items():
        default = getattr(Config(), name)
        assert each.kind.read(list(default) if isinstance(default, tuple) else default) == default


def test_readme_documents_every_key() -> None:
    text = README.read_text(encoding="utf-8")
    assert documented(text) == text, "run `make docs`"
    assert all(f"| `{name}` |" in text for name in keys())


def test_a_portal_that_is_never_to_be_visited_is_left_out_unless_it_is_named(
    archive: Callable[[ReplicaServer], Archive], replicas: ReplicaServer
) -> None:
    here = archive(replicas)
    here.home.mkdir()
    others = [name for name in here.json("portals") if name["name"] != "backan"]
    text = "".join(f'[portals.{portal["name"]}]\ncadence = "never"\n' for portal in others)
    (here.home / "giaoban.toml").write_text(text)
    assert list(here.crawl()["portals"]) == ["backan"]
    assert list(here.crawl("krongno")["portals"]) == ["krongno"]
