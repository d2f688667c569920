import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import type { AttackClass, Variant } from './attack.ts';
import { AMOUNT, CATALOG, contract, FORM, PAGE, signatureObjects, signOnce, signTwice, stream } from './contract.ts';
import { certification } from './evil-annotations.ts';
import { appendRevision, type RawObjects } from './raw-pdf.ts';

/** Actions that do more than scroll (ISO 32000-2, table 201), by kind. */
export const ACTIONS: Readonly<Record<string, string>> = {
  JavaScript: '<< /S /JavaScript /JS (app.launchURL\\("https://a.b"\\)) >>',
  Launch: '<< /S /Launch /F (calc.exe) >>',
  SubmitForm: '<< /S /SubmitForm /F << /FS /URL /F (https://a.b) >> >>',
  ImportData: '<< /S /ImportData /F (data.fdf) >>',
  ResetForm: '<< /S /ResetForm >>',
  GoToE: '<< /S /GoToE /T << /R /C /N (inner) >> >>',
  Rendition: '<< /S /Rendition /OP 0 >>',
  RichMediaExecute: '<< /S /RichMediaExecute /CMD << /C (play) >> >>',
};
const LINK = (more: string): string => `<< /Type /Annot /Subtype /Link /Rect [10 10 20 20] /Border [0 0 0] ${more} >>`;

/** Where a document keeps an action: objects in place of those of the contract. */
export const PLACES: Readonly<Record<string, (action: string) => RawObjects>> = {
  'on opening': (action) => ({ 1: CATALOG.replace('>>', `/OpenAction ${action} >>`) }),
  'before saving': (action) => ({ 1: CATALOG.replace('>>', `/AA << /WS ${action} >> >>`) }),
  'among the names': (action) => ({
    1: CATALOG.replace('>>', `/Names << /JavaScript << /Names [(a) ${action}] >> >> >>`),
  }),
  'when the page is shown': (action) => ({
    3: PAGE('6 0 R 8 0 R 9 0 R').replace('/Annots', `/AA << /O ${action} >> /Annots`),
  }),
  'on the link': (action) => ({ 6: LINK(`/A ${action}`) }),
  'on the link, behind a harmless one': (action) => ({ 6: LINK(`/A << /S /GoTo /D [3 0 R /Fit] /Next ${action} >>`) }),
  'when the mouse comes near the link': (action) => ({ 6: LINK(`/AA << /E ${action} >>`) }),
  'on the text field': (action) => ({ 8: AMOUNT.replace('/T (', `/A ${action} /T (`) }),
  'when the text field is filled': (action) => ({ 8: AMOUNT.replace('/T (', `/AA << /V ${action} >> /T (`) }),
};

/** Actions and scripts that come into a certified file, whose standing they would use. */
export function actionsInCertified(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const certified = signOnce(contract(), alice, certification(2));
  const annotatable = signOnce(contract(), alice, certification(3));
  const variants: Variant[] = [];
  for (const [place, objects] of Object.entries(PLACES)) {
    for (const [kind, action] of Object.entries(ACTIONS).slice(0, 3)) {
      variants.push({ name: `${kind} ${place}`, pdf: appendRevision(certified, objects(action)) });
    }
    const script = objects(ACTIONS.JavaScript ?? '');
    variants.push({
      name: `a script ${place}, where annotations are permitted`,
      pdf: appendRevision(annotatable, script),
    });
    const page = script[3]?.replace('9 0 R]', '9 0 R 12 0 R]');
    variants.push({
      name: `a script ${place}, under another signature`,
      pdf: signTwice(certified, bob, { ...script, ...(page === undefined ? {} : { 3: page }) }),
    });
  }
  const second = signatureObjects(12, 'Second')[12] ?? '';
  for (const [entry, value] of [
    ['A', ACTIONS.JavaScript],
    ['AA', `<< /E ${ACTIONS.JavaScript} >>`],
  ]) {
    variants.push({
      name: `a script as /${entry} of another signature`,
      pdf: signTwice(certified, bob, { 12: second.replace('/F 132', `/F 132 /${entry} ${value}`) }),
    });
  }
  variants.push(
    {
      name: 'an XFA form',
      pdf: appendRevision(certified, {
        7: FORM('8 0 R 9 0 R').replace('>>', '/XFA 20 0 R >>'),
        20: stream('<xdp:xdp/>'),
      }),
    },
    {
      name: 'an order of calculation',
      pdf: appendRevision(certified, { 7: FORM('8 0 R 9 0 R').replace('>>', '/CO [8 0 R] >>') }),
    },
    {
      name: 'a script in an outline',
      pdf: appendRevision(certified, {
        1: CATALOG.replace('>>', '/Outlines 20 0 R >>'),
        20: '<< /Type /Outlines /First 21 0 R /Last 21 0 R /Count 1 >>',
        21: `<< /Title (Contract) /Parent 20 0 R /A ${ACTIONS.JavaScript} >>`,
      }),
    },
    {
      name: 'a program as an attachment',
      pdf: appendRevision(certified, {
        1: CATALOG.replace('>>', '/Names << /EmbeddedFiles << /Names [(a.exe) 20 0 R] >> >> >>'),
        20: '<< /Type /Filespec /F (a.exe) /EF << /F 21 0 R >> >>',
        21: stream('MZ'),
      }),
    },
  );
  return {
    title: 'JavaScript and actions in certified files',
    countermeasure: 'no later revision may bring an action, and none is ever run',
    caught: /^(INDETERMINATE|TOTAL-FAILED) (changed-forbidden|unclear)/,
    variants,
    controls: [
      { name: 'certified', pdf: certified },
      {
        name: 'certified with a link to an address',
        pdf: signOnce(contract({ 6: LINK('/A << /S /URI /URI (https://a.b) >>') }), alice, certification(2)),
      },
      { name: 'certified and signed', pdf: signTwice(certified, bob) },
    ],
  };
}
