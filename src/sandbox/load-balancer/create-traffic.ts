/** A revision behind a listener rule. */
export type WeightedBackend = {
  /** Names the backend in counts and in the `x-served-by-revision` header. */
  revision: string;
  /** Where it listens: `http://127.0.0.1:49152`. */
  target: string;
  /** Relative to the sum of all weights. Nothing is sent at 0. */
  weight: number;
  /** The target group that has it, at each load balancer of the service. */
  targetGroupArns?: readonly string[];
};

/** What ECS moves: the revisions behind the production rules, or behind the test rules, of all load balancers of the service. */
export type Traffic = {
  /** Takes effect with the next request; those under way are finished by the backend that has them. */
  setWeights(backends: readonly WeightedBackend[]): void;
  weights(): readonly WeightedBackend[];
  /** Chooses by weight, without stickiness. Undefined if nothing has a weight above 0. */
  choose(random: number): WeightedBackend | undefined;
  /** Requests sent to each revision so far. */
  served(): ReadonlyMap<string, number>;
};

export function createTraffic(): Traffic {
  let backends: readonly WeightedBackend[] = [];
  const served = new Map<string, number>();
  return {
    setWeights: (next) => {
      backends = next.map((backend) => ({ ...backend }));
    },
    weights: () => backends,
    choose: (random) => {
      const chosen = choose(backends, random);
      if (chosen !== undefined) served.set(chosen.revision, (served.get(chosen.revision) ?? 0) + 1);
      return chosen;
    },
    served: () => new Map(served),
  };
}

function choose(backends: readonly WeightedBackend[], random: number): WeightedBackend | undefined {
  const weighted = backends.filter(({ weight }) => weight > 0);
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random * total;
  return weighted.find(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
}
