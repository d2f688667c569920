import { codeOf, type Failure, isAppError } from '../../shared/contract/app-error.ts';
import type { NamedList } from '../trust/lists/list-of-lists.ts';
import { type Snapshot, takeListOfLists, takeNationalList } from '../trust/lists/snapshot.ts';

/** A list that was not taken over, and why. */
export interface RefusedList {
  /** File or address. */
  readonly list: string;
  readonly failure: Failure;
}

/** Takes lists into one snapshot, one after the other. */
export class Taking {
  #snapshot: Snapshot;
  readonly #refused: RefusedList[];
  readonly #taken: string[] = [];

  constructor(snapshot: Snapshot, refused: RefusedList[]) {
    this.#snapshot = snapshot;
    this.#refused = refused;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  get refused(): readonly RefusedList[] {
    return this.#refused;
  }

  get taken(): readonly string[] {
    return this.#taken;
  }

  listOfLists(current: NamedList, pivotAt: (uri: string) => NamedList | undefined): void {
    this.#take(current.name, () => takeListOfLists(this.#snapshot, current, pivotAt));
  }

  national(current: NamedList): void {
    this.#take(current.name, () => takeNationalList(this.#snapshot, current));
  }

  refuse(list: string, error: unknown): void {
    if (!isAppError(error) || error.code === 'CANCELLED') throw error;
    this.#refused.push({ list, failure: error });
  }

  #take(name: string, take: () => Snapshot): void {
    const snapshot = attempt(this.#refused, name, take);
    if (snapshot === undefined) return;
    this.#snapshot = snapshot;
    this.#taken.push(name);
  }
}

/** Refusals of lists are collected; every other failure ends the work. */
export function attempt<T>(refused: RefusedList[], list: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!isAppError(error) || !codeOf(error).startsWith('TRUSTED_LIST_')) throw error;
    refused.push({ list, failure: error });
    return undefined;
  }
}
