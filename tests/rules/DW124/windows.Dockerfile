# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
ENTRYPOINT ["C:\app\run.exe"]
