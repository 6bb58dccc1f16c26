/** Texts with the number of tokens that the o200k vocabulary takes for them. */
export const countedTexts: readonly {
  readonly language: string;
  readonly tokens: number;
  readonly text: string;
}[] = [
  {
    language: 'python',
    tokens: 266,
    text: 'import argparse\nfrom dataclasses import dataclass, field\nfrom typing import Iterable, Optional\n\n\n@dataclass\nclass Invoice:\n    """One invoice with its positions."""\n\n    number: str\n    positions: list[tuple[str, int, float]] = field(default_factory=list)\n    discount: float = 0.0\n\n    def total(self) -> float:\n        gross = sum(count * price for _, count, price in self.positions)\n        return round(gross * (1 - self.discount), 2)\n\n    def add(self, name: str, count: int, price: float) -> None:\n        if count <= 0:\n            raise ValueError(f"count must be positive, got {count!r}")\n        self.positions.append((name, count, price))\n\n\ndef parse_args(argv: Optional[Iterable[str]] = None) -> argparse.Namespace:\n    parser = argparse.ArgumentParser(description="Print invoices")\n    parser.add_argument("--currency", default="EUR", help="currency symbol to show")\n    parser.add_argument("files", nargs="+")\n    return parser.parse_args(argv)\n\n\nif __name__ == "__main__":\n    options = parse_args()\n    for path in options.files:\n        with open(path, encoding="utf-8") as handle:\n            print(handle.read(), options.currency)\n',
  },
  {
    language: 'json',
    tokens: 174,
    text: '{\n  "name": "sample-project",\n  "version": "1.4.2",\n  "private": true,\n  "scripts": {\n    "build": "tsc -p tsconfig.json",\n    "test": "vitest run --coverage",\n    "lint": "biome check ."\n  },\n  "dependencies": {\n    "express": "^4.19.2",\n    "better-sqlite3": "^11.1.2",\n    "zod": "^3.23.8"\n  },\n  "devDependencies": {\n    "@types/node": "^22.5.0",\n    "typescript": "^5.6.2",\n    "vitest": "^2.1.1"\n  },\n  "engines": {\n    "node": ">=22.13"\n  }\n}',
  },
  {
    language: 'english',
    tokens: 93,
    text: 'The reader of this page wants to know what happens when the connection breaks while an answer is being received. Nothing is lost that had already arrived: the text is kept, the state says that the call failed, and the error names the reason. A retry begins a new attempt, and the parts of the old attempt are taken back by an event that names them. Whoever follows the events therefore shows each character exactly once, however many attempts were needed in the end.',
  },
  {
    language: 'go',
    tokens: 189,
    text: 'package cache\n\nimport (\n\t"errors"\n\t"sync"\n\t"time"\n)\n\nvar ErrMissing = errors.New("cache: missing key")\n\ntype entry[V any] struct {\n\tvalue   V\n\texpires time.Time\n}\n\ntype Cache[K comparable, V any] struct {\n\tmu      sync.RWMutex\n\tentries map[K]entry[V]\n\tttl     time.Duration\n}\n\nfunc New[K comparable, V any](ttl time.Duration) *Cache[K, V] {\n\treturn &Cache[K, V]{entries: make(map[K]entry[V]), ttl: ttl}\n}\n\nfunc (c *Cache[K, V]) Get(key K) (V, error) {\n\tc.mu.RLock()\n\tdefer c.mu.RUnlock()\n\tfound, ok := c.entries[key]\n\tif !ok || time.Now().After(found.expires) {\n\t\tvar zero V\n\t\treturn zero, ErrMissing\n\t}\n\treturn found.value, nil\n}\n',
  },
  {
    language: 'typescript',
    tokens: 299,
    text: "import { readFile } from 'node:fs/promises';\nimport type { Logger } from './logger.ts';\n\nexport interface Account {\n  readonly id: string;\n  readonly displayName: string;\n  readonly createdAt: Date;\n  balanceInCents: number;\n}\n\n/** Loads accounts from a JSON file and keeps them in memory. */\nexport class AccountStore {\n  readonly #accounts = new Map<string, Account>();\n\n  constructor(private readonly logger: Logger) {}\n\n  async load(path: string): Promise<number> {\n    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));\n    if (!Array.isArray(parsed)) throw new TypeError(\"expected an array in \" + path);\n    for (const account of parsed as Account[]) this.#accounts.set(account.id, account);\n    this.logger.info('accounts loaded', { path, count: this.#accounts.size });\n    return this.#accounts.size;\n  }\n\n  transfer(fromId: string, toId: string, amountInCents: number): void {\n    const from = this.#accounts.get(fromId);\n    const to = this.#accounts.get(toId);\n    if (!from || !to) throw new RangeError('unknown account');\n    if (from.balanceInCents < amountInCents) throw new RangeError('not enough money');\n    from.balanceInCents -= amountInCents;\n    to.balanceInCents += amountInCents;\n  }\n}\n",
  },
];
