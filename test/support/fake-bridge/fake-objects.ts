import type { Output, Parsed } from '../../../shared/contract/contract.ts';
import type { FileToken, TokenId } from '../../../shared/contract/ids.ts';
import type { objectCalls } from '../../../shared/contract/object-calls.ts';
import { digest, privateKeyObject, tokenObjects } from './samples.ts';

type Name = keyof typeof objectCalls;
type Handlers = { readonly [K in Name]: (input: Parsed<K>) => Promise<Output<K>> };

const FILE = `file-${digest('import').slice(0, 32)}` as FileToken;
const REQUEST = `-----BEGIN CERTIFICATE REQUEST-----\n${'MIIBHjCBxQIBADBCMQswCQYDVQQGEwJOQTE='.repeat(6)}\n-----END CERTIFICATE REQUEST-----\n`;
const common = { pin: 'ok' as const, pinEntry: 'here' as const, keys: [], more: false };

/** What is on tokens, in memory. */
export class FakeObjects {
  readonly #tryPin: (pin: Uint8Array) => void;
  /** One with the first certificates of the samples, one that is empty. */
  tokens: Output<'tokens.present'>['tokens'] = [
    { id: idOf('a'), label: 'Notary card', detail: 'SoftHSM v2 · 8f21c07a', ...common },
    {
      id: idOf('b'),
      label: 'New card',
      detail: 'SoftHSM v2 · 00c1',
      ...common,
      keys: [{ keyId: '0a1b2c3f', label: 'Ndapewa Iyambo' }],
    },
  ];
  objects = tokenObjects();
  more = false;
  /** Seen after the PIN. */
  privateObjects = [privateKeyObject()];
  kept: Output<'tokens.kept'>['keys'] = [];
  /** What was asked for, without PINs. */
  readonly asked: object[] = [];

  /** @param tryPin takes each PIN and refuses the wrong one */
  constructor(tryPin: (pin: Uint8Array) => void) {
    this.#tryPin = tryPin;
  }

  readonly handlers: Handlers = {
    'tokens.present': async () => ({ tokens: this.tokens }),
    'tokens.objects': async () => ({ objects: this.objects, more: this.more }),
    'tokens.privateObjects': async (wish) => {
      this.#ask(wish);
      return { objects: [...this.privateObjects, ...this.objects], more: this.more };
    },
    'tokens.request': async (wish) => {
      this.#ask(wish);
      return { key: 'RSA 3072', request: REQUEST };
    },
    'tokens.generate': async (wish) => {
      this.#ask(wish);
      return { key: 'ECDSA P-256', request: REQUEST };
    },
    'tokens.saveRequest': async () => ({ saved: { name: 'request.csr', folder: 'Documents' } }),
    'tokens.chooseFile': async ({ purpose }) => ({
      file: { id: FILE, name: purpose === 'certificate' ? 'ndapewa.crt' : 'ndapewa.p12' },
    }),
    'tokens.importCertificate': async (wish) => {
      this.#ask(wish);
      return {};
    },
    'tokens.importKeyStore': async ({ password, ...wish }) => {
      this.#ask({ ...wish, password: new TextDecoder().decode(password) });
      return { keys: 1 };
    },
    'tokens.keepKeyStore': async ({ password }) => {
      this.asked.push({ kept: new TextDecoder().decode(password) });
      return { keys: 2 };
    },
    'tokens.kept': async () => ({ keys: this.kept }),
    'tokens.deleteKept': async ({ certificate }) => {
      this.asked.push({ deleted: certificate });
      this.kept = this.kept.filter(({ sha256 }) => sha256 !== certificate);
      return {};
    },
    'tokens.delete': async (wish) => {
      this.#ask(wish);
      const { what } = wish;
      const before = this.objects.length;
      this.objects = this.objects.filter(({ ref, keyId }) =>
        'keyId' in what ? keyId !== what.keyId : !what.refs.includes(ref),
      );
      return { deleted: before - this.objects.length };
    },
  };

  #ask({ pin, ...wish }: { readonly pin: Uint8Array; readonly [part: string]: unknown }): void {
    this.#tryPin(pin);
    this.asked.push(wish);
  }
}

function idOf(name: string): TokenId {
  return `token-${digest(name).slice(0, 32)}` as TokenId;
}
