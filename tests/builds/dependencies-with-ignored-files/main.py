"""Signs and reads a word."""

from itsdangerous import Signer

print(Signer("key").unsign(Signer("key").sign("word")).decode())
