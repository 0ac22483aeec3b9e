variable "CACHE" {
  default = ""
}
target "default" {
  cache-to = ["type=gha,mode=max", CACHE, "type=gha,scope=${CACHE}"]
}
