FROM python:3.13-slim
ARG HF=hf_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe
ENV AWS_ACCESS_KEY_ID=AKIAQ3EGRZ7WK5XJ2MPD MODE=fast
LABEL com.example.key="sk-ant-api03-Vq3XkR8sT1mZ5yB7nC2wD9pL4"
RUN curl -H "Authorization: Bearer ghp_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe12" https://api.example/x
CMD ["serve", "--token", "hf_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe"]
