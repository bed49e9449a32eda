import { JsonField, TagsField } from "@appfactory/ui/forms";
import { QuantityField } from "@appfactory/commerce/checkout/QuantityField";
import { PriceTag } from "@appfactory/commerce/pricing/PriceTag";
import { TableMap } from "@appfactory/restaurants/features/tables/TableMap";
import { monthWeeks, shiftMonth } from "@appfactory/scheduling/calendar/month-days";
import { TimePicker } from "@appfactory/scheduling/slots/TimePicker";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";

const sent = (form: HTMLElement, name: string) => new FormData(form as HTMLFormElement).get(name);

describe("TagsField", () => {
  it("adds on Enter, comma and leaving, drops doubles, removes, and sends JSON", async () => {
    render(
      <form aria-label="form">
        <TagsField name="tags" label="Tags" defaultValue={["egg"]} />
      </form>,
    );
    const user = userEvent.setup();
    const input = screen.getByLabelText("Tags");
    await user.type(input, "nut{Enter}egg{Enter}milk,soy");
    await user.tab();
    expect(sent(screen.getByRole("form"), "tags")).toBe('["egg","nut","milk","soy"]');
    await user.click(screen.getByRole("button", { name: "Remove nut" }));
    expect(sent(screen.getByRole("form"), "tags")).toBe('["egg","milk","soy"]');
    expect(input).toHaveFocus();
  });

  it("sends text separated by commas while there is no script", () => {
    expect(
      renderToString(<TagsField name="tags" label="Tags" defaultValue={["egg", "nut"]} />),
    ).toMatch(/name="tags"[^>]*value="egg, nut"/);
  });
});

it("JsonField says that a text is no JSON as soon as it is left", async () => {
  render(<JsonField name="data" label="Data" />);
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("Data"), "[[1,");
  await user.tab();
  expect(screen.getByLabelText("Data")).toHaveAccessibleDescription("This is not valid JSON.");
  await user.type(screen.getByLabelText("Data"), "2]");
  await user.tab();
  expect(screen.getByLabelText("Data")).toBeValid();
});

it("QuantityField steps between its bounds", async () => {
  render(<QuantityField name="jars" label="Jars" defaultValue={2} max={3} />);
  const user = userEvent.setup();
  for (let press = 0; press < 3; press += 1)
    await user.click(screen.getByRole("button", { name: "One more" }));
  expect(screen.getByLabelText("Jars")).toHaveValue(3);
  for (let press = 0; press < 5; press += 1)
    await user.click(screen.getByRole("button", { name: "One fewer" }));
  expect(screen.getByLabelText("Jars")).toHaveValue(1);
});

it("TableMap offers only free tables that are large enough", () => {
  const table = { x: 10, y: 10, available: true };
  render(
    <TableMap
      partySize={4}
      tables={[
        { ...table, id: "a", label: "A", seats: 2 },
        { ...table, id: "b", label: "B", seats: 4 },
        { ...table, id: "c", label: "C", seats: 6, available: false },
      ]}
    />,
  );
  const group = screen.getByRole("radiogroup", { name: "Choose a table" });
  const enabled = within(group)
    .getAllByRole<HTMLInputElement>("radio")
    .filter((radio) => !radio.disabled);
  expect(enabled.map((radio) => radio.value)).toEqual(["b"]);
});

it("TimePicker offers even steps with both ends", () => {
  render(<TimePicker name="from" label="From" from="09:30" to="11:00" stepMinutes={45} />);
  expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual([
    "Choose…",
    "09:30",
    "10:15",
    "11:00",
  ]);
});

it.each([
  ["24.50", "€24.50"],
  [24, "€24"],
  ["1234567.89", "€1,234,567.89"],
])("PriceTag shows %s as %s", (amount, text) => {
  const { container } = render(<PriceTag amount={amount} />);
  expect(container).toHaveTextContent(text);
});

describe("monthWeeks", () => {
  it("covers each day of a month once, in whole weeks that begin on the day asked for", () => {
    for (let number = 0; number < 48; number += 1) {
      const month = shiftMonth("2024-01", number);
      const weekStart = number % 7;
      const weeks = monthWeeks(month, weekStart);
      expect(weeks.every((week) => week.length === 7)).toBe(true);
      expect(new Date(`${weeks[0]?.[0]?.date ?? ""}T00:00:00Z`).getUTCDay()).toBe(weekStart);
      const days = weeks.flat().filter((day) => day.inMonth);
      expect(days.map((day) => day.number)).toEqual(
        Array.from({ length: days.length }, (_, index) => index + 1),
      );
      expect(days.at(-1)?.date.slice(0, 7)).toBe(month);
    }
  });

  it("crosses the year both ways", () => {
    expect(shiftMonth("2026-12", 1)).toBe("2027-01");
    expect(shiftMonth("2026-01", -1)).toBe("2025-12");
  });
});
