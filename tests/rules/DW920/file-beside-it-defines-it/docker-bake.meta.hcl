target "docker-metadata-action" {
  tags = ["a:b"]
}
