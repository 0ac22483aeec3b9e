from reader import version

print(version())
