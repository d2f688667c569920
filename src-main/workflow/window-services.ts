import { AppError } from '../../shared/contract/app-error.ts';
import { certificateId, type ServiceId, serviceId } from '../../shared/contract/ids.ts';
import type { ServiceFacts, ServiceRight, SigningService } from '../../shared/contract/service-calls.ts';
import { Certificate } from '../cms/certificate.ts';
import { sameBytes } from '../cms/der.ts';
import { hashState } from '../pades/sign/sign-pdf.ts';
import type { Home } from '../platform/home.ts';
import type { Http } from '../platform/net/http.ts';
import type { CscCredential } from '../tokens/csc/csc-credential.ts';
import { readInfo } from '../tokens/csc/csc-info.ts';
import { serviceAddress } from '../tokens/csc/csc-request.ts';
import type { CscService } from '../tokens/csc/csc-service.ts';
import { CodeDesk } from './code-desk.ts';
import { problemOf } from './problem.ts';
import { forgetKey, rememberClient, rememberedKeys, rememberKey } from './remembered-keys.ts';
import { type FoundKey, keysAt, openService, type RemoteService, type RemoteWish } from './remote-keys.ts';
import { VisitDesk } from './visit-desk.ts';

interface Parts {
  readonly home: Home;
  http(): Promise<Http>;
  /** Other keys are there now. */
  readonly onChanged: () => void;
}

/** A service whose access token was given, or got in the browser, in this session. */
interface OpenService {
  readonly id: ServiceId;
  readonly address: string;
  readonly clientId: string | null;
  readonly service: CscService;
  readonly keys: readonly FoundKey[];
}

/** A key at a service, for the list of all keys. */
export interface KeyAtService {
  readonly credential: CscCredential;
  readonly wish: RemoteWish;
  /** Why nothing can be signed with it now. */
  readonly refusal: AppError | undefined;
}

/**
 * Remote signing services as the window has them. Their addresses are kept in the home; an access token is held for the session only, and
 * only in what speaks with its service.
 */
export class WindowServices {
  readonly codes = new CodeDesk();
  readonly visits = new VisitDesk();
  readonly #parts: Parts;
  readonly #open = new Map<ServiceId, OpenService>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Those whose addresses are kept, as far as they are known without asking them. */
  async list(): Promise<SigningService[]> {
    const { services, clientIds } = await rememberedKeys(this.#parts.home);
    return services.flatMap((address) => {
      const id = idOf(address);
      const open = this.#open.get(id);
      if (open !== undefined) return [viewOf(open)];
      if (!URL.canParse(address)) return [];
      const clientId = clientIds[address] ?? null;
      return [{ id, address, host: new URL(address).host, clientId, state: 'closed', keys: [] }];
    });
  }

  /** Asks a service what it says of itself to anybody. @throws AppError USAGE, REMOTE_REFUSED, REMOTE_RESPONSE_INVALID, NETWORK_*, CANCELLED */
  async look(address: string, signal: AbortSignal): Promise<ServiceFacts> {
    const url = serviceAddress(address);
    const { signIn } = await readInfo(this.#http, url, signal);
    const { clientIds } = await rememberedKeys(this.#parts.home);
    return { host: url.host, signsIn: signIn !== undefined, clientId: clientIds[url.href] ?? null };
  }

  /**
   * Asks a service for its keys; one that does not answer as it should is not remembered.
   * @param right bytes in it stay the caller's
   * @throws AppError USAGE, REMOTE_*, NETWORK_*, HOME_NOT_WRITABLE, DISK_FULL, CANCELLED
   */
  async add(address: string, right: ServiceRight, signal: AbortSignal): Promise<SigningService> {
    const { home } = this.#parts;
    const { href } = serviceAddress(address);
    const by = this.#rightOf(right);
    const service = await openService({ service: href, by, http: async () => this.#http }, signal);
    try {
      const { keys } = await keysAt(service, signal);
      const clientId = right.kind === 'browser' ? right.clientId : null;
      await rememberKey(home, 'services', href);
      await rememberClient(home, href, clientId);
      await this.#open.get(idOf(href))?.service.access.end();
      return this.#keep({ id: idOf(href), address: href, clientId, service, keys });
    } catch (error) {
      await service.access.end();
      throw error;
    }
  }

  /** @throws AppError as add; USAGE where its access token was not given in this session */
  async refresh(id: ServiceId, signal: AbortSignal): Promise<SigningService> {
    const open = this.#open.get(id);
    if (open === undefined) {
      throw new AppError('USAGE', 'The access token of this signing service is not known any more. Give it again.');
    }
    try {
      const { keys } = await keysAt(open.service, signal);
      return this.#keep({ ...open, keys });
    } finally {
      if (open.service.isTokenRefused) this.#parts.onChanged();
    }
  }

  /** @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  async forget(id: ServiceId): Promise<void> {
    const { home, onChanged } = this.#parts;
    const { services } = await rememberedKeys(home);
    for (const address of services) {
      if (idOf(address) !== id) continue;
      await forgetKey(home, 'services', address);
      await rememberClient(home, address, null);
    }
    const open = this.#open.get(id);
    this.#open.delete(id);
    onChanged();
    await open?.service.access.end();
  }

  /** The keys of all services that are open. */
  keys(): KeyAtService[] {
    return [...this.#open.values()].flatMap((open) =>
      open.keys.flatMap((key) => ('credential' in key ? [this.#keyAt(open, key.credential)] : [])),
    );
  }

  /** Nobody is asked any more: what waits for an answer is given up. */
  stopAsking(): void {
    this.codes.close();
    this.visits.close();
  }

  /** Gives the access tokens back that were got in the browser. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map(({ service }) => service.access.end()));
  }

  /** Asked for at each request: the network may be set otherwise meanwhile. */
  get #http(): Http {
    const { http } = this.#parts;
    return {
      request: async (request, stopped) => (await http()).request(request, stopped),
      probe: async (target, stopped) => (await http()).probe(target, stopped),
    };
  }

  #rightOf(right: ServiceRight): RemoteService['by'] {
    if (right.kind === 'token') {
      return { kind: 'token', accessToken: async () => new Uint8Array(right.accessToken) };
    }
    const secret = right.clientSecret === null ? undefined : new TextDecoder().decode(right.clientSecret);
    return { kind: 'browser', client: { id: right.clientId, secret }, browser: this.visits.browser };
  }

  /** The same key, though the access token may be another one by now. */
  #find(id: ServiceId, { id: name, certificate }: CscCredential): CscCredential {
    const open = this.#open.get(id);
    for (const key of open?.keys ?? []) {
      if (!('credential' in key) || key.id !== name || !sameBytes(key.credential.certificate, certificate)) continue;
      if (key.credential.service.isTokenRefused) throw tokenRefused(key.credential.service.host);
      return key.credential;
    }
    throw new AppError(
      'CERTIFICATE_NOT_FOUND',
      'The signing service does not show this key any more, or was forgotten. Choose another key.',
    );
  }

  #keep(open: OpenService): SigningService {
    this.#open.set(open.id, open);
    this.#parts.onChanged();
    return viewOf(open);
  }

  #keyAt({ id, address, service }: OpenService, credential: CscCredential): KeyAtService {
    const { host } = service;
    const name = new Certificate(credential.certificate).commonName;
    return {
      credential,
      refusal: service.isTokenRefused ? tokenRefused(host) : credential.refusal,
      wish: {
        kind: 'csc',
        service: address,
        find: async () => this.#find(id, credential),
        codeFor: ({ label }, signal) => this.codes.ask({ label, host, name }, signal),
      },
    };
  }
}

function viewOf({ id, address, clientId, service, keys }: OpenService): SigningService {
  return {
    id,
    address,
    host: service.host,
    clientId,
    state: service.isTokenRefused ? 'refused' : 'open',
    keys: keys.map((key) => {
      if ('failure' in key) return { name: key.id, certificate: null, wants: [], problem: problemOf(key.failure) };
      const { certificate, secrets, authorization, refusal } = key.credential;
      return {
        name: key.id,
        certificate: certificateId.parse(new Certificate(certificate).sha256),
        wants: authorization === 'browser' ? ['browser'] : secrets.map(({ kind }) => kind),
        problem: refusal === undefined ? null : problemOf(refusal),
      };
    }),
  };
}

function idOf(address: string): ServiceId {
  return serviceId.parse(`service-${hashState('sha256').update(address).digest('hex').slice(0, 32)}`);
}

function tokenRefused(host: string): AppError {
  return new AppError(
    'REMOTE_TOKEN_REFUSED',
    `The signing service ${host} no longer accepts its access token. Give a new one.`,
    { host },
  );
}
