FROM quay.io/centos/centos:stream9
