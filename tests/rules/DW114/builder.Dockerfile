FROM openjdk:17 AS build
RUN ./gradlew build
FROM eclipse-temurin:21-jre
COPY --from=build /app.jar /app.jar
