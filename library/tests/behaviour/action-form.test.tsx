import {
  ActionForm,
  CheckboxField,
  SelectField,
  TextField,
  type FormAction,
  type FormState,
} from "@appfactory/ui/forms";
import { SubmitButton } from "@appfactory/ui/primitives/buttons";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

function answering(...answers: FormState[]): {
  action: FormAction;
  received: Record<string, FormDataEntryValue>[];
} {
  const received: Record<string, FormDataEntryValue>[] = [];
  const action: FormAction = async (_, data) => {
    received.push(Object.fromEntries(data));
    return answers[received.length - 1] ?? { status: "success" };
  };
  return { action, received };
}

function GuestForm({ action }: { action: FormAction }) {
  return (
    <ActionForm action={action} successMessage="Guest saved">
      <TextField name="name" label="Name" />
      <TextField name="phone" label="Phone" hint="With the country code" />
      <SelectField name="area" label="Area" options={[{ value: "bar", label: "Bar" }]} />
      <CheckboxField name="chair" label="High chair" />
      <SubmitButton>Save</SubmitButton>
    </ActionForm>
  );
}

async function fillIn() {
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("Name"), "Ketut");
  await user.type(screen.getByLabelText("Phone"), "12");
  await user.selectOptions(screen.getByLabelText("Area"), "bar");
  await user.click(screen.getByLabelText("High chair"));
  await user.click(screen.getByRole("button", { name: "Save" }));
  return user;
}

const refusal: FormState = {
  status: "error",
  fieldErrors: { phone: ["The phone number is too short."] },
};

it("shows a field's error at the field, tells assistive technology, and moves the focus there", async () => {
  render(<GuestForm action={answering(refusal).action} />);
  await fillIn();
  const phone = screen.getByLabelText("Phone");
  await waitFor(() => expect(phone).toHaveFocus());
  expect(phone).toBeInvalid();
  expect(phone).toHaveAccessibleDescription("With the country code The phone number is too short.");
  expect(screen.getByRole("alert")).toHaveTextContent("Please check the form and try again.");
});

it.each([
  ["the action sends no values", refusal],
  [
    "the action sends the values back",
    { ...refusal, values: { name: "Ketut", phone: "12", area: "bar", chair: "true" } },
  ],
])("keeps what was entered when %s, and empties the form on success", async (_, answer) => {
  const { action, received } = answering(answer);
  render(<GuestForm action={action} />);
  const user = await fillIn();
  await screen.findByRole("alert");
  expect(screen.getByLabelText("Name")).toHaveValue("Ketut");
  expect(screen.getByLabelText("Area")).toHaveValue("bar");
  expect(screen.getByLabelText("High chair")).toBeChecked();

  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("status")).toHaveTextContent("Guest saved");
  expect(received[1]).toEqual({ name: "Ketut", phone: "12", area: "bar", chair: "true" });
  expect(screen.getByLabelText("Name")).toHaveValue("");
  expect(screen.getByLabelText("Area")).toHaveValue("");
  expect(screen.getByLabelText("High chair")).not.toBeChecked();
});

it("says that it is on its way and refuses a second press", async () => {
  let finish: (state: FormState) => void = () => undefined;
  let calls = 0;
  const action: FormAction = () => {
    calls += 1;
    return new Promise((resolve) => {
      finish = resolve;
    });
  };
  render(
    <ActionForm action={action}>
      <SubmitButton pendingLabel="Saving…">Save</SubmitButton>
    </ActionForm>,
  );
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Save" }));
  const pending = await screen.findByRole("button", { name: "Saving…" });
  expect(pending).toHaveAttribute("aria-disabled", "true");
  await user.click(pending);
  finish({ status: "success", message: "Done" });
  expect(await screen.findByRole("status")).toHaveTextContent("Done");
  expect(calls).toBe(1);
});
