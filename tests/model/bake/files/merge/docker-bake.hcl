variable "TAG" {
  default = "one"
}
group "default" {
  targets = ["a", "b"]
}
target "a" {
  args       = { X = TAG, Y = "1" }
  tags       = ["a:1"]
  cache-from = ["type=gha,scope=one"]
  cache-to   = ["type=gha,scope=one"]
}
target "a" {
  target     = "second"
  context    = "./a"
  cache-from = ["type=gha,scope=two"]
}
target "b" {
  inherits = ["a"]
  context  = "./b"
}
