"""The machines that a program is to run on: this one, one that is told, or a list of them."""

# Paths are strings throughout.
# ruff: noqa: PTH110, PTH112, PTH123, PTH208

from __future__ import annotations

import os

from dockwright.errors import UsageError
from dockwright.kb import load
from dockwright.model.gpu import Gpu, Host, find_gpu
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["NamedHost", "fleet", "named_hosts", "read_query", "this_host", "told_host"]

_QUERY = ("--query-gpu=driver_version,name,compute_cap", "--format=csv,noheader")
_TIMEOUT = 20
_SPECIFICATIONS = ("/etc/cdi", "/var/run/cdi")


class NamedHost(NamedTuple):
    """A machine with what it is called, and what could not be read of it."""

    name: str
    host: Host
    problems: tuple[str, ...] = ()


def named_hosts(
    driver: str | None, gpus: Iterable[str], path: str | None, toolkit: str = ""
) -> tuple[NamedHost, ...]:
    """Return the machines that are asked about: those of a list, the one told, or this one.

    Raises:
        UsageError: what is told is not enough, or wrong, or this machine shows no GPU.
    """
    models = tuple(gpus)
    if path is not None:
        if driver is not None or models:
            raise UsageError("--fleet lists the machines: --driver and --gpu do not go with it")
        return fleet(path)
    if driver is not None:
        return (told_host(driver, models, toolkit=toolkit),)
    if models:
        raise UsageError("--gpu tells a GPU and no driver", hint="--driver 550.54.14 --gpu A100")
    found = this_host()
    if isinstance(found, Unknown):
        raise UsageError(found.reason, hint="--driver VERSION --gpu MODEL tells another machine")
    if toolkit:
        found = found._replace(host=found.host._replace(toolkit=toolkit))
    return (found,)


def told_host(
    driver: str, gpus: Iterable[str], *, name: str = "", toolkit: str = "", is_wsl: bool = False
) -> NamedHost:
    """Return a machine by its driver's version and its GPUs.

    Raises:
        UsageError: the version is none, or a GPU is not known.
    """
    if not re.fullmatch(r"\d{3}(\.\d+){0,2}", driver):
        raise UsageError(f"{driver!r} is no version of NVIDIA's driver", hint="such as 550.54.14")
    if toolkit not in {"", "legacy", "cdi", "none"}:
        raise UsageError(f"{toolkit!r} is no way of the container toolkit: legacy, cdi or none")
    found: list[Gpu] = []
    for text in gpus:
        gpu = find_gpu(text, load())
        if isinstance(gpu, Unknown):
            raise UsageError(gpu.reason, hint="--gpu 8.6 or --gpu sm_86")
        found.append(gpu)
    if not found:
        raise UsageError("no GPU is told", hint="--gpu MODEL, such as --gpu A100 or --gpu 8.6")
    shown = name or f"driver {driver}, {', '.join(each.shown for each in found)}"
    return NamedHost(shown, Host(driver, tuple(found), is_wsl, toolkit))


def this_host() -> NamedHost | Unknown:
    """Return this machine: by NVML where its library is there, else by ``nvidia-smi``."""
    found = _by_nvml()
    if found is None:
        found = _by_program()
    if found is None:
        version = _kernel_driver()
        if version is None:
            return Unknown("this machine shows no NVIDIA driver")
        return Unknown(f"this machine has driver {version}, and nothing tells its GPUs")
    driver, pairs = found
    gpus: list[Gpu] = []
    problems: list[str] = []
    for name, capability in pairs:
        gpu = find_gpu(name, load())
        if isinstance(gpu, Unknown):
            gpu = find_gpu(capability, load())
            if isinstance(gpu, Unknown):
                problems.append(gpu.reason)
                continue
            gpu = gpu._replace(name=name)
        elif capability:
            gpu = gpu._replace(capability=capability)
        gpus.append(gpu)
    host = Host(driver, tuple(gpus), _is_wsl(), _toolkit())
    return NamedHost("this machine", host, tuple(problems))


def _by_nvml() -> tuple[str, list[tuple[str, str]]] | None:
    """Ask NVML through ``nvidia-ml-py``, the extra ``dockwright[gpu]``."""
    try:
        import pynvml  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        return None
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return None
    try:
        driver = _text(pynvml.nvmlSystemGetDriverVersion())
        pairs = []
        for number in range(pynvml.nvmlDeviceGetCount()):
            handle = pynvml.nvmlDeviceGetHandleByIndex(number)
            major, minor = pynvml.nvmlDeviceGetCudaComputeCapability(handle)
            pairs.append((_text(pynvml.nvmlDeviceGetName(handle)), f"{major}.{minor}"))
    except pynvml.NVMLError:
        return None
    finally:
        pynvml.nvmlShutdown()
    return driver, pairs


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _by_program() -> tuple[str, list[tuple[str, str]]] | None:
    """Ask ``nvidia-smi``; one of drivers before 510 knows no compute capability."""
    import shutil
    import subprocess

    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    for query in (_QUERY, ("--query-gpu=driver_version,name", "--format=csv,noheader")):
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program with fixed arguments
                [program, *query], capture_output=True, text=True, check=False, timeout=_TIMEOUT
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        if done.returncode == 0:
            return read_query(done.stdout)
    return None


def read_query(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Read what ``nvidia-smi`` answers: driver, name and perhaps compute capability by GPU."""
    import csv

    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines()) if row]
    pairs = [(row[1], row[2] if len(row) > 2 else "") for row in rows if len(row) > 1]
    return (rows[0][0], pairs) if pairs else None


def _kernel_driver() -> str | None:
    try:
        with open("/proc/driver/nvidia/version", encoding="utf-8", errors="replace") as file:
            found = re.search(r"Kernel Module.*?\s(\d{3}\.\d+(?:\.\d+)?)", file.read())
    except OSError:
        return None
    return found[1] if found else None


def _is_wsl() -> bool:
    return os.path.exists("/usr/lib/wsl/lib/libcuda.so.1") or os.path.exists("/dev/dxg")


def _toolkit() -> str:
    """Return how the container toolkit starts containers here, as far as its files tell."""
    import shutil

    if shutil.which("nvidia-container-runtime") is None and shutil.which("nvidia-ctk") is None:
        return ""
    try:
        with open("/etc/nvidia-container-runtime/config.toml", encoding="utf-8") as file:
            found = re.search(r'(?m)^\s*mode\s*=\s*"(\w[\w-]*)"', file.read())
    except OSError:
        found = None
    if found and found[1] in {"legacy", "cdi", "jit-cdi"}:
        return "legacy" if found[1] == "legacy" else "cdi"
    for directory in _SPECIFICATIONS:
        if os.path.isdir(directory) and any("nvidia" in each for each in os.listdir(directory)):
            return "cdi"
    return ""


def fleet(path: str) -> tuple[NamedHost, ...]:
    """Return the machines of a list: TOML (tables ``host``), JSON (a list) or CSV.

    Each has ``driver`` and ``gpu`` or ``gpus``, and may have ``name``, ``toolkit`` and ``wsl``.

    Raises:
        UsageError: the file cannot be read, or a machine of it lacks something.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path} cannot be read: {reason}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} cannot be read: it is no UTF-8") from None
    rows = _rows(path, text)
    found: list[NamedHost] = []
    for number, row in enumerate(rows, 1):
        gpus = row.get("gpus") or row.get("gpu") or ""
        if isinstance(gpus, str):
            gpus = [each.strip() for each in gpus.split(";") if each.strip()]
        if not isinstance(gpus, list):
            raise UsageError(f"{path}, machine {number}: gpus is no list")
        try:
            found.append(
                told_host(
                    str(row.get("driver", "")).strip(),
                    [str(each) for each in gpus],
                    name=str(row.get("name") or ""),
                    toolkit=str(row.get("toolkit") or ""),
                    is_wsl=str(row.get("wsl", "")).lower() in {"1", "true", "yes"},
                )
            )
        except UsageError as error:
            raise UsageError(f"{path}, machine {number}: {error}") from None
    if not found:
        raise UsageError(f"{path} lists no machine", hint="tables [[host]] with driver and gpu")
    return tuple(found)


def _rows(path: str, text: str) -> list[Mapping[str, object]]:
    import csv
    import json

    try:
        if path.endswith(".csv"):
            return list(csv.DictReader(text.splitlines()))
        if path.endswith(".toml"):
            import tomllib

            rows = tomllib.loads(text).get("host", [])
        else:
            rows = json.loads(text)
            if isinstance(rows, dict):
                rows = rows.get("hosts", rows.get("host", []))
    except (ValueError, csv.Error) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    except RecursionError:
        raise UsageError(f"{path} cannot be read: it is nested too deep") from None
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise UsageError(f"{path} is no list of machines")
    return rows
