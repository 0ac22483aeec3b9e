"""Writes into the database."""

import sqlite3

with sqlite3.connect("words.db") as base:
    base.execute("insert into words values ('x')")
    print(base.execute("select count(*) from words").fetchone()[0])
