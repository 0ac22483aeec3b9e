target "parser" {
  context = "./libs/parser"
}
target "service" {
  context = "./service"
}
