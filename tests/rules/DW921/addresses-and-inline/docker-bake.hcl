target "a" {
  context = "https://github.com/docker/buildx.git"
}
target "b" {
  dockerfile-inline = "FROM scratch"
  context = "none"
}
target "c" {
  context = "git@github.com:docker/buildx.git"
}
