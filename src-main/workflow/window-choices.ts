import type { Placement } from '../../shared/contract/signing-choices.ts';
import type { AppearanceLook, Mark } from '../pades/appearance/look.ts';
import type { Choices, Look } from './choices.ts';
import type { SignJob } from './sign-document.ts';

type ChosenJob = Pick<
  SignJob,
  | 'place'
  | 'field'
  | 'look'
  | 'further'
  | 'certify'
  | 'lock'
  | 'level'
  | 'reason'
  | 'location'
  | 'contact'
  | 'acceptShadow'
>;

/** What was chosen in the window, as signing takes it. */
export function jobOf(choices: Choices): ChosenJob {
  const { placement, field, appearance, furtherPages, level, certify, lock, reason, location, contact } = choices;
  const { acceptShadow } = choices;
  return {
    place: placeOf(placement),
    field: field ?? undefined,
    look: lookOf(appearance),
    further: furtherPages ?? undefined,
    certify: certify === 'none' ? undefined : certify,
    lock: lock.kind === 'none' ? undefined : lock,
    level,
    reason,
    location,
    contact,
    acceptShadow,
  };
}

/** Undefined for the usual look, which an invisible signature may be asked for too. */
export function lookOf({ picture, text }: Look): AppearanceLook | undefined {
  const mark = markOf(picture);
  if (mark === undefined && text === 'usual') return undefined;
  return { mark, text: text === 'usual' ? undefined : (text?.template ?? '') };
}

function markOf(picture: Look['picture']): Mark | undefined {
  switch (picture.kind) {
    case 'none':
      return undefined;
    case 'image':
      return imageMark(picture.bytes);
    case 'drawing':
      return { kind: 'handwriting', ink: { strokes: picture.drawing.strokes } };
    case 'initials':
      return { kind: 'initials', text: picture.initials };
  }
}

/** One mark for one picture, so that it is decoded once however often its preview is drawn. */
function imageMark(bytes: Uint8Array): Mark {
  const known = marks.get(bytes) ?? { kind: 'image', bytes };
  marks.set(bytes, known);
  return known;
}

const marks = new WeakMap<Uint8Array, Mark>();

function placeOf(placement: Placement | null): SignJob['place'] {
  if (placement === null) return undefined;
  const { page, x, y, width, height } = placement;
  return { page, rect: { x0: x, y0: y, x1: x + width, y1: y + height } };
}
