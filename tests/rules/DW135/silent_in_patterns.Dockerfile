FROM node:24
COPY package.json ./
RUN sed -i 's,git://github.com/,https://github.com/,' package.json \
    && perl -pi -e 's{git://github.com/}{https://github.com/}' package.json \
    && grep -q git://github.com/ package.json \
    && my-replace s#git://github.com/#https://github.com/#
USER 10001
