import { developmentUsers } from "@/auth/development-users";

/** Signs in as one of the people of the seed data, without a provider. Never rendered in production. */
export function DevelopmentSignIn({ next }: { next: string }) {
  return (
    <form action="/api/dev/sign-in" method="post" className="space-y-4">
      <input type="hidden" name="next" value={next} />
      <p className="text-sm text-muted-foreground">
        This is not production. Choose who you want to be.
      </p>
      <ul className="space-y-2">
        {developmentUsers.map((user) => (
          <li key={user.email}>
            <button
              type="submit"
              name="email"
              value={user.email}
              className="flex min-h-14 w-full items-center justify-between gap-4 rounded-md border border-input px-4 py-2 text-left hover:bg-secondary"
            >
              <span className="min-w-0">
                <span className="block truncate font-semibold">{user.name}</span>
                <span className="block truncate text-sm text-muted-foreground">{user.email}</span>
              </span>
              <span className="rounded-sm bg-secondary px-2 py-1 text-xs font-semibold text-secondary-foreground">
                {user.role}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
