import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { POLICY_SCHEMA_FILE, policySchema } from '../../../scripts/schema.ts';
import { type AlgorithmLimits, USUAL_POLICY } from '../../../src-main/trust/algorithm-policy.ts';
import { readPolicy } from '../../../src-main/trust/policy-file.ts';
import { checksOff, levelProblems } from '../../../src-main/trust/rules.ts';
import { schemasFolder } from '../../support/report-schema.ts';
import { describeWith } from '../../support/tools.ts';

const read = (value: unknown) => readPolicy(new TextEncoder().encode(JSON.stringify(value)), 'p.json');
const suites = (algorithms: unknown[]) => ({
  SecuritySuitabilityPolicyType: { PolicyName: { Name: 'Suites' }, Algorithm: algorithms },
});
const suite = (Name: string, Evaluation: unknown) => ({ AlgorithmIdentifier: { Name }, Evaluation });

describe('a policy file', () => {
  it('has the schema that stands in docs/', () => {
    expect(readFileSync(POLICY_SCHEMA_FILE, 'utf8'), 'stale: run node scripts/schema.ts').toBe(policySchema());
  });

  it('says what else is asked for, and who says so', () => {
    const sha256 = 'ab'.repeat(32);
    const {
      title,
      rules,
      sha256: own,
    } = read({
      title: 'Ours',
      revocation: { maxAgeHours: 2, afterSignature: true },
      requiredLevel: 'B-LT',
      signer: { keyUsages: ['nonRepudiation'], purposes: ['1.2.3'] },
      off: ['authority-revocation'],
      anchors: [{ sha256, until: '2027-01-01' }],
      signaturePolicies: [{ oid: '1.2.3.4', digests: [sha256] }],
    });
    expect([title, own]).toEqual(['Ours', expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(rules).toMatchObject({
      revocationMaxAge: 7_200_000,
      revocationAfterSignature: true,
      requiredLevel: 'B-LT',
      keyUsages: ['nonRepudiation'],
      purposes: ['1.2.3'],
      signaturePolicies: [{ oid: '1.2.3.4', digests: [sha256] }],
    });
    expect(rules.anchorLimits?.get(sha256)?.until).toEqual(new Date('2027-01-01T00:00:00Z'));
    expect(checksOff(rules)).toEqual([expect.stringContaining('intermediate')]);
    expect(read({}).title).toBe('p.json');
  });

  it.each<[string, unknown]>([
    ['the revocation of signers switched off', { off: ['signer-revocation'] }],
    ['an anchor that is no digest', { anchors: [{ sha256: 'root' }] }],
    ['a level that is none', { requiredLevel: 'B-X' }],
    ['no purpose', { signer: { purposes: [] } }],
    ['a negative age', { revocation: { maxAgeHours: -1 } }],
  ])('with %s is refused', (_, content) => {
    expect(() => read(content)).toThrowError(
      expect.objectContaining({
        code: 'POLICY_UNREADABLE',
        message: expect.stringMatching(/ at “\w.*docs\/validation-policy\.md/),
      }),
    );
  });

  it.each([
    ['at its top', '{ "requiredLevel": "B-LTA", "title": "Ours", "requiredLevel": "B-B" }', 'requiredLevel'],
    ['within', '{ "revocation": { "maxAgeHours": 1, "max\\u0041geHours": 9000 } }', 'maxAgeHours'],
    ['in a list', '{ "keys": [{ "family": "rsa", "below": 3000, "below": 1, "end": "2026-01-01" }] }', 'below'],
  ])('that says a thing twice is refused: readers differ in what counts (%s)', (_, text, name) => {
    expect(() => readPolicy(Buffer.from(text), 'p.json')).toThrowError(
      expect.objectContaining({ code: 'POLICY_UNREADABLE', message: expect.stringContaining(`“${name}” stands`) }),
    );
  });

  it('may use a name in several places, and as a value', () => {
    const anchors = ['a'.repeat(64), 'b'.repeat(64)].map((sha256) => ({ sha256 }));
    expect(read({ title: 'title":{', anchors }).rules.anchorLimits?.size).toBe(2);
  });

  it('asks for a level only where it says so', () => {
    expect(levelProblems('B-B')).toEqual([]);
    expect(levelProblems('B-LT', { requiredLevel: 'B-T' })).toEqual([]);
    for (const level of ['B-B', null] as const) {
      expect(levelProblems(level, { requiredLevel: 'B-T' })).toMatchObject([
        { subIndication: 'SIG_CONSTRAINTS_FAILURE' },
      ]);
    }
  });
});

describe('the suites of TS 119 312', () => {
  it('end what they name, by the length of the key where they say so', () => {
    const end = { End: '2030-12-31T23:59:59.999+01:00' };
    const sized = [
      { Validity: end, Parameter: { Min: '1900', name: 'moduluslength' } },
      { Validity: {}, Parameter: { Min: '3000', name: 'moduluslength' } },
    ];
    const { algorithms } = read(suites([suite('SHA256', { Validity: end }), suite('rsassa-pss', sized)]));
    const over = new Date('2031-01-01T00:00:00Z');
    expect(algorithms[1]).toEqual({
      hashes: { sha256: over },
      schemes: { 'rsa-pss': null },
      keys: [
        { family: 'rsa', below: 1900, end: 'never-accepted' },
        { family: 'rsa', below: 3000, end: over },
      ],
    });
  });

  it('are refused where they end what cannot be ended by itself, or are malformed', () => {
    const curve = suite('brainpoolP256r1', { Validity: { End: '2030-12-31T23:59:59.999+01:00' } });
    expect(() => read(suites([curve]))).toThrowError(expect.objectContaining({ code: 'POLICY_UNREADABLE' }));
    expect(() => read(suites([suite('SHA256', {})]))).toThrowError(
      expect.objectContaining({ code: 'POLICY_UNREADABLE' }),
    );
    expect(read(suites([suite('brainpoolP256r1', { Validity: {} })])).algorithms[1]?.keys).toEqual([]);
  });
});

const folder = schemasFolder();
describeWith('the suites of October 2024', folder === undefined ? 'the published table' : undefined, () => {
  it('agree with the built-in table where the edition of 2026 does', () => {
    const file = join(folder ?? '', '19312MachineReadable.json');
    const [usual, published] = readPolicy(readFileSync(file), 'suites.json').algorithms;
    if (published === undefined) throw new Error('nothing was read');
    const same = ({ hashes, schemes, keys }: AlgorithmLimits) => ({
      hashes: Object.fromEntries(Object.keys(published.hashes).map((name) => [name, hashes[name as 'sha256']])),
      schemes: Object.fromEntries(
        Object.keys(published.schemes)
          // Until the end of 2034 instead of 2028 in the edition of 2026.
          .filter((name) => name !== 'rsa-pkcs1')
          .map((name) => [name, schemes[name as 'ecdsa']]),
      ),
      keys: keys
        .filter(({ family, below }) => (family === 'rsa' || family === 'dsa') && below >= 1900)
        // Older ends have no date in the edition of 2024.
        .map(({ family, below, end }) => [family, below, below === 1900 ? 'ended' : end]),
    });
    const sorted = (limits: AlgorithmLimits) => ({ ...same(limits), keys: same(limits).keys.sort() });
    expect(sorted(published)).toEqual(sorted(usual));
    expect(published.schemes['rsa-pkcs1']).toEqual(new Date('2029-01-01T00:00:00Z'));
    expect(USUAL_POLICY[0].schemes['rsa-pkcs1']).toEqual(new Date('2035-01-01T00:00:00Z'));
  });
});
