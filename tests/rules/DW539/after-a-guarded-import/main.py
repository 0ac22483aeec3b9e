import sys

try:
    import flask
except ImportError:
    flask = None
else:
    import httpx
for name in sys.argv[1:]:
    import yaml

    print(yaml, name)
