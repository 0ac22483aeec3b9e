import os

from setuptools import setup

HERE = os.path.abspath(os.path.dirname(__file__))
PATH = os.path.join(HERE, "requirements.txt")

try:
    with open("README.md") as file:
        text = file.read()
except OSError:
    text = ""
if os.path.exists(PATH):
    with open(PATH) as file:
        needs = file.read().splitlines()
else:
    needs = []

setup(name="ledger", version="1.0", long_description=text, install_requires=needs)
