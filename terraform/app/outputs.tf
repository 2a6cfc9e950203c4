# Written by npm run terraform from template.yaml.

output "approval_hook_arn" {
  description = "hookTargetArn of the approval hook."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "ApprovalHookArn", null)
}

output "smoke_hook_arn" {
  description = "hookTargetArn of the smoke hook."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "SmokeHookArn", null)
}

output "alarm_hook_arn" {
  description = "hookTargetArn of the alarm hook."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "AlarmHookArn", null)
}

output "gate_hook_arn" {
  description = "hookTargetArn of the gate hook, which runs the checks named in its hookDetails."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "GateHookArn", null)
}

output "browser_hook_arn" {
  description = "hookTargetArn of the browser hook, which is in a stack of its own; null if the stack does not have it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "BrowserHookArn", null)
}

output "hook_invoke_role_arn" {
  description = "roleArn of every lifecycle hook."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "HookInvokeRoleArn", null)
}

output "desk_url" {
  description = "Address of the pages where reviewers decide."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "DeskUrl", null)
}

output "sign_in_issuer" {
  description = "Issuer of the provider at which people sign in on the desk; null if the stack does not have it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "SignInIssuer", null)
}

output "sign_in_redirect_url" {
  description = "Address to register at the provider as the redirect URI of the desk's client."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "SignInRedirectUrl", null)
}

output "decide_arn" {
  description = "Anybody who may execute-api:Invoke this can decide, extend and close requests with greenlight approve, reject, extend and close."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "DecideArn", null)
}

output "desk_function_arn" {
  description = "Function behind those pages."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "DeskFunctionArn", null)
}

output "ledger_bucket" {
  description = "Bucket with requests, decisions and reports; kept when the stack is deleted."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "LedgerBucket", null)
}

output "notifications_topic_arn" {
  description = "Topic that sends approval requests; subscribe other reviewers to it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "NotificationsTopicArn", null)
}

output "signing_key_secret_arn" {
  description = "Secret with the keys that sign the emailed links."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "SigningKeySecretArn", null)
}

output "deployment_watcher_arn" {
  description = "Function that closes the requests of deployments that are over."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "DeploymentWatcherArn", null)
}

output "dead_letter_queue_url" {
  description = "Queue with the events that the deployment watcher could not handle."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "DeadLetterQueueUrl", null)
}

output "pause_bridge_arn" {
  description = "Function that asks people about pause hooks; null if the stack does not have it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "PauseBridgeArn", null)
}

output "pause_dead_letter_queue_url" {
  description = "Queue with the messages that the pause bridge could not handle; null if the stack does not have it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "PauseDeadLetterQueueUrl", null)
}

output "announcements_topic_arn" {
  description = "Topic of announcements, without personal links; anybody may subscribe to it; null if the stack does not have it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "AnnouncementsTopicArn", null)
}

output "announcer_arn" {
  description = "Function that announces what happens to requests and deployments; null if the stack does not have it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "AnnouncerArn", null)
}

output "announcement_dead_letter_queue_url" {
  description = "Queue with the messages that the announcer could not handle; null if the stack does not have it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "AnnouncementDeadLetterQueueUrl", null)
}

output "desk_domain_target" {
  description = "Point the desk's domain name here, with a CNAME record or an alias; null if the stack does not have it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "DeskDomainTarget", null)
}

output "desk_domain_hosted_zone_id" {
  description = "Hosted zone of that target, for an alias record in Route 53; null if the stack does not have it."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "DeskDomainHostedZoneId", null)
}

output "greenlight_version" {
  description = "Version of Greenlight that is deployed; greenlight doctor compares it with its own."
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "GreenlightVersion", null)
}
