"use client";

import { Moon, Sun } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";

import { IconButton } from "../../primitives/buttons";
import { themeStorageKey } from "./theme-script";

export interface ThemeToggleProps {
  /** Name of the button while the page is light. */
  darkLabel?: string;
  /** Name of the button while the page is dark. */
  lightLabel?: string;
}

const isDark = () => document.documentElement.classList.contains("dark");
const setDark = (dark: boolean) => document.documentElement.classList.toggle("dark", dark);

function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["class"] });
  return () => observer.disconnect();
}

/** Switches between light and dark, remembers the choice, and follows the system until one is made. */
export function ThemeToggle({
  darkLabel = "Switch to dark mode",
  lightLabel = "Switch to light mode",
}: ThemeToggleProps) {
  const dark = useSyncExternalStore(watchTheme, isDark, () => false);

  useEffect(() => {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const follow = () => {
      const choice = readChoice();
      setDark(choice === null ? system.matches : choice === "dark");
    };
    follow();
    system.addEventListener("change", follow);
    return () => system.removeEventListener("change", follow);
  }, []);

  const toggle = () => {
    setDark(!dark);
    keepChoice(dark ? "light" : "dark");
  };

  return (
    <IconButton label={dark ? lightLabel : darkLabel} onClick={toggle}>
      {dark ? <Sun /> : <Moon />}
    </IconButton>
  );
}

// Storage throws where the browser forbids it; the choice then lasts as long as the page.
function readChoice(): string | null {
  try {
    return localStorage.getItem(themeStorageKey);
  } catch {
    return null;
  }
}

function keepChoice(choice: "light" | "dark"): void {
  try {
    localStorage.setItem(themeStorageKey, choice);
  } catch {
    return;
  }
}
