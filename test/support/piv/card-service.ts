import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * From now on this process and those that it starts see no reader, until `showCardService`: cards of other tests, which may just be pulled out
 * or keep silent, are none of theirs.
 */
export function hideCardService(): void {
  process.env.PCSCLITE_CSOCK_NAME = join(tmpdir(), 'countersign-no-card-service');
}

/** @returns the way back */
export function showCardService(): () => void {
  const { PCSCLITE_CSOCK_NAME: before } = process.env;
  delete process.env.PCSCLITE_CSOCK_NAME;
  return () => {
    if (before !== undefined) process.env.PCSCLITE_CSOCK_NAME = before;
  };
}
