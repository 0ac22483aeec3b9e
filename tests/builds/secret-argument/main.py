print(open("/length.txt").read())
