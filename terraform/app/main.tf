locals {
  app_directory = var.app_directory == null ? "${path.module}/../.." : var.app_directory
  functions     = fileset(local.app_directory, "*.zip")
  template      = file("${local.app_directory}/template.yaml")

  # Another build has other keys, so CloudFormation sees that a function has changed.
  build  = substr(sha256(join("", concat([for zip in local.functions : filesha256("${local.app_directory}/${zip}")], [local.template]))), 0, 16)
  folder = "${var.bucket_prefix}${local.build}"
}

data "aws_s3_bucket" "packages" {
  bucket = var.bucket
}

resource "aws_s3_object" "function" {
  for_each = local.functions

  bucket = var.bucket
  key    = "${local.folder}/${each.value}"
  source = "${local.app_directory}/${each.value}"

  # The old packages stay until the stack is updated. If CloudFormation rolls the update back, it needs them.
  lifecycle {
    create_before_destroy = true
  }
}

# The template of the package, with the places that the functions were uploaded to: what sam package would write.
resource "aws_s3_object" "template" {
  bucket       = var.bucket
  key          = "${local.folder}/template.yaml"
  content      = replace(local.template, "/CodeUri: ([a-z-]+\\.zip)/", "CodeUri: s3://${var.bucket}/${local.folder}/$1")
  content_type = "text/yaml"

  lifecycle {
    create_before_destroy = true
    precondition {
      condition     = length(local.functions) > 0
      error_message = "app_directory must be the folder of the packaged application, and has no ZIP file of a function; in a clone, npm run pack builds it in .cache/package/app."
    }
  }
}

resource "aws_cloudformation_stack" "greenlight" {
  name         = var.name
  template_url = "https://${data.aws_s3_bucket.packages.bucket_regional_domain_name}/${aws_s3_object.template.key}"
  parameters   = local.parameters
  tags         = var.tags

  # The template makes roles, all without names of its own, and is one of AWS SAM.
  capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]

  # CloudFormation reads the functions while it makes them.
  depends_on = [aws_s3_object.function]

  timeouts {
    create = "30m"
    update = "30m"
    delete = "30m"
  }
}
