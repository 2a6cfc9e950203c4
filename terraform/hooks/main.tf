locals {
  functions = {
    approval = var.greenlight.approval_hook_arn
    smoke    = var.greenlight.smoke_hook_arn
    alarms   = var.greenlight.alarm_hook_arn
    gate     = var.greenlight.gate_hook_arn
    metrics  = var.greenlight.gate_hook_arn
    browser  = var.greenlight.browser_hook_arn
    pause    = null
  }

  # What each hook reads. What is not a JSON object is refused in problems.tf.
  details = { for name, hook in var.hooks : name => try(merge({}, jsondecode(hook.hook_details)), {}) }

  stages = {
    for name, hook in var.hooks : name => hook.lifecycle_stages != null ? hook.lifecycle_stages : [
      hook.kind == "approval" ? "PRE_PRODUCTION_TRAFFIC_SHIFT" :
      hook.kind != "metrics" ? "POST_TEST_TRAFFIC_SHIFT" :
      try(local.details[name].baseline, "") == "concurrent" ? "PRODUCTION_TRAFFIC_SHIFT" : "POST_PRODUCTION_TRAFFIC_SHIFT"
    ]
  }

  # For how many minutes a hook itself waits, with the defaults of its settings.
  wait = {
    for name, details in local.details : name => try({
      approval = try(details.businessHours, null) != null ? 1430 : try(details.deadlineMinutes + 0, 240)
      smoke    = try(details.waitMinutes + 0, 15) + ceil(try(details.settleSeconds + 0, 60) / 60)
      alarms = (
        can(details.consecutive) || can(details.failureLimit) || can(details.inconclusiveLimit)
        ? try(details.initialDelayMinutes + 0, 0) + try(details.watchMinutes + 0, 0) + try(details.waitMinutes + 0, 10) + 2
        : try(details.initialDelayMinutes + 0, 0) + max(try(details.watchMinutes + 0, 0), try(details.waitMinutes + 0, 10))
      )
      metrics = try(details.initialDelayMinutes + 0, 1) + try(details.watchMinutes + 0, 10) + try(details.waitMinutes + 0, 10)
      browser = try(details.waitMinutes + 0, 15)
    }[var.hooks[name].kind], 0)
  }

  # ECS has to wait longer, so that it is the hook that ends the wait and says why.
  timeout = {
    for name, hook in var.hooks : name => (
      hook.timeout_in_minutes != null ? hook.timeout_in_minutes :
      hook.kind == "pause" ? 1440 :
      hook.kind == "approval" ? min(local.wait[name] + 60, 1440) :
      local.wait[name] + 3 < 30 ? 30 : min(local.wait[name] + 15, 1440)
    )
  }

  lifecycle_hooks = {
    for name, hook in var.hooks : name => {
      target_type      = hook.kind == "pause" ? "PAUSE" : "AWS_LAMBDA"
      hook_target_arn  = try(local.functions[hook.kind], null)
      role_arn         = hook.kind == "pause" ? null : var.greenlight.hook_invoke_role_arn
      lifecycle_stages = local.stages[name]
      hook_details     = hook.kind == "metrics" ? jsonencode({ checks = [{ metrics = local.details[name] }] }) : hook.hook_details

      timeout_configuration = {
        timeout_in_minutes = local.timeout[name]
        action             = hook.action
      }
    }
  }
}
