load("weights/a.pt")
