target "a" {
  args = {
    BUILDKIT_INLINE_CACHE = 1
    HTTP_PROXY            = "http://proxy.example"
    VERSION               = null
    TARGETARCH            = "amd64"
  }
}
