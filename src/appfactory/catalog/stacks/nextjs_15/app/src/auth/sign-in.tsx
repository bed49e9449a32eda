import { TextField } from "@/components/ui/forms/TextField";
import { SubmitButton } from "@/components/ui/primitives/buttons";

export function SignIn({ next }: { next: string }) {
  return (
    <form method="post" action="/api/dev/sign-in" className="grid gap-5">
      <input type="hidden" name="next" value={next} />
      <TextField name="email" label="E-mail" type="email" autoComplete="email" required />
      <SubmitButton>Sign in</SubmitButton>
    </form>
  );
}
