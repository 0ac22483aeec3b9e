FROM python:3.13-slim
ENV SECRET_KEY=this-is-not-a-secret API_KEY=your-api-key-goes-here-1234
ENV AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
ARG TOKEN=changeme12345678901234
ENV HF_TOKEN=hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
ENV MYSQL_ROOT_PASSWORD=openstack PGADMIN_PASSWORD=db_manager_user_password
