import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { encryptPdf, METHODS, OWNER, USER } from '../../support/encrypt.ts';
import { LevelScene } from '../../support/level-scene.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { describeWithTool, requireTool, temporaryFolder } from '../../support/tools.ts';

describeWithTool('qpdf', 'levels of an encrypted document', () => {
  it.each(METHODS.filter(({ name }) => !name.includes('clear')))(
    '$name: signed at B-LTA and renewed; its validation data are encrypted, its signatures are not',
    async ({ words }) => {
      const folder = temporaryFolder();
      const scene = await LevelScene.start({
        pdf: readFileSync(await encryptPdf(buildPdf(), folder, { words, user: USER })),
      });
      const outcome = await scene.sign('signed.pdf', 'B-LTA', { password: USER });
      expect(outcome.level).toMatchObject({ reached: 'B-LTA', problems: [] });
      expect(await scene.extend('signed.pdf', 'more.pdf', 'B-LTA', { password: USER })).toMatchObject({
        reached: 'B-LTA',
      });
      const report = await scene.verify('more.pdf', undefined, USER);
      expect([report.verdict, report.signatures[0]?.level]).toEqual(['TOTAL-PASSED', 'B-LTA']);
      expect(scene.bytes('more.pdf').includes(Buffer.from(scene.services.pki.root.certificate))).toBe(false);
      const check = spawnSync(requireTool('qpdf'), [`--password=${USER}`, '--check', scene.at('more.pdf')]);
      expect(check.status, String(check.stderr)).toBe(0);
    },
  );

  it('whose author permits no new field takes no level that needs one, and says so before the key', async () => {
    const folder = temporaryFolder();
    const pdf = buildPdf({ fields: [{ name: 'Approval' }] });
    const words = ['256', '--modify=form'];
    const scene = await LevelScene.start({ pdf: readFileSync(await encryptPdf(pdf, folder, { words, user: USER })) });
    const job = { password: USER, field: 'Approval' };
    await expect(scene.sign('no.pdf', 'B-LTA', job)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(scene.signed).toBe(0);
    expect((await scene.sign('signed.pdf', 'B-T', job)).level).toMatchObject({ reached: 'B-T', problems: [] });
    await expect(scene.extend('signed.pdf', 'no.pdf', 'B-LTA', job)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    const owner = { ...job, password: OWNER };
    expect(await scene.extend('signed.pdf', 'more.pdf', 'B-LTA', owner)).toMatchObject({ reached: 'B-LTA' });
  });
});
