FROM eclipse-temurin:11.0.20_8-jre-focal
CMD ["java", "-version"]
