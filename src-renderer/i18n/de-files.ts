import type { enFiles } from './en-files.ts';
import type { Texts } from './texts.ts';

/** Dateien, die keine PDF sind, und was aus ihnen wird. */
export const deFiles: Texts<typeof enFiles> = {
  file: {
    kind: { file: 'Datei', signature: 'Signaturdatei', container: 'Signatur-Container' },
    over: 'Signatur von',
    folder: 'Ordner',
    dropped: 'In dieses Fenster gezogen',
    copySha256: 'SHA-256 kopieren',
    notShown: 'Countersign zeigt diese Art von Datei nicht an. Vergewissern Sie sich, dass es die richtige ist.',
    about: {
      signature:
        'Countersign zeigt die Datei nicht an, zu der diese Signatur gehört. Öffnen Sie sie selbst, um zu sehen, was signiert wurde.',
      container:
        'Countersign zeigt nicht an, was im Container liegt. Entpacken Sie ihn, um zu sehen, was signiert wurde.',
    },
    inside_one: '{{count}} Datei darin',
    inside_other: '{{count}} Dateien darin',
    more_one: 'und {{count}} weitere',
    more_other: 'und {{count}} weitere',
  },
  form: {
    title: 'Was daraus wird',
    signThis: 'Diese Datei signieren',
    name: { beside: 'Signaturdatei daneben', container: 'Container mit mehreren Dateien' },
    text: {
      beside: 'Die Datei bleibt, wie sie ist. Wer die Signatur prüft, braucht beide Dateien.',
      container: 'Eine neue Datei, die diese Datei, weitere und die Signatur über alle enthält.',
    },
    others: 'Außerdem hineinlegen, was hier offen ist:',
    noOthers: 'Keine andere Datei ist offen. Öffnen Sie, was noch hinein soll.',
    sameName: 'Eine Datei dieses Namens kommt schon hinein.',
  },
};
