FROM eclipse-temurin:21-jre AS openjdk
FROM openjdk
