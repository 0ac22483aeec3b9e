variable "CACHE" {
  default = ""
}
target "default" {
  cache-from = [CACHE]
}
