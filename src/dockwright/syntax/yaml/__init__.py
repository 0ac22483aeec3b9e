"""The reader of YAML files: libyaml's events made into nodes that know their places.

YAML 1.2 with what the readers of Compose, GitHub, GitLab and Kubernetes make of it: scalars mean
what YAML 1.2's core schema says (``on`` is a word, ``22:22`` is a text), tags and anchors are
kept, duplicate keys are kept and told.
"""

from __future__ import annotations

from dockwright.syntax.yaml.nodes import Alias, Mapping, Node, Pair, Scalar, Sequence
from dockwright.syntax.yaml.plain import TooLarge, plain_value
from dockwright.syntax.yaml.reader import YamlComment, YamlProblem, YamlStream, read_yaml
from dockwright.syntax.yaml.scalars import resolve_plain, time_of

__all__ = [
    "Alias",
    "Mapping",
    "Node",
    "Pair",
    "Scalar",
    "Sequence",
    "TooLarge",
    "YamlComment",
    "YamlProblem",
    "YamlStream",
    "plain_value",
    "read_yaml",
    "resolve_plain",
    "time_of",
]
