variable "PLATFORM" {}
target "default" {
  platforms = [PLATFORM]
}
