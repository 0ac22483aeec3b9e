"""What holds between the parts of a Compose project: names that refer to others, and cycles.

Source: Compose specification; compose-go, loader/validate.go (behaviour).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.tree import Item, Path, Problem
from dockwright.model.unknown import Unknown
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Report = Callable[[Problem], None]

__all__ = ["check_consistency"]


def check_consistency(root: Item, enabled: Iterable[str], report: Report) -> None:
    """Report the names that lead nowhere and what excludes one another.

    Args:
        root: the project, canonical.
        enabled: the services that are looked at; the others count as known.
        report: takes what is wrong.
    """
    _Checker(root, report).check(frozenset(enabled))


class _Checker:
    def __init__(self, root: Item, report: Report) -> None:
        self.root = root
        self.report = report
        services = root.get("services")
        self.services = {} if services is None else services.mapping

    def names(self, kind: str) -> list[str]:
        found = self.root.get(kind)
        return [] if found is None else list(found.mapping)

    def check(self, enabled: frozenset[str]) -> None:
        for name, service in self.services.items():
            if name in enabled and isinstance(service.value, dict):
                self.check_service(name, service, enabled)
        self.check_cycles(enabled)

    def problem(self, kind: str, message: str, at: Item, where: Path, help_: str = "") -> None:
        self.report(Problem(kind, message, at, where, help_))

    def check_service(self, name: str, service: Item, enabled: frozenset[str]) -> None:
        where = ("services", name)
        image = service.get("image")
        has_image = image is not None and image.value not in (None, "")
        # `extends` is still there where what it names was not found, which is told then.
        if not has_image and not {"build", "provider", "extends"} & set(service.mapping):
            at = service.like(None)
            at.span = service.key_span or service.span
            self.problem(
                "reference", f"service `{name}` has neither `image` nor `build`", at, where
            )
        self.check_build(name, service)
        mode, networks = service.get("network_mode"), service.get("networks")
        if mode is not None and networks is not None and networks.mapping:
            words = (
                f"service `{name}` has both `network_mode` and `networks`, of which one may stand"
            )
            self.problem("conflict", words, mode, (*where, "network_mode"))
        self.check_names(networks, "networks", where, implicit=("default",))
        for key, kind in (("configs", "configs"), ("secrets", "secrets")):
            self.check_mounts(service.get(key), kind, (*where, key))
        self.check_names(service.get("models"), "models", where)
        self.check_volumes(service.get("volumes"), where)
        self.check_depends(name, service, enabled)
        self.check_implied(name, service)
        for key in ("network_mode", "ipc", "pid", "uts", "cgroup"):
            self.check_shared(name, service.get(key), key)
        self.check_test(service.get("healthcheck", "test"), where)
        self.check_scale(name, service)
        self.check_targets(name, service)

    def check_build(self, name: str, service: Item) -> None:
        build = service.get("build")
        if build is None or not isinstance(build.value, dict):
            return
        where = ("services", name, "build")
        inline = build.get("dockerfile_inline")
        if inline is not None and build.get("dockerfile") is not None:
            words = f"service `{name}` has both `dockerfile` and `dockerfile_inline`"
            self.problem("conflict", words, inline, where)
        contexts = build.get("additional_contexts")
        for key, each in (contexts.mapping if contexts is not None else {}).items():
            text = each.text or ""
            if text.startswith("service:") and text[8:] not in self.services:
                self.unknown("service", text[8:], list(self.services), each, (*where, key))
        self.check_mounts(build.get("secrets"), "secrets", (*where, "secrets"))
        platform, platforms = service.get("platform"), build.get("platforms")
        if platform is not None and platforms is not None and platforms.items:
            known = [each.text for each in platforms.items]
            if None not in known and platform.text is not None and platform.text not in known:
                words = f"`{platform.text}` is not among the platforms that service `{name}` builds"
                self.problem("conflict", words, platform, ("services", name, "platform"))

    def unknown(self, kind: str, name: str, names: list[str], at: Item, where: Path) -> None:
        near = nearest(name, names)
        help_ = f"Did you mean `{near}`?" if near else ""
        if not near and kind in {"volume", "network", "secret", "config"}:
            help_ = f"Declare it below `{kind}s:` at the top of the file"
        self.problem("reference", f"no {kind} `{name}` is declared", at, where, help_)

    def check_names(
        self, listed: Item | None, kind: str, where: Path, implicit: tuple[str, ...] = ()
    ) -> None:
        names = self.names(kind)
        for name, each in (listed.mapping if listed is not None else {}).items():
            if name not in names and name not in implicit:
                at = each.like(None)
                at.span = each.key_span or each.span
                self.unknown(kind[:-1], name, names, at, (*where, kind))

    def check_mounts(self, listed: Item | None, kind: str, where: Path) -> None:
        names = self.names(kind)
        for each in listed.items if listed is not None else ():
            source = each.get("source")
            if source is not None and isinstance(source.value, str) and source.value not in names:
                self.unknown(kind[:-1], source.value, names, source, where)

    def check_volumes(self, listed: Item | None, where: Path) -> None:
        names = self.names("volumes")
        for each in listed.items if listed is not None else ():
            kind, source = each.get("type"), each.get("source")
            if kind is None or kind.value != "volume" or source is None:
                continue
            if isinstance(source.value, str) and source.value and source.value not in names:
                self.unknown("volume", source.value, names, source, (*where, "volumes"))

    def check_depends(self, name: str, service: Item, enabled: frozenset[str]) -> None:
        depends = service.get("depends_on")
        for other, each in (depends.mapping if depends is not None else {}).items():
            if other in enabled:
                continue
            required = each.get("required")
            if other in self.services and required is not None and required.value is False:
                continue
            at = each.like(None)
            at.span = each.key_span or each.span
            where = ("services", name, "depends_on")
            if other in self.services:
                words = (
                    f"service `{name}` depends on `{other}`, which belongs to a profile that is "
                    "not switched on with it"
                )
                self.problem("reference", words, at, where)
            else:
                self.unknown("service", other, list(self.services), at, where)

    def check_implied(self, name: str, service: Item) -> None:
        """Look up the services that `links` and `volumes_from` name."""
        for key in ("links", "volumes_from"):
            listed = service.get(key)
            for each in listed.items if listed is not None else ():
                text = each.value if isinstance(each.value, str) else "container:"
                other = text.partition(":")[0]
                if not text.startswith("container:") and other not in self.services:
                    self.unknown(
                        "service", other, list(self.services), each, ("services", name, key)
                    )

    def check_shared(self, name: str, item: Item | None, key: str) -> None:
        text = item.value if item is not None else None
        if isinstance(text, str) and text.startswith("service:") and text[8:] not in self.services:
            assert item is not None
            self.unknown("service", text[8:], list(self.services), item, ("services", name, key))

    def check_test(self, test: Item | None, where: Path) -> None:
        if test is None or not test.items:
            return
        first = test.items[0].value
        if not isinstance(first, Unknown) and first not in {"CMD", "CMD-SHELL", "NONE"}:
            words = 'healthcheck.test begins with "CMD", "CMD-SHELL" or "NONE" where it is a list'
            self.problem("schema", words, test.items[0], (*where, "healthcheck", "test"))

    def check_scale(self, name: str, service: Item) -> None:
        where = ("services", name)
        scale, replicas = service.get("scale"), service.get("deploy", "replicas")
        for each, key in ((scale, "scale"), (replicas, "deploy.replicas")):
            if each is not None and isinstance(each.value, int) and each.value < 0:
                self.problem("schema", f"{key} has to be 0 or more", each, where)
        if (
            scale is not None
            and replicas is not None
            and None not in {scale.text, replicas.text}
            and scale.text != replicas.text
        ):
            words = f"service `{name}` has `scale` and another `deploy.replicas`"
            self.problem("conflict", words, scale, where)
        count = scale if scale is not None else replicas
        container = service.get("container_name")
        if count is not None and isinstance(count.value, int) and count.value > 1 and container:
            words = (
                f"service `{name}` has a `container_name`, and several containers cannot have it"
            )
            self.problem("conflict", words, container, (*where, "container_name"))

    def check_targets(self, name: str, service: Item) -> None:
        seen: set[str] = set()
        listed = service.get("tmpfs")
        places = [
            (each, (each.text or "").partition(":")[0])
            for each in (() if listed is None else listed.items or [listed])
        ]
        volumes = service.get("volumes")
        for each in volumes.items if volumes is not None else ():
            mounted = each.get("target")
            places.append((each, (mounted.text or "") if mounted is not None else ""))
        for each, path in places:
            if path and path in seen:
                words = f"service `{name}` mounts two things at `{path}`"
                self.problem("conflict", words, each, ("services", name, "volumes"))
            seen.add(path)
        watched = service.get("develop", "watch")
        for each in watched.items if watched is not None else ():
            action, target_ = each.get("action"), each.get("target")
            if (
                target_ is None
                and action is not None
                and action.value not in {"rebuild", "restart"}
            ):
                words = f"a watch with the action `{action.text}` needs a `target`"
                self.problem("schema", words, each, ("services", name, "develop", "watch"))

    def check_cycles(self, enabled: frozenset[str]) -> None:
        """Report services that wait for one another, one cycle each."""
        done: set[str] = set()
        for start in self.services:
            if start in done or start not in enabled:
                continue
            way = [start]
            ahead = [self.dependencies(start)]
            while way:
                following = next(ahead[-1], None)
                if following is None:
                    done.add(way.pop())
                    ahead.pop()
                elif following in way:
                    self.report_cycle([*way[way.index(following) :], following])
                elif following not in done:
                    way.append(following)
                    ahead.append(self.dependencies(following))

    def dependencies(self, name: str) -> Iterator[str]:
        depends = self.services[name].get("depends_on") if name in self.services else None
        return iter(list(depends.mapping) if depends is not None else [])

    def report_cycle(self, names: list[str]) -> None:
        service = self.services[names[0]]
        depends = service.get("depends_on", names[1])
        at = (depends or service).like(None)
        if depends is not None:
            at.span = depends.key_span or depends.span
        words = f"services wait for one another: {' → '.join(names)}"
        self.report(Problem("cycle", words, at, ("services", names[0], "depends_on")))
