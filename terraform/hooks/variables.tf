variable "greenlight" {
  description = "Where Greenlight's hooks are: module.greenlight of ../app as a whole, or the outputs of its stack."
  nullable    = false

  type = object({
    hook_invoke_role_arn = string
    approval_hook_arn    = optional(string)
    smoke_hook_arn       = optional(string)
    alarm_hook_arn       = optional(string)
    gate_hook_arn        = optional(string)
    browser_hook_arn     = optional(string)
  })

  validation {
    condition     = can(regex("^arn:[^:]+:iam::[0-9]{12}:role/.+$", var.greenlight.hook_invoke_role_arn))
    error_message = "greenlight.hook_invoke_role_arn must be the ARN of a role: the output HookInvokeRoleArn of Greenlight's stack."
  }
}

variable "hooks" {
  description = <<-EOT
    The hooks of a service, by a name of your choice.

    kind:               approval, smoke, alarms, gate, metrics (a gate with that one check), browser, or pause
    hook_details:       what it is to do, as a JSON object: jsonencode({ requests = ["/health"] }), or file("smoke.json")
    lifecycle_stages:   default: PRE_PRODUCTION_TRAFFIC_SHIFT for an approval, POST_TEST_TRAFFIC_SHIFT for other checks, of metrics
                        PRODUCTION_TRAFFIC_SHIFT with the baseline concurrent and otherwise POST_PRODUCTION_TRAFFIC_SHIFT. A pause needs some
    timeout_in_minutes: after this, ECS gives up. Default: longer than the hook itself waits; of a pause a day. A gate needs it
    action:             what ECS does then: ROLLBACK, or CONTINUE, which lets the deployment through
    allow_fail_open:    allows CONTINUE for a hook that is not a pause
  EOT
  nullable    = false

  type = map(object({
    kind               = string
    hook_details       = optional(string)
    lifecycle_stages   = optional(list(string))
    timeout_in_minutes = optional(number)
    action             = optional(string, "ROLLBACK")
    allow_fail_open    = optional(bool, false)
  }))
}
