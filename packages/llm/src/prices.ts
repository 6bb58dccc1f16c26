export {
  costOf,
  findPrice,
  joinPriceTables,
  type ModelPrice,
  type PriceTable,
  readPriceTable,
  type TokenRates,
} from './usage/price-table.ts';
export { publicPrices } from './usage/public-prices.ts';
