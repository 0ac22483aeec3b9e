FROM registry.example/mirror/openjdk:17
