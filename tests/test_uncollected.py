"""The collector of cycles rests while a register is built, and is on again whatever happens."""

from __future__ import annotations

import gc

import pytest

from kg.uncollected import uncollected


@uncollected
def is_on() -> bool:
    return gc.isenabled()


@uncollected
def fails() -> None:
    raise ValueError("no")


def test_it_is_off_within_and_on_after() -> None:
    assert (is_on(), gc.isenabled()) == (False, True)


def test_it_is_on_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="no"):
        fails()
    assert gc.isenabled()


def test_who_has_turned_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        assert (is_on(), gc.isenabled()) == (False, False)
    finally:
        gc.enable()
