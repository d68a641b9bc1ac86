import { PlanError } from './plan-error.js';

const MOST_PRICES = 1000;
const LONGEST_NAME = 200;

/** What devices cost by the hour, by name of the device or pattern of its model. */
export class Prices {
  private constructor(private readonly byName: ReadonlyMap<string, number>) {}

  /**
   * Reads an object such as `{ "cuda1": 2.5, "NVIDIA H*": 3.2, "*": 0.4 }`: names of devices, or patterns of their
   * names or models in which `*` stands for anything. Throws a PlanError PRICES.
   */
  static parse(value: unknown): Prices {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw badPrices('they are no object of prices by device');
    const entries = Object.entries(value);
    if (entries.length > MOST_PRICES) throw badPrices(`there are more than ${MOST_PRICES}`);
    const byName = new Map<string, number>();
    for (const [name, price] of entries as [string, unknown][]) {
      if (name.trim() === '' || name.length > LONGEST_NAME)
        throw badPrices(`a name is empty or has more than ${LONGEST_NAME} characters`);
      if (typeof price !== 'number' || !Number.isFinite(price) || price < 0)
        throw badPrices(`the price of ${name} is no number of at least 0`);
      byName.set(name, price);
    }
    return new Prices(byName);
  }

  /**
   * The price of a device: that of its name, else that of the longest pattern that its name or model matches, the
   * first of equally long ones; undefined if there is none.
   */
  priceOf(device: { readonly id: string; readonly model: string }): number | undefined {
    const exact = this.byName.get(device.id) ?? this.byName.get(device.model);
    if (exact !== undefined) return exact;
    let best: string | undefined;
    for (const pattern of this.byName.keys()) {
      if (!matches(pattern, device.id) && !matches(pattern, device.model)) continue;
      if (best === undefined || pattern.length > best.length) best = pattern;
    }
    return best === undefined ? undefined : this.byName.get(best);
  }
}

/** Whether a text has the parts of a pattern between its asterisks, in order. */
function matches(pattern: string, text: string): boolean {
  const [head, ...parts] = pattern.split('*');
  const tail = parts.pop();
  if (tail === undefined) return head === text;
  if (!text.startsWith(head) || text.length < head.length + tail.length) return false;
  let at = head.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
}

function badPrices(what: string): PlanError {
  return new PlanError(
    'PRICES',
    `these are no prices: ${what}`,
    'give prices by the hour as {"device or pattern of models": number}',
  );
}
