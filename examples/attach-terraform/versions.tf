terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # lifecycle_hook has target_type and timeout_configuration since pull request 48128, merged in September 2026; this version has them.
      version = ">= 6.66"
    }
  }
}
