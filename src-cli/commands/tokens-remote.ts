import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import { interruptible } from '../../src-main/platform/interrupt.ts';
import { remoteKeys } from '../../src-main/workflow/remote-keys.ts';
import { type RemoteOptions, remoteService } from '../key-options.ts';
import type { Output } from '../output.ts';

/** `countersign tokens remote --csc URL` */
export async function remote(_args: readonly string[], options: RemoteOptions, output: Output): Promise<ExitStatus> {
  const { keys, more } = await interruptible((signal) => remoteKeys(remoteService(options), signal));
  output.object({ keys, more });
  if (keys.length === 0) output.say('The service keeps no key for this access token.');
  for (const key of keys) {
    const { certificate, wants } = key;
    output.say(`${key.id}  ${certificate?.subject ?? ''}`.trimEnd());
    if (certificate !== null) {
      output.say(
        `        ${certificate.key}, until ${certificate.notAfter.slice(0, 10)}, issued by ${certificate.issuer}`,
      );
      output.say(`        wants ${wants.length === 0 ? 'nothing more than the access token' : wants.join(' and ')}`);
    }
    if (key.reason !== null) output.say(`        cannot sign: ${key.reason}`);
  }
  if (more > 0)
    output.say(`The service keeps ${more} more; they are not asked about. Name one by its ID to sign with it.`);
  return 0;
}
