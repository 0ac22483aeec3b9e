"""What we say holds at the end of a build is what the built image says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from docker_engine import BASE
from dockwright.model.dockerfile import build_model
from dockwright.model.instructions import Expose, Label, Stopsignal, Volume
from dockwright.model.refusals import refusals
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

if TYPE_CHECKING:
    from docker_engine import Engine
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.instructions import Runnable

CASES = sorted((Path(__file__).parent / "states").glob("*.Dockerfile"))
_WITH_UNKNOWN = {"arguments": {"U", "V"}, "inherited": {"LANGUAGE"}}
"""Values that a build argument or the base image decides."""


def model_of(data: bytes) -> Dockerfile:
    model = build_model(parse(Source.from_bytes("Dockerfile", data)))
    assert not list(refusals(model))
    return model


def command(instruction: Runnable | None) -> list[str] | None:
    """What Docker keeps of a command: its words, or the shell and the text."""
    if instruction is None:
        return None
    if instruction.is_exec_form:
        return [word.raw for word in instruction.argv] or None
    return [*instruction.shell, instruction.script_text()[0]]


def ours(model: Dockerfile) -> dict[str, Any]:
    """What the model says, as ``docker image inspect`` shows it."""
    assert model.target is not None
    state = model.target.final_state
    health = state.healthcheck
    told: dict[str, Any] = {
        "Env": {name: value for name, value in state.image_env.items() if isinstance(value, str)},
        "WorkingDir": state.workdir,
        "User": state.user_instruction.user.value if state.user_instruction else "",
        "Cmd": command(state.cmd),
        "Entrypoint": command(state.entrypoint),
        "Shell": None if state.shell_instruction is None else list(state.shell),
    }
    told["Names"] = set(state.image_env)
    if health is not None:
        words = command(health) or []
        form = "CMD" if health.is_exec_form else "CMD-SHELL"
        told["Healthcheck"] = ["NONE"] if health.is_none else [form, *words[-1:]]
        if health.is_exec_form:
            told["Healthcheck"] = [form, *words]
    layers = list(model.target.layers())
    told["Labels"] = {
        pair.name.value: pair.value.value
        for each in layers
        if isinstance(each, Label)
        for pair in each.pairs
    }
    told["Volumes"] = {
        path.value for each in layers if isinstance(each, Volume) for path in each.paths
    }
    for each in layers:
        if isinstance(each, Stopsignal):
            told["StopSignal"] = each.signal.value
        if isinstance(each, Expose):
            told["ExposedPorts"] = {port.value for port in each.ports}
    return told


@pytest.mark.engine
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_image_is_as_the_model_says(case: Path, engine: Engine, context: Path) -> None:
    data = case.read_bytes()
    if BASE.encode() in data and not engine.has_image(BASE):
        pytest.skip(f"the engine has no image {BASE}")
    told = ours(model_of(data))
    assert told["Names"] - set(told["Env"]) == _WITH_UNKNOWN.get(case.stem, set())
    built = engine.build(data, context)
    assert built.ok, built.error
    config = engine.inspect(built.image)
    environment = dict(entry.split("=", 1) for entry in config["Env"])
    assert {name: environment.get(name) for name in told["Env"]} == told["Env"]
    if BASE.encode() not in data:
        assert set(environment) - {"PATH"} == told["Names"] - {"PATH"}
        assert (config["Cmd"] or None) == told["Cmd"]
        assert (config["Entrypoint"] or None) == told["Entrypoint"]
        assert set(config.get("Volumes") or ()) == told["Volumes"]
        assert (config.get("Labels") or {}) == told["Labels"]
    assert (config["WorkingDir"] or "/") == told["WorkingDir"]
    assert config["User"] == told["User"]
    assert config.get("Shell") == told["Shell"]
    if "Healthcheck" in told:
        assert config["Healthcheck"]["Test"] == told["Healthcheck"]
    if "StopSignal" in told:
        assert config["StopSignal"] == told["StopSignal"]
