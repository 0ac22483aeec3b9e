FROM python:3.13-slim
USER 10001
RUN curl -u 'ci:S3cure-Horse-77' https://files.example/a && \
    # with the token
    curl -H 'Authorization: Bearer ghp_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe12' https://api.example/x || exit 1
RUN sh -c 'curl -u ci:S3cure-Horse-77 https://files.example/a'
RUN ["curl", "-u", "ci:S3cure-Horse-77", "https://files.example/a"]
RUN (export HF_TOKEN=hf_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe; ./get) | tee log
LABEL a=b com.example.token=hf_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe
CMD ["python", "-V"]
