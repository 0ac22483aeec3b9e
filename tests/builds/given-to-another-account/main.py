"""Appends to a file of its own."""

with open("log.txt", "a") as file:
    file.write("x")
print("written")
