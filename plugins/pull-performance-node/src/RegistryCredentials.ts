/**
 * What proves to a registry who asks.
 *
 * - `basic`: a user's name and password, or what stands for it, as AWS ECR's `GetAuthorizationToken` gives it. Sent to
 *   the registry itself or exchanged for a token, as the registry wants.
 * - `refreshToken`: an OAuth refresh token, also called identity token; exchanged for a token at the registry's token service.
 * - `acrAccessToken`: an access token of Microsoft Entra ID, exchanged for a refresh token at Azure Container Registry's
 *   `POST /oauth2/exchange` (Azure/acr `docs/AAD-OAuth.md`).
 *
 * @public
 */
export type RegistryCredentials =
  | { type: 'basic'; username: string; password: string }
  | { type: 'refreshToken'; refreshToken: string }
  | {
      type: 'acrAccessToken';
      accessToken: string;
      /** The tenant that issued it; the registry's own when absent. */
      tenant?: string;
    };

/**
 * Knows the credentials of one or more registries.
 *
 * @remarks
 * Which hosts are asked for is decided by the images that run in clusters, among those that the configuration allows. Answer
 * only for hosts that are yours: whoever runs the host gets the credentials, or a token made of them. They are never sent along
 * redirects, nor to a token service that does not belong to the host.
 *
 * @public
 */
export interface RegistryCredentialsProvider {
  /** How it gets them, for example `azure`; for logs. */
  readonly id: string;
  /**
   * The credentials for a host, asked for anew whenever a token is needed: keep them as long as they live.
   *
   * @param request - `host` is the one that is connected to, with a port where it has one: `docker.io`, `team.azurecr.io`, or the
   * host of the endpoint that the configuration gives a registry
   * @returns `undefined` for a host that it does not know; the next provider is asked then, and without any answer the registry
   * is read anonymously
   * @throws Error when it should know the host but cannot tell; its message is logged, never shown
   */
  credentialsFor(request: {
    host: string;
    signal: AbortSignal;
  }): Promise<RegistryCredentials | undefined>;
}
