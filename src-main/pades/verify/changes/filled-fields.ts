import { PdfDict, PdfName, type PdfObject, type PdfRef, PdfStream, PdfString } from '../../../pdf/objects.ts';
import { textOf } from '../../../pdf/text-string.ts';
import { rectangle } from '../../format/fields.ts';
import type { FieldWidget, FormField } from '../../format/form-fields.ts';
import { isPartOf, plain, textsOf, told, withoutTags } from './field-values.ts';
import { isLeftToPrograms } from './free-look.ts';
import type { LookText } from './look-text.ts';
import { isMark } from './mark-look.ts';
import { belongsTo, rewrittenLook } from './own-look.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RevisionDiff } from './revision-diff.ts';
import { differingKeys } from './same-object.ts';
import { shownText } from './shown-text.ts';
import { clearReachable, type FormsOfRevision } from './signature-rule.ts';

/** Entries that filling a field may change: its value and its look (ISO 32000-2, tables 166, 226, 228 and 234). */
const FILLED_KEYS: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'M', 'I', 'TI', 'RV']);
/** Field flags (tables 227 to 230). */
const FLAG = { readOnly: 1, password: 1 << 13, pushButton: 1 << 16, combo: 1 << 17 } as const;

/**
 * Clears the form fields that this revision filled: those that were there, where nothing but value and look changed, the look belongs to
 * nobody else, and it shows the value and nothing more. Fields that may only be read are filled where the form calculates them; buttons and signatures never are.
 * @param signed the first revision that a signature covers: what came later may be of anybody
 */
export async function clearFilledFields(
  diff: RevisionDiff,
  forms: FormsOfRevision,
  index: ReferenceIndex,
  signed: number,
): Promise<void> {
  if (forms.after === forms.before) return;
  const old = new Map(forms.before.fields.flatMap((field) => (field.ref ? [[field.ref.num, field] as const] : [])));
  const names = new Map<string, number>();
  for (const { name } of forms.after.fields) names.set(name, (names.get(name) ?? 0) + 1);
  const filled: { readonly filling: Filling; readonly changed: readonly FieldWidget[] }[] = [];
  for (const field of forms.after.fields) {
    const before = field.ref === undefined ? undefined : old.get(field.ref.num);
    if (before === undefined || field.type === 'Sig') continue;
    const changed = membersOf(field).filter(({ ref }) => ref !== undefined && diff.objects.has(ref.num));
    if (changed.length === 0 || changed.some(({ ref }) => ref !== undefined && diff.isSettled(ref.num))) continue;
    const isOnly = names.get(field.name) === 1;
    filled.push({ filling: new Filling(diff, { before, field, signed, isOnly }, index), changed });
  }
  let isAnswered = false;
  for (const { filling } of filled) isAnswered ||= await filling.isAnswer();
  for (const { filling, changed } of filled) await filling.settle(changed, isAnswered);
}

class Filling {
  readonly #diff: RevisionDiff;
  readonly #before: FormField;
  readonly #field: FormField;
  readonly #signed: number;
  readonly #isOnly: boolean;
  readonly #index: ReferenceIndex;

  constructor(
    diff: RevisionDiff,
    { before, field, signed, isOnly }: { before: FormField; field: FormField; signed: number; isOnly: boolean },
    index: ReferenceIndex,
  ) {
    this.#diff = diff;
    this.#before = before;
    this.#field = field;
    this.#signed = signed;
    this.#isOnly = isOnly;
    this.#index = index;
  }

  /** True for a field that a person fills. */
  async isAnswer(): Promise<boolean> {
    return ((await this.#flags()) ?? FLAG.readOnly) % 2 === 0;
  }

  /** @param isAnswered whether a person filled a field in this revision: without that nothing is calculated anew */
  async settle(changed: readonly FieldWidget[], isAnswered: boolean): Promise<void> {
    const { ref, name } = this.#field;
    const fault = await this.#fault(changed, isAnswered);
    if (ref === undefined) return;
    if (fault !== undefined) {
      const description = `The form field “${name}” was changed, but ${fault}`;
      this.#diff.report({ object: ref.num, assessment: 'indeterminate', kind: 'field', description, field: name });
      return;
    }
    const value = told(await this.#diff.after.resolve(this.#field.value));
    this.#diff.report({
      object: ref.num,
      assessment: 'permitted',
      kind: 'field',
      description:
        value === '' ? `The form field “${name}” was emptied.` : `The form field “${name}” was filled with ${value}.`,
      field: name,
      widgets: this.#field.widgets.flatMap((widget) => widget.ref?.num ?? []),
    });
    for (const member of changed) {
      if (member.ref !== undefined) this.#diff.clear(member.ref.num);
      if (this.#field.type !== 'Btn') this.#clearLook(member);
    }
  }

  /** Why it is not filled as fields are filled, as the end of a sentence. */
  async #fault(changed: readonly FieldWidget[], isAnswered: boolean): Promise<string | undefined> {
    const [before, field] = [this.#before, this.#field];
    if (before.name !== field.name || before.type !== field.type || before.widgets.length !== field.widgets.length) {
      return 'it is no longer the same field.';
    }
    // Fields of one name have one value (12.7.4.2): one of them would go on saying the old one.
    if (!this.#isOnly) return 'another field has the same name.';
    const flags = await this.#flags();
    if (flags === undefined || (flags & FLAG.pushButton) !== 0) return 'it is not one to be filled.';
    if ((flags & FLAG.readOnly) !== 0 && !(isAnswered && (await this.#isCalculated()))) return 'it may only be read.';
    if (await this.#isToldTwice()) return 'the form says its values a second time (XFA), as they were.';
    for (const { ref } of changed) {
      const change = ref === undefined ? undefined : this.#diff.objects.get(ref.num);
      if (!(change?.before instanceof PdfDict) || !(change.after instanceof PdfDict)) return 'it was exchanged.';
      const odd = differingKeys(change.before, change.after).find((key) => !FILLED_KEYS.has(key));
      if (odd !== undefined) return `filling it does not account for its entry /${odd}.`;
    }
    return field.type === 'Btn' ? this.#buttonFault() : this.#textFault(flags);
  }

  /** True where some programs show another form in place of this one (12.7.8). Had that been filled, too, the change would be another. */
  async #isToldTwice(): Promise<boolean> {
    const { after } = this.#diff;
    const form = await after.resolve((await after.catalog()).dict.get('AcroForm'));
    return form instanceof PdfDict && (await after.resolve(form.get('XFA'))) !== null;
  }

  /** True where the form itself works out the value from other fields (table 200, C). That is never done here. */
  async #isCalculated(): Promise<boolean> {
    const triggers = await this.#diff.before.resolve(this.#before.dict.get('AA'));
    return triggers instanceof PdfDict && triggers.get('C') !== undefined;
  }

  /** /Ff, of the field or what it inherits; undefined where that is no number. */
  async #flags(): Promise<number | undefined> {
    let node: PdfObject = this.#field.dict;
    for (let height = 0; node instanceof PdfDict && height < 32; height++) {
      const flags = await this.#diff.after.resolve(node.get('Ff'));
      if (flags !== null) return typeof flags === 'number' ? flags : undefined;
      node = await this.#diff.after.resolve(node.get('Parent'));
    }
    return 0;
  }

  /** A check box or radio button shows the state that its value names, with the looks that it had. */
  async #buttonFault(): Promise<string | undefined> {
    const { after, before } = this.#diff;
    const value = await after.resolve(this.#field.value);
    const chosen = value instanceof PdfName ? value.name : 'Off';
    let [offered, shown] = [false, false];
    for (const [at, widget] of this.#field.widgets.entries()) {
      const old = this.#before.widgets[at];
      if (old === undefined || differingKeys(old.dict, widget.dict).includes('AP')) return 'its looks were exchanged.';
      const looks = await before.resolve(old.dict.get('AP'));
      const states = looks instanceof PdfDict ? await before.resolve(looks.get('N')) : null;
      const state = await after.resolve(widget.dict.get('AS'));
      const shows = state instanceof PdfName ? state.name : 'Off';
      const isOffered = states instanceof PdfDict && states.get(chosen) !== undefined;
      // Without a word on which state it shows programs show the one of the value, or none.
      if (isOffered && chosen !== 'Off' && !(state instanceof PdfName)) return 'it shows another state than its value.';
      offered ||= isOffered;
      shown ||= shows === chosen;
      if (shows === 'Off') continue;
      if (!(states instanceof PdfDict) || states.get(shows) === undefined)
        return 'it shows a state that it did not have.';
      if (shows !== chosen) return 'it shows another state than its value.';
      if (!(await isMark(before, await before.resolve(states.get(shows)), this.#diff.looks))) {
        return 'its look is more than a mark.';
      }
    }
    if (offered && chosen !== 'Off' && !shown) return 'it shows another state than its value.';
    return undefined;
  }

  async #textFault(flags: number): Promise<string | undefined> {
    const { after, looks } = this.#diff;
    if (this.#field.type !== 'Tx' && this.#field.type !== 'Ch') return 'its kind is not known.';
    const value = await after.resolve(this.#field.value);
    const texts = await textsOf(after, value);
    if (texts === undefined) return 'its value is no text.';
    const most = await after.resolve(this.#field.dict.get('MaxLen'));
    if (typeof most === 'number' && texts.some((text) => text.length > most))
      return 'its value is longer than it may be.';
    const rich = await after.resolve(this.#field.dict.get('RV'));
    if (rich !== null && !(rich instanceof PdfString && texts.map(plain).join('') === plain(withoutTags(textOf(rich)))))
      return 'its formatted text is another than its value.';
    for (const widget of this.#field.widgets) {
      const look = await after.resolve(widget.dict.get('AP'));
      if (look === null && (await this.#hadLook(widget))) return 'its look was taken away.';
      if (look === null) continue;
      const normal = look instanceof PdfDict ? await after.resolve(look.get('N')) : null;
      if (!(look instanceof PdfDict) || !(normal instanceof PdfStream)) return 'its look cannot be read.';
      if ([...look.entries.keys()].some((key) => key !== 'N')) return 'it has other looks beside its usual one.';
      if (!this.#ownsLook(widget)) return 'its look is shared with something else.';
      const rect = await rectangle(after, widget.dict.get('Rect'));
      if (rect === null) return 'its place cannot be read.';
      const made = await after.resolve(widget.dict.get('MK'));
      const turned = made instanceof PdfDict ? await after.resolve(made.get('R')) : null;
      const isKnown = ({ num }: PdfRef) => this.#isSigned(num);
      const shown = await shownText(after, { appearance: normal, rect, turned, budget: looks }, isKnown);
      if (shown === undefined || (await isLeftToPrograms(after, look, looks))) {
        return 'it cannot be told whether its look shows its value.';
      }
      if (!(await this.#isShown(shown, texts, flags))) return 'its look shows something else than its value.';
    }
    return undefined;
  }

  /** True for an object that is still what it was when the document was signed first. */
  #isSigned(num: number): boolean {
    return this.#diff.after.revisions.slice(this.#signed).every(({ entries }) => !entries.has(num));
  }

  /** Without the look that it had, each program draws it as it likes. */
  async #hadLook({ ref }: FieldWidget): Promise<boolean> {
    const before = ref === undefined ? undefined : this.#diff.objects.get(ref.num)?.before;
    return before instanceof PdfDict && (await this.#diff.before.resolve(before.get('AP'))) !== null;
  }

  /** Whether a look with this text, white space left out, is one of the value. */
  async #isShown({ text: shown, marked }: LookText, texts: readonly string[], flags: number): Promise<boolean> {
    const values = texts.map(plain);
    if (shown === '' && values.join('') === '') return true;
    if (this.#field.type === 'Tx') {
      return (flags & FLAG.password) === 0 ? values.includes(shown) : /^[*•]*$/.test(shown);
    }
    const options = await this.#options();
    const names = options.flatMap(([value, name]) => (texts.includes(value) ? [plain(name)] : []));
    const wanted = [...values, ...names];
    if ((flags & FLAG.combo) !== 0) return wanted.includes(shown);
    const chosen = texts.map((text) => options.find(([value]) => value === text)?.[1] ?? text);
    if (marked !== undefined && marked !== chosen.map(plain).join('')) return false;
    return (
      wanted.some((text) => shown.includes(text)) &&
      isPartOf(
        shown,
        options.map(([, name]) => plain(name)),
      )
    );
  }

  /** The options of a choice, each with what is shown of it (table 234). */
  async #options(): Promise<(readonly [value: string, name: string])[]> {
    const { after } = this.#diff;
    const options = await after.resolve(this.#field.dict.get('Opt'));
    const found: (readonly [string, string])[] = [];
    for (const option of Array.isArray(options) ? options : []) {
      const one = await after.resolve(option);
      const [value, name] = Array.isArray(one) ? await Promise.all(one.map((item) => after.resolve(item))) : [one, one];
      if (value instanceof PdfString && name instanceof PdfString) found.push([textOf(value), textOf(name)]);
    }
    return found;
  }

  /** True where what the look is made of was nobody else's. */
  #ownsLook(widget: FieldWidget): boolean {
    const own = new Set(membersOf(this.#field).flatMap(({ ref }) => ref?.num ?? []));
    return belongsTo(this.#diff, rewrittenLook(this.#diff, widget.dict), own, this.#index);
  }

  #clearLook(widget: FieldWidget): void {
    for (const num of rewrittenLook(this.#diff, widget.dict)) {
      this.#diff.clear(num);
      clearReachable(this.#diff, this.#diff.objects.get(num)?.after, this.#index);
    }
    clearReachable(this.#diff, widget.dict.get('AP'), this.#index);
    clearReachable(this.#diff, this.#field.value, this.#index);
  }
}

function membersOf(field: FormField): FieldWidget[] {
  const isOwnWidget = field.widgets.some(({ ref }) => ref !== undefined && ref.num === field.ref?.num);
  return isOwnWidget ? [...field.widgets] : [{ ref: field.ref, dict: field.dict }, ...field.widgets];
}
