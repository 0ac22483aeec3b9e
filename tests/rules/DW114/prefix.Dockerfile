FROM k8s.gcr.io/kube-proxy:v1.20.0
