import { AppError, type ErrorDetails } from '../../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../../shared/contract/error-codes.ts';
import { systemCode } from '../files.ts';

type NetworkCode = Extract<ErrorCode, `NETWORK_${string}`>;

/** `sentence` goes on after "What was to be fetched cannot be fetched: ". Neither paths nor credentials of the address appear. */
export function networkError(
  code: NetworkCode,
  purpose: string,
  why: string,
  details: ErrorDetails = {},
  cause?: unknown,
): AppError {
  return new AppError(code, `${purpose} cannot be fetched: ${why}`, details, { cause });
}

/** Where a failure of the connection happened. */
export interface Place {
  readonly purpose: string;
  /** Host and port of the service. */
  readonly host: string;
  /** Host and port of the proxy, where the failing connection led to it. */
  readonly proxy?: string | undefined;
}

/** What a failed connection or broken answer means for the person. */
export function connectionError(error: unknown, place: Place): AppError {
  if (error instanceof AppError) return error;
  const system = systemCode(error);
  const details = { host: place.host, system };
  if (place.proxy !== undefined) {
    const why = `the proxy ${place.proxy} ${REASONS[system] ?? tlsReason(system)}. Check the proxy settings.`;
    return networkError('NETWORK_PROXY', place.purpose, why, details, error);
  }
  if (system.startsWith('HPE_') || system.startsWith('Z_')) {
    return networkError(
      'NETWORK_STATUS',
      place.purpose,
      `${place.host} gave an answer that is no proper HTTP. Ask whoever runs the service.`,
      details,
      error,
    );
  }
  // A name that nobody knows is mistyped more often than anything else.
  const check = system === 'ENOTFOUND' ? 'the address and the connection' : 'the connection';
  const why = `${place.host} ${REASONS[system] ?? tlsReason(system)}. Check ${check}, or try again later.`;
  return networkError('NETWORK_UNREACHABLE', place.purpose, why, details, error);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'is not known',
  EAI_AGAIN: 'cannot be looked up at this moment',
  ECONNREFUSED: 'takes no connections',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  ECONNABORTED: 'broke the connection off',
  ERR_STREAM_PREMATURE_CLOSE: 'broke the answer off',
  EHOSTUNREACH: 'cannot be reached from here',
  ENETUNREACH: 'cannot be reached from here',
  ETIMEDOUT: 'does not answer',
  EACCES: 'may not be contacted: this computer forbids it',
  EPERM: 'may not be contacted: this computer forbids it',
};

function tlsReason(system: string): string {
  const ofCertificate = /CERT|SELF_SIGNED|ISSUER|ALTNAME|SIGNATURE|ERR_TLS/.test(system);
  if (ofCertificate) return `shows a TLS certificate that is not accepted (${system})`;
  return /^(ERR_SSL|EPROTO)/.test(system) ? `speaks no TLS that is understood (${system})` : `fails (${system})`;
}
