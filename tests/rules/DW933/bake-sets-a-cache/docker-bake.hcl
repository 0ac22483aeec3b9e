target "app" {
  context = "."
}
