/** Where the choice is kept in the browser: `light` or `dark`; nothing while the system decides. */
export const themeStorageKey = "theme";

/**
 * To stand in an inline script at the start of `<body>`: sets the class before the first paint, so that a dark page never
 * flashes light. Constant text, so a content security policy can allow it by hash.
 */
export const themeScript =
  '(function(){try{var t=localStorage.getItem("theme");' +
  'var d=t==="dark"||(t!=="light"&&matchMedia("(prefers-color-scheme: dark)").matches);' +
  'document.documentElement.classList.toggle("dark",d)}catch(e){}})()';
