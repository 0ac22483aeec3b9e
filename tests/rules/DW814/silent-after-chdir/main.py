import os

os.chdir("/data")
with open("labels.txt") as file:
    print(file.read())
