target "app" {
  inherits = ["docker-metadata-action"]
}
