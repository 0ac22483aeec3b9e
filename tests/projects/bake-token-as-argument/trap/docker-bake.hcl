variable "INDEX_TOKEN" {
  default = ""
}

target "default" {
  context = "."
  args = {
    INDEX_TOKEN = INDEX_TOKEN
  }
  tags = ["registry.example/team/shop:1.4.2"]
}
