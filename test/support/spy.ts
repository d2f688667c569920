import { existsSync } from 'node:fs';
import { describeWith } from './tools.ts';

const PLACES = [
  '/usr/lib/x86_64-linux-gnu/pkcs11-spy.so',
  '/usr/lib/aarch64-linux-gnu/pkcs11-spy.so',
  '/usr/lib64/pkcs11-spy.so',
];

/** A suite over OpenSC's pkcs11-spy, which writes every call to PKCS11SPY_OUTPUT and hands it on to the module PKCS11SPY. */
export function describeWithSpy(body: (spy: string) => void): void {
  const spy = PLACES.find((place) => existsSync(place));
  describeWith('pkcs11-spy', spy === undefined ? 'opensc not installed' : undefined, () => body(spy ?? ''));
}
