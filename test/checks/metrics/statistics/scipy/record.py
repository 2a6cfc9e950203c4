"""Records what SciPy 1.17.1 calculates, as the tests' vectors. Once, outside the project, because SciPy is large:

    python3 -m venv scipy && scipy/bin/pip install scipy==1.17.1
    scipy/bin/python test/checks/metrics/statistics/scipy/record.py > test/checks/metrics/statistics/scipy/vectors.json
"""

import json
import numpy
import scipy
from scipy.stats import binomtest, fisher_exact, mannwhitneyu, norm

random = numpy.random.default_rng(20261127)


def sample(size, kind):
    if kind == "ties":
        return [int(n) for n in random.integers(0, 6, size)]
    if kind == "rare":
        return [int(n) for n in random.binomial(3, 0.08, size)]
    return [round(float(n), 4) for n in random.gamma(3, 0.08, size)]


def mann_whitney(index):
    kind = ("times", "ties", "rare")[index % 3]
    x, y = sample(int(random.integers(1, 25)), kind), sample(int(random.integers(1, 25)), kind)
    if index % 4 == 0:
        x = [round(n + 0.05, 4) for n in x]
    case = {"x": x, "y": y}
    auto = mannwhitneyu(x, y)
    case["u"] = float(auto.statistic)
    case["auto"] = float(auto.pvalue)
    case["greater"] = float(mannwhitneyu(x, y, alternative="greater").pvalue)
    case["asymptotic"] = float(mannwhitneyu(x, y, method="asymptotic").pvalue)
    case["uncorrected"] = float(mannwhitneyu(x, y, method="asymptotic", use_continuity=False).pvalue)
    if len(set(x + y)) == len(x + y):
        case["exact"] = float(mannwhitneyu(x, y, method="exact").pvalue)
    return {key: None if value != value else value for key, value in case.items()}


def rates(index):
    size = (30, 300, 5000, 100000)[index % 4]
    totals = [int(n) for n in random.integers(1, size, 2)]
    counts = [int(random.binomial(total, random.choice([0.0, 0.01, 0.1, 0.5]))) for total in totals]
    table = [[counts[0], totals[0] - counts[0]], [counts[1], totals[1] - counts[1]]]
    confidence = (0.95, 0.98)[index % 2]
    interval = binomtest(counts[0], totals[0]).proportion_ci(confidence, method="wilson")
    return {
        "counts": counts,
        "totals": totals,
        "fisher": float(fisher_exact(table, alternative="greater").pvalue),
        "confidence": confidence,
        "wilson": [float(interval.low), float(interval.high)],
    }


def print_list(name, cases, end):
    rows = ",\n".join("    " + json.dumps(case) for case in cases)
    print(f'  "{name}": [\n{rows}\n  ]{end}')


print(f'{{\n  "scipy": "{scipy.__version__}",')
print_list("mannWhitney", [mann_whitney(index) for index in range(150)], ",")
print_list("rates", [rates(index) for index in range(80)], ",")
print_list("normal", [[z, float(norm.sf(z))] for z in (-3.0, -0.1, 0.0, 0.1, 1.0, 1.96, 2.4, 2.49, 2.5, 2.51, 3.0, 5.0, 8.0, 20.0)], "")
print("}")
