export interface EnvironmentVariable {
  name: string;
  description: string;
  requiredInProduction: boolean;
  secret: boolean;
  /** What development and tests use; never allowed in production. */
  standIn: string;
  /** A regular expression that a real value matches; empty if anything goes. */
  pattern: string;
}

export const environmentVariables = [
  {
    name: "APP_URL",
    description: "Public address of the app, without a slash at the end.",
    requiredInProduction: true,
    secret: false,
    standIn: "http://localhost:3000",
    pattern: "^https?://[^/]+$",
  },
  {
    name: "DATABASE_URL",
    description: "The app's own login.",
    requiredInProduction: true,
    secret: true,
    standIn: "",
    pattern: "^postgres(ql)?://",
  },
  {
    name: "DATABASE_OWNER_URL",
    description: "The login that owns the schema; used by migrations and seed data only.",
    requiredInProduction: false,
    secret: true,
    standIn: "",
    pattern: "^postgres(ql)?://",
  },
  {
    name: "DATABASE_POOL_SIZE",
    description: "Most connections that one instance of the app opens; 10 if not set.",
    requiredInProduction: false,
    secret: false,
    standIn: "",
    pattern: "^[1-9][0-9]{0,2}$",
  },
  {
    name: "TRUSTED_PROXIES",
    description:
      "How many proxies stand before the app and append to X-Forwarded-For; 1 if not set.",
    requiredInProduction: false,
    secret: false,
    standIn: "",
    pattern: "^[1-9]$",
  },
  {
    name: "ROLLOUT_STAGE",
    description:
      "Percent of users for whom feature flags are on, for all (50) or one by one (50,new-dashboard=100); the first stage if not set.",
    requiredInProduction: false,
    secret: false,
    standIn: "",
    pattern: "^([a-zA-Z0-9_.-]+=)?[0-9]{1,3}(,([a-zA-Z0-9_.-]+=)?[0-9]{1,3})*$",
  },
  {
    name: "STAND_IN_URL",
    description: "Address of dev/stand-ins/server.mjs; development and tests only.",
    requiredInProduction: false,
    secret: false,
    standIn: "http://localhost:4010",
    pattern: "^http://",
  },
] as const satisfies readonly EnvironmentVariable[];
