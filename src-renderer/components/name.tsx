import { plainLine } from '../../shared/domain/plain-text.ts';

/** A name as a token, a certificate or a file gives it: it shows what it holds, and moves nothing around it, whatever the direction of its script. */
export function Name({ text }: { readonly text: string }) {
  return <bdi>{plainLine(text)}</bdi>;
}
