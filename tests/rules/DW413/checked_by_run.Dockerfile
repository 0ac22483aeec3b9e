# escape=`
FROM debian:13-slim
ADD https://files.example/1.4.2/tool.tar.gz /tmp/
RUN echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /tmp/tool.tar.gz" | sha256sum -c -
ADD https://files.example/1.4.2/busybox.exe /bin/box.exe
RUN powershell if ((Get-FileHash -Path /bin/box.exe -Algorithm SHA256).Hash -ne $Env:SUM) { Throw }
