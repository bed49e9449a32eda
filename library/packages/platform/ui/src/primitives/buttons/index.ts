export { DangerButton, type DangerButtonProps } from "./DangerButton";
export { IconButton, type IconButtonProps } from "./IconButton";
export { PrimaryButton, type PrimaryButtonProps } from "./PrimaryButton";
export { SecondaryButton, type SecondaryButtonProps } from "./SecondaryButton";
export { SubmitButton, type SubmitButtonProps } from "./SubmitButton";
