locals {
  hooks = {
    smoke = {
      kind         = "smoke"
      hook_details = jsonencode({ requests = ["/health", { path = "/", contains = "Add to cart", maxMillis = 2000 }] })
    }
    alarms = {
      kind         = "alarms"
      hook_details = jsonencode({ alarms = ["retail-ui-5xx", "retail-ui-latency"] })
    }
    approval = {
      kind         = "approval"
      hook_details = jsonencode({ gate = "release", deadlineMinutes = 240, reviewers = ["ana@example.com", "ben@example.com"] })
    }
  }
}

module "hooks" {
  source = "../../terraform/hooks"

  greenlight = var.greenlight
  hooks      = { for name, hook in local.hooks : name => hook if var.hooks_attached }
}

resource "aws_ecs_service" "retail_ui" {
  name            = "retail-ui"
  cluster         = var.cluster_arn
  task_definition = var.task_definition_arn
  desired_count   = 2
  launch_type     = "FARGATE"

  # Terraform returns while the deployment waits for people. With true it waits too, and the timeout below must be longer than every hook's.
  wait_for_steady_state = false

  network_configuration {
    subnets         = var.subnet_ids
    security_groups = var.security_group_ids
  }

  load_balancer {
    container_name   = "ui"
    container_port   = 8080
    target_group_arn = var.target_group_arns[0]

    advanced_configuration {
      alternate_target_group_arn = var.target_group_arns[1]
      production_listener_rule   = var.production_listener_rule_arn
      test_listener_rule         = var.test_listener_rule_arn
      role_arn                   = var.load_balancer_role_arn
    }
  }

  deployment_configuration {
    strategy             = "BLUE_GREEN"
    bake_time_in_minutes = "5"

    dynamic "lifecycle_hook" {
      for_each = module.hooks.lifecycle_hooks

      content {
        target_type      = lifecycle_hook.value.target_type
        hook_target_arn  = lifecycle_hook.value.hook_target_arn
        role_arn         = lifecycle_hook.value.role_arn
        lifecycle_stages = lifecycle_hook.value.lifecycle_stages
        hook_details     = lifecycle_hook.value.hook_details

        timeout_configuration {
          timeout_in_minutes = lifecycle_hook.value.timeout_configuration.timeout_in_minutes
          action             = lifecycle_hook.value.timeout_configuration.action
        }
      }
    }
  }

  timeouts {
    create = "30m"
    update = "7h"
  }
}
