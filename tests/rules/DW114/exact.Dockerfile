FROM java:8-jre
