import { describe, expect, it } from "vitest";

import { browseHref, browseRequest } from "./browse";

describe("browseRequest", () => {
  it("reads page, order and search", () => {
    expect(browseRequest({ page: "2", sort: "time", direction: "desc", q: " ana " })).toEqual({
      page: 2,
      sort: "time",
      direction: "desc",
      search: "ana",
    });
  });

  it("leaves out what makes no sense", () => {
    expect(browseRequest({ page: "-1", direction: "sideways", q: "  ", sort: "" })).toEqual({});
    expect(browseRequest({ page: "1.5" })).toEqual({});
  });

  it("takes the first of a repeated parameter", () => {
    expect(browseRequest({ page: ["3", "4"] })).toEqual({ page: 3 });
  });
});

describe("browseHref", () => {
  it("keeps search and order when the page changes", () => {
    const request = { search: "ana & ben", sort: "time", direction: "asc", page: 4 } as const;
    expect(browseHref("/bookings", request, { page: "{page}" })).toBe(
      "/bookings?q=ana%20%26%20ben&sort=time&direction=asc&page={page}",
    );
  });

  it("is the bare path when nothing is asked", () => {
    expect(browseHref("/bookings", {}, {})).toBe("/bookings");
  });
});
