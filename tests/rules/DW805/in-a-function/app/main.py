import os

HERE = os.path.dirname(os.path.abspath(__file__))


def load(name: str) -> str:
    with open(os.path.join(HERE, "prompts", "system.md")) as file:
        return file.read()
