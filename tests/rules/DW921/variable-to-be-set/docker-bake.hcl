variable "KIND" {
  default = ""
}
target "a" {
  dockerfile = "Dockerfile.${KIND}"
}
