images = [1, 2, 3]
