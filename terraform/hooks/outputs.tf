output "lifecycle_hooks" {
  description = "The hooks by name, each with the arguments of a lifecycle_hook block of aws_ecs_service."
  value       = local.lifecycle_hooks

  precondition {
    condition     = !can(local.problems[0])
    error_message = join("\n", local.problems)
  }

  precondition {
    condition     = !can(local.shared[0])
    error_message = "hooks: ${join(", ", local.shared)} ask the same people at the same stage; give one of them another gate in hook_details."
  }

  precondition {
    condition     = !can(local.absent[0])
    error_message = "${join(", ", local.absent)}: greenlight has no function for its kind; add the output of Greenlight's stack. The browser hook has a stack of its own."
  }

  precondition {
    condition     = !can([for hook in var.hooks : hook if hook.kind != "pause"][10]) && !can([for hook in var.hooks : hook if hook.kind == "pause"][10])
    error_message = "hooks: a service can have 10 hooks with a function, and 10 pauses."
  }
}
