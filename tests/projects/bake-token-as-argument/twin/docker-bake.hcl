variable "INDEX_TOKEN" {
  default = ""
}

target "default" {
  context = "."
  secret = ["id=index_token,env=INDEX_TOKEN"]
  tags = ["registry.example/team/shop:1.4.2"]
}
