import { issuer } from "@/auth/environment";
import { asRole, type Role } from "@/lib/actor";

/** What the app reads of a session token whose signature, time and authorised party Clerk's SDK has checked. */
export interface SessionClaims {
  iss: string;
  sub: string;
  [claim: string]: unknown;
}

/** Whether this instance issued the token. The SDK leaves the issuer unchecked, because one key normally has one issuer. */
export const isOurs = (claims: SessionClaims | null | undefined): claims is SessionClaims =>
  claims !== null && claims !== undefined && claims.iss === issuer() && claims.sub !== "";

/** The role in `metadata.role`, which the instance's session token takes from the user's public metadata. */
export function roleOf(claims: SessionClaims): Role {
  const { metadata } = claims;
  return asRole(
    typeof metadata === "object" && metadata !== null && "role" in metadata
      ? metadata.role
      : undefined,
  );
}

/** A claim that is text; null if it is missing, empty, or a placeholder that Clerk had nothing to put in for. */
export function textClaim(claims: SessionClaims, name: string): string | null {
  const value = claims[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}
