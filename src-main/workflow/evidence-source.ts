import { AppError, codeOf, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import type { Certificate } from '../cms/certificate.ts';
import { readCertificates } from '../cms/certificate-file.ts';
import { type Crl, readCrls } from '../cms/crl.ts';
import { isFormatError } from '../cms/format-error.ts';
import { ocspRequest } from '../cms/ocsp-request.ts';
import { OcspResponse, ocspStatus } from '../cms/ocsp-response.ts';
import type { Clock } from '../platform/clock.ts';
import type { Http, HttpRequest } from '../platform/net/http.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Bytes. The largest lists of public authorities have some tens of megabytes; larger ones would have to go into the document. */
const LARGEST_CRL = 64 * 1024 * 1024;
const LARGEST_OCSP = 256 * 1024;
const LARGEST_BUNDLE = 1024 * 1024;
const MOST_IN_BUNDLE = 50;
/** Milliseconds for one exchange. */
const DEADLINE = 15_000;
const DEADLINE_CRL = 60_000;
/** An address that failed is not asked again for so long: a thousand files must not wait for it a thousand times. */
const FAILURE_HOLDS = MINUTE;

/** One thing that was fetched. */
export interface Fetched<T> {
  readonly item: T;
  /** True where it came from the cache, and asking anew may bring a newer one. */
  readonly fromCache: boolean;
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Passes the cache over. */
  readonly refresh?: boolean | undefined;
  /** Told of every answer and of every failure. */
  readonly observe?: ((attempt: FetchAttempt) => void) | undefined;
}

/** One request, or one look into the cache that was enough. */
export interface FetchAttempt {
  readonly url: string;
  readonly purpose: 'certificate' | 'ocsp' | 'crl';
  /** `ok`, or the code of the failure. */
  readonly outcome: string;
  /** Octets of the answer. */
  readonly bytes: number;
  readonly fromCache: boolean;
  /** SHA-256 of the list or response; undefined for certificates and failures. */
  readonly sha256?: string | undefined;
}

/**
 * Fetches what certificates name: their issuers, OCSP answers, revocation lists. Nothing of it is checked here but its form: every item
 * proves what its signature proves, wherever it came from.
 */
export class EvidenceSource {
  readonly #http: Http;
  readonly #clock: Clock;
  readonly #failures = new Map<string, { error: Failure; until: number }>();

  constructor(http: Http, clock: Clock) {
    this.#http = http;
    this.#clock = clock;
  }

  /** Certificates at an address of caIssuers (RFC 5280, 4.2.2.1). @throws AppError NETWORK_*, EVIDENCE_INCOMPLETE, CANCELLED */
  issuers(url: string, name: string, options: FetchOptions): Promise<Fetched<Certificate[]>> {
    const request = this.#get(url, `The issuer of the certificate of ${name}`, LARGEST_BUNDLE, DEADLINE, options);
    const read = (body: Uint8Array) => readCertificates(body).slice(0, MOST_IN_BUNDLE);
    return this.#fetch('certificate', request, read, () => this.#in(24 * HOUR), options);
  }

  /** A revocation list (RFC 5280, 4.2.1.13). @throws AppError NETWORK_*, EVIDENCE_INCOMPLETE, CANCELLED */
  crl(url: string, issuer: string, options: FetchOptions): Promise<Fetched<Crl>> {
    const request = this.#get(url, `The revocation list of ${issuer}`, LARGEST_CRL, DEADLINE_CRL, options);
    const fresh = ({ nextUpdate }: Crl) => this.#earlier(nextUpdate, 24 * HOUR);
    return this.#fetch('crl', request, (body) => onlyCrl(body), fresh, options);
  }

  /**
   * What a responder says of a certificate (RFC 6960). No nonce: an answer that many share is one that can be kept, and its times say how
   * old it is. A responder that does not know the usual digest is asked again with SHA-256.
   * @throws AppError NETWORK_*, EVIDENCE_INCOMPLETE, CANCELLED
   */
  async ocsp(
    url: string,
    certificate: Certificate,
    issuer: Certificate,
    options: FetchOptions,
  ): Promise<Fetched<OcspResponse>> {
    const ask = (hash: 'sha1' | 'sha256') => {
      const request: HttpRequest = {
        ...this.#get(
          url,
          `The OCSP answer about the certificate of ${certificate.commonName}`,
          LARGEST_OCSP,
          DEADLINE,
          options,
        ),
        method: 'POST',
        body: ocspRequest({ certificate, issuer, hash }),
        contentType: 'application/ocsp-request',
        accept: 'application/ocsp-response',
      };
      const fresh = (answer: OcspResponse) => this.#earlier(answer.find(certificate, issuer)?.nextUpdate, HOUR);
      return this.#fetch('ocsp', request, (body) => readOcsp(body), fresh, options);
    };
    try {
      return await ask('sha1');
    } catch (error) {
      if (!isAppError(error) || error.details.ocspStatus === undefined || error.details.ocspStatus === 'tryLater')
        throw error;
      return await ask('sha256').catch(() => {
        throw error;
      });
    }
  }

  #get(url: string, purpose: string, maxBytes: number, deadline: number, { refresh }: FetchOptions): HttpRequest {
    return { method: 'GET', url, purpose, maxBytes, deadline, refresh };
  }

  async #fetch<T extends Certificate[] | Crl | OcspResponse>(
    purpose: FetchAttempt['purpose'],
    request: HttpRequest,
    read: (body: Uint8Array) => T,
    freshUntil: (item: T) => Date | undefined,
    { signal, observe }: FetchOptions,
  ): Promise<Fetched<T>> {
    const key = `${request.method} ${request.url} ${Buffer.from(request.body ?? []).toString('base64')}`;
    const recent = this.#failures.get(key);
    if (recent !== undefined && recent.until > this.#clock.now().getTime()) throw again(recent.error);
    try {
      const answer = await this.#http.request(
        { ...request, freshUntil: (body) => whereReadable(() => freshUntil(read(body))) },
        signal,
      );
      const { body, fromCache } = answer;
      const item = readAnswer(body, read, request.purpose);
      const sha256 = 'sha256' in item ? item.sha256 : undefined;
      observe?.({ url: publicUrl(request.url), purpose, outcome: 'ok', bytes: body.length, fromCache, sha256 });
      return { item, fromCache };
    } catch (error) {
      observe?.({
        url: publicUrl(request.url),
        purpose,
        outcome: codeOf(error) ?? 'UNKNOWN',
        bytes: 0,
        fromCache: false,
      });
      if (isAppError(error) && error.code !== 'CANCELLED') {
        this.#failures.set(key, { error, until: this.#clock.now().getTime() + FAILURE_HOLDS });
      }
      throw error;
    }
  }

  #in(milliseconds: number): Date {
    return new Date(this.#clock.now().getTime() + milliseconds);
  }

  #earlier(time: Date | undefined, milliseconds: number): Date | undefined {
    const limit = this.#in(milliseconds);
    return time === undefined || time < limit ? time : limit;
  }
}

/** Without what may be a password, and no longer than anybody reads. */
function publicUrl(text: string): string {
  if (!URL.canParse(text)) return text.slice(0, 200);
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href.slice(0, 1000);
}

function again({ code, message, details }: Failure): AppError {
  return new AppError(code, message, details);
}

function onlyCrl(body: Uint8Array): Crl {
  const [crl] = readCrls(body);
  if (crl === undefined) throw new AppError('CRL_UNREADABLE', 'The data hold no revocation list.');
  return crl;
}

function readOcsp(body: Uint8Array): OcspResponse {
  const status = ocspStatus(body);
  if (status === 'successful') return new OcspResponse(body);
  throw new AppError('EVIDENCE_INCOMPLETE', `The OCSP responder gives no answer (${status}). Try again later.`, {
    ocspStatus: status,
  });
}

function readAnswer<T>(body: Uint8Array, read: (body: Uint8Array) => T, purpose: string): T {
  try {
    return read(body);
  } catch (error) {
    if (isAppError(error) && error.code === 'EVIDENCE_INCOMPLETE') throw error;
    if (!isUnreadable(error)) throw error;
    const message = `${purpose} was fetched, but cannot be read. Try again later, or give it as a file.`;
    throw new AppError('EVIDENCE_INCOMPLETE', message, { size: body.length }, { cause: error });
  }
}

function whereReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return undefined;
  }
}

function isUnreadable(error: unknown): boolean {
  return (
    isFormatError(error) || ['CERTIFICATE_UNREADABLE', 'CRL_UNREADABLE', 'EVIDENCE_INCOMPLETE'].includes(codeOf(error))
  );
}
