"""What an install of a distribution's packages brings with it."""

from __future__ import annotations

from dockwright.packages.distribution import Archive, closure
from dockwright.packages.distribution.debian import read_index

INDEX = """\
Package: tool
Installed-Size: 100
Depends: libfoo (>= 1.2) | libbar, mail-agent
Recommends: extra:any

Package: libfoo
Installed-Size: 10

Package: libbar
Installed-Size: 20

Package: extra
Installed-Size: 1000
Depends: libbar

Package: postman
Installed-Size: 5
Provides: mail-agent (= 3)
"""


def archive() -> Archive:
    packages = read_index(INDEX, 1.0)
    return Archive("Test 1", "", packages, {"mail-agent": ("postman",)}, frozenset())


def test_what_is_needed_comes_and_what_is_recommended_only_where_it_is_wanted() -> None:
    alone, missing = closure(archive(), ["tool", "nowhere"], (), recommends=False)
    assert sorted(alone) == ["libfoo", "postman", "tool"]
    assert missing == ("nowhere",)
    whole, _ = closure(archive(), ["tool"], (), recommends=True)
    assert sorted(whole) == ["extra", "libbar", "libfoo", "postman", "tool"]


def test_an_alternative_that_is_there_already_is_taken_and_not_counted() -> None:
    added, _ = closure(archive(), ["tool"], ["libbar", "postman"], recommends=False)
    assert sorted(added) == ["tool"]


def test_sizes_of_the_index_are_kibibytes_and_what_images_keep_of_them() -> None:
    assert read_index(INDEX, 0.5)["tool"].bytes == 51_200
