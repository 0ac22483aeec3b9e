FROM registry.example/a:1
ENV INIT_SECRET=secret/consul/vault/initialize
ENV DB_SECRET=arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf
ENV DB_PASSWORD=vault:secret/data/db#pw OPENAI_API_KEY=op://vault/openai/key
