import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { CHAIN_SCHEMA_FILE, chainSchema } from '../../../scripts/schema.ts';
import { errorOf, jsonOf, runCli } from '../../support/cli.ts';
import { testPki } from '../../support/pki.ts';
import { describeWithCorpus, temporaryFolder } from '../../support/tools.ts';

const env = { COUNTERSIGN_HOME: temporaryFolder() };
const ajv = new Ajv2020({ formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) } });
const matches = ajv.compile(JSON.parse(readFileSync(CHAIN_SCHEMA_FILE, 'utf8')));

describe('countersign chain', () => {
  const folder = temporaryFolder();
  const pki = testPki();
  const write = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const leaf = write('leaf.cer', pki.signer('p-256').certificate);
  const root = write('root.cer', pki.root.certificate);
  const issuing = write('issuing.cer', pki.issuing.certificate);
  const known = ['--trust', root, '--certs', issuing];
  const lists = ['--crls', write('root.crl', pki.rootCrl), '--crls', write('issuing.crl', pki.issuingCrl)];

  it('its schema in docs/ is the one that the report’s parser gives', () => {
    expect(readFileSync(CHAIN_SCHEMA_FILE, 'utf8'), 'stale: run node scripts/schema.ts').toBe(chainSchema());
  });

  it('0 valid, 1 not valid and never 2, 66 not readable, 64 for a flag that says nothing', async () => {
    const run = (...args: string[]) => runCli(['chain', ...args, '--offline', '--json'], { env });
    const [valid, unknown, stranger, absent, usage] = await Promise.all([
      run(leaf, ...known, ...lists),
      run(leaf, ...known),
      run(leaf, '--trust', issuing),
      run(join(folder, 'absent.cer'), ...known),
      run(leaf, ...known, '--policy-oid', 'any'),
    ]);
    expect([valid, unknown, stranger, absent, usage].map(({ status }) => status)).toEqual([0, 1, 1, 66, 64]);
    expect(jsonOf(valid)).toMatchObject({ valid: true, code: null, revocation: 'good', fetched: [] });
    expect(jsonOf(unknown)).toMatchObject({ valid: false, code: 'REVOCATION_UNKNOWN', reason: 'TRY_LATER' });
    for (const result of [valid, unknown, stranger, absent]) expect(matches(jsonOf(result)), result.stdout).toBe(true);
    expect(errorOf(absent).code).toBe('INPUT_MISSING');
    expect(errorOf(usage).code).toBe('USAGE');
  });
});

describeWithCorpus('pkits', 'countersign chain over folders of NIST PKITS', (corpus) => {
  const certificate = (name: string) => join(corpus, 'certs', `${name}.crt`);
  const run = (name: string, ...flags: string[]) => {
    const known = ['--trust', certificate('TrustAnchorRootCertificate'), '--certs', join(corpus, 'certs')];
    return runCli(['chain', certificate(name), ...known, '--crls', join(corpus, 'crls'), ...flags, '--json'], { env });
  };
  const at = ['--at', '2022-05-01'];
  const policy1 = ['--policy-oid', '2.16.840.1.101.3.2.1.48.1'];
  const policy2 = ['--policy-oid', '2.16.840.1.101.3.2.1.48.2'];

  it.each<[string, string[], string | null]>([
    ['ValidDSAParameterInheritanceTest5EE', at, null],
    ['ValidCertificatePathTest1EE', ['--offline', ...policy1, '--explicit-policy'], null],
    ['ValidCertificatePathTest1EE', [...at, ...policy2, '--explicit-policy'], 'POLICY_REQUIRED'],
    ['ValidPolicyMappingTest1EE', [...at, ...policy1, '--explicit-policy', '--inhibit-mapping'], 'POLICY_REQUIRED'],
    ['AnyPolicyTest14EE', [...at, ...policy1, '--explicit-policy', '--inhibit-any'], 'POLICY_REQUIRED'],
    ['ValidcRLIssuerTest30EE', at, null],
  ])('%s %j: %s', async (name, flags, code) => {
    const result = await run(name, ...flags);
    expect(result.status, result.stdout).toBe(code === null ? 0 : 1);
    expect(jsonOf(result)).toMatchObject({ valid: code === null, code });
    expect(matches(jsonOf(result))).toBe(true);
  });
});
