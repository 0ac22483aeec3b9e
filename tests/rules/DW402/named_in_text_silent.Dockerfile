FROM python:3.13-slim
RUN echo "machine pkg.example login deploy password $WORD" > /root/.netrc
RUN echo "//npm.acme.example/:_authToken=\${NPM_TOKEN}" > .npmrc
RUN echo '{"cache":"v2","key":"8c8865578b8e02f93448b9d786d102cf"}' > /etc/cache.json
RUN curl -H "Authorization: Bearer <TOKEN-OF-YOUR-OWN-1234>" https://files.example/m.bin -o /m.bin
RUN python train.py --max-tokens=4096 --tokenizer=bert-base-uncased-v1-2024
RUN curl -O https://example.org/sk-translations-and-documentation-package-v2.zip
ENV PAGE_TOKEN_TEMPLATE=PGh0bWw+PGJvZHk+PGgxPkhlbGxvIHdvcmxkLCB0aGlzIGlzIGEgcGFnZTwvaDE+PC9ib2R5PjwvaHRtbD4=
ENV OPENAI_API_KEY=sk-1234567890abcdef1234567890abcdef
