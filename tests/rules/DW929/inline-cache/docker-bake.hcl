target "default" {
  cache-to = ["type=inline"]
}
