with open("labels.txt") as file:
    print(file.read())
