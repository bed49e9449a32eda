export type FormState = {
  status: "idle" | "success" | "error";
  message?: string;
  fieldErrors?: Record<string, string[]>;
  values?: Record<string, string>;
};
export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;
export const idle: FormState = { status: "idle" };
