import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { errorOf, jsonOf, runCli, startCli } from '../../support/cli.ts';
import { LevelScene } from '../../support/level-scene.ts';
import { temporaryFolder } from '../../support/tools.ts';

it('verify fetches what is missing, nothing with --offline or --at, and validates by the policy named', async () => {
  const scene = await LevelScene.start();
  await scene.sign('signed.pdf', 'B-B');
  const root = scene.at('root.cer');
  writeFileSync(root, scene.services.pki.root.certificate);
  const env = { COUNTERSIGN_HOME: join(temporaryFolder(), 'home') };
  const verify = async (status: number, ...words: string[]) => {
    const result = await runCli(['verify', scene.at('signed.pdf'), '--trust', root, ...words, '--json'], { env });
    expect({ status: result.status, stderr: result.stderr }).toEqual({ status, stderr: '' });
    return jsonOf(result) as unknown as VerificationReport;
  };
  const asked = () => scene.services.requests.length;

  const offline = await verify(2, '--offline');
  expect(offline.signatures[0]?.subIndication).toBe('TRY_LATER');
  expect(offline.signatures[0]?.warnings.join()).toContain(`${scene.services.baseUrl}/ocsp/issuing-1`);
  expect((await verify(2, '--at', new Date().toISOString())).setting.fetched).toEqual([]);
  expect(asked()).toBe(0);

  const online = await verify(0);
  expect(online.setting.fetched.map(({ purpose, outcome }) => [purpose, outcome])).toEqual([
    ['ocsp', 'ok'],
    ['ocsp', 'ok'],
  ]);
  expect(asked()).toBe(2);

  const policy = scene.at('policy.json');
  writeFileSync(policy, '{ "title": "Archive", "requiredLevel": "B-T", "off": ["timestamp-authority-revocation"] }');
  const strict = await verify(2, '--policy', policy);
  expect(strict.signatures[0]).toMatchObject({ subIndication: 'SIG_CONSTRAINTS_FAILURE', level: 'B-B' });
  expect(strict.setting).toMatchObject({
    policy: { title: 'Archive', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    checksOff: [expect.stringContaining('timestamp authorities')],
    // What was fetched a moment ago is kept.
    fetched: [],
  });
  expect(strict.signatures[0]?.evidence.map(({ origin }) => origin)).toEqual(['kept', 'kept']);

  const chain = ['chain', scene.at('leaf.cer'), '--trust', root];
  writeFileSync(scene.at('leaf.cer'), scene.services.pki.signer('p-256').certificate);
  scene.services.setFault('/ca/issuing-1.cer', { status: 503 });
  const spoken = await runCli(chain, { env: { COUNTERSIGN_HOME: join(temporaryFolder(), 'home') } });
  expect(spoken.status).toBe(1);
  expect(spoken.stdout).toContain(
    `  asked       ${scene.services.baseUrl}/ca/issuing-1.cer (certificate): NETWORK_STATUS\n`,
  );

  // Whoever ends it does not wait for an authority that says nothing; a report of what is not known is not written.
  scene.services.setFault('/ocsp/issuing-1', 'silent');
  const report = scene.at('report.pdf');
  const words = ['verify', scene.at('signed.pdf'), '--trust', root, '--report', report, '--json'];
  const before = asked();
  const { child, ended } = startCli(words, { env: { COUNTERSIGN_HOME: join(temporaryFolder(), 'home') } });
  await vi.waitUntil(() => asked() > before, { timeout: 10_000 });
  child.kill('SIGINT');
  const stopped = await ended;
  expect([stopped.status, errorOf(stopped).code, existsSync(report)]).toEqual([1, 'CANCELLED', false]);
});
