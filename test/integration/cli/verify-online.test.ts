import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { VerificationReport } from '../../../shared/domain/verification.ts';
import { jsonOf, runCli } from '../../support/cli.ts';
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
});
