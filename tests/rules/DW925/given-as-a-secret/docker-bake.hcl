variable "API_KEY" {}
target "a" {
  args = { VERSION = "1" }
  secret = ["id=key,env=API_KEY"]
  labels = { key = API_KEY }
}
