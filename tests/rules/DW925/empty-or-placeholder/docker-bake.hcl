target "a" {
  args = { INDEX_TOKEN = "", API_KEY = "changeme", VERSION = "1" }
}
