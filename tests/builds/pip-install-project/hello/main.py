"""Signs and reads a word."""

from itsdangerous import Signer


def main():
    """Print the word."""
    print(Signer("key").unsign(Signer("key").sign("word")).decode())
