import { backDating } from '../support/attacks/back-dating.ts';
import { certificateSubstitution } from '../support/attacks/certificate-substitution.ts';
import { algorithmSubstitution, attributeConfusion } from '../support/attacks/cms-confusion.ts';
import { describeAttack } from '../support/attacks/describe-attack.ts';
import { testPki } from '../support/pki.ts';

const classes = [certificateSubstitution, algorithmSubstitution, attributeConfusion, backDating];
for (const attack of classes) describeAttack(attack(testPki()));
