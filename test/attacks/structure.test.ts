import { describeAttack } from '../support/attacks/describe-attack.ts';
import { hugeInput } from '../support/attacks/huge.ts';
import { incrementalSaving } from '../support/attacks/isa.ts';
import { polyglots } from '../support/attacks/polyglot.ts';
import { signatureWrapping } from '../support/attacks/swa.ts';
import { universalForgery } from '../support/attacks/usf.ts';
import { testPki } from '../support/pki.ts';

const pki = testPki();
const [alice, bob] = [pki.signer('p-256'), pki.signer('p-384')];

describeAttack(universalForgery(alice, bob));
describeAttack(signatureWrapping(alice));
describeAttack(incrementalSaving(alice, bob));
describeAttack(polyglots(alice, bob));
describeAttack(hugeInput(alice, bob));
