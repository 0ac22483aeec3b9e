FROM Python:3.11:slim
