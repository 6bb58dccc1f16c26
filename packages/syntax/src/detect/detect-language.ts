import { languageByAlias, languageByExtension, languageByName } from './file-names.ts';
import type { LanguageId } from './languages.ts';
import { refineByContent } from './refine.ts';
import { languageByShebang } from './shebang.ts';

/**
 * Tells the language of a file: by its name, then its extension (the longest one that is known), then by
 * shebang, modeline or first line. The text also settles what a name leaves open: `.h` as C or C++, a
 * `.sh` with a zsh shebang, a `.js` with Flow types, an `.html` that is a template.
 *
 * @param path Path of the file; only its last segment counts, both kinds of slash are understood.
 * @param text Its text, or as much of its beginning as there is.
 * @returns The language, or undefined when nothing is known about it.
 */
export function detectLanguage(path: string, text?: string): LanguageId | undefined {
  const named = languageByPath(path);
  if (text === undefined) return named;
  const head = text.slice(0, 16_384);
  return refineByContent(named ?? languageByContent(head), path, head);
}

/** Ends of names that begin as that of a Dockerfile does. */
const notADockerfile =
  /\.(?:template|tmpl|tt|eex|erb|j2|in|md|txt|rst|html?|json|ya?ml|sh|py|rb|js|ts|go|dockerignore)$/;

function languageByPath(path: string): LanguageId | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  const whole = languageByName.get(name);
  if (whole !== undefined) return whole;
  if (/^tsconfig\..*\.json$/.test(name)) return 'jsonc';
  if (/^(docker|container)file[._-]/.test(name) && !notADockerfile.test(name)) {
    return 'dockerfile';
  }
  if (/(^|[\\/])\.vscode[\\/][^\\/]+\.json$/i.test(path)) return 'jsonc';
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const language = languageByExtension.get(name.slice(dot + 1));
    if (language !== undefined) return language;
  }
  return undefined;
}

/** Language that the first or last lines of a text declare. */
function languageByContent(head: string): LanguageId | undefined {
  return languageByShebang(head) ?? languageByModeline(head) ?? languageByFirstLine(head);
}

function languageByModeline(head: string): LanguageId | undefined {
  const vim = /^.{0,80}\b(?:vim?|ex):.*\b(?:ft|filetype|syntax)=([\w+#-]+)/m.exec(head);
  const emacs = /-\*-.*?(?:mode:\s*)?([\w+#-]+)\s*(?:;.*)?-\*-/.exec(head);
  const name = vim?.[1] ?? emacs?.[1];
  return name === undefined ? undefined : languageByAlias.get(name.toLowerCase());
}

function languageByFirstLine(head: string): LanguageId | undefined {
  if (/^\uFEFF?\s*<\?php\b/.test(head)) return 'php';
  if (/^\uFEFF?\s*<\?xml\b/.test(head)) return 'xml';
  if (/^\uFEFF?\s*<!doctype html\b/i.test(head)) return 'html';
  return undefined;
}
