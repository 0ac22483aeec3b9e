from setuptools import setup
import meta

setup(name="a", python_requires=meta.python())
