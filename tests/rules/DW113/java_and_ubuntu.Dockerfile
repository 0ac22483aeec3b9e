FROM eclipse-temurin:11-jre-focal
CMD ["java", "-version"]
