import { checkTimestampToken } from '../../src-main/cms/timestamp-check.ts';
import { timestampRequest, tokenOfResponse } from '../../src-main/cms/timestamp-request.ts';
import { type Clock, systemClock } from '../../src-main/platform/clock.ts';
import { randomBytes } from '../../src-main/platform/random.ts';
import type { Timestamper } from '../../src-main/platform/timestamper.ts';
import type { Pki, TsaKind } from './make-pki.ts';
import { answerTimestamp, type TsaLie } from './tsa.ts';

/** A timestamp authority of the PKI in the process, with no network between. Its answers are checked as those of any other. */
export function localTimestamper(
  pki: Pki,
  options: { readonly clock?: Clock; readonly kind?: TsaKind; readonly lie?: TsaLie } = {},
): Timestamper {
  const { clock = systemClock, kind = 'good', lie } = options;
  return {
    expectedTokenSize: 2500,
    async timestamp(digest, hash, signal) {
      signal?.throwIfAborted();
      const nonce = randomBytes(8);
      const response = answerTimestamp(timestampRequest({ hash, digest, nonce }), pki.tsa(kind), clock.now(), lie);
      const authority = 'in this process';
      const token = tokenOfResponse(response, authority);
      checkTimestampToken(token, { hash, digest, nonce, authority });
      return token;
    },
  };
}
