FROM python:3.13-slim
RUN source /venv/bin/activate && python -V
RUN source activate.sh
RUN if [[ "$A" == b ]]; then python -V; fi
RUN mkdir -p /srv/{models,data}
RUN echo -e "[global]\nindex-url = https://index.example" > /etc/pip.conf
RUN if [ "$A" == "b" ]; then echo b; fi
RUN python -V &> /srv/log
RUN python - <<< "print(1)"
RUN diff <(echo a) <(echo b)
RUN echo ${PYTHON_VERSION%.*} ${PYTHON_VERSION//./_}
RUN files=(a b) && echo done
RUN set -o pipefail && python -V | cat
RUN pushd /srv && python -V && popd
RUN source /venv/bin/activate; python -V
USER 10001
CMD ["python", "-V"]
