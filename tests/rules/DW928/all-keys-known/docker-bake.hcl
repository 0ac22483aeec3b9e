variable "TAG" {
  default     = "1.4.2"
  description = "the release"
}

target "app" {
  description = "the server"
  matrix      = { variant = ["a", "b"] }
  name        = "app-${variant}"
  tags        = ["registry.example/app:${TAG}-${variant}"]
  output      = ["type=docker"]
  shm-size    = "128m"
  extra-hosts = { db = "10.0.0.2" }
}
