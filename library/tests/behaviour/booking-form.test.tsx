import type { FormAction } from "@appfactory/ui/forms";
import { BookingForm } from "@appfactory/restaurants/features/booking";
import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { renderToString } from "react-dom/server";
import { expect, it, vi } from "vitest";

const accept: FormAction = async () => ({ status: "success", message: "Saved" });

it("sends party size and an unambiguous instant, and confirms", async () => {
  const received: FormData[] = [];
  const action: FormAction = async (_, data) => {
    received.push(data);
    return { status: "success" };
  };
  render(<BookingForm action={action} fieldNames={{ partySize: "guests" }} />);
  const user = userEvent.setup();
  await user.clear(screen.getByLabelText("Party Size"));
  await user.type(screen.getByLabelText("Party Size"), "4");
  fireEvent.input(screen.getByLabelText("Time"), { target: { value: "2026-12-24T19:30" } });
  await user.click(screen.getByRole("button", { name: "Book" }));

  expect(await screen.findByRole("status")).toHaveTextContent("Reservation confirmed");
  expect(received[0]?.get("guests")).toBe("4");
  const time = String(received[0]?.get("time"));
  expect(time).toMatch(/^2026-12-24T19:30:00[+-]\d\d:\d\d$/);
  expect(new Date(time)).toEqual(new Date(2026, 11, 24, 19, 30));
  expect(received[0]?.get("timeLocal")).toBe("2026-12-24T19:30");
});

it("confirms in its own words even where the action has others", async () => {
  render(<BookingForm action={accept} />);
  fireEvent.input(screen.getByLabelText("Time"), { target: { value: "2026-12-24T19:30" } });
  await userEvent.click(screen.getByRole("button", { name: "Book" }));
  expect(await screen.findByRole("status")).toHaveTextContent("Reservation confirmed");
});

it("lets the visible control carry the name until the script has loaded", () => {
  const html = renderToString(<BookingForm action={accept} />);
  expect(html).toMatch(
    /<input[^>]*name="time"[^>]*type="datetime-local"|<input[^>]*type="datetime-local"[^>]*name="time"/,
  );
  expect(html).not.toContain("timeLocal");
  expect(html).not.toContain('type="hidden" name="time"');
});

it("shows errors at the field they belong to", async () => {
  const refuse: FormAction = async () => ({
    status: "error",
    fieldErrors: { time: ["We are closed on Mondays."] },
  });
  render(<BookingForm action={refuse} />);
  fireEvent.input(screen.getByLabelText("Time"), { target: { value: "2026-12-21T19:30" } });
  await userEvent.click(screen.getByRole("button", { name: "Book" }));
  await screen.findByText("We are closed on Mondays.");
  expect(screen.getByLabelText("Time")).toHaveAccessibleDescription("We are closed on Mondays.");
  expect(screen.getByLabelText("Time")).toHaveValue("2026-12-21T19:30");
});

it("offers to cancel only what still stands, and asks first", async () => {
  const cancel = vi.fn<FormAction>(async () => ({ status: "success" }));
  const items = [
    { id: "r1", time: "2026-12-24T11:30:00Z", partySize: 1, status: "CONFIRMED" },
    { id: "r2", time: "2026-12-25T11:30:00Z", partySize: 3, status: "CANCELLED" },
  ];
  render(<BookingForm action={accept} items={items} cancelAction={cancel} />);
  expect(screen.getByRole("heading", { name: "Your bookings" })).toBeInTheDocument();
  expect(screen.getByText("1 guest")).toBeInTheDocument();
  expect(screen.getByText("3 guests")).toBeInTheDocument();
  const openers = screen.getAllByRole("button", { name: "Cancel" });
  expect(openers).toHaveLength(1);
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  const dialog = screen.getByRole("dialog", { name: "Cancel this booking?" });
  expect(cancel).not.toHaveBeenCalled();
  await userEvent.click(within(dialog).getByRole("button", { name: "Cancel booking" }));
  expect(cancel.mock.calls[0]?.[1].get("id")).toBe("r1");
});
