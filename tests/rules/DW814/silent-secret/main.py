with open(".env") as file:
    print(file.read())
with open("absent.txt") as file:
    print(file.read())
