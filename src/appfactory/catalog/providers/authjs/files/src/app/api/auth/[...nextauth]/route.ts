import { handlers } from "@/auth/auth-js";

export const { GET, POST } = handlers;
