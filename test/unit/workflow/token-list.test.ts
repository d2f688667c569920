import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { tokenLines } from '../../../src-cli/token-words.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import type { TokenCertificate, TokenInfo } from '../../../src-main/tokens/token-info.ts';
import { listedModules } from '../../../src-main/workflow/token-list.ts';
import { tokenProblems } from '../../../src-main/workflow/token-problems.ts';
import { tokenInfo } from '../../support/token-info.ts';

const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
const authority = (CN: string) =>
  issueCertificate({ subject: { CN }, key: generateKey('p-256'), basicConstraints: { ca: true }, ...validity });
const root = authority('Root');
const leaf = issueCertificate({ subject: { CN: 'Alice' }, key: generateKey('p-256'), issuer: root, ...validity });
const own = authority('Self-made');

const on = (
  { certificate }: { readonly certificate: Uint8Array },
  privateKey: TokenCertificate['privateKey'] = 'unknown',
) => ({
  certificate,
  sha256: createHash('sha256').update(certificate).digest('hex'),
  keyId: '01',
  label: '',
  privateKey,
  pinPerSignature: 'unknown' as const,
});
const MODULE = { path: '/m/driver.so', product: '', vendor: false, always: true };
const listed = (...tokens: TokenInfo[]) =>
  listedModules({ modules: [{ ...MODULE, error: null, tokens }], unread: [] }, systemClock);
const names = (...certificates: TokenCertificate[]) =>
  listed(tokenInfo({ certificates })).modules[0]?.tokens[0]?.certificates.map(({ name, authority }) => [
    name,
    authority,
  ]);

it('the issuer of another certificate is there for the chain alone; one by itself is somebody’s', () => {
  expect(names(on(leaf), on(root))).toEqual([['Alice', false]]);
  expect(names(on(leaf), on(root), on(own))).toEqual([
    ['Alice', false],
    ['Self-made', true],
  ]);
  expect(names(on(own, 'no')), 'whose key is not here').toEqual([]);
  expect(names(on(leaf), on(root, 'yes')), 'whose key is here').toEqual([
    ['Alice', false],
    ['Root', true],
  ]);
});

it('a certificate that is marked as an authority’s can sign, and says what it is', () => {
  const [token] = listed(tokenInfo({ certificates: [on(own)] })).modules[0]?.tokens ?? [];
  expect(token?.certificates).toMatchObject([{ usable: true, fault: null, reason: null }]);
  expect(token === undefined ? [] : tokenLines(token).at(-1)).toMatch(/^ +The certificate is that of an authority/);
});

it('a key without a certificate is told of, with what makes one', () => {
  const token = listed(tokenInfo({ label: 'Mine', bareKeys: [{ keyId: '0a1b', label: 'New' }] })).modules[0]?.tokens[0];
  const lines = token === undefined ? [] : tokenLines(token);
  expect(lines.slice(1)).toEqual([
    '    cannot  key “New”',
    expect.stringContaining('CKA_ID 0a1b'),
    expect.stringContaining('countersign tokens import-certificate'),
    expect.stringContaining('countersign tokens request --key-id 0a1b'),
  ]);
});

it('a token that holds more than is listed is told of', () => {
  const token = listed(tokenInfo({ label: 'Vault', more: true })).modules[0]?.tokens[0];
  expect(token?.more).toBe(true);
  const lines = token === undefined ? [] : tokenLines(token);
  expect(lines.slice(1).join(' ')).toMatch(/holds more than is listed.*on a token of its own/);
});

it('an empty token is said to be not set up; in the window only where there is no other', () => {
  const empty = tokenInfo({ label: '', initialized: false, pinState: 'unknown', slotDescription: 'Slot 3' });
  const [token] = listed(empty).modules[0]?.tokens ?? [];
  expect(token === undefined ? [] : tokenLines(token)).toEqual([
    expect.stringMatching(/^ {2}not set up yet: the token in Slot 3 /),
    expect.stringMatching(/Set it up with the program of its vendor/),
  ]);
  expect(tokenProblems(listed(empty))).toEqual([
    {
      module: 'driver.so',
      code: 'TOKEN_NOT_INITIALIZED',
      message: expect.stringContaining('“Slot 3” was never set up'),
    },
  ]);
  expect(tokenProblems(listed(empty, tokenInfo({ label: 'Mine' })))).toEqual([]);
});
