"""One repair a file: ``repairs/FAMILY/NAME.py`` mends what ``rules/FAMILY/NAME.py`` finds."""
