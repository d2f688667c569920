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
    titleSignIn: 'Bei {{host}} anmelden',
    addText:
      'Der Dienst nennt Ihnen die Adresse seiner Schnittstelle. Geben Sie das Zugriffstoken ein, das Sie von ihm haben, oder lassen Sie es leer und melden Sie sich mit Ihrem Browser an.',
    tokenText:
      'Das bisherige Zugriffstoken ist nicht mehr bekannt oder wird nicht angenommen. Holen Sie ein neues vom Dienst, oder lassen Sie es leer und melden Sie sich mit Ihrem Browser an.',
    address: 'Adresse',
    addressHint: 'Mit ihrer Version, wie in https://service.example/csc/v2',
    token: 'Zugriffstoken',
    tokenHint:
      'Lassen Sie es leer, um sich mit dem Browser anzumelden. Was Sie eingeben, wird bis zum Schließen von Countersign gehalten und nirgends gespeichert.',
    signInText:
      'Sie melden sich auf einer Seite des Dienstes an, in Ihrem Browser. Der Betreiber des Dienstes gibt Ihnen eine Client-ID für Countersign, eingetragen mit http://127.0.0.1{path} und beliebigem Port als Adresse für die Rückkehr.',
    client: 'Client-ID',
    clientHint: 'Der Name, unter dem der Dienst dieses Programm kennt. Er wird gemerkt.',
    clientSecret: 'Client-Geheimnis',
    clientSecretHint:
      'Nur wenn Sie eines erhalten haben. Es wird bis zum Schließen von Countersign gehalten und nirgends gespeichert.',
    byToken: 'Stattdessen ein Zugriffstoken eingeben',
    signInSubmit: 'Mit dem Browser anmelden',
    submit: 'Nach Schlüsseln fragen',
    asking: 'Der Dienst wird gefragt…',
    wrong: {
      address: 'Geben Sie die Adresse ein. Sie beginnt mit https:// und enthält kein Passwort und kein Fragezeichen.',
      token: 'Dieser Dienst hat keine Seite zum Anmelden. Geben Sie ein Zugriffstoken ein, das Sie von ihm haben.',
      client: 'Geben Sie die Client-ID ein.',
    },
    added_zero: 'Bei „{{host}}“ ist jetzt kein Schlüssel verwendbar.',
    added_one: '{{count}} Schlüssel bei „{{host}}“ ist verwendbar.',
    added_other: '{{count}} Schlüssel bei „{{host}}“ sind verwendbar.',
    state: {
      open: 'Zugriffstoken gegeben: Es wird bis zum Schließen von Countersign gehalten',
      closed: 'Das Zugriffstoken wird wieder gebraucht, einmal nach jedem Start',
      refused: 'Der Dienst nimmt das Zugriffstoken nicht mehr an',
    },
    signedIn: {
      open: 'Angemeldet, bis Sie Countersign schließen',
      closed: 'Sie melden sich wieder an, einmal nach jedem Start',
      refused: 'Der Dienst verlangt, dass Sie sich wieder anmelden',
    },
    giveToken: 'Zugriffstoken eingeben…',
    signInAgain: 'Anmelden…',
    lookAgain: 'Neu suchen',
    forget: 'Vergessen',
    forgetOne: '{{host}} vergessen',
    forgotten: '„{{host}}“ ist vergessen.',
    noKeys: 'Der Dienst verwahrt keinen Schlüssel für Sie.',
    wants: {
      nothing: 'Signiert ohne PIN: Das Zugriffstoken genügt, oder Sie bestätigen anderswo',
      password: 'Verlangt für jede Signatur seine PIN; für viele Dateien wird sie einmal eingegeben',
      code: 'Verlangt einen Einmalcode',
      both: 'Verlangt seine PIN und einen Einmalcode',
      browser: 'Verlangt Ihre Erlaubnis auf einer Seite in Ihrem Browser',
    },
    titlePage: 'Weiter in Ihrem Browser',
    page: {
      'sign-in': 'Melden Sie sich bei {{host}} an, auf der Seite, die sich in Ihrem Browser geöffnet hat.',
      signatures: 'Erlauben Sie die Signatur auf der Seite von {{host}}, die sich in Ihrem Browser geöffnet hat.',
    },
    pageHint: 'Countersign macht von selbst weiter, wenn Sie dort fertig sind. Es wartet fünf Minuten.',
    pageAgain: 'Seite noch einmal öffnen',
    pageCopy: 'Ihre Adresse kopieren',
    titleCode: 'Einmalcode',
    codeText: '{{host}} verlangt einen Code, bevor er als {{name}} signiert.',
    codeHint: 'Er wird an den Dienst gesendet und nirgends gespeichert.',
    codeSubmit: 'Weiter',
    codeEmpty: 'Geben Sie zuerst den Code ein.',
    waiting: 'Warten auf {{host}}. Wenn der Dienst Sie am Telefon um eine Bestätigung bittet, geben Sie sie dort.',
  },
};
