import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contextTag, TAG } from '../../src-main/cms/der.ts';
import { encode, integer, sequence, setOf } from '../../src-main/cms/der-writer.ts';
import { isFormatError } from '../../src-main/cms/format-error.ts';
import { oid } from '../../src-main/cms/oid.ts';
import { type Clock, systemClock } from '../../src-main/platform/clock.ts';
import { largeCrl } from './large-crl.ts';
import { CA_NAMES, type CaName, makePki, type Pki, type PkiOptions, TSA_KINDS, type TsaKind } from './make-pki.ts';
import { answerOcsp, type OcspLie } from './ocsp-responder.ts';
import { type ServiceFault, serveFault } from './service-faults.ts';
import { answerTimestamp, type TsaLie } from './tsa.ts';

export interface PkiServicesOptions extends Pick<PkiOptions, 'revocationBy'> {
  /** What the certificates are laid around, and what time the services state; the system's where absent. */
  readonly clock?: Clock;
}

/** One request that came in. */
export interface ServedRequest {
  readonly method: string;
  readonly path: string;
}

const MOST_OCTETS_ASKED = 1_000_000;
const CRL_LIFE = 7 * 86_400_000;
const HOUR = 3_600_000;

/**
 * The services of a PKI of its own on a free port of the loopback interface: timestamps, OCSP, CRLs, certificates of issuers; right
 * unless told otherwise. Paths: `/tsa/KIND` (`/tsa` is `good`), `/ocsp/CA` (POST and GET), `/crl/CA.crl`, `/ca/CA.cer`, `/ca/CA.p7c`.
 */
export class PkiServices {
  /** "http://127.0.0.1:41234" */
  readonly baseUrl: string;
  readonly pki: Pki;
  /** What time the services state. */
  clock: Clock;
  readonly requests: ServedRequest[] = [];
  readonly #server: Server;
  readonly #tsaLies = new Map<TsaKind, TsaLie>();
  readonly #ocspLies = new Map<CaName, OcspLie>();
  readonly #faults = new Map<string, ServiceFault>();
  readonly #largeCrls = new Map<CaName, Uint8Array>();

  private constructor(server: Server, options: PkiServicesOptions) {
    const { port } = server.address() as AddressInfo;
    this.baseUrl = `http://127.0.0.1:${port}`;
    this.clock = options.clock ?? systemClock;
    const revocationBy = options.revocationBy === undefined ? {} : { revocationBy: options.revocationBy };
    this.pki = makePki(this.clock.now(), { baseUrl: this.baseUrl, ...revocationBy });
    this.#server = server;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  static async start(options: PkiServicesOptions = {}): Promise<PkiServices> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new PkiServices(server, options);
  }

  tsaUrl(kind: TsaKind = 'good'): string {
    return `${this.baseUrl}/tsa/${kind}`;
  }

  /** `undefined`: honest again. */
  setTsa(lie: TsaLie | undefined, kind: TsaKind = 'good'): void {
    put(this.#tsaLies, kind, lie);
  }

  setOcsp(lie: OcspLie | undefined, ca: CaName = 'issuing-1'): void {
    put(this.#ocspLies, ca, lie);
  }

  /** What the server does instead of answering, for paths that begin with `path`. `undefined`: answers again. */
  setFault(path: string, fault: ServiceFault | undefined): void {
    put(this.#faults, path, fault);
  }

  /** Makes the CRL of a CA about `size` octets long; 0: as long as it is. */
  setCrlSize(size: number, ca: CaName = 'issuing-1'): void {
    const { thisUpdate, nextUpdate } = this.#crlTimes();
    const crl = size === 0 ? undefined : largeCrl(this.pki.ca(ca), thisUpdate, nextUpdate, size);
    put(this.#largeCrls, ca, crl);
  }

  /** Requests so far for paths that begin with `path`. */
  count(path = '/'): number {
    return this.requests.filter((request) => request.path.startsWith(path)).length;
  }

  /** Ends the server and every connection to it. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    this.requests.push({ method: request.method ?? '', path });
    try {
      const body = await bodyOf(request);
      const fault = [...this.#faults].find(([prefix]) => path.startsWith(prefix))?.[1];
      if (fault !== undefined) {
        serveFault(fault, response, path);
        return;
      }
      const answer = this.#content(path, body);
      const headers = answer === undefined ? {} : { 'Content-Type': answer.type, 'Content-Length': answer.body.length };
      response.writeHead(answer === undefined ? 404 : 200, headers).end(answer?.body);
    } catch (error) {
      if (isFormatError(error)) response.writeHead(400, { 'Content-Type': 'text/plain' }).end(error.message);
      // Whoever asked has gone.
      else if (request.destroyed && !request.complete) response.destroy();
      else throw error;
    }
  }

  #content(path: string, body: Uint8Array): { type: string; body: Uint8Array } | undefined {
    const [, service = '', name = 'good', ...rest] = path.split('/');
    if (service === 'tsa') {
      const kind = TSA_KINDS.find((known) => known === name);
      if (kind === undefined) return undefined;
      const answer = answerTimestamp(body, this.pki.tsa(kind), this.clock.now(), this.#tsaLies.get(kind));
      return { type: 'application/timestamp-reply', body: answer };
    }
    const ca = CA_NAMES.find((known) => known === name.replace(/\.\w+$/, ''));
    if (ca === undefined) return undefined;
    switch (service) {
      case 'ocsp': {
        // By GET the request is the rest of the path in Base64 (RFC 6960, A.1).
        const asked = body.length > 0 ? body : Buffer.from(decodeURIComponent(rest.join('/')), 'base64');
        const answer = answerOcsp(asked, this.pki, ca, this.clock.now(), this.#ocspLies.get(ca));
        return { type: 'application/ocsp-response', body: answer };
      }
      case 'crl': {
        const { thisUpdate, nextUpdate } = this.#crlTimes();
        const crl = this.#largeCrls.get(ca) ?? this.pki.crl(ca, thisUpdate, nextUpdate);
        return { type: 'application/pkix-crl', body: crl };
      }
      case 'ca': {
        const { certificate } = this.pki.ca(ca);
        return name.endsWith('.p7c')
          ? { type: 'application/pkcs7-mime', body: certificateBag([certificate]) }
          : { type: 'application/pkix-cert', body: certificate };
      }
      default:
        return undefined;
    }
  }

  #crlTimes(): { thisUpdate: Date; nextUpdate: Date } {
    const now = this.clock.now().getTime();
    return { thisUpdate: new Date(now - HOUR), nextUpdate: new Date(now + CRL_LIFE) };
  }
}

function put<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= MOST_OCTETS_ASKED) parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** A PKCS#7 "certs-only" SignedData, DER. */
export function certificateBag(certificates: readonly Uint8Array[]): Uint8Array {
  const content = sequence(
    integer(1),
    encode(TAG.set),
    sequence(oid('1.2.840.113549.1.7.1')),
    setOf(certificates, contextTag(0)),
    encode(TAG.set),
  );
  return sequence(oid('1.2.840.113549.1.7.2'), encode(contextTag(0), content));
}
