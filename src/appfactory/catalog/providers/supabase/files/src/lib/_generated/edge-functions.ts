/** The plan's edge functions, and the folder in supabase/functions that each stands in. */
export const edgeFunctions: Readonly<Record<string, string>> = {
  "notify-reservation": "notify-reservation",
};
