"""CI workflows as far as they build images: GitHub Actions and GitLab CI."""
