# What greenlight attach would refuse, as far as it is known here. The keys of hook_details are not checked: greenlight lint does that.

locals {
  kinds        = ["approval", "smoke", "alarms", "gate", "metrics", "browser", "pause"]
  pause_stages = ["RECONCILE_SERVICE", "PRE_SCALE_UP", "POST_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT", "PRE_PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"]
  hook_stages  = concat(local.pause_stages, ["TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"])

  problems = flatten([
    for name, hook in var.hooks : [
      contains(local.kinds, hook.kind) ? [] : ["hooks.${name}.kind is ${hook.kind}; write one of ${join(", ", local.kinds)}."],

      hook.kind == "pause" && hook.lifecycle_stages == null ? ["hooks.${name}.lifecycle_stages: a pause has no usual stage; write some of ${join(", ", local.pause_stages)}."] : [],

      hook.lifecycle_stages != null && !can(hook.lifecycle_stages[0]) ? ["hooks.${name}.lifecycle_stages is empty; name a stage, or leave it out."] : [],

      [
        for stage in local.stages[name] :
        "hooks.${name}.lifecycle_stages names ${stage}; write some of ${join(", ", hook.kind == "pause" ? local.pause_stages : local.hook_stages)}."
        if !contains(hook.kind == "pause" ? local.pause_stages : local.hook_stages, stage)
      ],

      contains(["ROLLBACK", "CONTINUE"], hook.action) ? [] : ["hooks.${name}.action is ${hook.action}; write ROLLBACK or CONTINUE."],

      hook.action == "CONTINUE" && hook.kind != "pause" && !hook.allow_fail_open ? [
        "hooks.${name}.action is CONTINUE, which lets the deployment through when the hook gives no answer; write ROLLBACK, or allow_fail_open = true."
      ] : [],

      local.timeout[name] >= 1 && local.timeout[name] <= (hook.kind == "pause" ? 20160 : 1440) && floor(local.timeout[name]) == local.timeout[name] ? [] : [
        "hooks.${name}.timeout_in_minutes is ${local.timeout[name]}; write a whole number from 1 to ${hook.kind == "pause" ? 20160 : 1440}."
      ],

      hook.kind == "approval" && local.timeout[name] <= local.wait[name] ? [
        "hooks.${name}.timeout_in_minutes is ${local.timeout[name]}, and the approval waits ${local.wait[name]} minutes: ECS would give up first, without a reason; write ${min(local.wait[name] + 60, 1440)}."
      ] : [],

      hook.kind == "gate" && hook.timeout_in_minutes == null ? [
        "hooks.${name}.timeout_in_minutes is not set, and how long a gate waits depends on its checks; write more than they wait: greenlight plan shows it."
      ] : [],

      hook.kind == "pause" && hook.hook_details != null ? ["hooks.${name}.hook_details: ECS gives a pause no details; remove it."] : [],

      hook.hook_details == null || can(keys(jsondecode(hook.hook_details))) ? [] : [
        "hooks.${name}.hook_details is not a JSON object; write jsonencode({ … })."
      ],
    ]
  ])

  # Two of the same kind and gate at one stage would share a request, and one answer would count for both.
  places = flatten([
    for name, hook in var.hooks : [
      for stage in local.stages[name] : { name = name, place = join(" ", [hook.kind, try(local.details[name].gate, ""), stage]) }
    ] if hook.kind == "approval"
  ])
  shared = [for place, names in { for one in local.places : one.place => one.name... } : join(" and ", names) if can(names[1])]

  # Greenlight's functions may not be known before they are made, so this is apart from the others.
  absent = [for name, hook in var.hooks : "hooks.${name}" if contains(local.kinds, hook.kind) && hook.kind != "pause" && try(local.functions[hook.kind], null) == null]
}
