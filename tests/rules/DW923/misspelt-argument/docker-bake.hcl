target "app" {
  args = { VERSOIN = "1.4.2" } # the release
}
