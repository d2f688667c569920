import type { enServices } from './en-services.ts';
import type { Texts } from './texts.ts';

/** Keys at remote signing services. */
export const deServices: Texts<typeof enServices> = {
  service: {
    title: 'Signaturdienste',
    text: 'Ein Dienst verwahrt Ihren Schlüssel und signiert, wenn Sie es erlauben (CSC API v2). Er erhält den Hashwert eines Dokuments, nie das Dokument.',
    untested:
      'Erprobt mit einem Dienst, der diese Schnittstelle auf unseren eigenen Computern spricht, noch nicht mit einem Anbieter.',
    none: 'Noch wurde kein Signaturdienst hinzugefügt.',
    add: 'Signaturdienst hinzufügen…',
    titleAdd: 'Signaturdienst hinzufügen',
    titleToken: 'Zugriffstoken für {{host}}',
    addText: 'Der Dienst nennt Ihnen die Adresse seiner Schnittstelle und gibt Ihnen ein Zugriffstoken.',
    tokenText:
      'Das bisherige Zugriffstoken ist nicht mehr bekannt oder wird nicht angenommen. Holen Sie ein neues vom Dienst.',
    address: 'Adresse',
    addressHint: 'Mit ihrer Version, wie in https://service.example/csc/v2',
    token: 'Zugriffstoken',
    tokenHint: 'Es wird bis zum Schließen von Countersign gehalten und nirgends gespeichert.',
    submit: 'Nach Schlüsseln fragen',
    asking: 'Der Dienst wird gefragt…',
    wrong: {
      address: 'Geben Sie die Adresse ein. Sie beginnt mit https:// und enthält kein Passwort und kein Fragezeichen.',
      token: 'Geben Sie das Zugriffstoken ein.',
    },
    added_zero: '„{{host}}“ verwahrt keinen Schlüssel für dieses Zugriffstoken.',
    added_one: '{{count}} Schlüssel bei „{{host}}“ ist verwendbar.',
    added_other: '{{count}} Schlüssel bei „{{host}}“ sind verwendbar.',
    state: {
      open: 'Zugriffstoken gegeben: Es wird bis zum Schließen von Countersign gehalten',
      closed: 'Das Zugriffstoken wird wieder gebraucht, einmal nach jedem Start',
      refused: 'Der Dienst nimmt das Zugriffstoken nicht mehr an',
    },
    giveToken: 'Zugriffstoken eingeben…',
    lookAgain: 'Neu suchen',
    forget: 'Vergessen',
    forgetOne: '{{host}} vergessen',
    forgotten: '„{{host}}“ ist vergessen.',
    noKeys: 'Der Dienst verwahrt keinen Schlüssel für dieses Zugriffstoken.',
    wants: {
      nothing: 'Signiert ohne PIN: Das Zugriffstoken genügt, oder Sie bestätigen anderswo',
      password: 'Verlangt für jede Signatur seine PIN; für viele Dateien wird sie einmal eingegeben',
      code: 'Verlangt einen Einmalcode',
      both: 'Verlangt seine PIN und einen Einmalcode',
    },
    titleCode: 'Einmalcode',
    codeText: '{{host}} verlangt einen Code, bevor er als {{name}} signiert.',
    codeHint: 'Er wird an den Dienst gesendet und nirgends gespeichert.',
    codeSubmit: 'Weiter',
    codeEmpty: 'Geben Sie zuerst den Code ein.',
    waiting: 'Warten auf {{host}}. Wenn der Dienst Sie am Telefon um eine Bestätigung bittet, geben Sie sie dort.',
  },
};
