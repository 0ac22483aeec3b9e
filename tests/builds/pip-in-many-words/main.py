"""Signs and reads a word."""

from itsdangerous import Signer

print(Signer("key").unsign(Signer("key").sign("word")).decode())

import click, idna

print(idna.__version__)
