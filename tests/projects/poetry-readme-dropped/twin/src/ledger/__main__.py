print("balanced")
