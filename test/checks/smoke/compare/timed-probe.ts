import { type HttpProbe, httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';

/** The probe, except that answers say in `x-millis` how long they took: 10 ms by default, however busy this machine is. */
export function timedProbe(): HttpProbe {
  const probe = httpProbe({ allowLoopback: true });
  return {
    ...probe,
    open(connections) {
      const session = probe.open(connections);
      return {
        ...session,
        async send(request, signal) {
          const outcome = await session.send(request, signal);
          if (outcome.kind !== 'answer') return outcome;
          return { ...outcome, tookMs: Number(outcome.headers['x-millis']?.[0] ?? 10) };
        },
      };
    },
  };
}
