"""Says hello."""

import click

print("hello from click", click.style("x", fg=None))
