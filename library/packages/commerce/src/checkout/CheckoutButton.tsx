import { ActionForm, HiddenField, type FormAction } from "@appfactory/ui/forms";
import { SubmitButton } from "@appfactory/ui/primitives/buttons";

export interface CheckoutButtonProps {
  /** Opens the checkout, usually by a redirect. The server looks the price up itself. */
  action: FormAction;
  /** The product to buy. */
  productId: string;
  /** How many. */
  quantity?: number;
  /** The keys in the form's data. */
  fieldNames?: { productId?: string; quantity?: string };
  /** Label of the button. */
  label?: string;
  /** Label of the button while the checkout opens. */
  pendingLabel?: string;
  /** Shown when the checkout can't be opened and the action doesn't say why. */
  errorMessage?: string;
  /** Shown if the action ends without a redirect. */
  successMessage?: string;
}

/** Takes the reader to the checkout with one product. */
export function CheckoutButton({
  action,
  productId,
  quantity = 1,
  fieldNames = {},
  label = "Buy now",
  pendingLabel = "Opening checkout…",
  errorMessage = "The checkout could not be opened. Nothing was charged.",
  successMessage,
}: CheckoutButtonProps) {
  return (
    <ActionForm
      action={action}
      errorMessage={errorMessage}
      successMessage={successMessage}
      className="justify-items-start"
    >
      <HiddenField name={fieldNames.productId ?? "productId"} value={productId} />
      <HiddenField name={fieldNames.quantity ?? "quantity"} value={String(quantity)} />
      <SubmitButton pendingLabel={pendingLabel}>{label}</SubmitButton>
    </ActionForm>
  );
}
