import { computed, Injectable, inject } from '@angular/core';
import { isLanguageTag } from '@taleport/story-model/is-language-tag';
import { knownLanguages } from './known-languages.ts';
import { LanguageNames } from './language-names.ts';

/** Finds languages by what somebody types: a part of a name, in the language of the interface or in its own, or a tag. */
@Injectable({ providedIn: 'root' })
export class LanguageSearch {
  readonly #names = inject(LanguageNames);
  readonly #all = computed(() =>
    knownLanguages
      .map((code) => ({ code, name: this.#names.of(code), ownName: ownNameOf(code) }))
      .toSorted((one, other) => one.name.localeCompare(other.name)),
  );

  /** The languages that fit; all of them when the text is the whole name of one, so that another can be chosen. */
  matching(typed: string) {
    const text = folded(typed);
    const all = this.#all();
    if (all.some(({ name }) => folded(name) === text)) return all;
    return all.filter(({ code, name, ownName }) =>
      [code, name, ownName].some((word) => folded(word).includes(text)),
    );
  }

  nameOf(tag: string): string {
    return this.#names.of(tag);
  }

  /** Undefined where no language is called so. */
  tagOf(typed: string): string | undefined {
    const text = folded(typed);
    const named = this.#all().find(({ code, name, ownName }) =>
      [code, name, ownName].some((word) => folded(word) === text),
    );
    return named?.code ?? (isTypedTag(typed.trim()) ? typed.trim() : undefined);
  }
}

/** A longer first part is well-formed too (RFC 5646), but is more likely a word: no such language is registered. */
function isTypedTag(text: string): boolean {
  return isLanguageTag(text) && /^([a-z]{2,3}|x)(-|$)/i.test(text);
}

function ownNameOf(tag: string): string {
  return new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
}

/** Without case and accents. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
