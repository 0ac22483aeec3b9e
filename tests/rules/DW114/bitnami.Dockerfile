FROM bitnami/spark:3.5.1
