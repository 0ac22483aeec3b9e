variable "INDEX_TOKEN" {}
target "a" {
  args = { INDEX_TOKEN = "${INDEX_TOKEN}" }
}
