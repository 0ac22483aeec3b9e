import os

from setuptools import setup

HERE = os.path.abspath(os.path.dirname(__file__))


def read(name):
    with open(os.path.join(HERE, name)) as file:
        return file.read()


setup(
    name="ledger",
    version="1.0",
    long_description=read("README.md"),
    install_requires=open("requirements.txt").read().splitlines(),
)
