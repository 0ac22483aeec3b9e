"""What a stage sees of the stage that it is FROM (as real builds show, ``tests/engine``)."""

from __future__ import annotations

from dockwright.model.dockerfile import build_model
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source


def seen(text: str, name: str) -> object:
    model = build_model(parse(Source("Dockerfile", text)))
    assert model.target is not None
    return model.target.final_state.variable(name)


def test_an_argument_hides_env_to_the_end_of_its_stage() -> None:
    assert seen("FROM scratch\nENV A=env\nARG A=argument\n", "A") == "argument"


def test_a_stage_that_goes_on_sees_env_again() -> None:
    assert seen("FROM scratch AS base\nENV A=env\nARG A=argument\nFROM base\n", "A") == "env"


def test_a_stage_that_goes_on_keeps_arguments_that_are_no_env() -> None:
    assert seen("FROM scratch AS base\nARG A=argument\nFROM base\n", "A") == "argument"


def test_a_stage_that_goes_on_sees_what_the_base_image_sets_again() -> None:
    text = "FROM scratch AS base\nARG PATH=/argument\nFROM base\n"
    assert seen(text, "PATH") == "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
