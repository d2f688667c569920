import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Certificate } from '../../src-main/cms/certificate.ts';
import { parseEvidenceRecord } from '../../src-main/cms/evidence-record.ts';
import { parseTimestampFile } from '../../src-main/cms/timestamp-file.ts';
import { parseTimestampToken } from '../../src-main/cms/timestamp-token.ts';
import { verifyDocument } from '../../src-main/workflow/verify-document.ts';
import { describeWithCorpus } from '../support/tools.ts';

const embedded = (tokens: readonly Uint8Array[]): Certificate[] =>
  tokens.flatMap((token) => parseTimestampToken(token).signedData.certificates);
const recordTokens = (file: string) =>
  parseEvidenceRecord(readFileSync(file)).chains.flatMap(({ stamps }) => stamps.map(({ token }) => token));
const trust = (anchors: readonly Certificate[]) => ({ anchors, certificates: [], crls: [], ocsps: [] });
const now = new Date('2026-11-01T00:00:00Z');

describeWithCorpus('tsp-ers-cms', 'evidence records and timestamps of strangers', (folder) => {
  const tsp = join(folder, 'tsp');
  const files = readdirSync(tsp, { recursive: true, encoding: 'utf8' });
  const named = (pattern: RegExp) => files.filter((name) => pattern.test(name)).sort();

  it.each(named(/ER_OK_\w+\.ers$/))(
    '%s holds with the embedded certificates as anchors, and is undecided without',
    async (name) => {
      const file = join(tsp, name);
      const report = await verifyDocument(file, trust(embedded(recordTokens(file))), now);
      expect(report.verdict).toBe('TOTAL-PASSED');
      expect(report.signatures[0]?.timestamps.map(({ indication }) => indication)).not.toContain('INDETERMINATE');
      expect((await verifyDocument(file, trust([]), now)).verdict).toBe('INDETERMINATE');
      // What it is about does not lie in the corpus.
      const content = join(file, '..', 'BIN.bin');
      expect((await verifyDocument(file, trust([]), now, { content })).verdict).toBe('TOTAL-FAILED');
    },
  );

  it.each(named(/ER_NOK_\w+\.ers$/))('%s fails', async (name) => {
    const file = join(tsp, name);
    for (const anchors of [embedded(recordTokens(file)), []]) {
      const report = await verifyDocument(file, trust(anchors), now);
      expect(report).toMatchObject({ verdict: 'TOTAL-FAILED', signatures: [{ subIndication: 'HASH_FAILURE' }] });
    }
  });

  it.each(named(/BIN_ER\.ers$/))('%s proves when the data beside it existed', async (name) => {
    const evidence = join(tsp, name);
    const content = join(evidence, '..', 'BIN.bin');
    const anchors = trust(embedded(recordTokens(evidence)));
    const then = new Date('2018-06-01T00:00:00Z');
    const report = await verifyDocument(content, anchors, then, { evidence });
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'unchanged' });
    expect(report.signatures[0]?.bestSignatureTime).toBe('2017-02-10T14:07:52Z');
    // The certificate of the last timestamp has expired since, and nothing renewed it.
    const late = await verifyDocument(content, anchors, now, { evidence });
    expect(late).toMatchObject({ verdict: 'INDETERMINATE', signatures: [{ subIndication: 'OUT_OF_BOUNDS_NO_POE' }] });
  });

  it('there are three good, three bad and four of data', () => {
    expect([/ER_OK/, /ER_NOK/, /BIN_ER\.ers$/].map((pattern) => named(pattern).length)).toEqual([3, 3, 4]);
  });

  it('timestamped data: three timestamps, each of the one before it', async () => {
    const file = join(tsp, 'FileDaFirmare.txt.tsd.der');
    const { tokens } = parseTimestampFile(readFileSync(file));
    const anchors = trust(embedded(tokens.map(({ bytes }) => bytes)));
    const report = await verifyDocument(file, anchors, new Date('2013-06-01T00:00:00Z'));
    expect(report.verdict).toBe('TOTAL-PASSED');
    expect(report.signatures[0]?.bestSignatureTime).toBe('2011-02-04T16:40:58Z');
    expect(report.signatures[0]?.timestamps).toHaveLength(3);
    const elsewhere = { content: join(tsp, 'BIN.bin') };
    expect(await verifyDocument(file, anchors, now, elsewhere)).toMatchObject({ verdict: 'TOTAL-FAILED' });
  });
});
