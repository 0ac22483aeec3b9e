import json
from importlib.resources import files


def main() -> None:
    print(json.loads(files("ledger").joinpath("tables/vat.json").read_text()))
