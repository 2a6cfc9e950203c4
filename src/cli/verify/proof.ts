/** What was tried on the deployed app, and what happened. `unknown`: it could not be tried, or the answer proves nothing. */
export type AppProof = { what: string; result: 'proved' | 'failed' | 'unknown'; said: string };

export function proved(what: string, said: string): AppProof {
  return { what, result: 'proved', said };
}

export function failed(what: string, said: string): AppProof {
  return { what, result: 'failed', said };
}

export function unknown(what: string, said: string): AppProof {
  return { what, result: 'unknown', said };
}
