target "app" {
  dockerfile = "Dockerfile"
  args {
    VERSION = "1.4.2"
  }
}
