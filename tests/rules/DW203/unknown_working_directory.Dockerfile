FROM acme/colab:1
COPY . .
RUN pip install -r requirements/test.colab.txt
