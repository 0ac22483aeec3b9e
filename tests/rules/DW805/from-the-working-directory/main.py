with open("data/labels.txt") as file:
    print(file.read())
