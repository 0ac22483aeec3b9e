images = []
