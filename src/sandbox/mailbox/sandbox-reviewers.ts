/** Somebody who can be asked in the sandbox. */
export type Reviewer = {
  /** Also the end of their mailbox's path: `/mailbox/ana`. */
  id: string;
  name: string;
  address: string;
};

/** The people who can be asked, each with a mailbox of their own. With two rules, Ana is of QA and Ben of security. */
export const reviewers = [
  { id: 'ana', name: 'Ana', address: 'ana@shop.example' },
  { id: 'ben', name: 'Ben', address: 'ben@shop.example' },
  { id: 'chi', name: 'Chi', address: 'chi@shop.example' },
] as const satisfies readonly Reviewer[];

/** How many of them have to approve. */
export const quorums = [1, 2, 3] as const;

export type Quorum = (typeof quorums)[number];

/** `ana@shop.example` → `Ana`; anybody else is named by their address. */
export function nameOfReviewer(address: string): string {
  return reviewers.find((reviewer) => reviewer.address === address)?.name ?? address;
}
