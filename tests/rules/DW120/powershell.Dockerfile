FROM mcr.microsoft.com/powershell:latest
SHELL ["pwsh", "-c"]
RUN curl https://example.com | sh
