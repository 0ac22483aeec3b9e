variable "ROOT" {
  default = "servce"
}
target "a" {
  context = "./${ROOT}"
}
target "b" {
  context = "./service"
}
