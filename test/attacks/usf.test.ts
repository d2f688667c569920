import { describeAttack } from '../support/attacks/describe-attack.ts';
import { universalForgery } from '../support/attacks/usf.ts';
import { testPki } from '../support/pki.ts';

const pki = testPki();

describeAttack(universalForgery(pki.signer('p-256'), pki.signer('p-384')));
