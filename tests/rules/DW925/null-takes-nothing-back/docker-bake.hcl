variable "API_KEY" {}
target "base" {
  args = { API_KEY = API_KEY }
}
target "a" {
  inherits = ["base"]
  args     = { API_KEY = null }
}
