/** Sources that the providers need, by directive of the content security policy. */
export const contentSecurity: Readonly<Record<string, readonly string[]>> = {};
