import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { Crl } from '../../src-main/cms/crl.ts';
import { isFormatError } from '../../src-main/cms/format-error.ts';
import { validatePath } from '../../src-main/trust/path.ts';
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
  readonly error?: object;
}

/** Valid paths that are refused: DSA with SHA-1 (4.1.4, 4.1.5). */
const REFUSED = new Set('40104 40105'.split(' '));

/** A file that is damaged on purpose counts as absent. */
function readable<T>(read: () => T): T[] {
  try {
    return [read()];
  } catch (error) {
    if (isFormatError(error)) {
      return [];
    }
    throw error;
  }
}

describeWithCorpus('pkits', 'NIST PKITS', (folder) => {
  const cases = JSON.parse(readFileSync(join(folder, 'pkits.json'), 'utf8')) as Case[];
  const certificate = (name: string) => readable(() => new Certificate(readFileSync(join(folder, 'certs', name))));
  const crl = (name: string) => readable(() => new Crl(readFileSync(join(folder, 'crls', name))));
  const isValid = (test: Case): boolean => {
    const [leaf] = certificate(test.cert);
    return (
      leaf !== undefined &&
      validatePath({
        leaf,
        anchors: certificate('TrustAnchorRootCertificate.crt'),
        certificates: (test.other_certs ?? []).flatMap(certificate),
        crls: ['TrustAnchorRootCRL.crl', ...(test.crls ?? [])].flatMap(crl),
        at: new Date('2022-05-01T00:00:00Z'),
        policies: {
          initial: test.params?.user_initial_policy_set,
          explicit: test.params?.initial_explicit_policy,
          inhibitMapping: test.params?.initial_policy_mapping_inhibit,
          inhibitAny: test.params?.initial_any_policy_inhibit,
        },
      }).indication === 'TOTAL-PASSED'
    );
  };

  it.each(cases.map((test) => [test.id, test.name, test] as const))('%s %s', (id, _, test) => {
    expect(isValid(test)).toBe(test.error === undefined && !REFUSED.has(id));
  });
});
