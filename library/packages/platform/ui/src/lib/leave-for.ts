/** Goes to another page with a fresh load, which shows what an action has just changed. */
export function leaveFor(href: string): void {
  window.location.assign(href);
}
