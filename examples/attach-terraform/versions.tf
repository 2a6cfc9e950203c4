terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # lifecycle_hook has target_type and timeout_configuration since the release that includes pull request 48128, merged in September 2026.
      # Use that one or a newer one: an older provider calls both blocks unsupported at plan time.
      version = ">= 6.0"
    }
  }
}
