FROM openjdk:17-slim
ENV PATH=$PATH:/opt/bin OLD=$JAVA_HOME
