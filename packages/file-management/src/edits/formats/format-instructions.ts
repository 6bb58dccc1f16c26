import type { EditFormat } from '../edit-set.ts';
import { editToolSchemas } from './tool-schemas.ts';

const SEARCH_REPLACE = `Write each change as a search/replace block: the path of the file alone on a line, then a fenced block.

path/to/file.ts
\`\`\`
<<<<<<< SEARCH
lines of the file, exactly as they are
=======
the lines that shall stand in their place
>>>>>>> REPLACE
\`\`\`

- Copy the lines between SEARCH and ======= from the file character by character, with their indentation.
- Show enough lines that they stand in the file only once, but not more than you need.
- Use one block for each place; blocks of a file stand in its order and do not overlap.
- To make a new file, leave the lines between SEARCH and ======= out.
- To delete lines, leave the lines between ======= and REPLACE out.`;

const UNIFIED_DIFF = `Write the changes as one unified diff in a fenced block that begins with \`\`\`diff.

\`\`\`diff
--- a/path/to/file.ts
+++ b/path/to/file.ts
@@ -10,7 +10,7 @@
 three lines before, each after one blank
-a line that goes
+a line that comes
 three lines behind
\`\`\`

- Begin every line of the file with a blank, deleted lines with -, added lines with +, then the line exactly as it is.
- Begin each place with its own @@ line. Numbers may be wrong; the lines decide.
- A new file has /dev/null as its old name, a deleted one as its new name and all its lines with -.`;

const WHOLE_FILE = `Write each changed file as a whole: its path alone on a line, then all of its content in a fenced block.

path/to/file.ts
\`\`\`\`
the whole content of the file
\`\`\`\`

- Write every line of the file, also those that stay. Never put a comment or dots in the place of code.
- Use a fence that is longer than any run of backticks in the file.`;

const APPLY_PATCH = `Write the changes as a patch in this language.

*** Begin Patch
*** Update File: path/to/file.ts
@@ class or function that the place stands in
 three lines before, each after one blank
-a line that goes
+a line that comes
 three lines behind
*** Add File: path/to/new.ts
+every line of the new file
*** Delete File: path/to/old.ts
*** End Patch

- Begin every line of the file with a blank, deleted lines with -, added lines with +, then the line exactly as it is.
- Add an @@ line where the lines stand in the file more than once.
- After a file's *** Update line, *** Move to: path/to/name.ts gives it another name.
- Write *** End of File behind lines that end the file. Do not leave *** End Patch out.`;

const LAZY = `Write each changed file as its path alone on a line and a fenced block. Lines that stay may be left out, with a comment in their place.

path/to/file.ts
\`\`\`ts
// ... existing code ...
the last line before the change
the changed lines
the first line behind the change
// ... existing code ...
\`\`\`

- Show an unchanged line of the file, one that it has only once, before and behind every change.
- Put one such comment wherever lines are left out, also at the beginning and the end.`;

const WORKSPACE_EDIT = `Reply with one JSON object, a WorkspaceEdit of the Language Server Protocol: "documentChanges" holds objects with "textDocument": {"uri"}, "baseHash" (the hash that came with the file) and "edits" of {"range": {"start": {"line", "character"}, "end"}, "newText"}. Lines and characters count from 0, characters in UTF-16, the end is exclusive.`;

/** What to tell a model so that it writes a format: how it looks, and the rules that keep it unambiguous. */
export function formatInstructions(format: EditFormat): string {
  switch (format) {
    case 'search-replace':
      return SEARCH_REPLACE;
    case 'unified-diff':
      return UNIFIED_DIFF;
    case 'whole-file':
      return WHOLE_FILE;
    case 'apply-patch':
      return APPLY_PATCH;
    case 'lazy':
      return LAZY;
    case 'workspace-edit':
      return WORKSPACE_EDIT;
    default:
      return `Reply with one JSON object and nothing else. ${editToolSchemas[format].description} It has this schema:\n${JSON.stringify(editToolSchemas[format].inputSchema)}`;
  }
}
