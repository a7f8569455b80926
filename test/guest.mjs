// Asks a running portal as the guest does.

/** What a test asks of the portal at `url`; `signIn` first, for what needs it. */
export function guestOf(url) {
  let token;
  /** An answer's status and JSON. */
  async function request(path, init = {}) {
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...init.headers,
      },
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, body: await response.json() };
  }
  return {
    request,
    /** True once every plugin of the portal is ready. */
    async isReady() {
      const { status } = await request('/.backstage/health/v1/readiness');
      return status === 200;
    },
    async signIn() {
      const { body } = await request('/api/auth/guest/refresh');
      token = body.backstageIdentity.token;
    },
    /** An answer's JSON; anything but a good one is an error. */
    async get(path) {
      const { status, body } = await request(path);
      if (status !== 200) {
        throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
      }
      return body;
    },
  };
}
