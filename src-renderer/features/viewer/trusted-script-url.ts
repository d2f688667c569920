interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
/** The one policy of the window (`trusted-types countersign-worker`): script addresses of our own origin and nothing else. */
const policy = types?.createPolicy('countersign-worker', {
  createScriptURL(url) {
    const parsed = new URL(url, document.baseURI);
    if (parsed.origin !== location.origin) throw new TypeError('script of a foreign origin');
    return parsed.href;
  },
});

export function trustedScriptUrl(url: string): string {
  return policy === undefined ? url : policy.createScriptURL(url);
}
