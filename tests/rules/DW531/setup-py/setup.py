from setuptools import setup

PY = ">=3.12"
setup(name="a", python_requires=PY)
