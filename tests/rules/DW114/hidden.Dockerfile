ARG JDK
FROM openjdk${JDK}
