variable "GITHUB_TOKEN" {}
target "a" {
  args = { VERSION = "x-${GITHUB_TOKEN}" }
}
