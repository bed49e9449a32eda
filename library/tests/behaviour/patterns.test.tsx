import { AvatarMenu } from "@appfactory/ui/patterns/avatar-menu/AvatarMenu";
import { DataTable } from "@appfactory/ui/patterns/data-table/DataTable";
import { Pagination } from "@appfactory/ui/patterns/pagination/Pagination";
import { Tabs } from "@appfactory/ui/patterns/tabs/Tabs";
import { themeScript } from "@appfactory/ui/patterns/theme-toggle/theme-script";
import { ThemeToggle } from "@appfactory/ui/patterns/theme-toggle/ThemeToggle";
import { Toast } from "@appfactory/ui/patterns/toast/Toast";
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

describe("DataTable", () => {
  const columns = [
    { key: "name", header: "Name", sortable: true },
    { key: "seats", header: "Seats", kind: "number", sortable: true },
    { key: "day", header: "Day", kind: "date" },
    { key: "open", header: "Open", kind: "boolean" },
    { key: "extra", header: "Extra", kind: "json" },
  ] as const;

  it("links rows and headings, turns the order round, and shows every kind of value", () => {
    const rows = [
      {
        id: "a/1",
        name: "Garden & hall",
        seats: 1200,
        day: "2026-11-28",
        open: false,
        extra: { a: 1 },
      },
    ];
    render(
      <DataTable
        caption="Rooms"
        columns={columns}
        rows={rows}
        rowHref="/rooms/{id}"
        sortHref="?sort={key}&direction={direction}"
        sort={{ key: "name", direction: "asc" }}
        rowActions={{ "a/1": <button type="button">Close</button> }}
      />,
    );
    const table = screen.getByRole("table", { name: "Rooms" });
    expect(within(table).getByRole("link", { name: "Garden & hall" })).toHaveAttribute(
      "href",
      "/rooms/a%2F1",
    );
    expect(within(table).getByRole("columnheader", { name: "Name" })).toHaveAttribute(
      "aria-sort",
      "ascending",
    );
    expect(within(table).getByRole("link", { name: "Name" })).toHaveAttribute(
      "href",
      "?sort=name&direction=desc",
    );
    expect(within(table).getByRole("link", { name: "Seats" })).toHaveAttribute(
      "href",
      "?sort=seats&direction=asc",
    );
    expect(
      within(table)
        .getAllByRole("cell")
        .map((cell) => cell.querySelector("span:last-of-type")?.textContent ?? cell.textContent),
    ).toEqual(["Garden & hall", "1,200", "Nov 28, 2026", "No", '{"a":1}', "Close"]);
  });

  it("shows markup in a value as text", () => {
    render(
      <DataTable
        caption="Rooms"
        columns={[{ key: "name", header: "Name" }]}
        rows={[{ id: 1, name: "<script>alert(1)</script>" }]}
      />,
    );
    expect(screen.getByText("<script>alert(1)</script>")).toBeInTheDocument();
  });

  it("says so when there is nothing", () => {
    render(<DataTable caption="Rooms" columns={columns} rows={[]} emptyTitle="No rooms" />);
    expect(screen.getByText("No rooms")).toBeInTheDocument();
  });
});

describe("Pagination", () => {
  it.each([
    [1, ["Next"]],
    [2, ["Previous", "Next"]],
    [3, ["Previous"]],
  ])("on page %i of 3 links to %j", (page, names) => {
    render(<Pagination page={page} pageCount={3} href="/rooms?page={page}" />);
    expect(screen.getAllByRole("link").map((link) => link.textContent)).toEqual(names);
  });

  it("is absent when there is one page", () => {
    const { container } = render(<Pagination page={1} pageCount={1} href="?page={page}" />);
    expect(container).toBeEmptyDOMElement();
  });
});

describe("Tabs", () => {
  it("moves with the arrow keys, round the ends", async () => {
    const items = ["One", "Two", "Three"].map((label) => ({ label, content: `${label} text` }));
    render(<Tabs label="Numbers" items={items} />);
    const user = userEvent.setup();
    await user.click(screen.getByRole("tab", { name: "One" }));
    await user.keyboard("{ArrowLeft}");
    expect(screen.getByRole("tab", { name: "Three" })).toHaveFocus();
    expect(screen.getByRole("tabpanel")).toHaveTextContent("Three text");
    await user.keyboard("{Home}");
    expect(screen.getByRole("tab", { name: "One" })).toHaveAttribute("aria-selected", "true");
  });
});

describe("AvatarMenu", () => {
  it("closes on Escape and gives the focus back, and on a press elsewhere", async () => {
    render(
      <>
        <AvatarMenu name="Wayan Sudarma" items={[{ href: "/account", label: "Your account" }]} />
        <p>elsewhere</p>
      </>,
    );
    const user = userEvent.setup();
    const button = screen.getByRole("button", { name: "Account: Wayan Sudarma" });
    await user.click(button);
    await user.tab();
    expect(screen.getByRole("link", { name: "Your account" })).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(button).toHaveFocus();
    expect(button).toHaveAttribute("aria-expanded", "false");
    await user.click(button);
    await user.click(screen.getByText("elsewhere"));
    expect(button).toHaveAttribute("aria-expanded", "false");
  });
});

describe("theme", () => {
  const root = document.documentElement;
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    root.className = "";
    vi.restoreAllMocks();
  });
  const systemIsDark = (dark: boolean) =>
    vi
      .spyOn(window, "matchMedia")
      .mockImplementation(
        (media) => Object.assign(new EventTarget(), { matches: dark, media }) as MediaQueryList,
      );
  const runScript = () => window.eval(themeScript);

  it.each([
    [null, true, true],
    [null, false, false],
    ["light", true, false],
    ["dark", false, true],
  ])("with choice %s and a dark system %s starts dark: %s", (choice, system, expected) => {
    systemIsDark(system);
    if (choice !== null) localStorage.setItem("theme", choice);
    runScript();
    expect(root.classList.contains("dark")).toBe(expected);
  });

  it("toggles, names what it will do next, and remembers", async () => {
    systemIsDark(false);
    render(<ThemeToggle />);
    await userEvent.click(screen.getByRole("button", { name: "Switch to dark mode" }));
    expect(root).toHaveClass("dark");
    expect(localStorage.getItem("theme")).toBe("dark");
    expect(await screen.findByRole("button", { name: "Switch to light mode" })).toBeInTheDocument();
  });
});

describe("Toast", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("goes after its time, but not while it holds the focus", () => {
    vi.useFakeTimers();
    render(<Toast message="Saved" seconds={5} />);
    act(() => screen.getByRole("button", { name: "Dismiss" }).focus());
    act(() => vi.advanceTimersByTime(20_000));
    expect(screen.getByRole("status")).toHaveTextContent("Saved");
    act(() => screen.getByRole("button", { name: "Dismiss" }).blur());
    act(() => vi.advanceTimersByTime(5_000));
    expect(screen.queryByRole("status")).not.toBeInTheDocument();
  });
});
