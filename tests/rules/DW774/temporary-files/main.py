with open("/tmp/last.txt", "w") as file:
    file.write("done")
