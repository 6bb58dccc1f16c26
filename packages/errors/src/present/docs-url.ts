/** Where the pages of the codes lie when nobody says otherwise: relative to the root of the repository. */
const DOCS_BASE = 'docs/errors/';

/**
 * Address of the page of a code. `base` is a folder or a site (default `docs/errors/`), whose pages are
 * named after the codes; a site gets no `.md`.
 */
export function docsUrl(code: string, base: string = DOCS_BASE): string {
  const folder = base.endsWith('/') ? base : `${base}/`;
  return folder.includes('://') ? `${folder}${code}` : `${folder}${code}.md`;
}
