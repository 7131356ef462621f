/** The filters that stand in the page's address, by the API's names. */
export const FILTERS = ['prompt', 'theme', 'status', 'from', 'to', 'q', 'filter', 'crs'] as const;

export type FilterName = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterName, string>>;

/** Reads them from an address; anything else there is left alone. */
export function readFilters(query: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const name of FILTERS) {
    const value = query.get(name)?.trim();
    if (value) filters[name] = value;
  }
  return filters;
}

/** The chosen keys of a filter that is a list. */
export function listed(value: string | undefined): string[] {
  return value ? value.split(',') : [];
}

/** The filters as the API takes them: two days are one interval. */
export function toParameters({ from, to, ...others }: Filters): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries(others)) if (value) parameters[name] = value;
  if (from || to) parameters.datetime = `${from || '..'}/${to || '..'}`;
  return parameters;
}
