/** A page of signing in: which one, and where its one button leads. The desk has the words. */
export type SignInPage = {
  says:
    | 'notBegunHere'
    | 'notCompleted'
    | 'notAccepted'
    | 'unreachable'
    | 'unusable'
    | 'foreignAccount'
    | 'signedOutEverywhere'
    | 'signedOut';
  href?: string;
};

/** The pages of signing in. None of them contains words of the provider, which anybody could have put into a link. */
export const signInPages = {
  notBegunHere: (): SignInPage => ({ says: 'notBegunHere' }),
  notCompleted: (again: string): SignInPage => ({ says: 'notCompleted', href: again }),
  notAccepted: (again: string): SignInPage => ({ says: 'notAccepted', href: again }),
  unreachable: (again: string): SignInPage => ({ says: 'unreachable', href: again }),
  unusable: (): SignInPage => ({ says: 'unusable' }),
  foreignAccount: (again: string): SignInPage => ({ says: 'foreignAccount', href: again }),
  signedOutEverywhere: (): SignInPage => ({ says: 'signedOutEverywhere' }),
  /** @param elsewhere - where to sign out at the provider, if it has such a page */
  signedOut: (elsewhere: string | undefined): SignInPage => ({
    says: 'signedOut',
    ...(elsewhere !== undefined && { href: elsewhere }),
  }),
};
