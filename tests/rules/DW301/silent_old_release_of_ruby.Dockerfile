FROM ruby:2.1-jessie
RUN pip install torch==1.4.0
