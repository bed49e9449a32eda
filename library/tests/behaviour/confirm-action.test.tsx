import type { FormAction, FormState } from "@appfactory/ui/forms";
import { ConfirmAction } from "@appfactory/ui/patterns/confirm-action/ConfirmAction";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

const leaveFor = vi.hoisted(() => vi.fn());
vi.mock("../../packages/platform/ui/src/lib/leave-for", () => ({ leaveFor }));

async function confirm(answer: FormState, successHref?: string) {
  const action = vi.fn<FormAction>(async () => answer);
  render(
    <ConfirmAction
      action={action}
      label="Delete"
      title="Delete this guest?"
      fields={{ id: "g1", version: "3" }}
      keepLabel="Keep guest"
      successHref={successHref}
    />,
  );
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Delete" }));
  const dialog = screen.getByRole("dialog", { name: "Delete this guest?" });
  return { action, user, dialog };
}

it("does nothing when it is declined", async () => {
  const { action, user, dialog } = await confirm({ status: "success" });
  await user.click(within(dialog).getByRole("button", { name: "Keep guest" }));
  expect(dialog).not.toHaveAttribute("open");
  expect(action).not.toHaveBeenCalled();
});

it("sends its fields when it is confirmed, and closes", async () => {
  const { action, user, dialog } = await confirm({ status: "success" });
  await user.click(within(dialog).getByRole("button", { name: "Delete" }));
  await vi.waitFor(() => expect(dialog).not.toHaveAttribute("open"));
  const [, data] = action.mock.calls[0] ?? [];
  expect(Object.fromEntries(data ?? [])).toEqual({ id: "g1", version: "3" });
});

it("stays open and says why when it is refused", async () => {
  const { user, dialog } = await confirm({
    status: "error",
    message: "This guest has a booking tonight.",
  });
  await user.click(within(dialog).getByRole("button", { name: "Delete" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent(
    "This guest has a booking tonight.",
  );
  expect(dialog).toHaveAttribute("open");
});

it("does not leave after a refusal", async () => {
  const refused = await confirm({ status: "error" }, "/guests");
  await refused.user.click(within(refused.dialog).getByRole("button", { name: "Delete" }));
  await within(refused.dialog).findByRole("alert");
  expect(leaveFor).not.toHaveBeenCalled();
});

it("leaves at once when what was asked about is gone", async () => {
  const { user, dialog } = await confirm({ status: "success" }, "/guests");
  await user.click(within(dialog).getByRole("button", { name: "Delete" }));
  await vi.waitFor(() => expect(leaveFor).toHaveBeenCalledExactlyOnceWith("/guests"));
});
