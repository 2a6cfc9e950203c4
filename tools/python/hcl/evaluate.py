"""Evaluates expressions of a Terraform module with HashiCorp's own parser.

Reads {"scope": {"var": {…}, "local": {…}}, "expressions": [["local.stages", "…"], ["", "…"]]} from standard input, and prints the list of their
values. One with a name is in the scope of those that follow.

pygohcl evaluates only conditions, and answers with true, false or an error. The error of parseint contains what it could not parse, and that is the
value. It also lacks some of Terraform's functions; of these, length() of a variable is computed here.
"""

import json
import re
import sys

import pygohcl


def main():
    asked = json.load(sys.stdin)
    scope = asked["scope"]
    values = []
    for name, expression in asked["expressions"]:
        value = evaluate(expression, scope)
        values.append(value)
        if name:
            kind, key = name.split(".")
            scope.setdefault(kind, {})[key] = value
    json.dump(values, sys.stdout)


def evaluate(expression, scope):
    known = re.sub(r"\blength\(var\.(\w+)\)", lambda found: str(len(scope["var"][found[1]])), expression)
    within = re.sub(r"\b(var|local)\.(?=[a-z])", r"var.scope.\1.", known)
    try:
        pygohcl.eval_var_condition(f"parseint(jsonencode([{within}]), 10) == 0", "none", "scope", hcl_literal(scope))
    except pygohcl.ValidationError as error:
        shown = re.search(r'cannot parse (".*") as a base 10 integer', str(error), re.DOTALL)
        if shown is None:
            raise SystemExit(f"{expression}\n{error}")
        return json.loads(json.loads(shown[1]))[0]
    raise SystemExit(f"{expression}\nwas not evaluated")


def hcl_literal(value):
    """JSON is HCL, except that ${ and %{ begin a template in its strings."""
    return re.sub(r"([$%])(?=\{)", r"\1\1", json.dumps(value))


if __name__ == "__main__":
    main()
