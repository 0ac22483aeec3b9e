FROM nvidia/cuda:latest AS unused
FROM ubuntu:24.04
