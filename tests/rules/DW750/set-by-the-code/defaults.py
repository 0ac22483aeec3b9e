from os import environ

environ["QUEUE"] = "low"
