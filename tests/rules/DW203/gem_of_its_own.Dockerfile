FROM ruby:3.4
WORKDIR /gem
COPY . .
RUN bundle install && bundle exec rake install
RUN rake install
