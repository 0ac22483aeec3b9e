group "default" {
  targets = ["server"]
}

target "server" {
  dockerfle  = "server.Dockerfile"
  args       = { RELEASE = "1.4.2" }
}
