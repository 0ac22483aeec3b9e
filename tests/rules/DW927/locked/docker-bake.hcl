target "default" {
  platforms = ["linux/amd64", "linux/arm64"]
}
