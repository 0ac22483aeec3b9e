variable "TAG" { default = "1.4.2" }
target "app" { dockerfile = "Dockerfile"
  tags = ["registry.example/app:${TAG}"] }
