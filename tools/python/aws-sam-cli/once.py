"""Lets a command of the SAM CLI, and its cfn-lint, do once what they do several times otherwise, with the same result each time."""

import copy
import functools

from samcli import yamlhelper
from sympy.logic import inference

# The SAM CLI parses its template six times.
parse = functools.cache(yamlhelper.yaml_parse)
yamlhelper.yaml_parse = lambda text: copy.deepcopy(parse(text))

# For template.yaml, cfn-lint asks thousands of times whether conditions can be true together, but only a few hundred different questions.
solve = inference.satisfiable
answers = {}


def satisfiable(conditions, **options):
    clauses = tuple(frozenset(clause) for clause in conditions.data)
    question = (clauses, *conditions.encoding.items(), *options.items())
    if question not in answers:
        answers[question] = solve(conditions, **options)
    return answers[question]


inference.satisfiable = satisfiable

