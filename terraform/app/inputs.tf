# What the module needs in addition to the parameters of the template, which are in variables.tf.

variable "name" {
  description = "Name of the CloudFormation stack. The command line looks for greenlight unless --stack names another."
  type        = string
  default     = "greenlight"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{0,127}$", var.name))
    error_message = "name must begin with a letter and have letters, digits and hyphens only, at most 128."
  }
}

variable "bucket" {
  description = "Name of a bucket in the Region of the stack. The functions and the template are uploaded there, and CloudFormation reads them with your permissions."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "bucket must be the name of a bucket, not its ARN or its address."
  }
}

variable "bucket_prefix" {
  description = "Beginning of the keys in that bucket."
  type        = string
  default     = "greenlight/"
  nullable    = false

  validation {
    condition     = can(regex("^([A-Za-z0-9_.-]+/)*$", var.bucket_prefix))
    error_message = "bucket_prefix must be empty or end with a slash, such as greenlight/."
  }
}

variable "app_directory" {
  description = "Folder with the packaged application: template.yaml, and a ZIP file for each function. Null: the one that this module came with."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the stack, which CloudFormation gives to its resources."
  type        = map(string)
  default     = {}
  nullable    = false
}
