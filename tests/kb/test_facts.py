"""Every fact is complete and sourced, and the compiled file is up to date."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockwright.kb import KnowledgeBase, load, normalise_package, normalise_repository

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]

# Hosts that a source may name: sites of projects, never an index that packages come from.
PROJECT_HOSTS = {
    "access.redhat.com",
    "alpinelinux.org",
    "anaconda.com",
    "aws.amazon.com",
    "centos.org",
    "conda-forge.org",
    "debian.org",
    "docs.astral.sh",
    "docs.conda.io",
    "docs.docker.com",
    "docs.fedoraproject.org",
    "docs.github.com",
    "docs.jax.dev",
    "docs.python.org",
    "endoflife.date",
    "gcr.io",
    "go.dev",
    "packaging.python.org",
    "pkgs.alpinelinux.org",
    "postgresql.org",
    "python-poetry.org",
    "python.org",
    "pytorch.org",
    "ubuntu.com",
    "wiki.almalinux.org",
    "wiki.debian.org",
    "wiki.rockylinux.org",
}
HOST = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:org|com|io|dev|net|date|sh|ai|co)\b")


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load()


@pytest.fixture(scope="module")
def compiler() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_kb", ROOT / "tools/compile_kb.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_fact_has_id_value_scope_source_and_date(kb: KnowledgeBase) -> None:
    facts = list(kb.facts())
    assert len(facts) > 1000
    for fact in facts:
        assert re.fullmatch(r"[a-z0-9-]+\..+", fact.id), fact.id
        assert fact.value is not None, fact.id
        assert fact.applies_to, fact.id
        assert "{key}" not in fact.applies_to, fact.id
        assert fact.source.strip(), fact.id
        assert fact.confidence in {"high", "medium", "low"}, fact.id
        day = dt.date.fromisoformat(fact.as_of)
        assert fact.as_of <= kb.as_of, fact.id
        assert day.year >= 2023, fact.id


def test_ids_are_unique(kb: KnowledgeBase) -> None:
    ids = [fact.id for fact in kb.facts()]
    assert len(ids) == len(set(ids))


def test_the_compiled_file_is_up_to_date(compiler: ModuleType) -> None:
    assert compiler.main(["--check"]) == 0


def test_compiling_twice_gives_the_same_text(compiler: ModuleType) -> None:
    assert compiler.compile_facts() == compiler.compile_facts()


def test_a_fact_without_source_does_not_compile(compiler: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(
        'as_of = 2026-01-01\n[[group]]\nid = "a"\napplies_to = "b"\n[group.facts]\nc = 1\n'
    )
    with pytest.raises(compiler.FactError, match="lacks source"):
        compiler.compile_facts(tmp_path)


def test_two_facts_with_one_id_do_not_compile(compiler: ModuleType, tmp_path: Path) -> None:
    group = '[[group]]\nid = "a"\napplies_to = "b"\nsource = "c"\n[group.facts]\nd = 1\n'
    (tmp_path / "x.toml").write_text(f"as_of = 2026-01-01\n{group}{group}")
    with pytest.raises(compiler.FactError, match=r"two facts have the id a\.d"):
        compiler.compile_facts(tmp_path)


def test_sources_name_pages_projects_and_repositories_only(kb: KnowledgeBase) -> None:
    named = {host for fact in kb.facts() for host in HOST.findall(fact.source)}
    assert named <= PROJECT_HOSTS


def test_an_unknown_fact_is_a_developer_error(kb: KnowledgeBase) -> None:
    with pytest.raises(KeyError):
        kb.fact("no.such-fact")
    with pytest.raises(KeyError):
        kb.value("nothing")


def test_a_fact_of_another_type_is_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(TypeError):
        kb.integer("pip.cache-dir")
    with pytest.raises(TypeError):
        kb.names("pip.cache-dir")


def test_every_typed_record_can_be_made(kb: KnowledgeBase) -> None:
    assert all(kb.package(package.name) == package for package in kb.packages())
    assert kb.caches()
    assert kb.servers()
    assert kb.torch_releases()
    for shape in kb.secret_shapes:
        re.compile(shape.pattern)
    for fact in kb.facts("program"):
        assert kb.program(fact.id.partition(".")[2]) is not None
    for fact in kb.facts("channel"):
        assert kb.channel(fact.id.partition(".")[2]) is not None
    for manager in ("apt", "apk", "dnf"):
        for fact in kb.facts(manager):
            assert kb.system_package(manager, fact.id.partition(".")[2]) is not None, fact.id
        for fact in kb.facts(f"{manager}-pattern"):
            re.compile(fact.id.partition(".")[2])
    for fact in kb.facts("cuda-toolkit"):
        assert kb.cuda_toolkit(fact.id.partition(".")[2]) is not None
    for fact in kb.facts("gpu"):
        assert kb.compute_capability(fact.id.partition(".")[2]) is not None


def test_every_repository_is_listed_once_and_yields_facts(kb: KnowledgeBase) -> None:
    seen: set[str] = set()
    for fact in kb.facts("image"):
        for name in fact.value["repositories"]:
            assert name not in seen, name
            seen.add(name)
            for tag in ("latest", "1.2.3", "3.11-slim", "weird_TAG-9"):
                image = kb.image(name.replace("*", "x"), tag)
                assert image is not None, name


def test_every_package_names_a_server_that_exists(kb: KnowledgeBase) -> None:
    for package in kb.packages():
        if package.server is not None:
            assert kb.server(package.server) is not None, package.name


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("python", "docker.io/library/python"),
        ("nvidia/cuda", "docker.io/nvidia/cuda"),
        ("index.docker.io/library/python", "docker.io/library/python"),
        ("docker.io/python", "docker.io/library/python"),
        ("localhost/x", "localhost/x"),
        ("localhost:5000/x", "localhost:5000/x"),
        ("ghcr.io/astral-sh/uv", "ghcr.io/astral-sh/uv"),
    ],
)
def test_repository_names_are_completed(name: str, full: str) -> None:
    assert normalise_repository(name) == full


def test_package_names_are_normalised() -> None:
    assert normalise_package("Flash_Attn") == "flash-attn"


def test_a_mirror_is_what_it_mirrors(kb: KnowledgeBase) -> None:
    image = kb.image("public.ecr.aws/docker/library/python", "3.12-slim")
    assert image is not None
    assert image.name == "python"


def test_a_slim_python_is_debian_without_compiler(kb: KnowledgeBase) -> None:
    image = kb.image("python", "3.11-slim-bookworm")
    assert image is not None
    assert (image.distro, image.distro_version, image.libc) == ("debian", "12", "glibc")
    assert image.python_version == "3.11"
    assert image.python_path == "/usr/local/bin/python3"
    assert image.is_externally_managed is False
    assert image.has_compiler is False
    assert image.has_program("curl") is False
    assert image.has_program("pip") is True
    assert image.has_program("surely-not-known") is None
    assert image.is_root is True
    assert image.is_distro_named is True
    assert [(end.product, end.version) for end in image.ends] == [
        ("debian", "12"),
        ("python", "3.11"),
    ]


def test_a_full_python_has_a_compiler(kb: KnowledgeBase) -> None:
    image = kb.image("python", "3.11")
    assert image is not None
    assert image.has_compiler is True
    assert image.is_distro_named is False
    assert image.is_exact_version is False


def test_the_suite_of_an_old_patch_release_is_that_of_its_day(kb: KnowledgeBase) -> None:
    old = kb.image("python", "3.11.2-slim")
    new = kb.image("python", "3.11-slim")
    assert old is not None
    assert new is not None
    assert (old.codename, new.codename) == ("bullseye", "trixie")
    assert old.is_exact_version is True


def test_an_alpine_python_is_musl_with_the_named_release(kb: KnowledgeBase) -> None:
    image = kb.image("python", "3.8-alpine3.12")
    assert image is not None
    assert image.is_musl
    assert image.distro_version == "3.12"
    assert image.has_program("bash") is False
    assert [end.version for end in image.ends] == ["3.12", "3.8"]


def test_ubuntu_by_code_name_is_ubuntu_by_number(kb: KnowledgeBase) -> None:
    named = kb.image("ubuntu", "jammy")
    numbered = kb.image("ubuntu", "22.04")
    assert named is not None
    assert numbered is not None
    assert named.distro_version == numbered.distro_version == "22.04"
    assert named.ends == numbered.ends
    assert named.is_distro_python_managed is False


def test_a_cuda_image_tells_version_flavour_and_system(kb: KnowledgeBase) -> None:
    image = kb.image("nvcr.io/nvidia/cuda", "12.4.1-cudnn-devel-ubuntu22.04")
    assert image is not None
    assert (image.cuda_version, image.flavour, image.has_cudnn) == ("12.4.1", "devel", True)
    assert (image.distro, image.distro_version) == ("ubuntu", "22.04")
    assert image.has_compiler is True
    assert image.nvidia_env is True
    plain = kb.image("nvidia/cuda", "12.4.1-base-ubuntu22.04")
    assert plain is not None
    assert plain.has_compiler is False
    assert plain.has_cudnn is False


def test_uv_is_a_scratch_image_or_sits_on_python(kb: KnowledgeBase) -> None:
    scratch = kb.image("ghcr.io/astral-sh/uv", "0.5.1")
    derived = kb.image("ghcr.io/astral-sh/uv", "python3.12-bookworm-slim")
    assert scratch is not None
    assert derived is not None
    assert scratch.has_shell is False
    assert scratch.has_program("curl") is False
    assert derived.python_version == "3.12"
    assert derived.has_program("uv") is True
    assert [end.version for end in derived.ends if end.product == "debian"] == ["12"]


def test_distroless_has_no_shell_and_nonroot_is_numeric(kb: KnowledgeBase) -> None:
    image = kb.image("gcr.io/distroless/python3-debian12", "nonroot")
    assert image is not None
    assert image.has_shell is False
    assert image.uid == 65532
    assert image.is_root is False
    assert image.deprecated


def test_an_image_that_nobody_described_is_not_known(kb: KnowledgeBase) -> None:
    assert kb.image("example.org/team/app", "1.0") is None


def test_end_of_life_is_found_by_longer_versions_and_code_names(kb: KnowledgeBase) -> None:
    python = kb.end_of_life("python", "3.9.7")
    debian = kb.end_of_life("debian", "bookworm")
    assert python is not None
    assert debian is not None
    assert python.date == "2025-10-31"
    assert python.has_ended(kb.as_of)
    assert debian.is_lts_only(kb.as_of)
    assert not debian.has_ended(kb.as_of)
    assert kb.end_of_life("python", "9.9") is None
    assert kb.end_of_life("no-such-product", "1") is None


def test_torch_needs_no_cuda_base_and_fails_on_alpine(kb: KnowledgeBase) -> None:
    torch = kb.package("torch")
    assert torch is not None
    assert torch.is_heavy
    assert torch.cuda == "pip"
    assert torch.installs_on_musl == "fails"
    assert torch.is_framework


def test_numpy_installs_on_alpine_and_scikit_learn_compiles(kb: KnowledgeBase) -> None:
    numpy = kb.package("NumPy")
    learn = kb.package("scikit_learn")
    assert numpy is not None
    assert learn is not None
    assert numpy.installs_on_musl == "wheel"
    assert numpy.first_musl_version == "1.25.0"
    assert learn.installs_on_musl == "compiles"


def test_nvidia_wheels_are_known_by_pattern(kb: KnowledgeBase) -> None:
    package = kb.package("nvidia-cudnn-cu12")
    assert package is not None
    assert "gpu" in package.roles
    assert kb.package("surely-no-such-package") is None


def test_dev_tools_are_dev_only_and_servers_are_not(kb: KnowledgeBase) -> None:
    pytest_cov = kb.package("pytest-cov")
    gunicorn = kb.package("gunicorn")
    assert pytest_cov is not None
    assert gunicorn is not None
    assert pytest_cov.is_dev_only
    assert not gunicorn.is_dev_only


@pytest.mark.parametrize(
    ("manager", "name", "role"),
    [
        ("apt-get", "gcc=4:12.2.0-3", "compiler"),
        ("apt", "g++", "compiler"),
        ("apt", "g++-12", "compiler"),
        ("apt", "libfoo-dev", "headers"),
        ("apt", "libpq-dev:amd64", "headers"),
        ("apt", "nvidia-driver-535", "driver"),
        ("apt", "cuda-drivers", "driver"),
        ("apt", "nvidia-docker2", "container-runtime"),
        ("apt", "cuda-toolkit-12-4", "cuda-toolkit"),
        ("apt", "libcudnn8", "cudnn"),
        ("apt", "vim", "editor"),
        ("apk", "build-base~0.5", "compiler"),
        ("yum", "openssl-devel", "headers"),
        ("microdnf", "gcc-c++", "compiler"),
    ],
)
def test_system_packages_have_roles(kb: KnowledgeBase, manager: str, name: str, role: str) -> None:
    package = kb.system_package(manager, name)
    assert package is not None
    assert role in package.roles


def test_a_runtime_library_has_no_build_role(kb: KnowledgeBase) -> None:
    package = kb.system_package("apt", "libgomp1")
    assert package is not None
    assert not package.is_build_only
    assert kb.system_package("apt", "libsomething5") is None


def test_a_headers_package_names_its_runtime(kb: KnowledgeBase) -> None:
    package = kb.system_package("apt", "libpq-dev")
    assert package is not None
    assert package.runtime == ("libpq5",)


@pytest.mark.parametrize(
    ("command", "server"),
    [
        (("uvicorn", "app:app"), "uvicorn"),
        (("/usr/local/bin/uvicorn", "app:app"), "uvicorn"),
        (("python", "-m", "uvicorn", "app:app"), "uvicorn"),
        (("python3", "manage.py", "runserver"), "django runserver"),
        (("flask", "--app", "x", "run"), "flask run"),
        (("flask", "db", "upgrade"), None),
        (("mlflow", "models", "serve"), "mlflow models serve"),
        (("mlflow", "ui"), "mlflow server"),
        (("python", "train.py"), None),
        ((), None),
    ],
)
def test_servers_are_found_by_command(
    kb: KnowledgeBase, command: tuple[str, ...], server: str | None
) -> None:
    found = kb.server_of(command)
    assert (found.name if found else None) == server


def test_uvicorn_listens_on_loopback_and_streamlit_does_not(kb: KnowledgeBase) -> None:
    uvicorn = kb.server("uvicorn")
    streamlit = kb.server("streamlit run")
    assert uvicorn is not None
    assert streamlit is not None
    assert uvicorn.is_loopback
    assert uvicorn.default_port == 8000
    assert not streamlit.is_loopback


def test_secret_shapes_match_secrets_and_not_prose(kb: KnowledgeBase) -> None:
    shapes = {shape.provider: re.compile(shape.pattern) for shape in kb.secret_shapes}
    body = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC2dE3f"
    assert shapes["huggingface"].search(f"hf_{body[:34]}")
    assert shapes["github"].search(f"ghp_{body[:36]}")
    assert shapes["aws-access-key"].search("AKIA" + "ABCDEFGH2345WXYZ")
    assert shapes["url-password"].search("https://user:hunter22@host.example/x")
    assert not shapes["url-password"].search("https://user:${TOKEN}@host.example/x")
    assert not shapes["github"].search("ghp_short")


def test_buildkits_own_words_are_kept_apart(kb: KnowledgeBase) -> None:
    names = kb.secret_names
    assert names.buildkit_allow == {"public", "file", "version"}
    assert "key" in names.buildkit_deny
    assert "key" not in names.words


def test_cuda_releases_and_drivers(kb: KnowledgeBase) -> None:
    toolkit = kb.cuda_toolkit("12.4")
    branch = kb.driver_branch("535.104.05")
    assert toolkit is not None
    assert branch is not None
    assert toolkit.bundled_driver == "550.54.14"
    assert toolkit.minimum_driver == "525.60.13"
    assert branch.native_cuda == "12.2"
    assert kb.cuda_toolkit("99.9") is None
    assert kb.wheel_cuda("cu121") == "12.1"
    assert kb.wheel_cuda("cpu") is None


def test_gpus_by_model_and_capability(kb: KnowledgeBase) -> None:
    card = kb.gpu("NVIDIA RTX 4090")
    assert card is not None
    assert card.compute_capability == "8.9"
    assert kb.compute_capability("sm_120") == kb.compute_capability("12.0")
    assert kb.gpu("no such card") is None


def test_torch_releases_by_minor_version(kb: KnowledgeBase) -> None:
    release = kb.torch_release("2.4")
    assert release is not None
    assert release.version == "2.4.1"
    assert release.default_cuda == "cu121"
    assert "cpu" in release.variants
    assert kb.torch_release("2.4.1+cu121") == release
    assert kb.torch_release("0.1") is None


def test_conda_channels_by_url(kb: KnowledgeBase) -> None:
    channel = kb.channel("https://index.example/pytorch/")
    assert channel is not None
    assert channel.retired
    defaults = kb.channel("defaults")
    assert defaults is not None
    assert defaults.needs_licence


def test_the_release_of_node_images_is_that_in_their_tag() -> None:
    kb = load()
    for tag in ("18-bullseye", "18-bullseye-slim", "18.9.1-bullseye-slim"):
        facts = kb.image("node", tag)
        assert facts is not None
        assert (facts.codename, facts.distro_version, facts.is_distro_named) == (
            "bullseye",
            "11",
            True,
        )
        assert [(end.product, end.version) for end in facts.ends] == [
            ("debian", "11"),
            ("node", "18"),
        ]
