variable "SCOPE" {}
target "a" {
  target   = "build"
  cache-to = ["type=gha,scope=${SCOPE}"]
}
target "b" {
  cache-to = ["type=gha,scope=${SCOPE}"]
}
