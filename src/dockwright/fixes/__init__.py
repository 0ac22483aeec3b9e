"""Repairs of findings: made, chosen, applied and proved.

- ``repair``: the decorator that ties a repair to its rule, and what it may return.
- ``repairs/``: one file a rule, in the same folders and under the same names as the rules.
- ``attach``: runs repairs over findings.
- ``digest``: what a build would do, facet by facet, so that a repair's claim can be checked.
- ``fixer``: passes of choosing, applying and proving, until nothing is left to repair.
"""
