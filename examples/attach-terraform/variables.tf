variable "hooks_attached" {
  description = "Leave it false when you create the service: hooks run in a first deployment too, with nothing to look at and nothing to go back to."
  type        = bool
  default     = false
}

variable "greenlight" {
  description = "The module of Greenlight, or the outputs of its stack."
  type = object({
    smoke_hook_arn       = string
    alarm_hook_arn       = string
    approval_hook_arn    = string
    hook_invoke_role_arn = string
  })
}

variable "cluster_arn" {
  description = "The cluster that the service runs in."
  type        = string
}

variable "task_definition_arn" {
  description = "What the service runs: a task definition with a container ui that listens on port 8080."
  type        = string
}

variable "subnet_ids" {
  description = "Where tasks run."
  type        = list(string)
}

variable "security_group_ids" {
  description = "What may reach the tasks."
  type        = list(string)
}

variable "target_group_arns" {
  description = "The two target groups between which deployments alternate."
  type        = list(string)

  validation {
    condition     = length(var.target_group_arns) == 2
    error_message = "Blue/green needs exactly two target groups."
  }
}

variable "production_listener_rule_arn" {
  description = "The listener rule (not the listener) that leads customers to the service."
  type        = string

  validation {
    condition     = can(regex(":listener-rule/", var.production_listener_rule_arn))
    error_message = "For an Application Load Balancer it must be the ARN of a rule, with :listener-rule/ in it."
  }
}

variable "test_listener_rule_arn" {
  description = "The listener rule (not the listener) that leads to the new version first."
  type        = string

  validation {
    condition     = can(regex(":listener-rule/", var.test_listener_rule_arn))
    error_message = "For an Application Load Balancer it must be the ARN of a rule, with :listener-rule/ in it."
  }
}

variable "load_balancer_role_arn" {
  description = "A role with AmazonECSInfrastructureRolePolicyForLoadBalancers that ecs.amazonaws.com may assume."
  type        = string
}
