export type Direction = "asc" | "desc";

export type BrowseRequest = {
  page?: number;
  pageSize?: number;
  sort?: string;
  direction?: Direction;
  search?: string;
  mine?: boolean;
};

export type Page<T> = { items: T[]; total: number; page: number; pageSize: number };

export type SearchParameters = Record<string, string | string[] | undefined>;

/** What an address such as `?page=2&sort=time&direction=desc&q=ana` asks for; whatever makes no sense is left out. */
export function browseRequest(parameters: SearchParameters): BrowseRequest {
  const page = Number(first(parameters.page));
  const sort = first(parameters.sort);
  const direction = first(parameters.direction);
  const search = first(parameters.q)?.trim();
  return {
    ...(Number.isSafeInteger(page) && page > 0 && { page }),
    ...(sort && { sort }),
    ...((direction === "asc" || direction === "desc") && { direction }),
    ...(search && { search }),
  };
}

/** The address of the same list with `changes` made, e.g. another page. `{placeholders}` stay readable for components that fill them in. */
export function browseHref(
  path: string,
  request: BrowseRequest,
  changes: Record<string, string>,
): string {
  const kept: Record<string, string | undefined> = {
    q: request.search,
    sort: request.sort,
    direction: request.direction,
    ...changes,
  };
  const query = Object.entries(kept)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(
      ([name, value]) => `${name}=${/^\{\w+\}$/.test(value) ? value : encodeURIComponent(value)}`,
    )
    .join("&");
  return query === "" ? path : `${path}?${query}`;
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
