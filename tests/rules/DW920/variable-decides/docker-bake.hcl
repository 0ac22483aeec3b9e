variable "PICK" {}
variable "ALL" {
  default = ""
}
group "default" {
  targets = ["app-${PICK}", ALL]
}
target "app" {}
