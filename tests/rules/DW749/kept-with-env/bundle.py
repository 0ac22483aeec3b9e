import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--language", required=True)
parser.add_argument("--output", required=True)
parser.parse_args()
