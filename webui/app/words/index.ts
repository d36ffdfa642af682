// The texts in the language of this page. es, fr and pt join here as files of type Words.
import { en, type Words } from "./en";

const languages: Record<string, Words> = { en };

function choose(): Words {
  for (const wanted of navigator.languages) {
    const known = languages[wanted.slice(0, 2)];
    if (known) return known;
  }
  return en;
}

export const words: Words = choose();
