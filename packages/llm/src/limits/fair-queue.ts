/** Waiting items of many tenants; the tenant that has been served least is next. */
export class FairQueue<Item> {
  readonly #waiting = new Map<string, Item[]>();
  readonly #served = new Map<string, number>();
  #size = 0;
  #floor = 0;

  /** How many items wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds an item behind those of its tenant. */
  add(tenant: string, item: Item): void {
    const line = this.#waiting.get(tenant);
    if (line === undefined) {
      this.#waiting.set(tenant, [item]);
      // Who was away for a while has saved nothing up, or it would block all others now.
      this.#served.set(tenant, Math.max(this.#served.get(tenant) ?? 0, this.#floor));
    } else line.push(item);
    this.#size += 1;
  }

  /** The item that is next, and whose it is. */
  peek(): { readonly tenant: string; readonly item: Item } | undefined {
    let next: { tenant: string; item: Item; served: number } | undefined;
    for (const [tenant, [item]] of this.#waiting) {
      const served = this.#served.get(tenant) ?? 0;
      if (item !== undefined && (next === undefined || served < next.served)) next = { tenant, item, served };
    }
    return next;
  }

  /** Takes an item out, wherever it stands; `cost` is what its tenant was served by it, 0 if it left. */
  remove(tenant: string, item: Item, cost: number): void {
    const line = this.#waiting.get(tenant) ?? [];
    const index = line.indexOf(item);
    if (index === -1) return;
    line.splice(index, 1);
    this.#size -= 1;
    if (line.length === 0) this.#waiting.delete(tenant);
    this.charge(tenant, cost);
  }

  /** Counts what a tenant was served, which puts it behind others. */
  charge(tenant: string, cost: number): void {
    const served = Math.max(this.#served.get(tenant) ?? 0, this.#floor);
    this.#floor = Math.max(this.#floor, this.#leastWaiting() ?? served);
    this.#served.set(tenant, served + cost);
    if (this.#waiting.size === 0) this.#forget();
  }

  #leastWaiting(): number | undefined {
    const served = [...this.#waiting.keys()].map((tenant) => this.#served.get(tenant) ?? 0);
    return served.length === 0 ? undefined : Math.min(...served);
  }

  /** With nobody waiting all are equal again, so that tenants of the past take no memory. */
  #forget(): void {
    this.#served.clear();
    this.#floor = 0;
  }
}
