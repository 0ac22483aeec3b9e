import os

print(os.environ["QUEUE"])
os.environ["QUEUE"] = "low"
