import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--language", required=True)
parser.add_argument("--output", required=True)
parser.parse_args()

import os

print(os.environ.get("BUNDLE_LANGUAGE"))
