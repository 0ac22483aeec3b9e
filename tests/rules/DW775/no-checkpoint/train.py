with open("/checkpoints/log.txt", "w") as file:
    file.write("done")
