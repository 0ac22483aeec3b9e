"""Greets."""

import os

print(os.environ["GREETING"], os.path.exists("run/pid"))
