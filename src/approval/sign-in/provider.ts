/** The OpenID provider at which people sign in, with the authorization code flow and PKCE. */
export type SignInProvider = {
  /**
   * The provider's page.
   *
   * @throws ProviderError
   */
  startUrl(attempt: {
    state: string;
    nonce: string;
    verifier: string;
    redirectUri: string;
    /** How long ago the person may have signed in at the provider. Default: as the provider likes. */
    maxAgeSeconds?: number | undefined;
    /** Whether they have to sign in again, no matter when they did. Default false. */
    isAgain?: boolean;
  }): Promise<string>;
  /**
   * Exchanges the code for an ID token.
   *
   * @param callback the address to which the provider has sent the browser back, with its query
   * @returns the claims of the ID token, once its signature, issuer, audience, times and nonce have been checked
   * @throws ProviderError
   */
  claimsFor(attempt: {
    callback: URL;
    state: string;
    nonce: string;
    verifier: string;
  }): Promise<Record<string, unknown>>;
  /**
   * The page that ends the session at the provider, too; undefined if it has none.
   *
   * @param returnTo our page for those who have done so, if the provider needs one
   * @throws ProviderError
   */
  endUrl(returnTo: string): Promise<string | undefined>;
};
