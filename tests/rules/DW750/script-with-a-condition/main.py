import os

print(os.environ["QUEUE"])
