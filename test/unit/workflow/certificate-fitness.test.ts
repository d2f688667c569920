import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { ensureHome, locateHome } from '../../../src-main/platform/home.ts';
import {
  AUTHORITY_SENTENCE,
  certificateFault,
  expiresIn,
  faultSentence,
  qualifiedFor,
} from '../../../src-main/workflow/certificate-fitness.ts';
import { rememberChoice, rememberedKeys } from '../../../src-main/workflow/remembered-keys.ts';
import { signingWarnings } from '../../../src-main/workflow/signing-checks.ts';
import { loadTrust } from '../../../src-main/workflow/trust-store.ts';
import { temporaryFolder } from '../../support/tools.ts';

const key = generateKey('p-256');
const issued = (more: Partial<Parameters<typeof issueCertificate>[0]> = {}) =>
  new Certificate(
    issueCertificate({
      subject: { CN: 'Alice' },
      key,
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2027-01-01T00:00:00Z'),
      keyUsage: ['nonRepudiation'],
      ...more,
    }).certificate,
  );
const at = (date: string) => new Date(`${date}T00:00:00Z`);
const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });

describe('whether a certificate is one to sign with', () => {
  it.each([
    ['in its time', {}, '2026-06-01', null, ''],
    ['at its last second', {}, '2027-01-01', null, ''],
    ['after its end', {}, '2027-01-02', 'expired', 'expired on 2027-01-01'],
    ['before its beginning', {}, '2025-12-31', 'not-yet-valid', 'only from 2026-01-01'],
    ['for encryption', { keyUsage: ['keyEncipherment'] }, '2026-06-01', 'key-usage', 'not made for signing'],
    [
      'of a true authority',
      { basicConstraints: { ca: true }, keyUsage: ['keyCertSign'] },
      '2026-06-01',
      'key-usage',
      '',
    ],
    ['marked as an authority’s', { basicConstraints: { ca: true } }, '2026-06-01', null, ''],
  ] as const)('%s', (_name, more, date, fault, words) => {
    const certificate = issued(more);
    expect(certificateFault(certificate, at(date))).toBe(fault);
    if (fault !== null) expect(faultSentence(fault, certificate)).toContain(words);
  });

  it.each([
    ['2026-12-01', null],
    ['2026-12-02', 30],
    ['2026-12-31', 1],
    ['2027-01-01', 0],
    ['2027-01-02', null],
  ] as const)('on %s its end is announced: %s', (date, days) => {
    const certificate = issued();
    expect(expiresIn(certificate, at(date))).toBe(days);
  });

  it('says before the PIN that it is marked as an authority’s, and signs', async () => {
    const trust = await loadTrust({}, home);
    const certificate = issued({ basicConstraints: { ca: true } });
    expect(signingWarnings(certificate, { now: at('2026-06-01'), trust, chain: [] })).toContain(AUTHORITY_SENTENCE);
    expect(signingWarnings(issued(), { now: at('2026-06-01'), trust, chain: [] })).not.toContain(AUTHORITY_SENTENCE);
  });

  it('says before the PIN how soon it ends', async () => {
    const trust = await loadTrust({}, home);
    const said = (date: string) => signingWarnings(issued(), { now: at(date), trust, chain: [] }).join('\n');
    expect(said('2026-12-20')).toContain('ends on 2027-01-01, in 12 days');
    expect(said('2026-06-01')).not.toContain('ends on');
  });
});

describe('what a certificate says that it is qualified for (EN 319 412-5, 4.2)', () => {
  const COMPLIANCE = '3008060604008e460101';
  const type = (arc: number) => `3013060604008e46010630090607${`04008e460106${arc.toString(16).padStart(2, '0')}`}`;
  const statements = (...parts: readonly string[]) => {
    const body = Buffer.from(parts.join(''), 'hex');
    return Buffer.concat([Buffer.from([0x30, body.length]), body]);
  };
  const withStatements = (value: Uint8Array) =>
    issued({ extensions: [{ oid: '1.3.6.1.5.5.7.1.3', critical: false, value }] });

  it.each([
    ['signatures where no type is told', statements(COMPLIANCE), 'signature'],
    ['signatures', statements(COMPLIANCE, type(1)), 'signature'],
    ['seals', statements(COMPLIANCE, type(2)), 'seal'],
    ['nothing where it does not claim to be qualified', statements(type(1)), null],
    ['nothing where its statements cannot be read', Buffer.from('30030101', 'hex'), null],
  ] as const)('%s', (_name, value, purpose) => {
    expect(qualifiedFor(withStatements(value))).toBe(purpose);
    expect(qualifiedFor(issued())).toBeNull();
  });
});

describe('what was chosen', () => {
  it('is kept for each token and purpose, the last one counts, and files from before choices were kept are read', async () => {
    await ensureHome(home);
    writeFileSync(join(home.path, 'keys.json'), JSON.stringify({ keyStores: ['/a.p12'], modules: [] }));
    const [card, other] = ['serial:1', 'serial:2'];
    await rememberChoice(home, { token: card, purpose: 'pdf', certificate: 'a' });
    await rememberChoice(home, { token: card, purpose: 'file', certificate: 'b' });
    await rememberChoice(home, { token: other, purpose: 'pdf', certificate: 'c' });
    await rememberChoice(home, { token: card, purpose: 'pdf', certificate: 'd' });
    expect(await rememberedKeys(home)).toEqual({
      keyStores: ['/a.p12'],
      modules: [],
      services: [],
      clientIds: {},
      choices: [
        { token: card, purpose: 'pdf', certificate: 'd' },
        { token: other, purpose: 'pdf', certificate: 'c' },
        { token: card, purpose: 'file', certificate: 'b' },
      ],
    });
  });
});
