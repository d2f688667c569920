import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import { remoteKeys } from '../../src-main/workflow/remote-keys.ts';
import { type RemoteOptions, remoteService } from '../key-options.ts';
import type { Output } from '../output.ts';

/** `countersign tokens remote --csc URL` */
export async function remote(_args: readonly string[], options: RemoteOptions, output: Output): Promise<ExitStatus> {
  const keys = await remoteKeys(remoteService(options));
  output.object({ keys });
  if (keys.length === 0) output.say('The service keeps no key for this access token.');
  for (const key of keys) {
    output.say(`${key.id}  ${key.subject}`);
    output.say(`        ${key.key}, until ${key.notAfter.slice(0, 10)}, issued by ${key.issuer}`);
    output.say(
      `        wants ${key.wants.length === 0 ? 'nothing more than the access token' : key.wants.join(' and ')}`,
    );
    if (key.reason !== null) output.say(`        cannot sign: ${key.reason}`);
  }
  return 0;
}
