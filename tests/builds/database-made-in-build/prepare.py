"""Makes the database."""

import sqlite3

with sqlite3.connect("words.db") as base:
    base.execute("create table words (word text)")
