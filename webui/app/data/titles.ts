// A requirement's title in the reader's language: the first language of the browser that has one, else English, else any.
import type { Titles } from "./types";

export interface LocalTitle {
  text: string;
  language: string;
}

/** The languages that the reader prefers, two letters each, English last. */
export const preferred = (languages: readonly string[]): string[] =>
  [...new Set([...languages.map((one) => one.slice(0, 2).toLowerCase()), "en"])];

export function titleOf(titles: Titles, languages: readonly string[] = navigator.languages): LocalTitle | undefined {
  const given = new Map(Object.entries(titles));
  const language = preferred(languages).find((one) => given.has(one)) ?? [...given.keys()][0];
  const text = language === undefined ? undefined : given.get(language);
  return language === undefined || text === undefined ? undefined : { text, language };
}
