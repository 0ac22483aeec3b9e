import os

if os.environ.get("QUEUE") is None:
    os.environ["QUEUE"] = "low"
os.environ.update({"REGION": "eu"}, ZONE="a")
os.environ |= {"RACK": "7"}

print(os.environ["QUEUE"], os.environ["REGION"], os.environ["ZONE"], os.environ["RACK"])
