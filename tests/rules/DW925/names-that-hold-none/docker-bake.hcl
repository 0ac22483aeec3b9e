variable "TOKEN_FILE" {}
variable "VERSION" {}
target "a" {
  args   = { VERSION = VERSION }
  secret = ["id=token,env=INDEX_TOKEN"]
}
