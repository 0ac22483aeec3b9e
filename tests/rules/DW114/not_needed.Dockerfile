FROM openjdk:8 AS old
FROM eclipse-temurin:21-jre
