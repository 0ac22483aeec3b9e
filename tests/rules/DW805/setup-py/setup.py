from setuptools import find_packages, setup

setup(
    name="ledger",
    packages=find_packages("src"),
    package_dir={"": "src"},
    package_data={"ledger": ["tables/vat.json"]},
)
