"""Creates a service, continues its pause if it has one, and deploys it again, as a script with boto3 does.

Usage: deploy-with-boto3.py ENDPOINT SCENARIO, where the scenario is JSON. Prints what boto3 saw after each step.
"""

import json
import sys
import time

import boto3
from botocore.exceptions import WaiterError

endpoint, scenario = sys.argv[1], json.loads(sys.argv[2])
ecs = boto3.client("ecs", endpoint_url=endpoint)
SERVICE = {"cluster": "my-cluster", "service": "cart"}


def register():
    containers = [{"name": "shop", "image": "shop:2"}]
    answer = ecs.register_task_definition(family="shop", containerDefinitions=containers)
    return answer["taskDefinition"]["taskDefinitionArn"]


def is_stable():
    waiter = ecs.get_waiter("services_stable")
    try:
        waiter.wait(cluster="my-cluster", services=["cart"], WaiterConfig={"Delay": 0, "MaxAttempts": 40})
        return True
    except WaiterError as error:
        assert "Max attempts exceeded" in str(error), error
        return False


def has_ended():
    return ecs.list_service_deployments(**SERVICE)["serviceDeployments"][0]["status"] != "IN_PROGRESS"


def look(at_the_end=False):
    """The waiter only waits for tasks and deployments, which are as it wants them while a first deployment bakes."""
    stable = is_stable()
    while at_the_end and stable and not has_ended():
        time.sleep(0.01)
    newest = ecs.list_service_deployments(**SERVICE)["serviceDeployments"][0]
    (service,) = ecs.describe_services(cluster="my-cluster", services=["cart"])["services"]
    primary = service["deployments"][0]
    seen = {
        "arn": newest["serviceDeploymentArn"],
        "stable": stable,
        "status": newest["status"],
        "rolloutState": primary["rolloutState"],
        "taskDefinition": service["taskDefinition"].split("/")[-1],
    }
    if "finishedAt" in newest:
        seen["lasted"] = (newest["finishedAt"] - newest["createdAt"]).total_seconds()
    return seen


def waiting_hooks(arn):
    (deployment,) = ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"]
    return [hook for hook in deployment["lifecycleHookDetails"] if hook["status"] == "AWAITING_ACTION"]


report = {}
ecs.create_service(
    cluster="my-cluster",
    serviceName="cart",
    taskDefinition="shop:1",
    desiredCount=2,
    loadBalancers=scenario["loadBalancers"],
    deploymentConfiguration=scenario["first"],
)
seen = look()
if waiting_hooks(seen["arn"]):
    report["paused"] = seen
    for hook in waiting_hooks(seen["arn"]):
        ecs.continue_service_deployment(serviceDeploymentArn=seen["arn"], hookId=hook["hookId"])
    seen = look(at_the_end=True)
report["first"] = seen
if seen["stable"]:
    ecs.update_service(**SERVICE, taskDefinition=register(), deploymentConfiguration=scenario["second"])
    report["second"] = look(at_the_end=True)
print(json.dumps(report))
