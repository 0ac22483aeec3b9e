target "default" {
  context   = "."
  platforms = ["linux/amd64", "linux/arm64"]
}
