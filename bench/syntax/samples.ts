/** A made-up program of any length. */
export interface Sample {
  /** Name under which it is checked. */
  readonly path: string;
  /** What stands before the blocks, and after. */
  readonly head: string;
  readonly foot: string;
  /** One block of code, a different one for each number. */
  readonly block: (number: number) => string;
  /** A line of a block after which another statement may stand, and that statement. */
  readonly after: string;
  readonly statement: string;
}

const words = ['order', 'invoice', 'customer', 'shipment', 'payment', 'ledger', 'session', 'budget'];
const word = (number: number): string => `${words[number % words.length] ?? 'a'}${number}`;

const braces = (path: string, head: string, foot: string, block: Sample['block'], after: string): Sample => ({
  path,
  head,
  foot,
  block,
  after,
  statement: after,
});

/** The same program in several languages: a type, a loop, a condition, a text, a call. */
export const samples: Readonly<Record<string, Sample>> = {
  typescript: braces(
    'a.ts',
    "import { read } from './read.ts';\n\n",
    '',
    (n) => `/** Adds up the ${word(n)}s. */
export interface ${word(n)}Row {
  readonly name: string;
  readonly amounts: readonly number[];
}

export async function sum_${word(n)}(rows: readonly ${word(n)}Row[], limit = ${n}): Promise<number> {
  let total = 0;
  for (const { name, amounts } of rows) {
    if (name.startsWith('_') || amounts.length === 0) continue;
    const found = await read<Record<string, number>>(\`\${name}/${n}\`, { retries: 3 });
    total += amounts.map((amount) => amount * (found[name] ?? 1)).reduce((a, b) => a + b, 0);
    if (total > limit) throw new RangeError('too much of ' + name);
  }
  return total;
}

`,
    '  let total = 0;',
  ),
  python: braces(
    'a.py',
    'import os\nfrom read import read\n\n\n',
    '',
    (n) => `class ${word(n)}Row:
    """Adds up the ${word(n)}s."""

    limit: int = ${n}

    def __init__(self, name, amounts=()):
        self.name = name
        self.amounts = list(amounts)

    @property
    def total(self):
        total = 0
        for amount in self.amounts:
            if self.name.startswith("_") or amount is None:
                continue
            total += amount * read(f"{self.name}/{amount:>3}", retries=3)
            if total > self.limit:
                raise ValueError("too much of %s" % self.name)
        return {key: value for key, value in zip(self.amounts, [total])}


`,
    '        total = 0',
  ),
  go: braces(
    'a.go',
    'package a\n\nimport "fmt"\n\n',
    '',
    (n) => `// Row of a ${word(n)}.
type ${word(n)}Row struct {
	Name    string
	Amounts []int
}

func sum_${word(n)}(rows []${word(n)}Row, limit int) (int, error) {
	total := 0
	for _, row := range rows {
		if row.Name == "" || len(row.Amounts) == 0 {
			continue
		}
		for at, amount := range row.Amounts {
			total += amount * rates[fmt.Sprintf("%s/%d", row.Name, at)]
		}
		if total > limit {
			return 0, fmt.Errorf("too much of %s: %d", row.Name, ${n})
		}
	}
	return total, nil
}

`,
    '\ttotal := 0',
  ),
  java: braces(
    'A.java',
    'package a;\n\nimport java.util.List;\n\nclass A {\n',
    '}\n',
    (n) => `  /** Row of a ${word(n)}. */
  record ${word(n)}Row(String name, List<Integer> amounts) {}

  static int sum_${word(n)}(List<${word(n)}Row> rows, int limit) throws Exception {
    int total = 0;
    for (var row : rows) {
      if (row.name().isEmpty() || row.amounts().size() == 0) continue;
      for (int at = 0; at < row.amounts().size(); at++) {
        total += row.amounts().get(at) * rates.getOrDefault(row.name() + "/" + at, ${n});
      }
      if (total > limit) throw new IllegalStateException("too much of " + row.name());
    }
    return rows.stream().map(row -> row.name()).toList().isEmpty() ? 0 : total;
  }

`,
    '    int total = 0;',
  ),
  rust: braces(
    'a.rs',
    'use std::collections::HashMap;\n\n',
    '',
    (n) => `/// Row of a ${word(n)}.
#[derive(Debug, Clone)]
pub struct ${word(n)}Row<'a> {
    name: &'a str,
    amounts: Vec<u64>,
}

pub fn sum_${word(n)}(rows: &[${word(n)}Row<'_>], rates: &HashMap<String, u64>) -> Result<u64, String> {
    let mut total = 0;
    for row in rows.iter().filter(|row| !row.amounts.is_empty()) {
        match rates.get(&format!("{}/{}", row.name, ${n})) {
            Some(rate) if *rate > 1 => total += row.amounts.iter().map(|one| one * rate).sum::<u64>(),
            _ => continue,
        }
        if total > ${n} {
            return Err(format!("too much of {}", row.name));
        }
    }
    Ok(total)
}

`,
    '    let mut total = 0;',
  ),
  cpp: braces(
    'a.cpp',
    '#include <string>\n#include <vector>\n\nnamespace a {\n\n',
    '}\n',
    (n) => `/// Row of a ${word(n)}.
struct ${word(n)}Row {
  std::string name;
  std::vector<int> amounts;
};

template <typename Rates>
int sum_${word(n)}(const std::vector<${word(n)}Row>& rows, const Rates& rates) {
  int total = 0;
  for (const auto& row : rows) {
    if (row.name.empty() || row.amounts.size() == 0) continue;
    for (std::size_t at = 0; at < row.amounts.size(); ++at) {
      total += row.amounts[at] * rates.find(row.name + "/" + std::to_string(at))->second;
    }
    if (total > ${n}) throw std::runtime_error("too much of " + row.name);
  }
  return static_cast<int>(total);
}

`,
    '  int total = 0;',
  ),
};

/** The program with so many blocks. */
export const program = ({ head, block, foot }: Sample, blocks: number): string =>
  head + Array.from({ length: blocks }, (_, number) => block(number)).join('') + foot;

/** The program with about so many lines. */
export function programOfLines(sample: Sample, lines: number): string {
  return program(sample, Math.ceil(lines / (sample.block(0).split('\n').length - 1)));
}
