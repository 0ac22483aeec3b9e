group "default" {
  targets = ["app"]
}
