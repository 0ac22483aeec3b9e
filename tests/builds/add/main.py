print(open("data/one.txt").read() + open("unpacked/packed.txt").read(), end="")
