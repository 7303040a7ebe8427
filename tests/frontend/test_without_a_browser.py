"""Where there is no Chromium, and none can be fetched."""

import pytest

from tests.e2e import browser


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch):
    """Let none be found."""
    monkeypatch.setattr(browser, "_GET", "false")
    browser._got.cache_clear()
    yield
    browser._got.cache_clear()


def test_a_developers_tests_are_skipped(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs Chromium"):
        browser.chromium()


def test_a_build_server_has_to_have_one(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(RuntimeError, match="no Chromium"):
        browser.chromium()
