import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChainReport } from '../../shared/domain/chain-report.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { Crl } from '../../src-main/cms/crl.ts';
import { checkCertificate } from '../../src-main/workflow/check-chain.ts';
import { describeWithCorpus } from '../support/tools.ts';

interface Case {
  readonly id: string;
  readonly name: string;
  readonly cert: string;
  readonly other_certs?: readonly string[];
  readonly crls?: readonly string[];
  readonly params?: {
    readonly user_initial_policy_set?: readonly string[];
    readonly initial_explicit_policy?: boolean;
    readonly initial_policy_mapping_inhibit?: boolean;
    readonly initial_any_policy_inhibit?: boolean;
  };
  readonly error?: { readonly msg_regex: string };
}

interface NoticeCase extends Case {
  readonly notice: string;
}

/** How the list of cases puts it, and which fault that is. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/certificate hold/, 'ON_HOLD'],
  [/path could not be validated because CRL|revocation checks failed|no revocation information/, 'REVOCATION_UNKNOWN'],
  [/was revoked/, 'REVOKED'],
  [/no valid set of policies/, 'POLICY_REQUIRED'],
  [/permitted namespace/, 'NAME_NOT_PERMITTED'],
  [/excluded from the namespace/, 'NAME_EXCLUDED'],
  [/maximum path length/, 'PATH_LENGTH'],
  [/is not a CA/, 'NOT_A_CA'],
  [/not allowed to sign certificates/, 'KEY_USAGE'],
  [/signature of .* could not be verified/, 'SIGNATURE_INVALID'],
  [/issuer name could not be matched/, 'NO_PATH'],
  [/is not valid until/, 'NOT_YET_VALID'],
  [/expired/, 'EXPIRED'],
  [/policy mapping for/, 'POLICY_MAPPING_INVALID'],
  [/unsupported critical extension/, 'CRITICAL_EXTENSION_UNKNOWN'],
];

const AT = new Date('2022-05-01T00:00:00Z');

describeWithCorpus('pkits', 'NIST PKITS', (folder) => {
  const cases = JSON.parse(readFileSync(join(folder, 'pkits.json'), 'utf8')) as Case[];
  const notices = JSON.parse(readFileSync(join(folder, 'pkits-user-notice.json'), 'utf8')) as NoticeCase[];
  const all = <T>(kind: 'certs' | 'crls', read: (der: Uint8Array) => T): Map<string, T> =>
    new Map(readdirSync(join(folder, kind)).map((name) => [name, read(readFileSync(join(folder, kind, name)))]));
  const certificates = all('certs', (der) => new Certificate(der));
  const crls = all('crls', (der) => new Crl(der));
  const pick = <T>(from: ReadonlyMap<string, T>, names: readonly string[]): T[] =>
    names.flatMap((name) => from.get(name) ?? []);

  function check(test: Case, everything: boolean): Promise<Omit<ChainReport, 'file'>> {
    const [leaf] = pick(certificates, [test.cert]);
    if (leaf === undefined) throw new Error(`${test.cert} is missing`);
    const trust = {
      anchors: pick(certificates, ['TrustAnchorRootCertificate.crt']),
      certificates: everything ? [...certificates.values()] : pick(certificates, test.other_certs ?? []),
      crls: everything ? [...crls.values()] : pick(crls, ['TrustAnchorRootCRL.crl', ...(test.crls ?? [])]),
      ocsps: [],
    };
    return checkCertificate(leaf, trust, AT, {
      initial: test.params?.user_initial_policy_set,
      explicit: test.params?.initial_explicit_policy,
      inhibitMapping: test.params?.initial_policy_mapping_inhibit,
      inhibitAny: test.params?.initial_any_policy_inhibit,
    });
  }

  it('holds 246 cases', () => {
    expect(cases).toHaveLength(246);
  });

  it.each(cases.map((test) => [test.id, test.name, test] as const))('%s %s', async (_id, _name, test) => {
    const report = await check(test, false);
    const wanted = test.error?.msg_regex;
    expect({ valid: report.valid, problems: report.problems.map(({ message }) => message) }).toEqual(
      wanted === undefined ? { valid: true, problems: [] } : { valid: false, problems: expect.anything() },
    );
    if (wanted === undefined) return;
    const fault = FAULTS.find(([words]) => words.test(wanted))?.[1];
    expect(report.problems.map(({ code }) => code)).toContain(fault);
    expect(report.code).not.toBeNull();
    expect(report.certificate).not.toBeNull();
  });

  it('says the same of every case when all certificates and lists lie in one folder', async () => {
    const different: string[] = [];
    for (const test of cases) {
      const { valid } = await check(test, true);
      if (valid !== (test.error === undefined)) different.push(`${test.id} ${test.name}`);
    }
    expect(different).toEqual([]);
  });

  describe('notices of policies', () => {
    it.each(notices.map((test) => [test.id, test.name, test] as const))('%s %s', async (_id, _name, test) => {
      const { policies } = await check(test, false);
      expect(policies.flatMap((policy) => policy.notices)).toContain(test.notice);
    });
  });
});
