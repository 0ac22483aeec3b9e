FROM python:3.13-slim
RUN pip install --no-cache-dir "numpy>=1.26" 'flask<3' pandas\>=2
RUN pip install --no-cache-dir scipy>install.log && rm install.log
RUN pip install --no-cache-dir attrs >2 && pip install --no-cache-dir six>/dev/null 2>&1
RUN ["pip", "install", "--no-cache-dir", "click>=8"]
RUN test 1 >2 && echo attrs>=1
USER 10001
CMD ["python", "-V"]
