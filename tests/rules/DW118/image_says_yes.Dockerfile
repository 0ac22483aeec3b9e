FROM cimg/python:3.12
RUN sudo apt-get update && sudo apt-get install curl
