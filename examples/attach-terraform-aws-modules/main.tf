module "hooks" {
  source = "../../terraform/hooks"

  greenlight = var.greenlight
  hooks = {
    smoke = {
      kind         = "smoke"
      hook_details = jsonencode({ requests = ["/health"] })
    }
    approval = {
      kind         = "approval"
      hook_details = jsonencode({ gate = "release", deadlineMinutes = 240, reviewers = ["ana@example.com", "ben@example.com"] })
    }
  }
}

locals {
  # What version 7.5.0 of the module knows of a hook. Its type would drop the rest silently, and it has no pauses.
  lifecycle_hooks = {
    for name, hook in module.hooks.lifecycle_hooks : name => {
      hook_target_arn  = hook.hook_target_arn
      role_arn         = hook.role_arn
      lifecycle_stages = hook.lifecycle_stages
      hook_details     = hook.hook_details
    } if var.hooks_attached && hook.target_type == "AWS_LAMBDA"
  }
}

module "retail_ui" {
  source  = "terraform-aws-modules/ecs/aws//modules/service"
  version = "~> 7.5"

  name        = "retail-ui"
  cluster_arn = var.cluster_arn

  create_task_definition = false
  task_definition_arn    = var.task_definition_arn
  create_security_group  = false
  security_group_ids     = var.security_group_ids
  subnet_ids             = var.subnet_ids

  deployment_configuration = {
    strategy             = "BLUE_GREEN"
    bake_time_in_minutes = "5"
    lifecycle_hook       = local.lifecycle_hooks
  }

  load_balancer = {
    ui = {
      container_name   = "ui"
      container_port   = 8080
      target_group_arn = var.target_group_arns[0]

      advanced_configuration = {
        alternate_target_group_arn = var.target_group_arns[1]
        production_listener_rule   = var.production_listener_rule_arn
        test_listener_rule         = var.test_listener_rule_arn
      }
    }
  }
}
